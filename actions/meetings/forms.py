"""Forms of the table: a record, its mending, how a matter ended, an answer, who is here."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from partners.days import DayField
from partners.models import Attendance, Authority
from partners.stating import ThingForm, short_hash
from partners.words import WordsField

from ..forms import AuthorityChoice, check_due_date
from ..models import Record

LONGEST = 3000


class RecordForm(forms.Form):
    """What is put on record at a place: its words, and the action made from a decision if one is."""

    kind = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose what it is: a decision, a note or a challenge"}
    )
    words = WordsField(rows=3, max_length=LONGEST, error_messages={"required": "Write what is to be recorded"})
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

    def __init__(self, *args, meeting, plan, place, outline, **kwargs):
        self.plan = plan
        at_action = "action" in place.target
        initial = {"kind": Record.Kind.DECISION, "public": meeting.in_public, "make_under": place.key}
        if at_action:
            initial["make_under"] = place.within
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["kind"].choices = [k for k in Record.Kind.choices if at_action or k[0] != Record.Kind.CHALLENGE]
        authorities = plan.partnership.authorities
        if at_action:
            asked = [a["id"] for a in [place.thing["lead"], *place.thing["supporting"]] if a]
            self.fields["challenged"].queryset = authorities.filter(pk__in=asked or authorities.acting().values("pk"))
            self.fields["challenged"].initial = asked[0] if asked else None
        else:
            del self.fields["challenged"]
        if not meeting.in_public:
            del self.fields["public"]
        self.fields["make_lead"].queryset = authorities.acting()
        self.under = {f"{kind}-{part['key']}": {f"{kind}_id": part["id"]} for kind, part in _parts(outline)}
        names = [(f"{kind}-{part['key']}", part["name"]) for kind, part in _parts(outline)]
        self.fields["make_under"].choices = [("", "Choose a priority or hallmark"), *names]

    def clean(self):
        data = super().clean()
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

    def words_of(self):
        """What `running.record` wants of it."""
        data = self.cleaned_data
        make = None
        if data["make_wording"]:
            under = self.under[data["make_under"]]
            make = {"wording": data["make_wording"], "lead": data["make_lead"], "due_on": data["make_due_on"], **under}
        return {
            "make": make,
            "kind": data["kind"],
            "words": data["words"],
            "follow_up": data["follow_up"],
            "public": bool(data.get("public")),
            "challenged": data.get("challenged"),
        }


def _parts(outline):
    yield from (("priority", p) for p in outline["priorities"])
    yield from (("hallmark", h) for h in outline["hallmarks"])


def token_of(request):
    """The token of a posted form; a new one for a form that has none or spoiled it."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


class MendForm(ThingForm):
    """A record's words, until the meeting is closed. It remembers what its reader saw."""

    words = WordsField(rows=4, max_length=LONGEST, error_messages={"required": "Write what is to be recorded"})

    class Meta:
        model = Record
        fields = ["words", "follow_up", "public"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = self.instance.words
        self.base = short_hash(_state(self.instance))
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


def _state(record):
    return f"{record.follow_up:d}{record.public:d}{record.words}"


class WordsForm(forms.Form):
    """An answer to a challenge, or how a decision ended."""

    words = WordsField(rows=4, max_length=LONGEST)

    def __init__(self, *args, label, missing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].error_messages["required"] = missing


class SeatForm(forms.Form):
    """Whether one authority is represented, by whom, and whether in a senior position.

    `seen` is what its reader saw: only what they changed is saved, and not over what somebody else changed meanwhile.
    """

    state = forms.ChoiceField(choices=[*Attendance.State.choices, ("", "Not known")], required=False)
    represented_by = WordsField(label="Represented by", rows=1, max_length=300, required=False)
    senior = forms.BooleanField(label="In a senior position", required=False)

    def __init__(self, *args, authority, attendance, suggestions=(), **kwargs):
        self.authority, self.suggestions = authority, suggestions
        self.now = _seat(attendance)
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
        """Whether its writer wants something else than they saw."""
        return short_hash("|".join(map(str, self.typed))) != self.data.get(self.add_prefix("seen"))

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if self.changed and self.typed != self.now and self.data.get(self.add_prefix("seen")) != self.seen:
            state, by, senior = self.now
            said = (
                dict(self.fields["state"].choices)[state] + (f", {by}" if by else "") + (", senior" if senior else "")
            )
            raise ValidationError(
                f"{self.authority.name}: somebody else wrote meanwhile “{said}”. Save again if yours is right.",
                code="overtaken",
            )
        return data


def _seat(attendance):
    if attendance is None:
        return "", "", False
    return attendance.state, attendance.represented_by, attendance.senior
