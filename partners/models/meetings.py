from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..export_options import Export
from ..history import History
from .authorities import Authority
from .meeting_querysets import MeetingQuerySet
from .partnerships import Partnership
from .people import User
from .querysets import PartnershipScoped


class Group(models.Model):
    """A standing group of the partnership: the Responsible Authority Group, the Joint Action Group, working groups."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", _("Strategy group")
        WORKING = "working", _("Working group")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    quorum = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("How many responsible authorities have to be represented.")
    )
    pack_days_before = models.PositiveSmallIntegerField(
        _("working days before a meeting that its pack is sent"),
        null=True,
        blank=True,
        db_comment="How many working days before a meeting its pack is sent by itself; empty if it is sent by hand",
    )

    objects = PartnershipScoped.as_manager()
    history = History(page="group", belongs_to="partnership")
    export = Export("groups", "The groups of the partnership that meet.", shown_as="name")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="group_name_once"),
            models.CheckConstraint(condition=Q(kind__in=["strategy", "working"]), name="group_kind_known"),
        ]

    def __str__(self):
        return self.name


class GroupMember(models.Model):
    """A seat on a group for an authority, held by a user, or by somebody without a sign-in (name and address).
    `senior` is regulation 12's "position of seniority".
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="group_members")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="seats")
    name = models.CharField(max_length=200, blank=True, db_comment="Their name, if they have no account here")
    email = models.EmailField(_("e-mail address"), blank=True)
    post = models.CharField(max_length=200, blank=True, db_comment="Their post")
    senior = models.BooleanField(
        _("in a senior position"), default=False, db_comment="Whether they are in a senior position"
    )

    objects = PartnershipScoped.as_manager()
    history = History(part_of="group", called=_("member"), excluded_fields=["email"], personal={"name"})
    export = Export("group_members", "Who sits on a group.", addresses=("email",))

    class Meta:
        ordering = ["authority__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "authority", "user"], name="group_member_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, name="", email="") | Q(user__isnull=True) & ~Q(name=""),
                name="group_member_is_a_user_or_has_a_name",
            ),
        ]

    def __str__(self):
        return gettext("%(name)s for %(authority)s") % {"name": self.called, "authority": self.authority}

    @property
    def called(self):
        return self.user.name if self.user else self.name

    @property
    def address(self):
        """E-mail address, or ""."""
        return self.user.email if self.user else self.email


class Meeting(models.Model):
    """A meeting of a group: draft, ready, in progress, then closed for good; or cancelled before it began.

    `started_at` and `closed_at` are the moments when it was begun and closed on the screen. Both equal `starts_at` for
    meetings with recorded attendance only. `state_before` is what a meeting begun or cancelled by mistake goes back to.
    `moved_from` and `moved_from_place` are when and where it was to be before it was last moved.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        READY = "ready", _("Ready")
        IN_PROGRESS = "in_progress", _("In progress")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    class PackSchedule(models.TextChoices):
        USUAL = "usual", _("As usual in the group")
        DAY = "day", _("On another day")
        HELD = "held", _("Held back until it is sent by hand")

    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField("begins", db_comment="When it begins")
    ends_at = models.DateTimeField("ends", null=True, blank=True, db_comment="When it ends")
    place = models.CharField(max_length=200, blank=True, db_comment="Where it is held")
    link = models.URLField(_("link to join"), blank=True)
    in_public = models.BooleanField(default=False, db_comment="Whether the public may come")
    about = models.TextField(_("public description"), blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    started_at = models.DateTimeField(
        "begun", null=True, blank=True, editable=False, db_comment="When it was begun on the screen"
    )
    closed_at = models.DateTimeField(
        "closed", null=True, blank=True, editable=False, db_comment="When it was closed on the screen"
    )
    state_before = models.CharField(
        _("state before it was begun or cancelled"),
        max_length=20,
        choices=State,
        blank=True,
        editable=False,
        db_comment="Its state before it was begun or cancelled",
    )
    cancelled_at = models.DateTimeField(
        "cancelled", null=True, blank=True, editable=False, db_comment="When it was cancelled"
    )
    cancelled_why = models.TextField(
        _("why it was cancelled"), blank=True, editable=False, db_comment="Why it was cancelled"
    )
    moved_from = models.DateTimeField(
        null=True, blank=True, editable=False, db_comment="When it was to begin before it was last moved"
    )
    moved_from_place = models.CharField(
        max_length=200, blank=True, editable=False, db_comment="Where it was to be held before it was last moved"
    )
    moved_why = models.TextField(_("why it was moved"), blank=True, editable=False, db_comment="Why it was last moved")

    pack_schedule = models.CharField(
        _("when the pack is sent by itself"),
        max_length=20,
        choices=PackSchedule,
        default=PackSchedule.USUAL,
        db_comment="Whether its pack is sent by itself as usual in the group, on another day, or not",
    )
    pack_on = models.DateField(_("day on which the pack is sent by itself"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()
    history = History(page="meeting", belongs_to="group")
    export = Export("meetings", "Meetings of the groups.", shown_as="starts_at")

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "starts_at"], condition=~Q(state="cancelled"), name="meeting_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "ready"], started_at__isnull=True, closed_at__isnull=True, state_before=""
                )
                | Q(
                    state="in_progress",
                    started_at__isnull=False,
                    closed_at__isnull=True,
                    state_before__in=["draft", "ready"],
                )
                | Q(state="closed", started_at__isnull=False, closed_at__isnull=False)
                | Q(
                    state="cancelled",
                    started_at__isnull=True,
                    closed_at__isnull=True,
                    state_before__in=["draft", "ready"],
                ),
                name="meeting_state_has_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(pack_schedule="day", pack_on__isnull=False)
                | Q(pack_schedule__in=["usual", "held"], pack_on__isnull=True),
                name="meeting_pack_schedule_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_why="")
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_why=""),
                name="meeting_cancelled_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(moved_from__isnull=False) & ~Q(moved_why="")
                | Q(moved_from__isnull=True, moved_from_place="", moved_why=""),
                name="meeting_moved_says_from_when_and_why",
            ),
        ]

    def __str__(self):
        return f"{self.group}, {date_format(clock.date_of(self.starts_at))}"

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    @property
    def is_cancelled(self):
        return self.state == self.State.CANCELLED

    @property
    def is_begun(self):
        return self.started_at is not None

    @property
    def day(self):
        """The day on which it was held, or else is to be."""
        return clock.date_of(self.started_at or self.starts_at)

    @property
    def present(self):
        """Attendances of the authorities that were represented."""
        return [each for each in self.attendances.all() if each.state == Attendance.State.PRESENT]


# States before a meeting begins, in which its day, place and agenda still change.
NOT_BEGUN = (Meeting.State.DRAFT, Meeting.State.READY)


class AgendaKind(models.TextChoices):
    """What the system adds to a point of an agenda."""

    OWN = "words", _("A point of its own")
    MINUTES = "minutes", _("Minutes of the last meeting")
    MATTERS = "matters", _("Matters arising")
    REVIEW = "review", _("Review of the plan")


class AgendaPoint(models.Model):
    """A point of an agenda. `kind` says what the system adds to it: nothing, minutes, matters, or the plan."""

    Kind = AgendaKind

    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=AgendaKind, default=AgendaKind.OWN)
    title = models.CharField(max_length=300, db_comment="The point")
    introduction = models.TextField("words", blank=True, db_comment="What is said to it beforehand")
    confidential = models.BooleanField(default=False, db_comment="Whether it is kept from the public and guests")

    objects = PartnershipScoped.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgendaKind.values), name="%(class)s_kind_known"),
            models.CheckConstraint(condition=~Q(title=""), name="%(class)s_has_a_title"),
        ]

    def __str__(self):
        return self.title


class StandingItem(AgendaPoint):
    """A point on the agenda of each new meeting of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="standing_agenda")

    history = History(part_of="group", called=_("point of the standing agenda"))
    export = Export(
        "standing_agendas", "The points that each new meeting of a group gets.", headings={"introduction": "words"}
    )

    class Meta(AgendaPoint.Meta):
        constraints = [
            *AgendaPoint.Meta.constraints,
            models.UniqueConstraint(
                fields=["group", "kind"], condition=~Q(kind="words"), name="standingitem_brings_each_thing_once"
            ),
        ]


class AgendaItem(AgendaPoint):
    """A point on a meeting's agenda."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")

    history = History(part_of="meeting", called=_("point of the agenda"))
    export = Export("agenda", "The points of a meeting’s agenda.", headings={"introduction": "words"})

    class Meta(AgendaPoint.Meta):
        constraints = [
            *AgendaPoint.Meta.constraints,
            models.UniqueConstraint(
                fields=["meeting", "kind"], condition=~Q(kind="words"), name="agendaitem_brings_each_thing_once"
            ),
        ]


class Attendance(models.Model):
    """An authority's attendance at a meeting. Who came for it, or sent apologies, are its `people`."""

    class State(models.TextChoices):
        PRESENT = "present", _("Present")
        APOLOGIES = "apologies", _("Apologies")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", db_index=False)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=20, choices=State, default=State.PRESENT)

    history = History(part_of="meeting")
    export = Export("attendance", "Whether an authority was represented at a meeting.")

    class Meta:
        ordering = ["authority__position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "authority"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(state__in=["present", "apologies", "absent"]), name="attendance_state_known"
            ),
        ]

    def __str__(self):
        return gettext("%(authority)s at %(meeting)s") % {"authority": self.authority, "meeting": self.meeting}

    @property
    def senior(self):
        """Whether somebody in a senior position came: regulation 12's "position of seniority"."""
        return self.state == self.State.PRESENT and any(person.senior for person in self.people.all())


class Attendee(models.Model):
    """A person who came to a meeting for an authority, or who sent apologies. Somebody senior may be without a name."""

    attendance = models.ForeignKey(Attendance, models.CASCADE, related_name="people")
    name = models.CharField(max_length=300, blank=True)
    senior = models.BooleanField(
        _("in a senior position"), default=False, db_comment="Whether they are in a senior position"
    )
    apologies = models.BooleanField(
        _("sent apologies"), default=False, db_comment="Whether they sent apologies, and did not come"
    )

    history = History(part_of="attendance__meeting", belongs_to="attendance", called=_("person at the meeting"))
    export = Export("attendees", "Who came to a meeting for an authority, or sent apologies.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") | Q(senior=True), name="attendee_has_a_name_or_is_senior"),
            models.CheckConstraint(
                condition=Q(senior=False) | Q(apologies=False), name="attendee_senior_is_one_who_came"
            ),
        ]

    def __str__(self):
        return self.name or gettext("Somebody in a senior position")
