from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export, FileColumn
from partners.history import History
from partners.models import with_removal

from .append_only import AppendOnly, AppendOnlyQuerySet
from .updates import Update


class EvidenceQuerySet(AppendOnlyQuerySet):
    def files(self):
        return self.filter(kind=Evidence.Kind.FILE)

    def active(self):
        """Evidence of updates that were not taken back."""
        return self.filter(update__undoing=None)

    def of_action(self, action):
        """Evidence of updates not taken back: newest update first, each update's in the order given."""
        pieces = self.active().filter(update__action=action).select_related("update__authority")
        return with_removal(pieces, "stored").order_by("-update", "pk")


class Evidence(AppendOnly):
    """A link or file given with an update, which records who gave it and when.

    `stored` is a file's random name below settings.EVIDENCE_ROOT, `name` its original name, `size` is in bytes.
    """

    class Kind(models.TextChoices):
        LINK = "link", _("Link")
        FILE = "file", _("File")

    update = models.ForeignKey(Update, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=4, choices=Kind)
    title = models.CharField(max_length=200, blank=True, db_comment="What it is, as who gave it said")
    url = models.URLField(_("address"), max_length=2000, blank=True, db_comment="The link’s address")
    name = models.CharField(max_length=120, blank=True, db_comment="The file’s name")
    stored = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True, db_comment="The file’s size in bytes")

    objects = EvidenceQuerySet.as_manager()
    history = History(
        part_of="update__action",
        called="piece of evidence",
        belongs_to="update",
        hides={"update_id", "stored", "size"},
        personal={"title", "name"},
    )
    export = Export(
        "evidence",
        "Links and files that came with an update.",
        file=FileColumn("stored", "evidence/{}-{}", ("pk", "name"), Q(kind="file", update__undoing=None), on_disk=True),
    )

    class Meta:
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="link", name="", stored="", size__isnull=True) & ~Q(url="")
                | Q(kind="file", url="", size__isnull=False) & ~Q(name="") & ~Q(stored=""),
                name="evidence_is_a_link_or_a_file",
            ),
            models.UniqueConstraint(fields=["stored"], condition=~Q(stored=""), name="evidence_stored_once"),
        ]

    def __str__(self):
        return self.title or self.name or self.url

    @property
    def format(self):
        """A file's extension in capitals: PDF."""
        return self.name.rpartition(".")[2].upper()
