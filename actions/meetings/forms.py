"""Forms of a meeting in progress: recording, editing a record, settling or answering it, attendance."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from partners import clock
from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import CONFLICT, EditForm, RowForm
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.models import Attendance, Attendee, Authority

from ..forms import check_due_date, words_typed
from ..models import Record
from .screens import place_of_part

MAX_RECORD_LENGTH = 3000


class RecordForm(forms.Form):
    """A new record of a meeting, with the action made from a decision, if any.

    `parts` and `target` are as from `screens.parts_of` and `target_of`.
    """

    kind = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose what it is: a decision, a note or a challenge"}
    )
    text = PlainText(label="Words", rows=3, max_length=MAX_RECORD_LENGTH, ask="Write what is to be recorded")
    follow_up = forms.BooleanField(label="Comes up again until it is done", required=False)
    public = forms.BooleanField(label="The public is told of it", required=False)
    challenged = AuthorityChoice(
        Authority.objects.none(), label="Who must answer", required=False, empty_label="Choose an authority"
    )
    make_wording = PlainText(label="The action", rows=2, max_length=500, required=False)
    make_lead = AuthorityChoice(
        Authority.objects.none(), label="Who leads", required=False, empty_label="Choose an authority"
    )
    make_due_on = DayField(
        period="last",
        label="Due",
        required=False,
        help_text="For example 30 9 2009 or 30 September 2009.",
    )
    make_under = forms.ChoiceField(label="Part of", required=False)

    def __init__(self, *args, meeting, plan, parts, target, **kwargs):
        self.plan, self.target, self.action = plan, target, target.get("action")
        self.parts = {place: part for place, part in parts.items() if not part.retired_at}
        part = self.action.serves if self.action else target.get("priority") or target.get("hallmark")
        under = part and place_of_part(part)
        initial = {"kind": Record.Kind.DECISION, "public": meeting.in_public, "make_under": under}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["kind"].choices = [k for k in Record.Kind.choices if self.action or k[0] != Record.Kind.CHALLENGE]
        authorities = plan.partnership.authorities
        existing = authorities.acting().existing(clock.today())
        if self.action:
            lead, involved = self.action.lead, Q(pk=self.action.lead_id) | Q(actions_supported__action=self.action)
            asked = authorities.filter(involved).distinct()
            self.fields["challenged"].queryset = asked if lead or asked else existing
            self.fields["challenged"].initial = lead or asked.first()
        else:
            del self.fields["challenged"]
        item = target.get("item")
        if not meeting.in_public or (item and item.confidential):
            del self.fields["public"]
        self.fields["make_lead"].queryset = existing
        part_choices = [(place, part.name) for place, part in self.parts.items()]
        self.fields["make_under"].choices = [("", "Choose a priority or hallmark"), *part_choices]

    @property
    def makes_action(self):
        """Whether something was typed of an action to be made, so that its fields are shown whatever kind is chosen."""
        return any(self[name].value() for name in ("make_wording", "make_lead", "make_due_on"))

    def clean(self):
        data = super().clean()
        if self.action and self.action.retired_at:
            self.add_error(None, "This is not in the plan any more. Record your words at another place.")
        kind = data.get("kind")
        if kind == Record.Kind.CHALLENGE and not data.get("challenged"):
            self.add_error("challenged", "Choose the authority that must answer")
        if kind != Record.Kind.CHALLENGE:
            data["challenged"] = None
        if kind != Record.Kind.DECISION:
            data["follow_up"] = data["public"] = False
        if data.get("make_wording") or data.get("make_lead") or data.get("make_due_on"):
            self._check_action(data)
        return data

    def _check_action(self, data):
        if data.get("kind") and data["kind"] != Record.Kind.DECISION:
            self.add_error("kind", "An action is made from a decision: record it as one, or leave the action out")
        if not data.get("make_wording"):
            self.add_error("make_wording", "Write what is to be done")
        if not data.get("make_lead"):
            self.add_error("make_lead", "Choose who leads the action")
        if not data.get("make_under"):
            self.add_error("make_under", "Choose the priority or hallmark that the action is part of")
        if "make_due_on" in self.errors:
            return
        if not data.get("make_due_on"):
            self.add_error("make_due_on", "Write when the action is due")
            return
        try:
            check_due_date(data["make_due_on"], self.plan)
        except ValidationError as error:
            self.add_error("make_due_on", error)

    def record_arguments(self):
        """Keyword arguments for `proceedings.record`."""
        data = self.cleaned_data
        make = None
        if data["make_wording"]:
            part = self.parts[data["make_under"]]
            make = {"wording": data["make_wording"], "lead": data["make_lead"], "due_on": data["make_due_on"]}
            make["due_words"] = words_typed(self, "make_due_on")
            make[part._meta.model_name] = part
        return {
            "make": make,
            "target": self.target,
            "public": bool(data.get("public")),
            **{name: data[name] for name in ("kind", "text", "follow_up", "challenged")},
        }


def token_of(request):
    """The posted idempotency token, or a new one if it is missing or malformed."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


class RecordEditForm(EditForm):
    """Edit form for a record of a meeting in progress, with a conflict check."""

    text = PlainText(label="Words", rows=4, max_length=MAX_RECORD_LENGTH, ask="Write what is to be recorded")

    class Meta:
        model = Record
        fields = ["text", "follow_up", "public"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.kind != Record.Kind.DECISION:
            del self.fields["follow_up"], self.fields["public"]
        elif not self.instance.meeting.in_public or self.instance.confidential:
            del self.fields["public"]


class ResponseForm(forms.Form):
    """The text of an answer to a challenge or of a settlement of a decision."""

    text = PlainText(rows=4, max_length=MAX_RECORD_LENGTH)

    def __init__(self, *args, label, missing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = missing


class AttendanceForm(RowForm):
    """The attendance of one authority: whether represented, by whom, and whether in a senior position.

    A row for each person, and some to spare; `clean` makes of them the `people` that `proceedings.attend` takes.
    """

    fingerprint_field = "seen"
    SPARE, MOST = 3, 30

    state = forms.ChoiceField(choices=[*Attendance.State.choices, ("", "Not known")], required=False)

    def __init__(self, data=None, *, authority, attendance, suggestions=()):
        self.authority, self.attendance, self.suggestions = authority, attendance, suggestions
        self.conflict_message = f"{authority.name}: {CONFLICT}"
        prefix, people = f"a{authority.pk}", list(attendance.people.all()) if attendance else []
        self.people = [(person.name, person.senior, person.apologies) for person in people]
        super().__init__(data, prefix=prefix, initial={"state": attendance.state if attendance else ""})
        posted = sum(self.add_prefix(f"name-{number}") in self.data for number in range(self.MOST))
        self.shown = max(len(people), 1)
        self.numbers = range(max(self.shown + self.SPARE, posted))
        for number in self.numbers:
            name, senior, apologies = self.people[number] if number < len(people) else ("", False, False)
            label = "Name" if number == 0 else f"Name {number + 1}"
            self.fields |= {
                f"name-{number}": PlainText(label=label, rows=1, max_length=300, required=False, initial=name),
                f"senior-{number}": forms.BooleanField(required=False, initial=senior),
                f"apologies-{number}": forms.BooleanField(required=False, initial=apologies),
            }

    def rows(self):
        """The fields of each person, for the page."""
        for number in self.numbers:
            fields = {name: self[f"{name}-{number}"] for name in ("name", "senior", "apologies")}
            yield fields | {"is_first_spare": number == self.shown, "is_last_spare": number == self.numbers[-1]}

    def current_values(self):
        return [self.current_value("state"), ("people", "People", self.as_text("people", self.people))]

    def as_text(self, name, value):
        if name != "people":
            return super().as_text(name, value)
        marks = {(True, False): " (senior)", (False, True): " (apologies)"}
        texts = [f"{name or 'somebody'}{marks.get(tuple(which), '')}" for name, *which in value]
        return ", ".join(texts) or self.empty_text

    def typed_text(self, name):
        return self.as_text(name, self.typed[name]) if name == "people" else super().typed_text(name)

    @property
    def typed(self):
        rows = [
            tuple(self.cleaned_data.get(f"{name}-{number}") for name in ("name", "senior", "apologies"))
            for number in self.numbers
        ]
        people = [row for row in rows if row[0] or row[1]]
        state = self.cleaned_data.get("state") or ("present" if people else "")
        if state == Attendance.State.APOLOGIES:
            people = [(name, False, True) for name, _, _ in people if name]
        return {"state": state, "people": [(name, senior and not gone, gone) for name, senior, gone in people]}

    def histories(self):
        if not self.attendance:
            return []
        return [self.attendance.history.all(), Attendee.history.filter(attendance_id=self.attendance.pk)]

    def clean(self):
        if not self.errors and self.typed["state"] == Attendance.State.ABSENT and self.typed["people"]:
            raise ValidationError(f"{self.authority.name}: choose Present or Apologies, or remove the names.")
        return self.cleaned_data if self.errors else super().clean()
