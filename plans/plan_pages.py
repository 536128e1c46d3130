"""Common parts of the plan's pages: the plan shown, and the day as at which it is shown."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial, wraps

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from partners import clock
from partners.access import Closed, NothingThereYet
from partners.caches import LruCache
from partners.forms.date_fields import DayField

from .history.timetravel import changes_around, history_begins_at
from .models import Plan
from .outline.kept import member_outline


def current_plan(partnership):
    """The partnership's running plan. Raises NothingThereYet, an Http404, if it has no plan yet."""
    plan = Plan.objects.select_related("partnership", "continued_as").running(partnership)
    if plan is None:
        raise NothingThereYet("This partnership has no plan yet")
    return plan


def plan_shown(request, partnership):
    """The plan named by ?plan=, by default the running one. Raises NothingThereYet or another Http404."""
    slug = request.GET.get("plan")
    if not slug:
        return use_plan(request, current_plan(partnership))
    plans = Plan.objects.in_partnership(partnership).select_related("partnership", "continued_as")
    # Anything else never reaches the database: PostgreSQL raises an error for a NUL character.
    if not re.fullmatch("[-a-zA-Z0-9_]+", slug):
        raise Http404
    return use_plan(request, get_object_or_404(plans, slug=slug))


def use_plan(request, plan):
    """Set the page's plan on the request, for the templates. Returns the plan."""
    request.page = PageContext(plan, plan_query(plan))
    return plan


def plan_query(plan):
    """Query string that selects a plan: "" for the running one, otherwise "?plan=2008-2011"."""
    return "" if plan.phase == Plan.Phase.RUNNING else f"?plan={plan.slug}"


def with_parameter(query, parameter):
    """Query string with one more parameter: ?plan=2008-2011&at=2009-04-01."""
    return f"{query}{'&' if query else '?'}{parameter}"


def require_open(plan):
    """The plan, if it is open to changes. Raises Closed once its successor has begun."""
    if plan.phase == Plan.Phase.CLOSED:
        day = date_format(plan.successor.starts_on)
        raise Closed(
            f"The plan of {plan.period} closed on {day}, when the next plan started. You can read it, but it "
            "can no longer be changed."
        )
    return plan


def require_reporting_open(plan):
    """The plan, if it is open to updates. Raises Closed before it begins and after its last day for updates."""
    if plan.phase == Plan.Phase.COMING:
        day = date_format(plan.starts_on)
        raise Closed(f"This plan starts on {day}. Until then, update the current plan.")
    if not plan.is_reporting_open:
        day = date_format(plan.last_word_on)
        raise Closed(f"The plan of {plan.period} has closed. The last updates were due on {day}.")
    return plan


def page_query(plan, day, by=None):
    """Query string of a filtered list of a plan: ?plan=2008-2011&at=2009-04-01&by=due."""
    at = day.query if day else plan_query(plan)
    return with_parameter(at, f"by={by}") if by else at


def page_of(name, plan):
    """Address of a plan's page, by URL name."""
    return reverse(name, args=[plan.partnership.slug]) + plan_query(plan)


def actions_url(access):
    """Prefix of action addresses, before the id: reversing thousands of them would slow down a long page."""
    return reverse("action_detail", args=[access.partnership.slug, 0]).removesuffix("0/")


def criteria_url(access):
    """Prefix of criterion addresses, before the id."""
    return reverse("criterion_detail", args=[access.partnership.slug, 0]).removesuffix("0/")


TYPED_DAY = DayField(bounded=False)


class NoSuchDay(Exception):
    """There is no plan to show as at the requested day; the message is the reason."""


@dataclass(frozen=True)
class Day:
    """A past day to show a page as at: with everything recorded by the end of it.

    `before` and `after` are the nearest days with changes, or None; `plan_query` is the query string of the plan.
    `rewritten` is the number of the last revision that rewrote the past, or None.
    """

    day: date
    before: date | None
    after: date | None
    plan_query: str = ""
    rewritten: int | None = None

    @property
    def moment(self):
        return end_of(self.day)

    @property
    def query(self):
        return with_parameter(self.plan_query, f"at={self.day}")


@dataclass
class PageContext:
    """What a page of the plan shows, as `request.page` in its templates: the plan, and a past day or None for now.

    `query` is the query string that selects the plan.
    """

    plan: Plan
    query: str
    day: Day | None = None

    @property
    def prefix(self):
        """The query string, to be followed by another parameter."""
        return with_parameter(self.query, "")

    @property
    def other_plan(self):
        """The plan, unless it is the running one."""
        return self.plan if self.query else None


def end_of(day):
    """Last moment of a day in Europe/London."""
    return timezone.make_aware(datetime.combine(day, time.max))


def beginning_of(day):
    """First moment of a day in Europe/London."""
    return timezone.make_aware(datetime.combine(day, time.min))


def first_day(plan):
    """Date of the plan's first row of history."""
    return clock.date_of(history_begins_at(plan))


def days_to_compare(plan, since, until=None):
    """Query string for the changes from one day to another, or to now; "" if the plan has none to compare."""
    if not first_day(plan) <= since < (until or clock.today()):
        return ""
    return with_parameter(plan_query(plan), f"from={since}" + (f"&to={until}" if until else ""))


def _requested_day(text, plan):
    """Day for `?at=2009-01-31`, or a date as people type it; None for today or an empty value. Raises NoSuchDay."""
    if not text:
        return None
    try:
        day = TYPED_DAY.clean(text)
    except ValidationError as error:
        raise NoSuchDay("Enter a real date, such as 31 January 2009.") from error
    today = clock.today()
    if day > today:
        raise NoSuchDay(f"{date_format(day)} is in the future. Choose today or an earlier date.")
    if day == today:
        return None
    *moments, rewritten = changes_around(plan, beginning_of(day), end_of(day))
    begins, before, after = (moment and clock.date_of(moment) for moment in moments)
    if day < begins:
        raise NoSuchDay(f"There was no plan yet. Its history begins on {date_format(begins)}.")
    return Day(day, before if before and before >= begins else None, after, plan_query(plan), rewritten)


def as_at(view=None, *, of=None):
    """Decorator for pages that can show the plan as at any day: passes the plan, and a Day or None for now.

    `of(access, **kwargs)` returns the object in the address, whose plan is shown; the view gets it as `instance`. If it
    returns None, the plan requested is shown.
    """
    if view is None:
        return partial(as_at, of=of)

    @wraps(view)
    def page(request, access, **kwargs):
        instance = of(access, **kwargs) if of else None
        plan = use_plan(request, instance.plan) if instance else plan_shown(request, access.partnership)
        try:
            day = request.page.day = _requested_day(request.GET.get("at"), plan)
        except NoSuchDay as error:
            return render(request, "plans/history/no_such_day.html", {"why": str(error)}, status=404)
        return view(request, access, plan=plan, day=day, **kwargs, **({"instance": instance} if of else {}))

    return page


past = LruCache(64)


def of_past(plan, rewritten, key, make):
    """What is rendered of the past alone, made once for everybody and kept in the worker's memory.

    The past never changes, unless a revision rewrites it, as a removal of personal details does: `rewritten` is the
    number of the last such revision, or None.
    """
    return past.get((plan.pk, rewritten, *key), make)


def render_plan_page(request, template, context):
    """Render a page that `as_at` decorates, around its part: the template of the same name with "_" before it.

    The part holds all that depends on the plan; `context(outline)` returns its context. A past part offers no actions
    and is the same for everybody.
    """
    plan, day = request.page.plan, request.page.day
    folder, _, name = template.rpartition("/")
    part = f"{folder}/_{name}"

    def fresh():
        plan_outline = member_outline(request.access, plan, day and day.moment)
        return {"outline": plan_outline, "at": page_query(plan, day), "day": day, **context(plan_outline)}

    if day is None:
        return render(request, template, {"part": part, **fresh()})
    key = (part, day.query, request.GET.get("by"))
    body = of_past(plan, day.rewritten, key, lambda: render_to_string(part, fresh()))
    return render(request, template, {"body": body})
