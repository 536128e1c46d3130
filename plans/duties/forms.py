from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.forms.conflicts import EditForm, ObjectForm
from partners.forms.evidence_fields import DocumentAddress, PastDay
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField
from partners.history import attributed_to
from partners.models import Authority, Group, Meeting, Protocol

from ..models import Duty, DutyDone, Edition
from .operations import last_place, record_done

# Choices for who does a duty, besides a group or an authority: to be agreed, each responsible authority.
OPEN, EACH = "", "each"
MAX_MONTHS = 120


def _doer_key(doer):
    return f"{doer._meta.model_name}-{doer.pk}"


class DutyForm(EditForm):
    """The coordinator's form for a duty: its text, source, frequency, who does it, and the hallmark it serves."""

    obligation = PlainText(
        label=_("What must be done"), rows=2, one_line=True, max_length=500, ask=_("Enter what must be done")
    )
    source = PlainText(
        label=_("Source"),
        rows=2,
        one_line=True,
        max_length=500,
        help_text=_("For example, the regulation and its number, or the document and page."),
        ask=_("Enter the source"),
    )
    done_by = forms.ChoiceField(label=_("Done by"), required=False)
    hallmark = forms.ChoiceField(label=_("Hallmark"), required=False)
    why = ReasonField()

    class Meta:
        model = Duty
        fields = ["obligation", "source_kind", "source", "often", "months", "hallmark", "knows", "position"]
        labels = {
            "source_kind": _("Type of source"),
            "often": _("How often?"),
            "months": _("How many months?"),
            "knows": _("Automatic evidence"),
            "position": _("Position in the list"),
        }
        help_texts = {
            "months": _("For example 12 for once a year."),
            "knows": _("Evidence that you record counts too; the latest is shown."),
        }
        widgets = {
            "source_kind": forms.RadioSelect,
            "often": forms.RadioSelect,
            "months": forms.TextInput(attrs={"inputmode": "numeric"}),
            "position": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        error_messages = {
            "source_kind": {"required": _("Choose the type of source")},
            "often": {"required": _("Choose how often it must be done")},
            "months": {"invalid": _("Enter the months as a number, such as 12")},
            "position": {"invalid": _("Enter the position as a number, such as 3")},
        }

    def __init__(self, *args, hallmarks, **kwargs):
        super().__init__(*args, **kwargs)
        duty, names = self.instance, {each["key"]: each["name"] for each in hallmarks}
        for name in ("source_kind", "often"):
            self.fields[name].choices = type(duty)._meta.get_field(name).choices
        self.fields["knows"].choices = Duty.Knows.choices
        self.fields["position"].required = False
        self.fields["hallmark"].choices = [("", gettext("None")), *names.items()]
        if duty.hallmark and duty.hallmark not in names:
            self.fields["hallmark"].choices.append(
                (duty.hallmark, gettext("%(hallmark)s (not in this plan)") % {"hallmark": duty.hallmark})
            )
        self._offer_doers()
        order = "obligation source_kind source often months done_by hallmark knows position why"
        self.order_fields(order.split())
        if duty._state.adding:
            del self.fields["why"]

    def _offer_doers(self):
        duty = self.instance
        groups, authorities = duty.partnership.groups.all(), duty.partnership.authorities.all()
        self.doers = {_doer_key(each): each for each in (*groups, *authorities)}
        self.fields["done_by"].choices = [
            (OPEN, gettext("To be agreed")),
            (EACH, gettext("Each responsible authority")),
            *([(gettext("Groups"), [(_doer_key(each), each.name) for each in groups])] if groups else []),
            (gettext("Authorities"), [(_doer_key(each), each.name) for each in authorities]),
        ]
        doer = duty.group or duty.authority
        self.initial["done_by"] = EACH if duty.by_each else _doer_key(doer) if doer else OPEN

    def current_values(self):
        return [
            *super().current_values(),
            ("retired", gettext("Removed"), self.instance.retired_why or gettext("no")),
        ]

    @property
    def is_different(self):
        """An empty place keeps the duty's place, and months count only with “every so many months”."""
        ignored = {"why"}
        if not self["position"].value():
            ignored.add("position")
        if self["often"].value() != Duty.Often.EVERY:
            ignored.add("months")
        return not ignored.issuperset(self.changed_data)

    def clean_months(self):
        months = self.cleaned_data["months"]
        if months is not None and not 1 <= months <= MAX_MONTHS:
            raise ValidationError(
                gettext("Enter a number of months from 1 to %(max_months)s") % {"max_months": MAX_MONTHS}
            )
        return months

    def clean_position(self):
        place = self.cleaned_data["position"]
        if place is not None and not 0 < place < 1000:
            raise ValidationError(gettext("Enter a position from 1 to 999"))
        return place

    def clean(self):
        data = super().clean()
        if data.get("often") == Duty.Often.EVERY and data.get("months") is None and "months" not in self.errors:
            self.add_error("months", gettext("Enter the number of months, such as 12"))
        elif data.get("often") and data["often"] != Duty.Often.EVERY:
            data["months"] = None
        if data.get("position") is None:
            data["position"] = self.instance.position or last_place(self.instance.partnership) + 1
        data["by_each"] = data.get("done_by") == EACH
        doer = self.doers.get(data.get("done_by"))
        data["group"] = doer if isinstance(doer, Group) else None
        data["authority"] = doer if isinstance(doer, Authority) else None
        self._check_obligation(data)
        return data

    def _check_obligation(self, data):
        """Refuses the text of another duty. `twin` is the duty that this form would create, if it is saved already."""
        others = Duty.objects.in_partnership(self.instance.partnership).active().exclude(pk=self.instance.pk)
        twin, self.twin = others.filter(obligation=data.get("obligation", "")).first(), None
        if twin and self.instance._state.adding and not self.errors:
            same = {"source_kind", "source", "often", "months", "hallmark", "knows", "by_each", "group", "authority"}
            self.twin = twin if all(getattr(twin, name) == data[name] for name in same) else None
        if twin and not self.twin:
            self.add_error("obligation", gettext("A duty with this wording exists already"))

    def _post_clean(self):
        """Sets the derived fields on the duty as well."""
        super()._post_clean()
        for name in ("by_each", "group", "authority"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])

    def save(self, *, by):
        """Save the form, unless nothing changed. Returns the Duty and whether anything was written."""
        if self.twin:
            return self.twin, True
        if not self.is_new and not self.is_different:
            return self.instance, False
        with attributed_to(by=by, why=self.cleaned_data.get("why", "")):
            self.instance.save()
        return self.instance, True


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        text = gettext("%(day)s: %(group)s in public") if meeting.in_public else "%(day)s: %(group)s"
        return text % {"day": date_format(meeting.day), "group": meeting.group}


class EditionChoice(forms.ModelChoiceField):
    def label_from_instance(self, edition):
        return gettext("%(day)s: edition %(number)s, %(title)s") % {
            "day": date_format(clock.date_of(edition.published_at)),
            "number": edition.number,
            "title": edition.plan.title,
        }


class ProtocolChoice(forms.ModelChoiceField):
    def label_from_instance(self, protocol):
        return gettext("Version %(version)s, agreed on %(agreed_on)s") % {
            "version": protocol.version,
            "agreed_on": date_format(protocol.agreed_on),
        }


class DoneForm(ObjectForm):
    """Evidence that a duty was done: date, text, and at least one of SHOWS."""

    SHOWS = ("meeting", "edition", "protocol", "url")

    done_on = PastDay(label=_("Done on"))
    description = PlainText(label=_("What was done"), rows=3, max_length=1000, ask=_("Enter what was done"))
    meeting = MeetingChoice(Meeting.objects.none(), label=_("A meeting"), required=False, empty_label=_("No meeting"))
    edition = EditionChoice(
        Edition.objects.none(), label=_("An edition of the plan"), required=False, empty_label=_("No edition")
    )
    protocol = ProtocolChoice(
        Protocol.objects.none(), label=_("A version of the protocol"), required=False, empty_label=_("No version")
    )
    url = DocumentAddress(label=_("A document"), help_text=_("Its address, beginning with https://"))

    class Meta:
        model = DutyDone
        fields = ["done_on", "description", "meeting", "edition", "protocol", "url"]

    def __init__(self, *args, duty, **kwargs):
        super().__init__(*args, instance=DutyDone(duty=duty), **kwargs)
        self.duty = duty
        partnership = duty.partnership
        meetings = Meeting.objects.in_partnership(partnership).held().select_related("group")
        editions = Edition.objects.in_partnership(partnership).active().select_related("plan").defer("payload")
        self.fields["meeting"].queryset = meetings.order_by("-started_at", "-pk")
        self.fields["edition"].queryset = editions.order_by("-published_at")
        self.fields["protocol"].queryset = Protocol.objects.in_partnership(partnership).active()

    def clean(self):
        data = super().clean()
        if not any(data.get(name) or name in self.errors for name in self.SHOWS):
            raise ValidationError(
                gettext("Enter evidence: a meeting, an edition, a version of the protocol or a document"),
                code="nothing",
            )
        return data

    def save(self, *, by):
        """Record the evidence, unless it is saved already. Returns it."""
        evidence = {name: self.cleaned_data[name] for name in self._meta.fields}
        twin = self.duty.done.active().filter(by=by, **evidence).first()
        return twin or record_done(self.duty, by=by, **evidence)
