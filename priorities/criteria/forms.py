"""Forms for success criteria: definition, figures and judgement."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import EditForm
from partners.forms.date_fields import DayField
from partners.forms.fields import MEMBERS_READ_IT, PlainText
from partners.forms.reasons import ReasonField
from partners.languages import choices_in_words
from partners.models import Authority
from plans.change_reason import ask_why, asks_why
from plans.dates import period_in_words
from plans.figures import with_unit
from plans.rating import Word

from ..models import SuccessCriterion
from .measurements import FIGURE_FIELDS
from .periods import is_over, whole_periods

YES_NO = "yes or no"
# As they are typed, in English and in Welsh.
YES, NO = ("yes", "y", "ie"), ("no", "n", "na")
ANOTHER = "another"


def figure_in(text, scale):
    """A figure as typed, as a Decimal. Raises ValidationError if the scale does not allow it."""
    typed = text.strip().lower().removesuffix("%").replace(",", "").strip()
    if scale == "yes_no" and typed in YES + NO:
        return Decimal(typed in YES)
    try:
        value = Decimal(typed)
    except InvalidOperation as error:
        expected = gettext("yes or no") if scale == "yes_no" else gettext("a number, such as 212 or 38.5")
        raise ValidationError(gettext("Enter %(expected)s") % {"expected": expected}) from error
    # copy_abs does not round; abs does, and fails on very large numbers.
    if not value.is_finite() or value.copy_abs() >= 10**10:
        raise ValidationError(gettext("This number is too large"))
    if value != round(value, 2):
        raise ValidationError(gettext("Enter the number with two decimal places at most"))
    if scale == "yes_no" and value not in (0, 1):
        raise ValidationError(gettext("Enter yes or no"))
    if scale == "count" and (value < 0 or value != value.to_integral_value()):
        raise ValidationError(gettext("A count is a whole number, 0 or more"))
    if scale == "percent" and not 0 <= value <= 100:
        raise ValidationError(gettext("A percentage is from 0 to 100"))
    if scale == "rate" and value < 0:
        raise ValidationError(gettext("A rate is 0 or more"))
    return value + 0  # normalises -0 and 0e99 to 0


class FigureField(forms.CharField):
    """A figure on the criterion's `scale`, as a Decimal or None."""

    scale = ""

    def prepare_value(self, value):
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value):
        text = super().clean(value)
        return figure_in(text, self.scale) if text else None

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


def _date_field(label, **kwargs):
    called = f"{label[0].lower()}{label[1:]}"
    return DayField(label=label, required=False, called=called, example=date(2010, 3, 31), **kwargs)


class CriterionForm(EditForm):
    """Definition of a criterion. Everything but its wording may be left to be agreed."""

    wording = PlainText(label=_("Wording"), max_length=5000, ask=_("Enter how we would know"))
    measure = PlainText(label=_("What is measured"), rows=2, max_length=1000, required=False)
    unit = PlainText(
        label=_("Unit"), rows=1, max_length=40, required=False, help_text=_("Such as %, or offences a quarter.")
    )
    baseline = FigureField(label=_("Baseline"), required=False)
    baseline_period = PlainText(
        label=_("Baseline period"), rows=1, max_length=60, required=False, help_text=_("Such as 2007/08.")
    )
    target = FigureField(label=_("Target"), required=False, help_text=_("The value, or the change in per cent."))
    due_on = _date_field(
        _("Target due"), period="last", help_text=_("For example 31 3 2010. Leave blank if not agreed yet.")
    )
    source = PlainText(label=_("Source"), rows=1, max_length=200, required=False)
    reporter = AuthorityChoice(
        Authority.objects.none(), label=_("Authority that reports it"), required=False, empty_label=_("To be agreed")
    )
    hide_below = forms.IntegerField(
        label=_("Hide public figures below"),
        required=False,
        min_value=2,
        max_value=100,
        help_text=_(
            "Usually 5: the public then reads “fewer than 5”, to protect people’s identity. "
            "Leave blank to show every figure."
        ),
        error_messages={"invalid": _("Enter a whole number, such as 5, or leave blank")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    reward_grant = FigureField(label=_("Reward grant, in pounds"), required=False)
    figures_words = PlainText(
        label=_("Figures, in the plan’s words"), rows=2, max_length=2000, required=False,
        help_text=_("If it is not a number, such as “21 (24%)”. Only members see it."),
    )  # fmt: skip
    own_reference = PlainText(
        label=_("The council’s own reference"), rows=1, one_line=True, max_length=100, required=False,
        help_text=_("Such as NI 15. Shown to the public."),
    )  # fmt: skip
    private_note = PlainText(
        label=_("Private note"), rows=3, max_length=20_000, required=False, help_text=_("Only members see it.")
    )
    why = ReasonField()

    empty_text = _("to be agreed")

    class Meta:
        model = SuccessCriterion
        fields = [
            "wording", "kind", "measure", "scale", "unit", "direction", "baseline", "baseline_period", "target",
            "target_kind", "due_on", "source", "reporter", "frequency", "strength", "laa", "reward_grant", "hide_below",
            "figures_words", "own_reference", "private_note",
        ]  # fmt: skip
        labels = {"kind": _("Kind"), "direction": _("Which way is better"), "laa": _("Local Area Agreement target")}
        radios = ("kind", "scale", "direction", "target_kind", "frequency", "strength")
        widgets = dict.fromkeys(radios, forms.RadioSelect)

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("scale", "direction", "frequency", "strength"):
            choices = SuccessCriterion._meta.get_field(name).choices
            self.fields[name].choices = [*choices, ("", gettext("To be agreed"))]
        self.fields["kind"].choices = SuccessCriterion.Kind.choices
        self.fields["reporter"].queryset = authorities.offered(clock.today(), [self.instance.reporter])
        asks_why(self, self.instance.priority.plan)
        if self.is_bound and self.data.get("target_kind") != "change":
            self.fields["baseline"].scale = self.fields["target"].scale = self.data.get("scale", "")

    def clean(self):
        data = super().clean()
        has_figures = data.get("baseline") is not None or data.get("target") is not None
        if has_figures and not data.get("unit"):
            if data.get("scale") == "yes_no":
                data["unit"] = YES_NO
            elif "unit" not in self.errors:
                self.add_error("unit", gettext("Enter the unit, such as % or offences a quarter"))
        has_period = data.get("baseline_period") or "baseline_period" in self.errors
        if data.get("baseline") is not None and not has_period:
            self.add_error("baseline_period", gettext("Enter the period of the baseline, such as 2007/08"))
        plan = self.instance.priority.plan
        if data.get("due_on") and data["due_on"] <= plan.starts_on:
            self.add_error(
                "due_on",
                gettext("The target must be due after %(starts_on)s")
                % {"starts_on": date_format(plan.starts_on, "j F Y")},
            )
        ask_why(self, plan, different=self.is_different)
        if data.get("scale") == "yes_no" and data.get("target_kind") == "change":
            self.add_error("target_kind", gettext("Yes or no cannot change by per cent: choose a value to reach"))
        return data


class MeasureForm(forms.Form):
    """A figure for a period. If the period already has one, this is a correction and needs a reason."""

    period = forms.ChoiceField(label=_("Period"), error_messages={"required": _("Choose the period")})
    starts_on = _date_field(
        _("First day"), period="first", help_text=_("Only for another period. For example 1 4 2009.")
    )
    ends_on = _date_field(_("Last day"), period="last", help_text=_("Only for another period. For example 30 6 2009."))
    value = FigureField(label=_("Figure"), error_messages={"required": _("Enter the figure")})
    provisional = forms.BooleanField(label=_("Provisional"), required=False)
    source = PlainText(label=_("Source"), rows=1, max_length=200, ask=_("Enter where the figure comes from"))
    note = PlainText(label=_("Note"), rows=3, max_length=2000, required=False, help_text=_("Only members see it."))
    why = ReasonField(
        label=_("Reason for the correction"),
        help_text=format_lazy("{} {}", _("Only if there is a figure for this period already."), MEMBERS_READ_IT),
    )

    def __init__(self, *args, criterion, **kwargs):
        self.criterion = criterion
        plan = criterion.priority.plan
        begins = plan.starts_on.replace(year=plan.starts_on.year - 1, day=1)
        periods = list(whole_periods(criterion.frequency or "quarter", begins, clock.today()))[::-1]
        self.periods = {f"{p.starts_on}/{p.ends_on}": (p.starts_on, p.ends_on) for p in periods}
        super().__init__(*args, **kwargs)
        choices = [(key, period_in_words(*days)) for key, days in self.periods.items()]
        self.fields["period"].choices = [
            ("", gettext("Choose one")),
            *choices,
            (ANOTHER, gettext("Another period, by its days")),
        ]
        self.fields["value"].scale = criterion.scale
        self.fields["value"].help_text = (
            gettext("Yes or no.") if criterion.scale == "yes_no" else gettext("In: %(unit)s") % {"unit": criterion.unit}
        )
        self.fields["source"].initial = self.initial.get("source") or criterion.source

    def clean(self):
        data = super().clean()
        if "period" in self.errors:
            return data
        self.days = self._days(data)
        if self.days is None:
            return data
        self.existing = self.criterion.series.filter(starts_on=self.days[0], ends_on=self.days[1]).last()
        if self.existing and not self.is_same and not data.get("why") and "why" not in self.errors:
            value = with_unit(self.existing.value, self.criterion.unit)
            current = gettext("%(value)s, %(source)s, recorded by %(by)s") % {
                "value": value,
                "source": self.existing.source,
                "by": self.existing.by,
            }
            self.add_error(
                "why",
                gettext("There is a figure for this period: %(current)s. Enter the reason for the correction")
                % {"current": current},
            )
        return data

    def _days(self, data):
        if data["period"] != ANOTHER:
            return self.periods[data["period"]]
        for name, missing in (
            ("starts_on", gettext("Enter the first day")),
            ("ends_on", gettext("Enter the last day")),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, missing)
        if not (data.get("starts_on") and data.get("ends_on")):
            return None
        days = data["starts_on"], data["ends_on"]
        if days[1] < days[0]:
            self.add_error("ends_on", gettext("The last day must not be before the first"))
        elif not is_over(days[1]):
            self.add_error("ends_on", gettext("The period must be over"))
        else:
            return days
        return None

    @property
    def is_same(self):
        """Whether this figure is already recorded: a double submission."""
        typed = [self.cleaned_data.get(name) for name in FIGURE_FIELDS]
        return bool(self.existing) and typed == [getattr(self.existing, name) for name in FIGURE_FIELDS]


class JudgeForm(forms.Form):
    """A person's rating, overriding the rule's."""

    word = forms.ChoiceField(
        label=_("Rating"),
        required=False,
        widget=forms.RadioSelect,
        choices=lambda: [("", _("By the rule")), *choices_in_words(Word.choices)],
    )
    reason = PlainText(
        label=_("Reason"), rows=3, max_length=1000, required=False, help_text=_("The public reads it too.")
    )

    def clean(self):
        data = super().clean()
        if data.get("word") and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Enter why you override the rule"))
        return data
