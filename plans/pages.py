"""What the pages of a plan have in common: which plan, and as at which day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial, wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from partners import clock
from partners.standing import Closed, NothingThereYet

from .models import Plan
from .outline import PARTNERSHIP, outline
from .shopwindow import Shelf
from .timetravel import begun, changed_after, changed_before


def current_plan(partnership):
    """The partnership's plan. Raises NothingThereYet, which is a Http404, if it has none yet."""
    try:
        return Plan.objects.select_related("partnership", "continued_as").current(partnership)
    except Plan.DoesNotExist as error:
        raise NothingThereYet("This partnership has no plan yet") from error


def plan_shown(request, partnership):
    """The plan that a page is about: the one that ?plan= names or, without that, the one that runs.

    Raises NothingThereYet, or another Http404.
    """
    slug = request.GET.get("plan")
    if not slug:
        return looking_at(request, current_plan(partnership))
    plans = Plan.objects.in_partnership(partnership).select_related("partnership", "continued_as")
    # What is no slug is asked of no database: PostgreSQL fails over a character that it cannot keep.
    if not re.fullmatch("[-a-zA-Z0-9_]+", slug):
        raise Http404
    return looking_at(request, get_object_or_404(plans, slug=slug))


def looking_at(request, plan):
    """Tell the templates which plan a page is about. Returns the plan."""
    request.which = which(plan)
    request.ask = f"{request.which}&" if request.which else "?"
    request.plan_shown = plan if request.which else None
    return plan


def which(plan):
    """What an address says of the plan that its page is about: "" of the one that runs, otherwise "?plan=2008-2011"."""
    return "" if plan.phase == Plan.Phase.RUNNING else f"?plan={plan.slug}"


def still_written(plan):
    """The plan, to be written to. Raises Closed if another has begun in its place."""
    if plan.phase == Plan.Phase.CLOSED:
        day = date_format(plan.successor.starts_on)
        raise Closed(
            f"The plan of {plan.period} closed on {day}, when the one that continues it began. It stays to be read, "
            "and nothing in it changes."
        )
    return plan


def takes_word(plan):
    """The plan, to be told how its actions go. Raises Closed before it begins, and when the last word on it is over."""
    if plan.phase == Plan.Phase.COMING:
        day = date_format(plan.starts_on)
        raise Closed(f"This plan begins on {day}. Until then, say how things go in the plan that runs.")
    if not plan.takes_word:
        day = date_format(plan.last_word_on)
        raise Closed(f"The plan of {plan.period} has closed, and the last word on its actions was taken on {day}.")
    return plan


def narrowed(plan, day, by):
    """The query of a page of a plan that shows some of a list: ?plan=2008-2011&at=2009-04-01&by=due."""
    at = day.query if day else which(plan)
    return f"{at}{'&' if at else '?'}by={by}" if by else at


def page_of(name, plan):
    """The address of a page of a plan."""
    return reverse(name, args=[plan.partnership.slug]) + which(plan)


def actions_url(standing):
    """What stands before an action's id in its address: resolving thousands of them is what a long page would cost."""
    return reverse("action_detail", args=[standing.partnership.slug, 0]).removesuffix("0/")


def criteria_url(standing):
    """The same before a criterion's id."""
    return reverse("criterion_detail", args=[standing.partnership.slug, 0]).removesuffix("0/")


class NoSuchDay(Exception):
    """A day was asked for on which there is no plan to show; its words say why."""


@dataclass(frozen=True)
class Day:
    """A past day as a page shows it: by what had been recorded when it ended.

    `before` and `after` are the nearest days on which something changed, or None; `which` is that of its plan.
    """

    day: date
    before: date | None
    after: date | None
    which: str = ""

    @property
    def moment(self):
        return end_of(self.day)

    @property
    def query(self):
        return self.to(self.day)

    def to(self, day):
        """The query that asks for the same page as at another day."""
        return f"{self.which}&at={day.isoformat()}" if self.which else f"?at={day.isoformat()}"


def end_of(day):
    """The last moment of a day in Europe/London."""
    return timezone.make_aware(datetime.combine(day, time.max))


def beginning_of(day):
    """The first moment of a day in Europe/London."""
    return timezone.make_aware(datetime.combine(day, time.min))


def first_day(plan):
    """The day on which the plan was first written down here."""
    return clock.date_of(begun(plan))


def days_to_compare(plan, since, until=None):
    """The query that asks what changed from a day to another, or to now; "" if the plan has nothing to tell of them."""
    if not first_day(plan) <= since < (until or clock.today()):
        return ""
    begins = f"{which(plan)}&" if which(plan) else "?"
    return f"{begins}from={since.isoformat()}" + (f"&to={until.isoformat()}" if until else "")


def _day_asked_for(words, plan):
    """The Day of `?at=2009-01-31`; None for today and where none was asked for. Raises NoSuchDay."""
    if not words:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise NoSuchDay("That is not a date. Write it as year, month, day: 2009-01-31.") from error
    today = clock.today()
    if day > today:
        raise NoSuchDay(f"{date_format(day)} is still to come. The plan can be seen as at any day up to today.")
    if day < first_day(plan):
        raise NoSuchDay(f"The plan was not here yet. It begins on {date_format(first_day(plan))}.")
    if day == today:
        return None
    before = changed_before(plan, end_of(day - timedelta(days=1)))
    after = changed_after(plan, end_of(day))
    return Day(day, before and clock.date_of(before), after and clock.date_of(after), which(plan))


def as_at(view=None, *, of=None):
    """A page of the plan that can be seen as at any day: it is called with the plan, and a Day or None for now.

    `of` gets the Standing and what the address names, and returns the plan that this stands in, or None: then the
    page is about the plan that was asked for.
    """
    if view is None:
        return partial(as_at, of=of)

    @wraps(view)
    def page(request, standing, **kwargs):
        found = of(standing, **kwargs) if of else None
        plan = looking_at(request, found) if found else plan_shown(request, standing.partnership)
        try:
            request.day = _day_asked_for(request.GET.get("at"), plan)
        except NoSuchDay as error:
            return render(request, "plans/no_such_day.html", {"why": str(error)}, status=404)
        return view(request, standing, plan=plan, day=request.day, **kwargs)

    return page


past = Shelf(64)


def show(request, page, part, plan, day, context):
    """Render `page` around its `part`, which is all that it shows of the plan.

    `context(outline)` is what the part needs. Nothing in the past changes and nobody can do anything there, so a past
    part is made once and kept in the worker's memory for everybody.
    """

    def fresh(moment):
        whole = outline(plan, audience=PARTNERSHIP, as_at=moment)
        return {"outline": whole, "at": day.query if day else which(plan), "day": day, **context(whole)}

    if day is None:
        return render(request, page, {"part": part, **fresh(None)})
    key = (part, plan.pk, day.query, request.GET.get("by"))
    return render(request, page, {"body": past.get(key, lambda: render_to_string(part, fresh(day.moment)))})
