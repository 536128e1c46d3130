"""Changes in the plan between two days, or from a day until now, for members."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.access import member_page
from partners.forms.date_fields import DayField
from partners.models import Meeting
from plans.jobs.turns import one_at_a_time
from plans.outline.kept import member_outline

from ..cached_pages import cached_by_revision
from ..dates import months_after
from ..history.timetravel import rewritings
from ..models import Edition
from ..plan_pages import actions_url, end_of, first_day, of_past, plan_query, plan_shown, with_parameter
from .describe import changes

HINT = _("For example 30 9 2009 or 30 September 2009.")


class BetweenForm(forms.Form):
    """Two days, each as at its end; `to` is None for now."""

    def __init__(self, *args, begins, **kwargs):
        super().__init__(*args, **kwargs)
        self.begins = begins
        any_day = partial(DayField, period="last", bounded=False, called="it")
        self.fields["from"] = any_day(
            label=gettext("From"), help_text=HINT, error_messages={"required": gettext("Enter a start date")}
        )
        self.fields["to"] = any_day(label=gettext("To"), required=False, help_text=gettext("Leave blank for today."))

    def clean_from(self):
        day = self._day_of_plan("from")
        if day == clock.today():
            raise ValidationError(gettext("Enter a date before today"))
        return day

    def clean_to(self):
        day = self._day_of_plan("to")
        return None if day == clock.today() else day

    def _day_of_plan(self, name):
        day = self.cleaned_data[name]
        if day and day > clock.today():
            raise ValidationError(
                gettext("%(day)s is in the future. Enter a date up to today") % {"day": date_format(day)}
            )
        if day and day < self.begins:
            raise ValidationError(
                gettext("There was no plan yet. Its history begins on %(begins)s")
                % {"begins": date_format(self.begins)}
            )
        return day

    def clean(self):
        data = super().clean()
        if data.get("from") and data.get("to") and data["from"] >= data["to"]:
            self.add_error(
                "to", gettext("Enter a date after %(from)s, or leave blank") % {"from": date_format(data["from"])}
            )
        return data


@dataclass(frozen=True)
class Since:
    """A suggested start day, and the event on that day."""

    what: str
    day: date


def suggested_days(plan, begins):
    """[Since] suggested for a comparison with now, the most useful for a meeting first."""
    today = clock.today()
    meetings = Meeting.objects.in_partnership(plan.partnership).of_strategy_group().select_related("group")
    edition = Edition.objects.active().filter(plan=plan).defer("payload").order_by("-number").first()
    suggestions = []
    if meeting := meetings.held(by=end_of(today - timedelta(days=1))).last():
        suggestions.append(Since(gettext("the last meeting of the %(group)s") % {"group": meeting.group}, meeting.day))
    if edition:
        suggestions.append(
            Since(gettext("edition %(number)s") % {"number": edition.number}, clock.date_of(edition.published_at))
        )
    suggestions.append(Since(gettext("three months ago"), months_after(today, -3)))
    suggestions.append(Since(gettext("a year ago"), months_after(today, -12)))
    return [since for since in suggestions if begins <= since.day < today]


def between_form(request, plan):
    """(BetweenForm of the requested days, by default since the first suggested day, and the suggestions)."""
    begins = first_day(plan)
    suggestions = suggested_days(plan, begins)
    default = {"from": suggestions[0].day.isoformat()} if suggestions else None
    days = request.GET if request.GET.keys() & {"from", "to"} else default
    return BetweenForm(days, begins=begins), suggestions


def _changes_html(request, plan, since, until):
    """HTML of the changes between two days; between two past days it is made once."""

    def at(day):
        return member_outline(request.access, plan, day and end_of(day))

    def make():
        context = {
            "changes": changes(at(since), at(until)),
            "actions_url": actions_url(request.access),
            "at_older": with_parameter(plan_query(plan), f"at={since}"),
            "at": f"?at={until}" if until else "",
        }
        return render_to_string("plans/changes/_what_changed.html", context)

    if not until:
        return make()
    return of_past(plan, rewritings(plan).first(), ("plans/changes/_what_changed.html", since, until), make)


@one_at_a_time
@member_page
@cached_by_revision
def plan_changes(request, access):
    """Changes between the requested days; by default since the first suggested day."""
    plan = plan_shown(request, access.partnership)
    form, suggestions = between_form(request, plan)
    context = {"form": form, "suggestions": suggestions, "begins": form.begins, "days": None}
    if form.is_valid():
        since, until = form.cleaned_data["from"], form.cleaned_data["to"]
        context |= {
            "form": BetweenForm(initial=form.cleaned_data, begins=form.begins),
            "days": (since, until),
            "what": next((each.what for each in suggestions if each.day == since and not until), ""),
            "changes_html": _changes_html(request, plan, since, until),
        }
    return render(request, "plans/changes/plan_changes.html", context, status=404 if form.errors else 200)
