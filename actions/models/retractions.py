from django.db import models
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import User

from .append_only import AppendOnly, AppendOnlyQuerySet
from .updates import Update


class Undoing(AppendOnly):
    """Retraction of an update by its author: it no longer counts, and remains in the history."""

    update = models.OneToOneField(Update, models.CASCADE, related_name="undoing", verbose_name=_("update undone"))
    by = models.ForeignKey(User, models.PROTECT, related_name="undoings")
    at = models.DateTimeField(default=clock.now, db_comment="When it was undone")

    objects = AppendOnlyQuerySet.as_manager()
    history = History(part_of="update__action", called="correction", belongs_to="update", in_outline=True, hides={"at"})
    export = Export("updates_taken_back", "Updates undone by their author.")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Undone: {self.update}"
