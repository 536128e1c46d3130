"""Forms of groups and their meetings."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from partners.forms.choices import AuthorityChoice
from partners.forms.conflicts import EditForm, ObjectForm
from partners.forms.date_fields import DayField, HourField
from partners.forms.fields import PlainText

from .. import clock
from ..models import AgendaItem, Authority, Group, GroupMember, Meeting, Membership


class GroupForm(EditForm):
    name = PlainText(rows=1, max_length=200, ask="Write the group’s name")

    class Meta:
        model = Group
        fields = ["name", "kind", "quorum"]
        widgets = {"kind": forms.RadioSelect, "quorum": forms.TextInput(attrs={"inputmode": "numeric"})}
        help_texts = {
            "quorum": "How many responsible authorities have to be represented. Leave it empty if none is set."
        }
        error_messages = {"kind": {"required": "Choose what kind of group it is"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Group.Kind.choices

    def clean_quorum(self):
        quorum = self.cleaned_data["quorum"]
        if quorum is not None and not 1 <= quorum <= 50:
            raise ValidationError("Write a number from 1 to 50, or leave it empty")
        return quorum

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Group.objects.filter(partnership=self.instance.partnership_id, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError("There is a group of this name already")
        return name


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user.name}, {membership.authority.short_name}"


class MemberForm(EditForm):
    """A seat on a group: a member, for the authority they act for, or somebody without a sign-in, by name."""

    person = PersonChoice(
        Membership.objects.none(),
        required=False,
        empty_label="Somebody without a sign-in",
        help_text="Or leave this and fill in the name below.",
    )
    authority = AuthorityChoice(Authority.objects.none(), required=False, empty_label="Choose one")
    name = PlainText(rows=1, max_length=200, required=False)
    post = PlainText(rows=1, max_length=200, required=False, help_text="Such as Chief Inspector or Head of Housing.")

    class Meta:
        model = GroupMember
        fields = ["person", "name", "authority", "email", "post", "senior"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "Where the pack of a meeting goes."
        self.fields["senior"].help_text = "The law wants somebody senior of each authority at a public meeting."
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
                self.add_error("person", f"{person.user.name} sits on this group already")
            return data
        if not data.get("name"):
            self.add_error("name", "Choose a person above, or write a name")
        if not data.get("authority"):
            self.add_error("authority", "Choose the authority for which they sit")
        return data


def moment_of(day, time):
    """Aware datetime of a local day and time. Raises ValidationError when the clocks change at that time."""
    moment = timezone.make_aware(datetime.combine(day, time))
    if moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset():
        raise ValidationError("The clocks change at that time of that day. Choose another time")
    return moment


class MeetingForm(EditForm):
    """A meeting; day and times are in Europe/London."""

    day = DayField(
        help_text="For example 21 7 2009 or 21 July 2009.",
        called="the day",
        example=date(2009, 7, 21),
        error_messages={"required": "Write the day of the meeting"},
    )
    begins = HourField(help_text="For example 14:30 or 2.30pm.", error_messages={"required": "Write when it begins"})
    ends = HourField(required=False)
    place = PlainText(rows=1, max_length=200, required=False)
    link = forms.URLField(
        label="Link to join",
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Write a whole address, such as https://example.org/join"},
    )
    about = PlainText(
        label="What the public is told of it",
        rows=3,
        max_length=1000,
        required=False,
        help_text="Shown on the public page before a meeting in public. No names.",
    )

    class Meta:
        model = Meeting
        fields = ["group", "day", "begins", "ends", "place", "link", "in_public", "about"]
        labels = {"in_public": "It is held in public"}
        help_texts = {"in_public": "Once it is ready, the public page announces its day, its place and its link."}
        error_messages = {"group": {"required": "Choose the group that meets"}}

    def __init__(self, *args, partnership, **kwargs):
        meeting = kwargs.get("instance")
        if meeting and meeting.starts_at:
            begins, ends = (m and timezone.localtime(m) for m in (meeting.starts_at, meeting.ends_at))
            kwargs["initial"] = {"day": begins.date(), "begins": begins.time(), "ends": ends and ends.time()}
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = partnership.groups.all()
        self.fields["group"].empty_label = "Choose one"

    def clean(self):
        data = super().clean()
        day = data.get("day")
        for name, attribute in (("begins", "starts_at"), ("ends", "ends_at")):
            try:
                setattr(self.instance, attribute, moment_of(day, data[name]) if day and data.get(name) else None)
            except ValidationError as error:
                self.add_error(name, error)
        begins, ends = self.instance.starts_at, self.instance.ends_at
        if begins and ends and ends <= begins:
            self.add_error("ends", "It must end after it begins")
        if begins and data.get("group"):
            clashes = Meeting.objects.filter(group=data["group"], starts_at=begins).exclude(pk=self.instance.pk)
            if clashes.exists():
                self.add_error("begins", "This group has a meeting at that time already")
        return data


class PointForm(ObjectForm):
    """A point on the agenda."""

    title = PlainText(rows=1, max_length=300, ask="Write what the point is called")
    introduction = PlainText(label="More about it", rows=3, max_length=3000, required=False)

    class Meta:
        model = AgendaItem
        fields = ["title", "introduction", "confidential"]
        help_texts = {"confidential": "Only members see it. Nothing public ever says anything of it."}


class CalendarForm(forms.Form):
    """Choice of groups whose meetings appear in a calendar."""

    MINE, ALL = "mine", "all"

    groups = forms.ChoiceField(
        label="Which meetings",
        choices=[(MINE, "Of the groups I sit on"), (ALL, "Of all groups of the partnership")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose which meetings you want",
            "invalid_choice": "Choose one of the two",
        },
    )

    @property
    def all_groups(self):
        return self.cleaned_data["groups"] == self.ALL
