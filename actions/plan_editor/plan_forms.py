"""A plan's own text and dates, and a partnership's first plan."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText, in_one_line
from partners.forms.reasons import ReasonField
from partners.history import attributed_to
from partners.languages import in_english
from partners.models import Authority, Partnership
from partners.positions import last_position
from plans.change_reason import ask_why, asks_why
from plans.models import Plan, StrategicObjective

from .kinds import PART_KINDS, lock_open_plan
from .operations import make_part

# The hallmarks of effective partnership working (Home Office, Delivering Safer Communities, 2007).
HALLMARKS = [
    "Empowered and effective leadership",
    "Intelligence-led business processes",
    "Effective and responsive delivery structures",
    "Engaged communities",
    "Visible and constructive accountability",
    "Appropriate skills and knowledge",
]


LONGEST_NAME = 200


class PlanRunsError(Exception):
    """The partnership already has a plan; the next one comes from a rollover."""


def _not_a_day(label):
    return gettext("Enter “%(label)s” as a real date, such as 1 4 2009 or 1 April 2009") % {"label": label}


def day_field(label, **kwargs):
    error = lazy(_not_a_day, str)(label)
    return DayField(label=label, error_messages={"invalid": error, "required": error}, **kwargs)


class NewPlanForm(forms.Form):
    title = PlainText(
        label=_("Title"), rows=1, max_length=200, initial="Community Safety Plan", ask=_("Enter the plan’s title")
    )
    starts_on = day_field(_("First day"), period="first", help_text=_("For example 1 4 2011."))
    ends_on = day_field(_("Last day"), period="last", help_text=_("Usually three years later, such as 31 3 2014."))
    authorities = PlainText(
        rows=6, max_length=10_000, required=False, label=_("Responsible authorities"),
        help_text=_("One full name on each line. Leave out those already in the partnership."),
    )  # fmt: skip
    hallmarks = forms.MultipleChoiceField(
        choices=[(name, name) for name in HALLMARKS],
        initial=HALLMARKS,
        required=False,
        label=_("Hallmarks of effective partnership working"),
        help_text=_("The Home Office’s six hallmarks, for actions that improve how the partnership works."),
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_authorities(self):
        names = [in_one_line(line).strip() for line in self.cleaned_data["authorities"].split("\n") if line.strip()]
        if any(len(name) > LONGEST_NAME for name in names):
            raise ValidationError(
                gettext("Enter each name in %(longest_name)s characters at most, one on each line")
                % {"longest_name": LONGEST_NAME}
            )
        return list({name.casefold(): name for name in reversed(names)}.values())[::-1]

    def clean(self):
        data = super().clean()
        check_days(self, data)
        return data


def check_days(form, data):
    """Adds a form error if the plan's dates are reversed or more than ten years apart."""
    starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
    if starts_on and ends_on and ends_on <= starts_on:
        form.add_error("ends_on", gettext("The last day must be after the first"))
    elif starts_on and ends_on and (ends_on - starts_on).days > 366 * 10:
        form.add_error("ends_on", gettext("That is more than ten years. Check the year"))


@in_english()
def period_in_print(starts_on, ends_on):
    """A plan's period as printed: March 2008 to March 2011."""
    return f"{date_format(starts_on, 'F Y')} to {date_format(ends_on, 'F Y')}"


@transaction.atomic
def begin_plan(partnership, *, by, title, starts_on, ends_on, hallmarks=(), authorities=()):
    """A partnership's first plan, saved, and the responsible authorities of these names. Raises PlanRunsError."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    if Plan.objects.in_partnership(partnership).exists():
        raise PlanRunsError
    with attributed_to(by=by, why="The plan was started"):
        plan = Plan.objects.create(
            partnership=partnership,
            slug=f"{starts_on.year}-{ends_on.year}",
            title=title,
            period=period_in_print(starts_on, ends_on),
            starts_on=starts_on,
            ends_on=ends_on,
        )
        _add_authorities(partnership, authorities)
    for name in hallmarks:
        make_part(PART_KINDS["hallmark"], plan, by=by, why="The plan was started", name=name)
    return plan


def _add_authorities(partnership, names):
    """Responsible authorities of these names, after those that are there; a name that is there already is not added."""
    there = {name.casefold() for name in partnership.authorities.values_list("name", flat=True)}
    position = last_position(partnership.authorities)
    for name in names:
        if name.casefold() not in there:
            position += 1
            Authority.objects.create(partnership=partnership, name=name, short_name=name[:60], position=position)


class PlanForm(EditForm):
    """Text and dates of the plan itself, without its parts."""

    title = PlainText(label=_("Title"), rows=1, max_length=200, ask=_("Enter the plan’s title"))
    subtitle = PlainText(label=_("Subtitle"), rows=1, max_length=200, required=False)
    period = PlainText(
        rows=1, max_length=100, label=_("Period as printed"), help_text=_("Such as March 2008 to March 2011."),
        ask=_("Enter the period"),
    )  # fmt: skip
    starts_on, ends_on = day_field(_("First day"), period="first"), day_field(_("Last day"), period="last")
    last_updated_on = day_field(_("Last agreed on"), required=False, help_text=_("As in the plan."))
    strapline = PlainText(label=_("Strapline"), rows=1, max_length=200, required=False)
    vision = PlainText(label=_("Vision"), rows=3, max_length=2000, required=False)
    mission = PlainText(label=_("Mission"), rows=3, max_length=2000, required=False)
    objectives = PlainText(
        rows=5, max_length=2000, required=False, label=_("Strategic objectives of the Local Strategic Partnership"),
        help_text=_("One on each line. Put * before the one this plan serves."),
    )  # fmt: skip
    objective_served = PlainText(rows=2, max_length=2000, required=False, label=_("How the plan serves that objective"))
    measurement_note = PlainText(rows=3, max_length=2000, required=False, label=_("A note on how success is measured"))
    why = ReasonField()

    class Meta:
        model = Plan
        fields = [
            "title", "subtitle", "period", "starts_on", "ends_on", "last_updated_on", "strapline", "vision", "mission",
            "objective_served", "measurement_note",
        ]  # fmt: skip

    field_order = [*Meta.fields[:9], "objectives", *Meta.fields[9:], "why"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["objectives"] = objectives_of(self.instance)
        asks_why(self, self.instance)

    def histories(self):
        return [*super().histories(), StrategicObjective.history.filter(plan_id=self.instance.pk)]

    def clean_objectives(self):
        lines = [in_one_line(line).strip() for line in self.cleaned_data["objectives"].split("\n") if line.strip()]
        objectives = [(line.lstrip("* ").strip(), line.startswith("*")) for line in lines]
        names = [name.casefold() for name, _ in objectives]
        if "" in names or len(set(names)) < len(names):
            raise ValidationError(gettext("Enter each objective once"))
        if any(len(name) > 100 for name, _ in objectives):
            raise ValidationError(gettext("Enter each objective in 100 characters at most"))
        if sum(served for _, served in objectives) > 1:
            raise ValidationError(gettext("Put the * before one of them: the plan serves one"))
        self.parsed = objectives
        return "\n".join(f"{'* ' if served else ''}{name}" for name, served in objectives)

    def clean(self):
        data = super().clean()
        check_days(self, data)
        self._check_order(data.get("starts_on"))
        ask_why(self, self.instance, different=self.is_different)
        return data

    def _check_order(self, starts_on):
        before, after = self.instance.continues, self.instance.successor
        if starts_on and before and starts_on <= before.starts_on:
            day = date_format(before.starts_on)
            self.add_error(
                "starts_on", gettext("It must start after the previous plan, which started on %(day)s") % {"day": day}
            )
        if starts_on and after and starts_on >= after.starts_on:
            day = date_format(after.starts_on)
            self.add_error(
                "starts_on", gettext("It must start before the next plan, which starts on %(day)s") % {"day": day}
            )


def objectives_of(plan):
    """The plan's strategic objectives as form text: one per line, with a * before the one it serves."""
    return "\n".join(f"{'* ' if objective.served else ''}{objective.name}" for objective in plan.objectives.all())


@transaction.atomic
def revise_plan(plan, *, by, why, objectives):
    """Saves a plan's changed fields and its objectives: [(name, whether the plan serves it)]."""
    lock_open_plan(plan)
    with attributed_to(by=by, why=why):
        plan.save()
        existing = {objective.name: objective for objective in plan.objectives.all()}
        for name, objective in existing.items():
            if name not in dict(objectives):
                objective.delete()
            elif objective.served and not dict(objectives)[name]:
                objective.served = False
                objective.save()
        for position, (name, served) in enumerate(objectives, 1):
            objective = existing.get(name) or StrategicObjective(plan=plan, name=name)
            if (objective.position, objective.served) != (position, served) or objective.pk is None:
                objective.position, objective.served = position, served
                objective.save()
