"""Table of a plan: its parts, with leads and due dates as fields that are saved for all rows or none."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import CONFLICT, RowForm
from partners.forms.date_fields import DayField, DayInput
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField
from partners.history import attributed_to
from partners.models import Authority
from plans.change_reason import ask_why, asks_why

from ..forms import check_due_date, due_date_field, keep_words_typed
from .kinds import lock_open_plan


def _date_input():
    return DayInput(attrs={"class": "govuk-input--width-10"})


class PartRow(RowForm):
    """Lead and due date of one part."""

    empty_text = _("to be agreed")
    # Letter before its id in names of fields, and {field: attribute} of what it saves.
    letter, attributes = "", {}

    lead = forms.TypedChoiceField(label=_("Lead"), required=False, empty_value=None)
    due_on = due_date_field(widget=_date_input())
    ticked = forms.BooleanField(label=_("Select"), required=False)

    def __init__(self, *args, part, authorities, **kwargs):
        initial = {name: getattr(part, attribute) for name, attribute in self.attributes.items()}
        lead = initial["lead"]
        initial["lead"] = lead and lead.pk
        super().__init__(*args, initial=initial, prefix=f"{self.letter}{part.pk}", **kwargs)
        self.part, self.conflict_message = part, f"“{part}”: {CONFLICT}"
        # One list of authorities for all rows, plus the current lead even if it has ended.
        choices = {str(a.pk): a for a in (*authorities, lead) if a}
        self.fields["lead"].choices = [
            ("", gettext("To be agreed")),
            *((pk, a.short_name) for pk, a in choices.items()),
        ]
        self.fields["lead"].coerce = choices.get

    def current_values(self):
        return [self.current_value(name) for name in self.attributes]

    def histories(self):
        return [self.part.history.all()]

    @property
    def typed(self):
        values = {name: self.cleaned_data.get(name) for name in self.attributes}
        return values | {"lead": values["lead"] and values["lead"].pk}

    def take(self):
        """Set the part's values to those typed."""
        for name, attribute in self.attributes.items():
            setattr(self.part, attribute, self.cleaned_data[name])


class ActionRow(PartRow):
    """Lead and due date of an action, with the plan's words on when."""

    letter, attributes = "a", {"lead": "lead", "due_on": "due_on", "due_words": "due_words"}

    due_words = PlainText(
        label=_("When, in the plan’s words"), rows=2, max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )  # fmt: skip

    def clean_due_on(self):
        if self.cleaned_data["due_on"] != self.part.due_on:
            check_due_date(self.cleaned_data["due_on"], self.part.plan)
        return self.cleaned_data["due_on"]

    def clean(self):
        if self.errors:
            return self.cleaned_data
        keep_words_typed(self, self.part)
        data = super().clean()
        supporting = {partner.authority_id for partner in self.part.partners.all()}
        if self.is_different and data["lead"] and data["lead"].pk in supporting:
            self.add_error(
                "lead",
                gettext("%(name)s supports this action, so it cannot lead it as well") % {"name": data["lead"].name},
            )
        return data

    @property
    def moves_the_date(self):
        agreed = self.part.due_on or self.part.due_first
        return self.is_different and self.cleaned_data["due_on"] != self.part.due_on and bool(agreed)

    def save(self, *, by, why):
        self.take()
        self.part.revise(by=by, why=why)


class CriterionRow(PartRow):
    """Authority that reports a success criterion, and the date of its target."""

    letter, attributes = "c", {"lead": "reporter", "due_on": "due_on"}
    moves_the_date = False

    due_on = DayField(period="last", label=_("Target date"), required=False, called=_("the date"), widget=_date_input())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].label = gettext("Reported by")

    def clean_due_on(self):
        due_on, begins_on = self.cleaned_data["due_on"], self.part.priority.plan.starts_on
        if due_on and due_on != self.part.due_on and due_on <= begins_on:
            raise ValidationError(
                gettext("The target must be due after %(begins_on)s") % {"begins_on": date_format(begins_on, "j F Y")}
            )
        return due_on

    def clean(self):
        return self.cleaned_data if self.errors else super().clean()

    def save(self, *, by, why):
        self.take()
        with attributed_to(by=by, why=why):
            self.part.save()


class FillForm(forms.Form):
    """Values to fill into selected rows, and the reason for all changes."""

    fill_lead = AuthorityChoice(
        Authority.objects.none(), label=_("Lead"), required=False, empty_label=_("Do not change")
    )
    fill_due_on = due_date_field(widget=_date_input())
    why = ReasonField(rows=1)

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fill_lead"].queryset = authorities


class PlanTable:
    """A row for each action and criterion, and a FillForm for them."""

    def __init__(self, actions, criteria, *, plan, authorities, data=None):
        self.plan, self.authorities = plan, authorities.all()
        self.parts = [*((CriterionRow, one) for one in criteria), *((ActionRow, one) for one in actions)]
        self._bind(data)

    def _bind(self, data):
        self.data = data
        self.rows = [row(data, part=part, authorities=self.authorities) for row, part in self.parts]
        self.fill = FillForm(data, authorities=self.authorities)
        asks_why(self.fill, self.plan)

    def is_valid(self):
        valid = all(row.is_valid() for row in self.rows)
        valid = self.fill.is_valid() and valid
        if valid:
            if any(row.moves_the_date for row in self.rows) and not self.fill.cleaned_data["why"]:
                self.fill.add_error("why", gettext("Enter the reason for the new due date"))
            ask_why(self.fill, self.plan, different=bool(self.different))
        return valid and not self.fill.errors

    @property
    def errors(self):
        """Whether any form has errors, for the error summary."""
        return any(row.errors for row in self.rows) or self.fill.errors

    @property
    def different(self):
        return [row for row in self.rows if row.is_different]

    def fill_selected(self):
        """Fill the selected rows of the submitted table, without saving them."""
        data = self.data.copy()
        for row in self.rows:
            if data.get(f"{row.prefix}-ticked"):
                for name in ("lead", "due_on"):
                    if value := data.get(f"fill_{name}"):
                        data[f"{row.prefix}-{name}"] = value
        self._bind(data)
        self.is_valid()

    @transaction.atomic
    def save(self, *, by):
        """Saves the changed rows. Returns how many."""
        lock_open_plan(self.plan)
        different = self.different
        for row in different:
            row.save(by=by, why=self.fill.cleaned_data["why"])
        return len(different)
