from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..export_options import Export
from ..history import History
from .partnerships import Partnership
from .people import User
from .querysets import PartnershipScoped


class FileRemoval(models.Model):
    """The removal of an uploaded file's content, as it must not exist. Neither changed nor deleted.

    `stored` is the file's name in `partners.files.uploads`, `what` names what it belonged to. The row that names the
    file stays, so that nothing else of the record changes.
    """

    immutable = True

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="file_removals")
    stored = models.CharField(max_length=40, unique=True)
    what = models.CharField(max_length=300, db_comment="What the file belonged to")
    by = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_comment="The coordinator or administrator who asked for it"
    )
    recorded_at = models.DateTimeField(default=clock.now, db_comment="When it was removed")
    why = models.TextField(db_comment="Why it was removed, for members to read")

    objects = PartnershipScoped.as_manager()
    history = History(belongs_to="partnership", named_by="what", hides={"stored"})
    export = Export("file_removals", "Uploaded files whose content was removed.", left_out=("stored",))

    class Meta:
        verbose_name = _("removal of a file")
        verbose_name_plural = _("removals of files")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what="") & ~Q(stored=""), name="file_removal_says_of_what"),
            models.CheckConstraint(condition=~Q(why=""), name="file_removal_has_a_reason"),
        ]

    def __str__(self):
        return self.what


def with_removal(rows, column):
    """A queryset with `removed_at` and `removed_why` of the file that a column names; None where it was not removed."""
    removal = FileRemoval.objects.filter(stored=OuterRef(column))
    return rows.annotate(
        removed_at=Subquery(removal.values("recorded_at")[:1]), removed_why=Subquery(removal.values("why")[:1])
    )
