"""Forms of a meeting in progress: recording, editing a record, settling or answering it, attendance."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import CONFLICT, EditForm, RowForm
from partners.forms.date_fields import DayField
from partners.forms.fields import PlainText
from partners.models import Attendance, Attendee, Authority
from plans.models import Edition

from ..decided_changes.forms import ChangeForm, initial_of
from ..models import Record
from .screens import place_of_part

MAX_RECORD_LENGTH = 3000
NEWEST_EDITIONS = 3


class EditionChoice(forms.ModelChoiceField):
    """The edition that a decision agreed: the newest ones, and one that was chosen before."""

    def __init__(self):
        super().__init__(
            Edition.objects.none(),
            label=_("Edition of the plan agreed"),
            required=False,
            empty_label=_("None"),
            help_text=_("The minutes show its number, date and fingerprint."),
        )

    def offer(self, plan, chosen=None):
        """Offer editions of a plan, newest first. Returns whether there are any."""
        newest = Edition.objects.active().filter(plan=plan).order_by("-number").values_list("pk", flat=True)
        editions = Edition.objects.filter(pk__in=[*newest[:NEWEST_EDITIONS], chosen]).order_by("-number")
        self.queryset = editions.defer("payload").select_related("plan")
        return bool(self.queryset)

    def label_from_instance(self, edition):
        published_on = date_format(clock.date_of(edition.published_at))
        values = {"number": edition.number, "date": published_on}
        return gettext("Edition %(number)s, published on %(date)s") % values


class RecordForm(ChangeForm):
    """A new record of a meeting, with the change of the plan that a decision carries, if any.

    `parts` and `target` are as from `screens.parts_of` and `target_of`.
    """

    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is: a decision, a note or a challenge")},
    )
    text = PlainText(label=_("Words"), rows=3, max_length=MAX_RECORD_LENGTH, ask=_("Enter what is to be recorded"))
    follow_up = forms.BooleanField(label=_("Raise again until done"), required=False)
    public = forms.BooleanField(label=_("Public"), required=False)
    public_too = forms.BooleanField(
        label=_("Public"),
        required=False,
        help_text=_("Shown on the public page once the minutes are final. No names of people."),
    )
    challenged = AuthorityChoice(
        Authority.objects.none(), label=_("Who must answer"), required=False, empty_label=_("Choose an authority")
    )
    edition = EditionChoice()

    def __init__(self, *args, meeting, plan, parts, target, **kwargs):
        self.target, self.action = target, target.get("action")
        part = self.action.serves if self.action else target.get("priority") or target.get("hallmark")
        under = part and place_of_part(part)
        initial = {"kind": Record.Kind.DECISION, "public": meeting.in_public, "add_under": under}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.fields["kind"].choices = [k for k in Record.Kind.choices if self.action or k[0] != Record.Kind.CHALLENGE]
        authorities = plan.partnership.authorities
        existing = authorities.acting().existing(clock.today())
        if self.action:
            lead, involved = self.action.lead, Q(pk=self.action.lead_id) | Q(actions_supported__action=self.action)
            asked = authorities.filter(involved).distinct()
            self.fields["challenged"].queryset = asked if lead or asked else existing
            self.fields["challenged"].initial = lead or asked.first()
            self.fields["challenged"].asked = True
        else:
            del self.fields["challenged"]
        item = target.get("item")
        if not meeting.in_public or (item and item.confidential) or (self.action and self.action.private):
            del self.fields["public"], self.fields["public_too"]
        if part or not self.fields["edition"].offer(plan):
            del self.fields["edition"]
        self.set_up_change(plan=plan, parts=parts, action=self.action)

    def clean(self):
        data = super().clean()
        if self.action and self.action.retired_at:
            self.add_error(None, gettext("This is no longer in the plan. Record it on another screen."))
        kind = data.get("kind")
        if kind == Record.Kind.CHALLENGE and not data.get("challenged"):
            self.add_error("challenged", gettext("Choose the authority that must answer"))
        if kind != Record.Kind.CHALLENGE:
            data["challenged"] = None
        if kind != Record.Kind.DECISION:
            data["follow_up"], data["public"] = False, data.get("public_too")
            data["edition"] = None
        self.clean_change(data)
        return data

    def record_arguments(self):
        """Keyword arguments for `proceedings.record`."""
        data = self.cleaned_data
        return {
            "change": self.change_values,
            "target": self.target,
            "public": bool(data.get("public")),
            "edition": data.get("edition"),
            **{name: data[name] for name in ("kind", "text", "follow_up", "challenged")},
        }


def token_of(request):
    """The posted idempotency token, or a new one if it is missing or malformed."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


class RecordEditForm(ChangeForm, EditForm):
    """Edit form for a record of a meeting in progress, with a conflict check.

    `plan` and `parts` are as in RecordForm. A change that is in the plan already is not edited here.
    """

    text = PlainText(label=_("Words"), rows=4, max_length=MAX_RECORD_LENGTH, ask=_("Enter what is to be recorded"))
    edition = EditionChoice()

    class Meta:
        model = Record
        fields = ["text", "follow_up", "public", "edition"]

    def __init__(self, *args, plan, parts, instance, **kwargs):
        change = getattr(instance, "change", None)
        super().__init__(*args, instance=instance, initial=_initial_of(change), **kwargs)
        self.set_up_change(plan=plan, parts=parts, action=instance.action)
        is_decision = instance.kind == Record.Kind.DECISION
        if not is_decision:
            del self.fields["follow_up"]
        of_part = instance.action or instance.priority or instance.hallmark
        if of_part or not is_decision or not self.fields["edition"].offer(plan, chosen=instance.edition_id):
            del self.fields["edition"]
        if not instance.may_be_public:
            del self.fields["public"]
        self.carries_change = is_decision and (change is None or change.pending)
        if not self.carries_change:
            self.remove_change()

    def clean(self):
        data = super().clean()
        if self.carries_change:
            self.clean_change(data)
        return data

    def record_arguments(self):
        """Keyword arguments for `proceedings.amend`."""
        fields = {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}
        return fields | ({"change": self.change_values} if self.carries_change else {})


def _initial_of(change):
    under = {"add_under": place_of_part(change.part)} if change and change.part else {}
    return initial_of(change) | under


class ResponseForm(forms.Form):
    """The text of an answer to a challenge or of a settlement of a decision; `may_be_public` is of an answer."""

    text = PlainText(rows=4, max_length=MAX_RECORD_LENGTH)
    public = forms.BooleanField(
        label=_("Public"),
        required=False,
        help_text=_(
            "The public reads the question once the minutes are final, and this answer beside it if you tick "
            "this. No names of people."
        ),
    )

    def __init__(self, *args, label, missing, may_be_public=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_be_public:
            del self.fields["public"]
        self.fields["text"].label = label
        self.fields["text"].error_messages["required"] = missing


class FollowUpForm(forms.Form):
    """What is still to be done about a record, and from when it comes up again."""

    text = PlainText(
        label=_("What is still to be done, or what became of it"),
        rows=4,
        max_length=MAX_RECORD_LENGTH,
        ask=_("Enter what is still to be done"),
    )
    return_on = DayField(
        label=_("Raise again from"),
        required=False,
        help_text=_("For example 30 9 2009. Leave blank for the group’s next meeting."),
    )

    def clean_return_on(self):
        day = self.cleaned_data["return_on"]
        if day and day < clock.today():
            raise ValidationError(gettext("Enter a future date, or leave blank"))
        return day


class AttendanceForm(RowForm):
    """The attendance of one authority: whether represented, by whom, and whether in a senior position.

    A row for each person, and some to spare; `clean` makes of them the `people` that `proceedings.attend` takes.
    """

    fingerprint_field = "seen"
    SPARE, MOST = 3, 30

    state = forms.ChoiceField(
        label=_("State"), choices=[*Attendance.State.choices, ("", _("Not known"))], required=False
    )

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
            label = gettext("Name %(number)s") % {"number": number + 1} if number else gettext("Name")
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
        return [self.current_value("state"), ("people", gettext("People"), self.as_text("people", self.people))]

    def as_text(self, name, value):
        if name != "people":
            return super().as_text(name, value)
        marks = {(True, False): gettext("(senior)"), (False, True): gettext("(apologies)")}
        named = [(name or gettext("name not recorded"), marks.get(tuple(which))) for name, *which in value]
        return ", ".join(" ".join(filter(None, each)) for each in named) or self.empty_text

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
            sentence = gettext("%(authority)s: choose Present or Apologies, or remove the names.")
            raise ValidationError(sentence % {"authority": self.authority.name})
        return self.cleaned_data if self.errors else super().clean()
