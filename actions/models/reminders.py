"""Reminders of a reporting round."""

import hashlib
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.models import User
from plans.dates import days_in_words
from plans.models import Round

from .outbox import LETTERS_NOT_REVISED, Posted, PostedQuerySet, sent_again_by_somebody, sent_at_a_moment


class Occasion(NamedTuple):
    """Occasion of a reminder: a day of the round's schedule, or a chase, identified by its idempotency key."""

    day: date
    chase: str = ""


class ReminderQuerySet(PostedQuerySet):
    def on(self, a_round, occasion):
        return self.filter(round=a_round, day=occasion.day, chase=occasion.chase)

    def unfinished(self, a_round, since):
        """Unsent e-mails that a person asked for since a moment: chases and resends."""
        chased = Q(day__gte=clock.date_of(since)) & ~Q(chase="")
        waiting = self.filter(chased | Q(again_at__gte=since), round=a_round, state__in=Reminder.TO_SEND)
        return waiting.order_by("pk")

    def note(self, a_round, occasion, letter, *, by=None, introduction=""):
        """The row of this letter on this occasion, created if missing."""
        recipient = {"user": letter.user} if letter.user else {"user": None, "address": letter.address}
        reminder, _ = self.get_or_create(
            round=a_round,
            day=occasion.day,
            chase=occasion.chase,
            **recipient,
            defaults={"name": letter.name, "address": letter.address, "by": by, "introduction": introduction},
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
        db_comment="The same for e-mails the coordinator sent together; empty if sent automatically",
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="chases")
    introduction = models.TextField(_("what the coordinator wrote above it"), blank=True)

    objects = ReminderQuerySet.as_manager()
    export = Export(
        "reminders",
        "Reminder e-mails.",
        left_out=("process",),
        addresses=("address", "failure"),  # the reason why a letter failed may quote the address
        belongs_to=("round",),
        headings={"introduction": "words"},
    )
    not_revised = LETTERS_NOT_REVISED

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
            sent_at_a_moment("reminder_is_sent_at_a_moment", "answered"),
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
            return gettext("Chased by %(name)s") % {"name": self.by} if self.by else gettext("Chased")
        days = (self.day - self.round.due_on).days
        return gettext("%(days)s the day") % {"days": days_in_words(days)} if days else gettext("On the day")
