"""What a decision changes in the plan: its fields in the forms of a record, and the questions when it is applied."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.choices import AuthorityChoice
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField
from partners.models import Authority

from ..forms import LONGEST_WORDING, check_due_date, words_typed
from ..models import DecidedChange, Record

Kind = DecidedChange.Kind
CHOICES = {
    "": _("Nothing changes"),
    Kind.CHANGE: _("Change this action"),
    Kind.REMOVE: _("Remove this action from the plan"),
    Kind.ADD: _("Add an action"),
}


def _authority(label, empty):
    return AuthorityChoice(Authority.objects.none(), label=label, required=False, empty_label=empty)


class ChangeForm(forms.Form):
    """The change of the plan that a decision carries; a base of the forms of a record, which have its `kind`.

    `set_up_change` is given what it may change. `change_values` are the fields of a DecidedChange, or None.
    """

    carries = forms.ChoiceField(label=_("What changes in the plan"), widget=forms.RadioSelect, required=False)
    new_due_on = DayField(
        period="last", label=_("New due date"), required=False, help_text=_("For example 30 9 2009. Blank: no change.")
    )
    new_lead = _authority(_("New lead"), _("No change"))
    new_wording = PlainText(
        label=_("New wording"), rows=2, max_length=LONGEST_WORDING, required=False, help_text=_("Blank: no change.")
    )
    add_wording = PlainText(label=_("The action"), rows=2, max_length=500, required=False)
    add_lead = _authority(_("Who leads"), _("Choose an authority"))
    add_due_on = DayField(period="last", label=_("Due"), required=False, help_text=_("For example 30 9 2009."))
    add_under = forms.ChoiceField(label=_("Part of"), required=False)

    CHANGE_FIELDS = ("new_due_on", "new_lead", "new_wording")
    ADD_FIELDS = ("add_wording", "add_lead", "add_due_on")
    ALL_FIELDS = ("carries", *CHANGE_FIELDS, *ADD_FIELDS, "add_under")

    def set_up_change(self, *, plan, parts, action):
        """`parts` are {place: Priority or Hallmark} of the plan, `action` the one the record is about, or None."""
        self.change_plan, self.changed_action = plan, action
        self.parts = {place: part for place, part in parts.items() if not part.retired_at}
        self.fields["carries"].choices = [c for c in CHOICES.items() if action or c[0] in ("", Kind.ADD)]
        self.fields["add_under"].choices = [
            ("", gettext("Choose a priority or hallmark")),
            *((place, part.name) for place, part in self.parts.items()),
        ]
        existing = plan.partnership.authorities.acting().existing(clock.today())
        self.fields["new_lead"].queryset = self.fields["add_lead"].queryset = existing
        for name in self.ALL_FIELDS:
            self.fields[name].asked = True  # what is needed depends on the choice, so no label says "optional"
        if not action:
            for name in self.CHANGE_FIELDS:
                del self.fields[name]

    def remove_change(self):
        """For a record that carries no change, or whose change is settled."""
        for name in self.ALL_FIELDS:
            self.fields.pop(name, None)

    @property
    def fills_change(self):
        """Whether something was typed of a change of the action, so that its fields are shown whatever is chosen."""
        return self._is_filled(self.CHANGE_FIELDS)

    @property
    def fills_addition(self):
        """Whether something was typed of an action to be added."""
        return self._is_filled(self.ADD_FIELDS)

    def _is_filled(self, names):
        return any(self[name].value() or self[name].errors for name in names if name in self.fields)

    def clean_change(self, data):
        """Check what the decision changes, and set `change_values`."""
        self.change_values, kind = None, data.get("carries")
        typed = {Kind.CHANGE: self.fills_change, Kind.ADD: self.fills_addition}
        if "carries" in self.errors:
            return
        if not kind:
            if any(typed.values()):
                self.add_error("carries", gettext("Choose what changes in the plan, or empty the fields below"))
            return
        if data.get("kind") and data["kind"] != Record.Kind.DECISION:
            self.add_error(
                "kind", gettext("Only a decision changes the plan: record it as one, or choose “Nothing changes”")
            )
        if other := next((each for each in typed if each != kind and typed[each]), None):
            message = gettext("You filled in fields of “%(choice)s”. Empty them, or choose that")
            self.add_error("carries", message % {"choice": CHOICES[other]})
        {Kind.CHANGE: self._clean_new, Kind.REMOVE: self._clean_removal, Kind.ADD: self._clean_addition}[kind](data)

    def _clean_removal(self, data):
        self.change_values = {"kind": Kind.REMOVE, "action": self.changed_action, **self._was()}

    def _was(self):
        return {f"was_{name}": getattr(self.changed_action, name) for name in ("wording", "lead", "due_on")}

    def _clean_new(self, data):
        self._check_date("new_due_on", self.changed_action.plan)
        if any(name in self.errors for name in self.CHANGE_FIELDS):
            return
        new = {name: data[f"new_{name}"] for name in ("due_on", "lead", "wording")}
        new = {name: value for name, value in new.items() if value and value != getattr(self.changed_action, name)}
        if not new:
            message = gettext("Enter a new due date, lead or wording that is not in the plan already")
            self.add_error("carries", message)
            return
        if "due_on" in new:
            new["due_words"] = words_typed(self, "new_due_on")
        self.change_values = {"kind": Kind.CHANGE, "action": self.changed_action, **new, **self._was()}

    def _clean_addition(self, data):
        wanted = {
            "add_wording": gettext("Enter what is to be done"),
            "add_lead": gettext("Choose who leads the action"),
            "add_due_on": gettext("Enter when the action is due"),
            "add_under": gettext("Choose the priority or hallmark that the action is part of"),
        }
        for name, message in wanted.items():
            if name not in self.errors and not data.get(name):
                self.add_error(name, message)
        self._check_date("add_due_on", self.change_plan)
        if any(name in self.errors for name in wanted):
            return
        part = self.parts[data["add_under"]]
        self.change_values = {
            "kind": Kind.ADD,
            part._meta.model_name: part,
            "wording": data["add_wording"],
            "lead": data["add_lead"],
            "due_on": data["add_due_on"],
            "due_words": words_typed(self, "add_due_on"),
        }

    def _check_date(self, name, plan):
        if name in self.errors:
            return
        try:
            check_due_date(self.cleaned_data.get(name), plan)
        except ValidationError as error:
            self.add_error(name, error)


def initial_of(change):
    """Initial values of a ChangeForm for a pending change, or for a record without one."""
    if change is None:
        return {}
    prefix = "add" if change.kind == Kind.ADD else "new"
    values = {f"{prefix}_{name}": getattr(change, name) for name in ("wording", "lead", "due_on")}
    return {"carries": change.kind, **values}


class ApplyForm(forms.Form):
    """A question for each field of a decided change that was changed in the plan since: which of the two it takes."""

    def __init__(self, *args, comparison, **kwargs):
        super().__init__(*args, **kwargs)
        self.comparison = comparison
        for line in comparison.asked:
            self.fields[line.name] = forms.ChoiceField(
                label=gettext("%(field)s: it was changed in the plan since the decision") % {"field": line.label},
                choices=[
                    ("decided", gettext("Decided: %(value)s") % {"value": line.new}),
                    (
                        "plan",
                        gettext("Keep what the plan says: %(value)s") % {"value": line.now or gettext("to be agreed")},
                    ),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": gettext("%(field)s: choose which to keep") % {"field": line.label}},
            )

    @property
    def keep(self):
        return [name for name, choice in self.cleaned_data.items() if choice == "plan"]


class DropForm(forms.Form):
    why = ReasonField(
        label=_("Why it is not put into the plan"),
        ask=_("Enter why it is not put into the plan"),
        rows=2,
        help_text=_("All members can read it beside the decision."),
    )
