"""Bulk table of leads, due dates and their words, saved for all actions or none."""

from django import forms
from django.db import transaction

from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import CONFLICT, RowForm
from partners.forms.fields import MEMBERS_READ_IT, PlainText
from partners.forms.reasons import ReasonField
from partners.models import Authority
from plans.change_reason import ask_why, asks_why

from ..forms import check_due_date, due_date_field, keep_words_typed
from ..models import Action
from .kinds import lock_open_plan

# Filters of the table, by their key in the query.
OPEN_LEAD, OPEN_DATE = "no-lead", "no-date"
TABLE_FILTERS = {"": "All actions", OPEN_LEAD: "Lead to be agreed", OPEN_DATE: "Date to be agreed"}
ROWS_PER_PAGE = 60


def rows_for(plan, by):
    """The plan's actions that match a filter, in plan order."""
    actions = Action.objects.in_plan(plan).select_related("lead", "priority__plan", "hallmark__plan")
    if by == OPEN_LEAD:
        actions = actions.filter(lead=None)
    elif by == OPEN_DATE:
        actions = actions.filter(due_on=None)
    return actions.order_by("hallmark__position", "priority__position", "priority_id", "position", "pk")


def _due_date_field():
    return due_date_field(widget=forms.DateInput(format="%-d %B %Y", attrs={"class": "govuk-input--width-10"}))


class ActionRow(RowForm):
    """Lead and due date of one action, with the plan's words on when."""

    empty_text = "to be agreed"

    lead = forms.TypedChoiceField(label="Lead", required=False, empty_value=None)
    due_on = _due_date_field()
    due_words = PlainText(label="When, in the plan’s words", rows=2, max_length=2000, required=False)
    ticked = forms.BooleanField(label="Select", required=False)

    def __init__(self, *args, action, authorities, **kwargs):
        initial = {"lead": action.lead_id, "due_on": action.due_on, "due_words": action.due_words}
        super().__init__(*args, initial=initial, prefix=f"a{action.pk}", **kwargs)
        self.action, self.conflict_message = action, f"“{action}”: {CONFLICT}"
        # One list of authorities for all rows, plus the current lead even if it has ended.
        choices = {str(a.pk): a for a in (*authorities, action.lead) if a}
        self.fields["lead"].choices = [("", "To be agreed"), *((pk, a.short_name) for pk, a in choices.items())]
        self.fields["lead"].coerce = choices.get

    def clean_due_on(self):
        if self.cleaned_data["due_on"] != self.action.due_on:
            check_due_date(self.cleaned_data["due_on"], self.action.plan)
        return self.cleaned_data["due_on"]

    def current_values(self):
        return [self.current_value(name) for name in ("lead", "due_on", "due_words")]

    def histories(self):
        return [self.action.history.all()]

    @property
    def typed(self):
        lead = self.cleaned_data.get("lead")
        dates = {name: self.cleaned_data.get(name) for name in ("due_on", "due_words")}
        return {"lead": lead and lead.pk, **dates}

    def clean(self):
        if self.errors:
            return self.cleaned_data
        keep_words_typed(self, self.action)
        data = super().clean()
        supporting = {partner.authority_id for partner in self.action.partners.all()}
        if self.is_different and data["lead"] and data["lead"].pk in supporting:
            self.add_error("lead", f"{data['lead'].name} supports “{self.action}”, so it cannot lead it as well")
        return data

    @property
    def moves_the_date(self):
        agreed = self.action.due_on or self.action.due_first
        return self.is_different and self.cleaned_data["due_on"] != self.action.due_on and bool(agreed)


class FillForm(forms.Form):
    """Values to fill into ticked rows, and the reason for all changes."""

    fill_lead = AuthorityChoice(Authority.objects.none(), label="Lead", required=False, empty_label="Leave it")
    fill_due_on = _due_date_field()
    why = ReasonField(help_text=f"Needed when a due date moves. {MEMBERS_READ_IT}")

    def __init__(self, *args, authorities, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fill_lead"].queryset = authorities


class BulkTable:
    """An ActionRow for each action, and a FillForm above them."""

    def __init__(self, actions, *, plan, authorities, data=None):
        self.plan, self.data, authorities = plan, data, authorities.all()
        self.rows = [ActionRow(data, action=action, authorities=authorities) for action in actions]
        self.fill = FillForm(data, authorities=authorities)
        asks_why(self.fill, plan)

    def is_valid(self):
        valid = all(row.is_valid() for row in self.rows)
        valid = self.fill.is_valid() and valid
        if valid:
            if any(row.moves_the_date for row in self.rows) and not self.fill.cleaned_data["why"]:
                self.fill.add_error("why", "Enter the reason for the new due date")
            ask_why(self.fill, self.plan, different=bool(self.different))
        return valid and not self.fill.errors

    @property
    def errors(self):
        """Whether any form has errors, for the error summary."""
        return any(row.errors for row in self.rows) or self.fill.errors

    @property
    def different(self):
        return [row for row in self.rows if row.is_different]

    def filled(self):
        """The submitted data with ticked rows filled."""
        data = self.data.copy()
        for row in self.rows:
            if data.get(f"{row.prefix}-ticked"):
                for name in ("lead", "due_on"):
                    if value := data.get(f"fill_{name}"):
                        data[f"{row.prefix}-{name}"] = value
        return data

    @transaction.atomic
    def save(self, *, by):
        """Saves the changed rows. Returns how many."""
        lock_open_plan(self.plan)
        different = self.different
        for row in different:
            for name in ("lead", "due_on", "due_words"):
                setattr(row.action, name, row.cleaned_data[name])
            row.action.revise(by=by, why=self.fill.cleaned_data["why"])
        return len(different)
