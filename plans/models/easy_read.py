"""Easy read: each priority and action in short sentences, with a picture."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export, FileColumn
from partners.history import History
from partners.models import PartnershipScoped, User

from .made_from import MadeFrom
from .plans import Plan


class EasyReadPicture(models.Model):
    """A picture, as a PNG encoded by this site; kept, as published versions show it. Empty if it was removed."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="easy_read_pictures")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of the picture")

    objects = PartnershipScoped.as_manager()
    not_revised = "The text that has it says so in a revision of its own."
    export = Export(
        "easy_read_pictures",
        "Pictures of the easy read version.",
        file=FileColumn("content", "easy-read/{}-{}.png", ("pk", "sha256"), ~Q(content=b"")),
        belongs_to=("plan",),
    )

    class Meta:
        verbose_name = _("easy read picture")
        constraints = [models.UniqueConstraint(fields=["plan", "sha256"], name="easy_read_picture_once")]

    def __str__(self):
        return self.sha256[:16]

    @property
    def stored(self):
        """The name by which a FileRemoval knows it."""
        return stored_name(self.plan_id, self.sha256)


def stored_name(plan, sha256):
    """What a FileRemoval calls the picture of a plan."""
    return f"picture-{hashlib.sha256(f'{plan} {sha256}'.encode()).hexdigest()[:32]}"


class EasyReadText(MadeFrom):
    """An item of the plan in easy words: the working copy, from which versions are made.

    `item` is the id of the priority or action, `source` what the plan said when the easy words were written.
    """

    class Kind(models.TextChoices):
        PRIORITY = "priority", _("Priority")
        ACTION = "action", _("Action")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="easy_read_texts")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, db_comment="What kind of item it is of")
    item = models.PositiveBigIntegerField(_("item"), db_comment="The number of the priority or action")
    text = models.TextField(_("easy words"), blank=True, db_comment="The item in easy words")
    source = models.TextField(_("made from"), blank=True, db_comment="What the plan said when they were written")
    picture = models.ForeignKey(
        EasyReadPicture, models.PROTECT, null=True, blank=True, related_name="texts", db_comment="Its picture"
    )
    alternative_text = models.CharField(
        _("what the picture shows"), max_length=200, blank=True, db_comment="What the picture shows"
    )
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by"),
        db_comment="Who checked the easy words",
    )  # fmt: skip

    objects = PartnershipScoped.as_manager()
    history = History(page="easy_read_text", belongs_to="plan", listed_last=True, named_by="text", restores=())
    export = Export("easy_read_texts", "Priorities and actions in easy words.")

    class Meta:
        verbose_name = _("easy read text")
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "item"], name="easy_read_text_once"),
            models.CheckConstraint(
                condition=Q(picture__isnull=True) | ~Q(alternative_text=""), name="easy_read_picture_says_what_it_shows"
            ),
            models.CheckConstraint(condition=Q(kind__in=["priority", "action"]), name="easy_read_kind_known"),
        ]
