"""The log of letters, which is also what makes each of them go once: its row is claimed before its letter goes."""

import hashlib
from datetime import date, timedelta
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F, Q

from partners import clock
from partners.history import History
from partners.models import User
from plans.models import Round

from .kept import Kept, KeptQuerySet
from .meetings import Pack

# Whoever claimed a row and was not heard of for so long has crashed.
GIVEN_UP_AFTER = timedelta(minutes=30)


class Occasion(NamedTuple):
    """Why people are written to: a day of the round's schedule, or a chase, which has a token of its own."""

    day: date
    chase: str = ""


class Posted(models.Model):
    """A letter to one person: what was sent, when, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not sent yet"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not sent"
        REFUSED = "refused", "Refused by the mail server"
        ANSWERED = "answered", "Not sent: answered before it went"
        OVERTAKEN = "overtaken", "Not sent: not wanted any more"

    # What has not gone yet, or of which we cannot know.
    UNFINISHED = (State.WAITING, State.SENDING, State.FAILED)

    name = models.CharField(max_length=300)
    address = models.EmailField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    noted_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.subject or self._meta.verbose_name.capitalize()} to {self.name}"

    @transaction.atomic(durable=True)
    def claim(self):
        """Whether it is ours to send now: nobody else is at it, and it neither went nor came to an end.

        Durable, because only what is committed keeps others from sending it too.
        """
        now = clock.now()
        crashed = Q(state=self.State.SENDING, claimed_at__lt=now - GIVEN_UP_AFTER)
        free = Q(state__in=[self.State.WAITING, self.State.FAILED]) | crashed
        claimed = type(self).objects.filter(free, pk=self.pk).update(state=self.State.SENDING, claimed_at=now)
        return bool(claimed)

    def holds(self, message):
        """Write down what is about to go."""
        self.address, self.subject, self.text = message.to_address, message.subject, message.body
        type(self).objects.filter(pk=self.pk).update(address=self.address, subject=self.subject, text=self.text)

    def end(self, state, failure=""):
        """Write down what came of it."""
        self.state, self.failure = state, failure
        self.sent_at = clock.now() if state == self.State.SENT else None
        type(self).objects.filter(pk=self.pk).update(state=state, failure=failure, sent_at=self.sent_at)


class ReminderQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(round__plan__partnership=partnership)

    def on(self, a_round, occasion):
        return self.filter(round=a_round, day=occasion.day, chase=occasion.chase)

    def unfinished_chases(self, a_round, since):
        """Chases begun on the day `since` or later whose letter has not gone: the server was away, or we crashed."""
        waiting = self.filter(round=a_round, day__gte=since, state__in=Reminder.UNFINISHED)
        return waiting.exclude(chase="").order_by("pk")

    def note(self, a_round, occasion, letter, *, by=None, words=""):
        """The row of this letter on this occasion, made if it is not there yet."""
        whom = {"user": letter.user} if letter.user else {"user": None, "address": letter.address}
        reminder, _ = self.get_or_create(
            round=a_round,
            day=occasion.day,
            chase=occasion.chase,
            **whom,
            defaults={"name": letter.name, "address": letter.address, "by": by, "words": words},
        )
        return reminder


class Reminder(Posted):
    """A reminder to one person in a round, on one occasion: what was sent, when, and what came of it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="reminders")
    day = models.DateField()
    chase = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="chases")
    words = models.TextField("what the coordinator wrote above it", blank=True)

    objects = ReminderQuerySet.as_manager()

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
                | Q(state__in=["waiting", "sending", "failed", "refused", "answered"], sent_at__isnull=True),
                name="reminder_is_sent_at_a_moment",
            ),
        ]

    @property
    def stamp(self):
        """The same for this round, person and occasion, also after a backup was restored; for the Message-ID."""
        whole = f"{self.round_id} {self.user_id or self.address} {self.day} {self.chase}"
        return f"{self.day:%Y%m%d}.{hashlib.sha256(whole.encode()).hexdigest()[:24]}"

    @property
    def occasion(self):
        """When it was due to go, in words."""
        if self.chase:
            return f"Chased by {self.by}" if self.by else "Chased"
        days = (self.day - self.round.due_on).days
        if days == 0:
            return "On the day"
        return f"{abs(days)} day{'' if abs(days) == 1 else 's'} {'before' if days < 0 else 'after'} the day"


class SendingQuerySet(KeptQuerySet):
    def in_partnership(self, partnership):
        return self.filter(pack__meeting__group__partnership=partnership)

    def told(self):
        """With their letters and who sent them, and without the packs' own words."""
        return self.select_related("pack__by").defer("pack__words").prefetch_related("letters")


class Sending(Kept):
    """One press of the button by which a pack went to the members of its group: a letter to each of them.

    `token` is the form's own, so that what is pressed twice goes once.
    """

    pack = models.OneToOneField(Pack, models.PROTECT, related_name="sending")
    words = models.TextField("what stood above the letter", blank=True)
    because = models.TextField("why it replaces the pack before", blank=True)
    token = models.CharField(max_length=40, unique=True)

    objects = SendingQuerySet.as_manager()
    history = History(excluded_fields=["token"])

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.pack}, sent"


class PackLetterQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(sending__pack__meeting__group__partnership=partnership)

    def unfinished(self, since):
        """Letters noted since a moment that have not gone: the server was away, or we crashed."""
        letters = self.filter(noted_at__gte=since, state__in=PackLetter.UNFINISHED)
        return letters.to_send()

    def to_send(self):
        """With what their messages are made of; those that need no PDF attached come first."""
        whole = self.select_related("sending__pack__by", "sending__pack__meeting__group__partnership")
        return whole.order_by(F("user").asc(nulls_last=True), "pk")


class PackLetter(Posted):
    """The letter with which a pack went to one member: to a user or, if they have no sign-in, to a bare address."""

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="letters")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="pack_letters")

    objects = PackLetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sending", "address"], name="pack_letter_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["waiting", "sending", "failed", "refused", "overtaken"], sent_at__isnull=True),
                name="pack_letter_is_sent_at_a_moment",
            ),
        ]

    @property
    def stamp(self):
        """The same for this pack and person, however often it is tried; for the Message-ID."""
        pack = self.sending.pack
        whole = f"{pack.meeting_id} {pack.number} {pack.sha256} {self.address.lower()}"
        return f"{pack.made_at:%Y%m%d}.{hashlib.sha256(whole.encode()).hexdigest()[:24]}"
