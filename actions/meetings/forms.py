"""Forms of a meeting in progress: recording, editing a record, settling or answering it, attendance."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from partners.forms.conflicts import ThingForm, short_hash
from partners.forms.date_fields import DayField
from partners.forms.fields import WordsField
from partners.models import Attendance, Authority

from ..forms import AuthorityChoice, check_due_date
from ..models import Record

MAX_RECORD_LENGTH = 3000


class RecordForm(forms.Form):
    """A new record of a meeting, with the action made from a decision, if any. See `screens.target_of` for `target`."""

    kind = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose what it is: a decision, a note or a challenge"}
    )
    words = WordsField(
        rows=3, max_length=MAX_RECORD_LENGTH, error_messages={"required": "Write what is to be recorded"}
    )
    follow_up = forms.BooleanField(label="Comes up again until it is done", required=False)
    public = forms.BooleanField(label="The public is told of it", required=False)
    challenged = AuthorityChoice(
        Authority.objects.none(), label="Who must answer", required=False, empty_label="Choose an authority"
    )
    make_wording = WordsField(label="The action", rows=2, max_length=500, required=False)
    make_lead = AuthorityChoice(
        Authority.objects.none(), label="Who leads", required=False, empty_label="Choose an authority"
    )
    make_due_on = DayField(
        label="Due",
        required=False,
        help_text="For example 30 9 2009 or 30 September 2009.",
        widget=forms.DateInput(format="%-d %B %Y"),
        error_messages={"invalid": "Write the date as a real date, such as 30 9 2009 or 30 September 2009"},
    )
    make_under = forms.ChoiceField(label="Part of", required=False)

    def __init__(self, *args, meeting, plan, target, **kwargs):
        self.plan, self.action = plan, target.get("action")
        self.parts = {_place(part): part for part in (*plan.priorities.all(), *plan.hallmarks.all())}
        part = self.action.serves if self.action else target.get("priority") or target.get("hallmark")
        initial = {"kind": Record.Kind.DECISION, "public": meeting.in_public, "make_under": part and _place(part)}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["kind"].choices = [k for k in Record.Kind.choices if self.action or k[0] != Record.Kind.CHALLENGE]
        authorities = plan.partnership.authorities
        if self.action:
            asked = [a for a in [self.action.lead, *self.action.supporting] if a]
            self.fields["challenged"].queryset = authorities.filter(
                pk__in=[a.pk for a in asked] or authorities.acting().values("pk")
            )
            self.fields["challenged"].initial = asked[0] if asked else None
        else:
            del self.fields["challenged"]
        if not meeting.in_public:
            del self.fields["public"]
        self.fields["make_lead"].queryset = authorities.acting()
        part_choices = [(place, part.name) for place, part in self.parts.items()]
        self.fields["make_under"].choices = [("", "Choose a priority or hallmark"), *part_choices]

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
            make[part._meta.model_name] = part
        return {
            "make": make,
            "kind": data["kind"],
            "words": data["words"],
            "follow_up": data["follow_up"],
            "public": bool(data.get("public")),
            "challenged": data.get("challenged"),
        }


def _place(part):
    """The place of records about a priority or hallmark."""
    return Record(**{part._meta.model_name: part}).place


def token_of(request):
    """The posted idempotency token, or a new one if it is missing or malformed."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


class RecordEditForm(ThingForm):
    """Edit form for a record of a meeting in progress, with a conflict check."""

    words = WordsField(
        rows=4, max_length=MAX_RECORD_LENGTH, error_messages={"required": "Write what is to be recorded"}
    )

    class Meta:
        model = Record
        fields = ["words", "follow_up", "public"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = self.instance.words
        self.base = short_hash(_record_state(self.instance))
        if self.instance.kind != Record.Kind.DECISION:
            del self.fields["follow_up"], self.fields["public"]
        elif not self.instance.meeting.in_public:
            del self.fields["public"]

    def clean(self):
        data = super().clean()
        if self.data.get("base") != self.base:
            raise ValidationError(
                f"Somebody else changed this while you were writing. It now reads: “{self.before}” Change the form to "
                "what it should say and save it again.",
                code="overtaken",
            )
        return data


def _record_state(record):
    return f"{record.follow_up:d}{record.public:d}{record.words}"


class ResponseForm(forms.Form):
    """The text of an answer to a challenge or of a settlement of a decision."""

    words = WordsField(rows=4, max_length=MAX_RECORD_LENGTH)

    def __init__(self, *args, label, missing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].error_messages["required"] = missing


class AttendanceForm(forms.Form):
    """The attendance of one authority: whether represented, by whom, and whether in a senior position.

    `seen` is the fingerprint of the values shown: only changes are saved, and a concurrent change is a conflict.
    """

    state = forms.ChoiceField(choices=[*Attendance.State.choices, ("", "Not known")], required=False)
    represented_by = WordsField(label="Represented by", rows=1, max_length=300, required=False)
    senior = forms.BooleanField(label="In a senior position", required=False)

    def __init__(self, *args, authority, attendance, suggestions=(), **kwargs):
        self.authority, self.suggestions = authority, suggestions
        self.now = _attendance_values(attendance)
        names = ("state", "represented_by", "senior")
        super().__init__(*args, prefix=f"a{authority.pk}", initial=dict(zip(names, self.now, strict=True)), **kwargs)

    @property
    def seen(self):
        return short_hash("|".join(map(str, self.now)))

    @property
    def typed(self):
        data = self.cleaned_data
        present = data["state"] == Attendance.State.PRESENT
        return data["state"], data["represented_by"] if data["state"] else "", data["senior"] and present

    @property
    def changed(self):
        """Whether the user changed the values they were shown."""
        return short_hash("|".join(map(str, self.typed))) != self.data.get(self.add_prefix("seen"))

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if self.changed and self.typed != self.now and self.data.get(self.add_prefix("seen")) != self.seen:
            state, represented_by, senior = self.now
            current = (
                dict(self.fields["state"].choices)[state]
                + (f", {represented_by}" if represented_by else "")
                + (", senior" if senior else "")
            )
            raise ValidationError(
                f"{self.authority.name}: somebody else wrote meanwhile “{current}”. Save again if yours is right.",
                code="overtaken",
            )
        return data


def _attendance_values(attendance):
    if attendance is None:
        return "", "", False
    return attendance.state, attendance.represented_by, attendance.senior
