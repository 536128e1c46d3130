"""Forms of groups and their meetings."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import EditForm, ObjectForm
from partners.forms.date_fields import DayField, HourField
from partners.forms.fields import PlainText
from partners.forms.reasons import ReasonField

from .. import clock
from ..languages import in_english
from ..models import AgendaItem, AgendaKind, Authority, Group, GroupMember, Meeting, Membership, StandingItem
from .scheduling import is_taken


class GroupForm(EditForm):
    name = PlainText(label=_("Name"), rows=1, max_length=200, ask=_("Enter the group’s name"))

    class Meta:
        model = Group
        fields = ["name", "kind", "quorum", "pack_days_before"]
        number = {"inputmode": "numeric"}
        widgets = {
            "kind": forms.RadioSelect,
            "quorum": forms.TextInput(attrs=number),
            "pack_days_before": forms.TextInput(attrs=number),
        }
        labels = {
            "kind": _("Kind"),
            "quorum": _("Quorum"),
            "pack_days_before": _("Send the pack so many working days before a meeting"),
        }
        help_texts = {
            "quorum": _("How many responsible authorities have to be represented. Leave blank if there is none."),
            "pack_days_before": _(
                "Monday to Friday count; bank holidays are not known here. The coordinators get an "
                "e-mail the working day before. Leave it empty to send packs by hand."
            ),
        }
        error_messages = {"kind": {"required": _("Choose what kind of group it is")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Group.Kind.choices

    def clean_quorum(self):
        quorum = self.cleaned_data["quorum"]
        if quorum is not None and not 1 <= quorum <= 50:
            raise ValidationError(gettext("Enter a number from 1 to 50, or leave blank"))
        return quorum

    def clean_pack_days_before(self):
        days = self.cleaned_data["pack_days_before"]
        if days is not None and not 1 <= days <= 20:
            raise ValidationError(gettext("Enter a number from 1 to 20, or leave blank"))
        return days

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Group.objects.filter(partnership=self.instance.partnership_id, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(gettext("There is a group of this name already"))
        return name


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user.name}, {membership.authority.short_name}"


class MemberForm(EditForm):
    """A seat on a group: a member, for the authority they act for, or somebody without a sign-in, by name."""

    person = PersonChoice(
        Membership.objects.none(),
        label=_("Person"),
        required=False,
        empty_label=_("Somebody without an account"),
        help_text=_("Or leave this and fill in the name below."),
    )
    authority = AuthorityChoice(
        Authority.objects.none(), label=_("Authority"), required=False, empty_label=_("Choose one")
    )
    name = PlainText(label=_("Name"), rows=1, max_length=200, required=False)
    post = PlainText(
        label=pgettext_lazy("job title", "Post"),
        rows=1,
        max_length=200,
        required=False,
        help_text=_("Such as Chief Inspector or Head of Housing."),
    )

    class Meta:
        model = GroupMember
        fields = ["person", "name", "authority", "email", "post", "senior"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = gettext("Where the pack of a meeting goes.")
        self.fields["senior"].help_text = gettext(
            "Each authority must send a person in a senior position to a public meeting."
        )
        partnership = self.instance.group.partnership
        people = Membership.objects.in_partnership(partnership).filter(user__is_active=True)
        self.fields["person"].queryset = people.select_related("user", "authority").order_by("user__name")
        self.fields["authority"].queryset = partnership.authorities.existing(clock.today())
        if self.instance.pk:
            for name in ("person", "name", "authority"):
                del self.fields[name]
            if self.instance.user_id:
                del self.fields["email"]

    def clean(self):
        data = super().clean()
        if self.instance.pk:
            return data
        person = data.get("person")
        if person:
            data["name"] = data["email"] = ""
            data["authority"], self.instance.user = person.authority, person.user
            if self.instance.group.members.filter(user=person.user, authority=person.authority).exists():
                self.add_error("person", gettext("%(name)s sits on this group already") % {"name": person.user.name})
            return data
        if not data.get("name"):
            self.add_error("name", gettext("Choose a person above, or write a name"))
        if not data.get("authority"):
            self.add_error("authority", gettext("Choose the authority for which they sit"))
        return data


def moment_of(day, time):
    """Aware datetime of a local day and time. Raises ValidationError when the clocks change at that time."""
    moment = timezone.make_aware(datetime.combine(day, time))
    if moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset():
        raise ValidationError(gettext("The clocks change at that time of that day. Choose another time"))
    return moment


class MeetingForm(EditForm):
    """A meeting; day and times are in Europe/London. Of one that is ready, day and place are not edited but moved."""

    # Made known once the meeting is ready; see MoveForm.
    MADE_KNOWN = ("group", "day", "begins", "place")

    day = DayField(
        label=_("Day"),
        help_text=_("For example 21 7 2009 or 21 July 2009."),
        called=_("the day"),
        example=date(2009, 7, 21),
        error_messages={"required": _("Enter the date of the meeting")},
    )
    begins = HourField(
        label=_("Begins"),
        help_text=_("For example 14:30 or 2.30pm."),
        error_messages={"required": _("Enter when it begins")},
    )
    ends = HourField(label=_("Ends"), required=False)
    place = PlainText(label=_("Venue"), rows=1, max_length=200, required=False)
    link = forms.URLField(
        label=_("Link to join"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("Enter a whole address, such as https://example.org/join")},
    )
    about = PlainText(
        label=_("About the meeting, for the public"),
        rows=3,
        max_length=1000,
        required=False,
        help_text=_("Shown on the public page before a meeting in public. No names."),
    )

    class Meta:
        model = Meeting
        fields = ["group", "day", "begins", "ends", "place", "link", "in_public", "about"]
        labels = {"group": _("Group"), "in_public": _("It is held in public")}
        help_texts = {"in_public": _("Once ready, the public page announces its date, venue, link, agenda and papers.")}
        error_messages = {"group": {"required": _("Choose the group that meets")}}

    def __init__(self, *args, partnership, **kwargs):
        meeting = kwargs.get("instance")
        if meeting and meeting.starts_at:
            begins, ends = (m and timezone.localtime(m) for m in (meeting.starts_at, meeting.ends_at))
            kwargs["initial"] = {"day": begins.date(), "begins": begins.time(), "ends": ends and ends.time()}
        super().__init__(*args, **kwargs)
        if self.instance.state == Meeting.State.READY:
            self.keep_what_is_known()
        if "group" in self.fields:
            self.fields["group"].queryset = partnership.groups.all()
            self.fields["group"].empty_label = gettext("Choose one")

    def keep_what_is_known(self):
        for name in self.MADE_KNOWN:
            del self.fields[name]

    def clean(self):
        data = super().clean()
        day = data.get("day") if "day" in self.fields else timezone.localdate(self.instance.starts_at)
        for name, attribute in (("begins", "starts_at"), ("ends", "ends_at")):
            if name in self.fields:
                self._set_moment(name, attribute, day, data.get(name))
        begins, ends = self.instance.starts_at, self.instance.ends_at
        if begins and ends and ends <= begins:
            self.add_error("ends", gettext("It must end after it begins"))
        group = data.get("group") if "group" in self.fields else self.instance.group
        if "begins" in self.fields and begins and group and is_taken(group, begins, but=self.instance):
            self.add_error("begins", gettext("This group has a meeting at that time already"))
        return data

    def _set_moment(self, name, attribute, day, time):
        try:
            setattr(self.instance, attribute, moment_of(day, time) if day and time else None)
        except ValidationError as error:
            self.add_error(name, error)


class MoveForm(MeetingForm):
    """Another time or place of a meeting that was made known, and why."""

    why = ReasonField(
        label=_("Why it is moved"),
        ask=_("Enter why it is moved"),
        help_text=_("Shown with the new date and venue: to members and, if in public, to everybody. No names."),
    )

    class Meta:
        model = Meeting
        fields = ["day", "begins", "ends", "place", "link"]

    def keep_what_is_known(self):
        """Nothing: these are the fields that a move changes."""

    def clean(self):
        data = super().clean()
        if not self.errors and not {"day", "begins", "place"} & set(self.changed_data):
            self.add_error("day", gettext("Enter another day, time or place than it has now"))
        return data


class CancelForm(forms.Form):
    """Why a meeting does not take place."""

    why = ReasonField(
        label=_("Why it is cancelled"),
        ask=_("Enter why it is cancelled"),
        help_text=_("Shown in the list of meetings: to members and, if in public, to everybody. No names."),
    )


class PointForm(ObjectForm):
    """A point on the agenda; of a new one also what the system adds to it, unless another point has it already."""

    title = PlainText(label=_("Title"), rows=1, max_length=300, required=False, ask=_("Enter a title"))
    introduction = PlainText(label=_("Details"), rows=3, max_length=3000, required=False)

    class Meta:
        model = AgendaItem
        fields = ["kind", "title", "introduction", "confidential"]
        labels = {"kind": _("What is shown here"), "confidential": _("Confidential")}
        help_texts = {"confidential": _("Only members see it. It is never public.")}

    def __init__(self, *args, kinds_taken=(), **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in AgendaKind if kind == AgendaKind.OWN or kind not in kinds_taken]
        self.fields["kind"].choices = kinds
        self.fields["kind"].required = False
        if self.instance.pk or len(kinds) == 1:
            del self.fields["kind"]
            self.fields["title"].required = self.instance.kind == AgendaKind.OWN

    def clean(self):
        data = super().clean()
        kind = data.get("kind") or self.instance.kind
        if "kind" in self.fields:
            data["kind"] = kind
        if not data.get("title") and "title" not in self.errors:
            if kind == AgendaKind.OWN:
                self.add_error("title", self.fields["title"].error_messages["required"])
            else:
                with in_english():
                    data["title"] = str(AgendaKind(kind).label)
        return data


class StandingPointForm(PointForm):
    """A point on the standing agenda of a group."""

    class Meta(PointForm.Meta):
        model = StandingItem


class CalendarForm(forms.Form):
    """Choice of groups whose meetings appear in a calendar."""

    MINE, ALL = "mine", "all"

    groups = forms.ChoiceField(
        label=_("Which meetings"),
        choices=[(MINE, _("Of the groups I sit on")), (ALL, _("Of all groups of the partnership"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose which meetings you want"),
            "invalid_choice": _("Choose one of the two"),
        },
    )

    @property
    def all_groups(self):
        return self.cleaned_data["groups"] == self.ALL
