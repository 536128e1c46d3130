"""Proceedings of meetings: packs, and records made at the table."""

import uuid
from operator import attrgetter

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export, FileColumn
from partners.history import History, Revised
from partners.models import AgendaItem, Authority, Meeting, PartnershipScoped, User
from partners.official import Official
from plans.models import Edition
from plans.serialization import thaw
from priorities.models import Priority

from .actions import Action, Hallmark
from .append_only import AppendOnly, AppendOnlyQuerySet


class RecordQuerySet(PartnershipScoped):
    def challenges(self):
        return self.filter(kind=Record.Kind.CHALLENGE).select_related("challenged", "meeting__group", "action")

    def about(self, action):
        """Records about an action, including the one that added it, newest first."""
        own = Record.objects.filter(action=action).order_by().values("pk")
        adding = Record.objects.filter(change__action=action).order_by().values("pk")
        # Not with an OR between the two: PostgreSQL would read the records of all partnerships.
        rows = self.filter(pk__in=own.union(adding)).select_related("meeting__group", "change")
        return rows.order_by("-meeting__starts_at", "-pk")

    def unanswered(self):
        """Challenges neither answered nor marked as done."""
        return self.with_follow_up().challenges().filter(Q(followed_done=False) | Q(followed_done=None), answer=None)

    def with_follow_up(self):
        """Annotate what the newest follow-up says, None without one: `followed_done`, `followed_at`, `return_on`."""
        newest = FollowUp.objects.filter(record=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            followed_done=Subquery(newest.values("done")[:1]),
            followed_at=Subquery(newest.values("said_at")[:1]),
            return_on=Subquery(newest.values("return_on")[:1]),
        )

    def with_changes(self):
        """Records with the change of the plan that each carries, and what lists show of it."""
        return self.select_related(
            "change__action__lead", "change__action__priority", "change__action__hallmark", "change__lead",
            "change__was_lead", "change__priority", "change__hallmark",
        )  # fmt: skip


def _recorded_at(model, name):
    """The foreign key of a Record to what it was recorded at."""
    comment = f"The {name} at which it was recorded"
    return models.ForeignKey(model, models.PROTECT, null=True, blank=True, related_name="records", db_comment=comment)


class Record(models.Model):
    """A meeting's record: a decision, a note, or a challenge that the action's officer must answer.

    It belongs to one item (agenda item, action, priority or hallmark) or to the meeting as a whole. Its text may be
    edited until the meeting is closed. `token` is an idempotency key from the form: a second submission saves nothing.

    A decision may carry a `change` of the plan (see DecidedChange). Once the meeting is closed a record stays as it is:
    a Correction or a FollowUp is added to it. What comes up at the group's next meetings, and until when,
    `meetings.outcomes` says.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("Decision")
        NOTE = "note", _("Note")
        CHALLENGE = "challenge", _("Challenge")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="records", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    item = _recorded_at(AgendaItem, "point of the agenda")
    priority = _recorded_at(Priority, "priority")
    hallmark = _recorded_at(Hallmark, "hallmark")
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="records", db_comment="The action that it is about"
    )
    text = models.TextField(_("words"), db_comment="What was recorded")
    follow_up = models.BooleanField(
        _("comes up again until it is done"),
        default=False,
        db_comment="Whether a decision comes up again until it is done",
    )
    public = models.BooleanField(_("shown to the public"), default=False, db_comment="Whether the public reads it")
    challenged = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="challenges",
        verbose_name=_("authority that must answer"),
        db_comment="The authority that must answer",
    )
    edition = models.ForeignKey(
        Edition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreed_by",
        verbose_name=_("edition agreed"),
        db_comment="The edition of the plan that the decision agreed",
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="records")
    recorded_at = models.DateTimeField(default=clock.now)
    token = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = RecordQuerySet.as_manager()
    history = History(page="record", part_of="meeting", excluded_fields=["token"])
    search_fields = ("text", "answer__text", "change__wording")
    export = Export(
        "records",
        "What a meeting put on record: decisions, notes and challenges.",
        left_out=("token",),
        headings={"text": "words"},
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "token"], name="record_once"),
            models.CheckConstraint(condition=Q(kind__in=["decision", "note", "challenge"]), name="record_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="record_has_text"),
            models.CheckConstraint(
                condition=Q(item__isnull=True, priority__isnull=True, hallmark__isnull=True)
                | Q(item__isnull=True, priority__isnull=True, action__isnull=True)
                | Q(item__isnull=True, hallmark__isnull=True, action__isnull=True)
                | Q(priority__isnull=True, hallmark__isnull=True, action__isnull=True),
                name="record_is_at_one_item",
            ),
            models.CheckConstraint(
                condition=Q(kind="challenge", challenged__isnull=False, action__isnull=False)
                | ~Q(kind="challenge") & Q(challenged__isnull=True),
                name="record_challenges_an_authority_about_an_action",
            ),
            models.CheckConstraint(
                condition=Q(kind="decision") | Q(follow_up=False, edition__isnull=True),
                name="record_that_is_followed_up_is_a_decision",
            ),
        ]

    def __str__(self):
        """Histories of other things name it so; they are for all members."""
        return f"{self.get_kind_display()}: {'at a confidential point' if self.confidential else self.text}"

    @property
    def last_follow_up(self):
        """The newest FollowUp, or None."""
        return max(self.follow_ups.all(), key=attrgetter("pk"), default=None)

    @property
    def settlement(self):
        """The FollowUp that says that it is done, or None."""
        newest = self.last_follow_up
        return newest if newest and newest.done else None

    @property
    def may_be_public(self):
        """Whether the public may be told of it: recorded in public, not at a confidential point or a private action."""
        return self.meeting.in_public and not self.confidential and not (self.action and self.action.private)

    @property
    def confidential(self):
        """Whether it was recorded at a confidential point of the agenda."""
        return bool(self.item and self.item.confidential)

    @property
    def place(self):
        """Key of the screen it was made at, as in addresses: "point-5", "action-12", "priority-burglary"."""
        if self.item_id:
            return f"point-{self.item_id}"
        if self.action_id:
            return f"action-{self.action_id}"
        if part := self.priority or self.hallmark:
            return f"{part._meta.model_name}-{part.key}"
        return "welcome"


class Answer(AppendOnly):
    """An authority's answer to a challenge."""

    record = models.OneToOneField(Record, models.PROTECT, related_name="answer", verbose_name=_("challenge"))
    text = models.TextField(_("answer"))
    by = models.ForeignKey(User, models.PROTECT, related_name="answers")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="answers")
    on_behalf = models.BooleanField(
        default=False,
        help_text=_("The coordinator wrote it for the authority."),
        db_comment="Whether the coordinator wrote it for the authority",
    )
    public = models.BooleanField(
        _("shown to the public"),
        default=False,
        db_comment="Whether the public reads it, if it reads the challenge",
    )
    answered_at = models.DateTimeField(default=clock.now)

    objects = AppendOnlyQuerySet.as_manager()
    history = History(part_of="record", hides={"answered_at"})
    official = Official("answer", ("record__meeting_id", "record_id"))
    export = Export("answers", "Answers of authorities to challenges.", headings={"text": "words"})

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="answer_has_text")]

    def __str__(self):
        return f"Answer of {self.authority}: {self.text}"


class FollowUp(AppendOnly):
    """What became of a record: it is done, or comes up again, from the day `return_on` if given. The newest counts."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="follow_ups")
    done = models.BooleanField(db_comment="Whether it is done; if not, it comes up again")
    return_on = models.DateField(
        _("comes up again from"), null=True, blank=True, db_comment="The first day on which it comes up again"
    )
    text = models.TextField(_("what became of it"))
    by = models.ForeignKey(User, models.PROTECT, related_name="follow_ups")
    said_at = models.DateTimeField(default=clock.now)

    objects = AppendOnlyQuerySet.as_manager()
    history = History(part_of="record", called="follow-up", hides={"said_at"})
    official = Official("follow up", ("record__meeting_id", "pk"))
    search_fields = ("text",)
    export = Export("follow_ups", "What became of decisions, notes and challenges.", headings={"text": "words"})

    class Meta:
        verbose_name = _("follow-up")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="follow_up_has_text"),
            models.CheckConstraint(
                condition=Q(done=False) | Q(return_on__isnull=True), name="follow_up_done_does_not_return"
            ),
        ]

    def __str__(self):
        return f"{'Done' if self.done else 'Comes up again'}: {self.text}"


class Draft(models.Model):
    """Text typed at the table and not recorded yet: without history, deleted once recorded.

    `place` is that of the Record it would become.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="drafts")
    by = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    kept_at = models.DateTimeField(default=clock.now)

    not_exported = "What somebody is typing at a meeting and has not recorded: it is theirs."
    not_revised = "Only the screen of a meeting in progress shows it, and that is made again each time."

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "by", "place"], name="draft_once")]

    def __str__(self):
        return f"Draft of {self.by} at {self.meeting}"


class Pack(AppendOnly, Revised):
    """The plan and its changes since the group last met, frozen for a meeting. Immutable in the database.

    Made when it is sent to the members and when the meeting begins; the meeting reviews its newest pack. `payload` is
    JSON text (see `plans.serialization`), `sha256` its fingerprint.
    """

    class Why(models.TextChoices):
        SENT = "sent", _("Sent to the members")
        BEGUN = "begun", _("As the meeting began")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packs", db_index=False)
    number = models.PositiveSmallIntegerField(db_comment="Its number: 1 is the first of its meeting")
    why = models.CharField(max_length=20, choices=Why, db_comment="Why it was made")
    made_at = models.DateTimeField()
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="packs",
        db_comment="Who made it; empty if the site did, on schedule",
    )
    schema = models.PositiveSmallIntegerField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()
    official = Official("pack", ("meeting_id", "number"), "payload")
    export = Export(
        "packs",
        "What a meeting had before it: the plan as it stood, frozen as a file.",
        file=FileColumn("payload", "packs/{}.json", ("pk",)),
        belongs_to=("meeting",),
    )

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="pack_number_once"),
            models.CheckConstraint(condition=Q(why__in=["sent", "begun"]), name="pack_why_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="pack_sha256_is_hex"),
        ]

    def __str__(self):
        return f"Pack {self.number} for {self.meeting}"

    @property
    def contents(self):
        return thaw(self.payload)
