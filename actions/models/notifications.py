"""Notifications by e-mail of what happened, and which of them a person does not want."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import NO_PAGE
from partners.models import Partnership, User

from .outbox import LETTERS_NOT_REVISED, Posted, PostedQuerySet, sent_again_by_somebody, sent_at_a_moment


class Kind(models.TextChoices):
    """Kinds of e-mail that a person can turn off. Reminders of a round and packs are not among them."""

    CHALLENGE = "challenge", _("A meeting asks your authority a question")
    QUESTION = "question", _("A question from the public is assigned to your authority")
    MADE = "made", _("A meeting gives your authority an action")
    DATE = "date", _("A due date request of yours or your authority is decided")
    DUE = "due", _("An action of your authority is due tomorrow and not complete")
    MINUTES = "minutes", _("The minutes of a meeting of your group are final")
    EDITION = "edition", _("An edition is published or withdrawn (with a receipt)")
    WEEK = "week", _("For chairs, every Monday: what is now overdue, off track or not updated, and what recovered")


class EmailOptOutQuerySet(models.QuerySet):
    def user_ids(self, partnership, kind):
        """Ids of the users who want no e-mails of a kind from a partnership: a set."""
        rows = self.filter(Q(partnership=partnership) | Q(partnership=None), kind=kind)
        return set(rows.values_list("user_id", flat=True))

    def pairs(self, partnership):
        """{(user's id, kind)} of what is not wanted from a partnership."""
        rows = self.filter(Q(partnership=partnership) | Q(partnership=None))
        return set(rows.values_list("user_id", "kind"))


class EmailOptOut(models.Model):
    """A person's choice against e-mails of one kind, from one partnership or, if it is empty, from all.

    No history: this is personal convenience, not the partnership's work.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="email_opt_outs")
    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)

    objects = EmailOptOutQuerySet.as_manager()
    not_exported = "Which e-mails a person does not want: it is theirs."
    not_revised = NO_PAGE

    class Meta:
        verbose_name = _("e-mail opted out of")
        verbose_name_plural = _("e-mails opted out of")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=Q(partnership__isnull=True), name="opt_out_of_all_once"
            ),
            models.UniqueConstraint(
                fields=["user", "partnership", "kind"],
                condition=Q(partnership__isnull=False),
                name="opt_out_of_one_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="opt_out_kind_known"),
        ]

    def __str__(self):
        return f"{self.user}: not “{self.get_kind_display()}”"


class NotificationLetterQuerySet(PostedQuerySet):
    def unfinished(self, partnership, since):
        """Unsent e-mails noted, or asked for again, since a moment, oldest first."""
        noted = Q(noted_at__gte=since) | Q(again_at__gte=since)
        return self.filter(noted, partnership=partnership, state__in=Posted.TO_SEND).order_by("pk")


class NotificationLetter(Posted):
    """E-mail to one member with all that happened for them within a quarter of an hour."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="notification_letters")
    user = models.ForeignKey(User, models.PROTECT, related_name="notification_letters")

    objects = NotificationLetterQuerySet.as_manager()
    export = Export(
        "notification_letters",
        "Notifications sent to members by e-mail.",
        left_out=("process",),
        addresses=("address", "failure"),  # the reason why a letter failed may quote the address
        belongs_to=("partnership",),
    )
    not_revised = LETTERS_NOT_REVISED

    class Meta:
        verbose_name = _("e-mail with notifications")
        verbose_name_plural = _("e-mails with notifications")
        ordering = ["-pk"]
        constraints = [
            sent_at_a_moment("notification_letter_is_sent_at_a_moment", "answered", "overtaken", "nothing"),
            sent_again_by_somebody("notification_letter_sent_again_by_somebody"),
        ]

    @property
    def stamp(self):
        """Stable for what it first told, also after a restore from backup; for the Message-ID."""
        first = self.notifications.order_by("pk").first()
        identity = f"{self.partnership_id} {self.user_id} {first and (first.kind, first.about)}"
        return f"{clock.date_of(self.noted_at):%Y%m%d}.{hashlib.sha256(identity.encode()).hexdigest()[:24]}"


class Notification(models.Model):
    """What one letter tells one person of. The row is why it is told once.

    `about` is the key of what happened (see `actions.notifications.events.Event`): "12", or "33 2009-06-16" where
    something can happen again.
    """

    letter = models.ForeignKey(NotificationLetter, models.CASCADE, related_name="notifications")
    user = models.ForeignKey(User, models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=20, choices=Kind, db_comment="Kind of event")
    about = models.CharField(max_length=60, db_comment="Number of the record it is about, and date")

    export = Export("notifications", "Events in each notification, so that each is sent once.", belongs_to=("letter",))
    not_revised = LETTERS_NOT_REVISED

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "about"], name="notification_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="notification_kind_known"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.about}"
