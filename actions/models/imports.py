"""Imports: the files that came into a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import HOUSEKEEPING, Export
from partners.history import Revised
from partners.models import PartnershipScoped, Revision, User
from plans.models import Plan


class PlanImport(Revised):
    """A file that was brought into a plan. What it made and changed is the rows of its `revision`, which says by whom
    and when; `undone`, once it was taken out again, is the revision that did so.

    `left_out` are the file's words that did not come in: [{"place", "words", "why"}]. They are private.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="imports")
    name = models.CharField(max_length=255, db_comment="What the file was called")
    kind = models.SlugField(max_length=20, db_comment="What kind of file it was: xlsx, docx, csv, pasted …")
    left_out = models.JSONField(
        default=list, blank=True, db_comment="Texts of the file that were not imported: place, text and reason"
    )
    undone = models.OneToOneField(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_comment="The revision that took it out of the plan again; empty while it is in it",
    )

    objects = PartnershipScoped.as_manager()
    export = Export(
        "plan_imports", "Files that were brought into a plan, and what of them was left out.", belongs_to=("plan",)
    )

    class Meta:
        verbose_name = _("import")
        ordering = ["-pk"]

    def __str__(self):
        return self.name


class ImportDraft(models.Model):
    """A file that somebody is bringing into a plan, until it is saved or left: what it holds, and what was said of it.

    `source` is the packed Source (partners/files/packed_source.py); `answers` and `edits` are those of
    actions/plan_import/drafts.py. Nothing of it is in the plan. Drafts that nobody goes on with are deleted after days.
    """

    not_exported = HOUSEKEEPING
    not_revised = "Shown only on the pages of the import, which are never kept."
    KEPT_DAYS = 14

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="import_drafts")
    by = models.ForeignKey(User, models.CASCADE, related_name="import_drafts")
    begun_at = models.DateTimeField(default=clock.now)
    name = models.CharField(max_length=255)
    kind = models.SlugField(max_length=20)
    source = models.BinaryField()
    answers = models.JSONField(default=dict)
    edits = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("draft of an import")
        verbose_name_plural = _("drafts of imports")
        ordering = ["-pk"]

    def __str__(self):
        return self.name
