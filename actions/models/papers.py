"""Papers of a meeting sent to its members: packs, draft minutes, minutes; and an e-mail to each of them."""

import hashlib

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export, FileColumn
from partners.history import History
from partners.models import Meeting, User
from plans.serialization import thaw

from .append_only import AppendOnly, AppendOnlyQuerySet
from .meetings import Pack
from .outbox import LETTERS_NOT_REVISED, Posted, PostedQuerySet, sent_again_by_somebody, sent_at_a_moment


class Sending(AppendOnly):
    """Dispatch of a meeting's paper, with an e-mail to each recipient; or the notice to the coordinators that a pack is
    about to go by itself.

    Draft minutes are frozen in `payload`, as JSON text; packs and minutes are frozen in rows of their own. `by` is
    None for what the site sent on schedule. `unreachable` are sentences on who could not be written to, one a line.
    `token` is an idempotency key: a second click, or a second timer, sends nothing.
    """

    class What(models.TextChoices):
        PACK = "pack", _("Pack")
        DRAFT = "draft", _("Draft minutes")
        MINUTES = "minutes", _("Minutes")
        NOTICE = "notice", _("Notice to the coordinators that the pack will be sent")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sendings")
    what = models.CharField(_("paper"), max_length=20, choices=What, db_comment="What was sent")
    pack = models.OneToOneField(Pack, models.PROTECT, null=True, blank=True, related_name="sending")
    payload = models.TextField(blank=True)
    introduction = models.TextField(_("message above the e-mail"), blank=True)
    because = models.TextField(_("reason for sending again"), blank=True)
    unreachable = models.TextField(_("people without a working address"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sendings")
    made_at = models.DateTimeField(_("sent"), default=clock.now)
    token = models.CharField(max_length=60, unique=True)

    objects = AppendOnlyQuerySet.as_manager()
    history = History(
        part_of="meeting",
        called="dispatch of papers",
        named_by="introduction",
        hides={"meeting_id", "pack_id", "made_at"},
        excluded_fields=["token", "payload"],
    )
    export = Export(
        "papers_sent",
        "When packs, draft minutes and minutes were sent to members.",
        left_out=("token",),
        headings={"introduction": "words"},
        file=FileColumn("payload", "drafts/{}.json", ("pk",), ~Q(payload="")),
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="pack", pack__isnull=False, payload="")
                | Q(what="draft", pack__isnull=True) & ~Q(payload="")
                | Q(what__in=["minutes", "notice"], pack__isnull=True, payload=""),
                name="sending_has_its_paper",
            )
        ]

    def __str__(self):
        return f"{self.get_what_display()} of {self.meeting}"

    @property
    def contents(self):
        """The draft minutes as they were sent."""
        return thaw(self.payload)


class PaperLetterQuerySet(PostedQuerySet):
    def unfinished(self, since):
        """Unsent e-mails asked for since a moment: the mail server was unreachable, or we crashed."""
        asked = Q(noted_at__gte=since) | Q(again_at__gte=since)
        return self.filter(asked, state__in=PaperLetter.TO_SEND).to_send()

    def to_send(self):
        """With the data of their messages; e-mails without a PDF attachment come first."""
        rows = self.select_related("sending__by", "sending__pack", "sending__meeting__group__partnership")
        return rows.order_by(F("user").asc(nulls_last=True), "pk")


class PaperLetter(Posted):
    """E-mail with a meeting's paper to one person: a user or, if they have no sign-in, a bare address."""

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="letters")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="paper_letters")

    objects = PaperLetterQuerySet.as_manager()
    export = Export(
        "paper_letters",
        "The e-mails with which packs, draft minutes and minutes were sent.",
        left_out=("process",),
        addresses=("address", "failure"),  # the reason why a letter failed may quote the address
        belongs_to=("sending",),
    )
    not_revised = LETTERS_NOT_REVISED

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sending", "address"], name="paper_letter_once"),
            sent_at_a_moment("paper_letter_is_sent_at_a_moment", "overtaken"),
            sent_again_by_somebody("paper_letter_sent_again_by_somebody"),
        ]

    @property
    def stamp(self):
        """Stable for this sending and person across attempts; for the Message-ID."""
        identity = f"{self.sending.token} {self.address.lower()}"
        return f"{self.sending.made_at:%Y%m%d}.{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
