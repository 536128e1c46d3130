"""E-mails that carry a meeting’s pack to its members."""

import hashlib

from django.db import models
from django.db.models import F, Q

from partners.export_options import Export
from partners.history import History
from partners.models import User

from .append_only import AppendOnly, AppendOnlyQuerySet
from .meetings import Pack
from .outbox import LETTERS_NOT_REVISED, Posted, PostedQuerySet, sent_again_by_somebody, sent_at_a_moment


class Sending(AppendOnly):
    """Dispatch of a pack to the members of its group, with an e-mail to each.

    `token` is an idempotency key from the form: a second click sends nothing.
    """

    pack = models.OneToOneField(Pack, models.PROTECT, related_name="sending")
    introduction = models.TextField("what stood above the letter", blank=True)
    because = models.TextField("why it replaces the pack before", blank=True)
    token = models.CharField(max_length=40, unique=True)

    objects = AppendOnlyQuerySet.as_manager()
    history = History(
        part_of="pack__meeting",
        called="pack sent",
        named_by="introduction",
        hides={"pack_id"},
        excluded_fields=["token"],
    )
    export = Export(
        "packs_sent",
        "When a pack went out to the members of its group.",
        left_out=("token",),
        headings={"introduction": "words"},
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.pack}, sent"


class PackLetterQuerySet(PostedQuerySet):
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
    not_revised = LETTERS_NOT_REVISED

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sending", "address"], name="pack_letter_once"),
            sent_at_a_moment("pack_letter_is_sent_at_a_moment", "overtaken"),
            sent_again_by_somebody("pack_letter_sent_again_by_somebody"),
        ]

    @property
    def stamp(self):
        """Stable for this pack and person across attempts; for the Message-ID."""
        pack = self.sending.pack
        identity = f"{pack.meeting_id} {pack.number} {pack.sha256} {self.address.lower()}"
        return f"{pack.made_at:%Y%m%d}.{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
