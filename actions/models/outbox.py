"""Log of e-mails, which also makes sure that each goes at most once: its row is claimed before it is sent, and an
e-mail whose sender died is not resent automatically.
"""

import hashlib
from datetime import date, timedelta
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F, Q

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import User
from partners.processes import has_died, this_process
from plans.models import Round

from .append_only import AppendOnly, AppendOnlyQuerySet
from .meetings import Pack

# A claim without an outcome for this long means that its process crashed, on whichever machine.
GIVEN_UP_AFTER = timedelta(minutes=30)


class Occasion(NamedTuple):
    """Occasion of a reminder: a day of the round's schedule, or a chase, identified by its idempotency key."""

    day: date
    chase: str = ""


class PostedQuerySet(models.QuerySet):
    def give_up(self):
        """Mark e-mails whose sender died as in doubt. Returns their rows."""
        dead = [row for row in self.filter(state=Posted.State.SENDING) if row.in_doubt]
        return [row for row in dead if row.doubt()]


class Posted(models.Model):
    """An e-mail to one person: what was sent, when, and its outcome."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not sent yet"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        UNKNOWN = "unknown", "Not known whether it was sent"
        FAILED = "failed", "Not sent"
        REFUSED = "refused", "Refused by the mail server"
        ANSWERED = "answered", "Not sent: answered before it went"
        OVERTAKEN = "overtaken", "Not sent: not wanted any more"

    # Certainly not sent, and still wanted: the next run sends it.
    TO_SEND = (State.WAITING, State.FAILED)
    UNFINISHED = (*TO_SEND, State.SENDING)

    name = models.CharField(max_length=300, db_comment="Who it went to")
    address = models.EmailField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    noted_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    process = models.CharField("the process that claimed it", max_length=100, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    failure = models.TextField(blank=True)
    # The last resend, and the attempt before it, whose outcome nobody knows.
    again_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="who had it sent again"
    )
    again_at = models.DateTimeField("when that was", null=True, blank=True)
    doubted_at = models.DateTimeField("the attempt before, which may have arrived", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.subject or self._meta.verbose_name.capitalize()} to {self.name}"

    @property
    def in_doubt(self):
        """Whether it may or may not have been sent, and no process is sending it any more."""
        if self.state == self.State.SENDING:
            return self.claimed_at < clock.now() - GIVEN_UP_AFTER or has_died(self.process)
        return self.state == self.State.UNKNOWN

    @property
    def outcome(self):
        """Outcome, as text."""
        return (self.State.UNKNOWN if self.in_doubt else self.State(self.state)).label

    @transaction.atomic(durable=True)
    def claim(self):
        """Claim the row for sending. Returns whether it is ours: unclaimed, certainly unsent and still wanted.

        Durable, because only a committed claim keeps others from sending it too.
        """
        claim = {"state": self.State.SENDING, "claimed_at": clock.now(), "process": this_process()}
        if not type(self).objects.filter(pk=self.pk, state__in=self.TO_SEND).update(**claim):
            return False
        self.state, self.claimed_at, self.process = claim.values()
        return True

    def holds(self, message):
        """Record the message about to be sent. Returns False if our claim was given up, so that it must not be sent."""
        self.address, self.subject, self.text = message.to_address, message.subject, message.body
        ours = type(self).objects.filter(pk=self.pk, state=self.State.SENDING, claimed_at=self.claimed_at)
        return bool(ours.update(address=self.address, subject=self.subject, text=self.text))

    def end(self, state, failure=""):
        """Record the outcome of our claim, unless another process has the row by now."""
        self.state, self.failure = state, failure
        self.sent_at = clock.now() if state == self.State.SENT else None
        ours = type(self).objects.filter(pk=self.pk, claimed_at=self.claimed_at)
        ours.update(state=state, failure=failure, sent_at=self.sent_at)

    def doubt(self):
        """Mark as in doubt because its sender died. Returns False if the claim has changed meanwhile."""
        self.state, self.failure = self.State.UNKNOWN, "Sending was interrupted."
        claimed = type(self).objects.filter(pk=self.pk, state=self.State.SENDING, claimed_at=self.claimed_at)
        return bool(claimed.update(state=self.state, failure=self.failure))

    @transaction.atomic(durable=True)
    def send_again(self, *, by):
        """Queue an e-mail in doubt for resending. Returns False if it is not in doubt, or somebody else was first: two
        clicks resend it once.
        """
        if not self.in_doubt:
            return False
        again = {"state": self.State.WAITING, "failure": "", "again_by": by, "again_at": clock.now()}
        same = type(self).objects.filter(pk=self.pk, state=self.state, claimed_at=self.claimed_at)
        return bool(same.update(**again, doubted_at=F("claimed_at")))


def sent_again_by_somebody(name):
    """Constraint: who resent it, when, and the attempt before are all set or all empty."""
    fields = "again_by", "again_at", "doubted_at"
    all_set = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=all_set | Q(**{f"{field}__isnull": True for field in fields}), name=name)


class ReminderQuerySet(PostedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(round__plan__partnership=partnership)

    def on(self, a_round, occasion):
        return self.filter(round=a_round, day=occasion.day, chase=occasion.chase)

    def unfinished(self, a_round, since):
        """Unsent e-mails that a person asked for since a moment: chases and resends."""
        chased = Q(day__gte=clock.date_of(since)) & ~Q(chase="")
        waiting = self.filter(chased | Q(again_at__gte=since), round=a_round, state__in=Reminder.TO_SEND)
        return waiting.order_by("pk")

    def note(self, a_round, occasion, letter, *, by=None, words=""):
        """The row of this letter on this occasion, created if missing."""
        recipient = {"user": letter.user} if letter.user else {"user": None, "address": letter.address}
        reminder, _ = self.get_or_create(
            round=a_round,
            day=occasion.day,
            chase=occasion.chase,
            **recipient,
            defaults={"name": letter.name, "address": letter.address, "by": by, "words": words},
        )
        return reminder


class Reminder(Posted):
    """A reminder to one person in a round, on one occasion: what was sent, when, and its outcome."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="reminders")
    day = models.DateField(db_comment="The day on which it was to go")
    chase = models.CharField(
        max_length=40,
        blank=True,
        db_comment="The same for letters that the coordinator sent together; empty if the site sent it",
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="chases")
    words = models.TextField("what the coordinator wrote above it", blank=True)

    objects = ReminderQuerySet.as_manager()
    export = Export(
        "reminders",
        "Letters that asked people for their updates.",
        left_out=("process",),
        addresses=("address", "failure"),  # the reason why a letter failed may quote the address
        belongs_to=("round",),
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user", "day", "chase"], condition=Q(user__isnull=False), name="reminder_to_user_once"
            ),
            models.UniqueConstraint(
                fields=["round", "address", "day", "chase"],
                condition=Q(user__isnull=True),
                name="reminder_to_address_once",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["waiting", "sending", "unknown", "failed", "refused", "answered"], sent_at__isnull=True),
                name="reminder_is_sent_at_a_moment",
            ),
            sent_again_by_somebody("reminder_sent_again_by_somebody"),
        ]

    @property
    def stamp(self):
        """Stable for this round, person and occasion, also after a restore from backup; for the Message-ID."""
        identity = f"{self.round_id} {self.user_id or self.address} {self.day} {self.chase}"
        return f"{self.day:%Y%m%d}.{hashlib.sha256(identity.encode()).hexdigest()[:24]}"

    @property
    def occasion(self):
        """The occasion, as text."""
        if self.chase:
            return f"Chased by {self.by}" if self.by else "Chased"
        days = (self.day - self.round.due_on).days
        if days == 0:
            return "On the day"
        return f"{abs(days)} day{'' if abs(days) == 1 else 's'} {'before' if days < 0 else 'after'} the day"


class SendingQuerySet(AppendOnlyQuerySet):
    def in_partnership(self, partnership):
        return self.filter(pack__meeting__group__partnership=partnership)

    def told(self):
        """With letters and senders; the packs' payloads are deferred."""
        return self.select_related("pack__by").defer("pack__payload").prefetch_related("letters")


class Sending(AppendOnly):
    """Dispatch of a pack to the members of its group, with an e-mail to each.

    `token` is an idempotency key from the form: a second click sends nothing.
    """

    pack = models.OneToOneField(Pack, models.PROTECT, related_name="sending")
    words = models.TextField("what stood above the letter", blank=True)
    because = models.TextField("why it replaces the pack before", blank=True)
    token = models.CharField(max_length=40, unique=True)

    objects = SendingQuerySet.as_manager()
    history = History(part_of="pack__meeting", called="pack sent", hides={"pack_id"}, excluded_fields=["token"])
    export = Export("packs_sent", "When a pack went out to the members of its group.", left_out=("token",))

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.pack}, sent"


class PackLetterQuerySet(PostedQuerySet):
    def in_partnership(self, partnership):
        return self.filter(sending__pack__meeting__group__partnership=partnership)

    def unfinished(self, since):
        """Unsent e-mails asked for since a moment: the mail server was unreachable, or we crashed."""
        asked = Q(noted_at__gte=since) | Q(again_at__gte=since)
        return self.filter(asked, state__in=PackLetter.TO_SEND).to_send()

    def to_send(self):
        """With the data of their messages; e-mails without a PDF attachment come first."""
        rows = self.select_related("sending__pack__by", "sending__pack__meeting__group__partnership")
        return rows.order_by(F("user").asc(nulls_last=True), "pk")


class PackLetter(Posted):
    """E-mail of a pack to one member: a user or, if they have no sign-in, a bare address."""

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="letters")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="pack_letters")

    objects = PackLetterQuerySet.as_manager()
    export = Export(
        "pack_letters",
        "The letters with which packs went out.",
        left_out=("process",),
        addresses=("address", "failure"),  # the reason why a letter failed may quote the address
        belongs_to=("sending",),
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sending", "address"], name="pack_letter_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(
                    state__in=["waiting", "sending", "unknown", "failed", "refused", "overtaken"], sent_at__isnull=True
                ),
                name="pack_letter_is_sent_at_a_moment",
            ),
            sent_again_by_somebody("pack_letter_sent_again_by_somebody"),
        ]

    @property
    def stamp(self):
        """Stable for this pack and person across attempts; for the Message-ID."""
        pack = self.sending.pack
        identity = f"{pack.meeting_id} {pack.number} {pack.sha256} {self.address.lower()}"
        return f"{pack.made_at:%Y%m%d}.{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
