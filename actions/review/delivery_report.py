"""Delivery report of an authority for a period, from two outlines: of the day before it and of its last day."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext

from partners import clock
from partners.forms.date_fields import DayField
from plans.outline.build import PARTNERSHIP, NotThereYet, outline
from plans.plan_pages import end_of
from plans.status import RANK, EffectiveStatus, Status


def financial_year(day):
    """First and last day of the financial year, April to March, that contains `day`."""
    year = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return date(year, 4, 1), date(year + 1, 3, 31)


def delivered(plan, authority, starts_on, ends_on):
    """What one authority did between two days, both included, as a dict of plain data:

        completed   actions it leads and completed in the period, latest first
        on_track    actions it leads that are on track at the end, soonest due first
        to_do       actions it leads that are open and not on track, worst first
        sentences   actions it leads with a sentence for the public dated in the period
        supported   actions it supports, each with its lead
        led, before numbers: all actions it leads, and those completed before the period

    Actions are as in an outline, plus `serves`, the name of their priority or hallmark. Raises NotThereYet for a
    period that ends before the plan was written.
    """
    end = outline(plan, audience=PARTNERSHIP, as_at=end_of(ends_on) if ends_on < clock.today() else None)
    try:
        start = outline(plan, audience=PARTNERSHIP, as_at=end_of(starts_on - timedelta(days=1)))
    except NotThereYet:
        done_before = set()
    else:
        done_before = {a["id"] for a in _actions_with_parts(start) if a["status"] == Status.COMPLETE}
    actions = list(_actions_with_parts(end))
    led = [a for a in actions if a["lead"] and a["lead"]["id"] == authority.pk]
    complete = [a for a in led if a["status"] == Status.COMPLETE]
    still_open = [a for a in led if a["status"] not in (Status.COMPLETE, Status.WITHDRAWN)]
    on_track = [a for a in still_open if a["effective_status"] == EffectiveStatus.ON_TRACK]
    to_do = [a for a in still_open if a["effective_status"] != EffectiveStatus.ON_TRACK]
    completed = [a for a in complete if a["id"] not in done_before]
    return {
        "completed": sorted(completed, key=lambda a: a["update"]["speaks_of"], reverse=True),
        "on_track": sorted(on_track, key=lambda a: a["due_on"] or date.max),
        "to_do": sorted(to_do, key=lambda a: (RANK[a["effective_status"]], a["due_on"] or date.max)),
        "sentences": [a for a in led if a["sentence"] and starts_on <= a["sentence"]["speaks_of"] <= ends_on],
        "supported": [a for a in actions if authority.pk in [s["id"] for s in a["supporting"]]],
        "led": len(led),
        "before": len(complete) - len(completed),
    }


def _actions_with_parts(plan_outline):
    for part in (*plan_outline["priorities"], *plan_outline["hallmarks"]):
        for action in part["actions"]:
            yield {**action, "serves": part["name"]}


class PeriodForm(forms.Form):
    """Authority and period of the report; by default this financial year up to today."""

    def __init__(self, data, *, authorities, authority):
        today = clock.today()
        first, _ = financial_year(today)
        defaults = {"authority": authority.pk, "from": f"{first:%-d %B %Y}", "to": f"{today:%-d %B %Y}"}
        super().__init__({**defaults, **{name: data[name] for name in ("from", "to") if data.get(name)}})
        self.authority = authority
        if len(authorities) > 1:
            choices = [(a.pk, a.name) for a in authorities]
            self.fields["authority"] = forms.TypedChoiceField(label=gettext("Authority"), choices=choices, coerce=int)
        for name in ("from", "to"):
            self.fields[name] = DayField(
                period="first" if name == "from" else "last",
                bounded=False,
                label=gettext("From") if name == "from" else gettext("To"),
                widget=forms.DateInput(),
                example=date(2009, 4, 1),
            )

    def clean(self):
        data = super().clean()
        if not self.errors and data["to"] > clock.today():
            data["to"] = clock.today()
        if not self.errors and data["from"] > data["to"]:
            self.add_error("from", gettext("The period must start before it ends, and not in the future"))
        if not self.errors and data["from"].year < 1990:
            self.add_error("from", gettext("Enter a date after 1990"))
        return data

    @property
    def years(self):
        """This financial year and the one before, each as (name, query)."""
        today = clock.today()
        first, _ = financial_year(today)
        before, end = financial_year(first - timedelta(days=1))
        query = f"?authority={self.authority.pk}"
        return [
            (
                gettext("This financial year"),
                f"{query}&from={first}&to={today}",
            ),
            (
                gettext("Last financial year"),
                f"{query}&from={before}&to={end}",
            ),
        ]
