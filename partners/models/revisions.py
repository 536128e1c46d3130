from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from .. import clock
from ..export_options import Export
from .partnerships import Partnership
from .people import User


class RevisionManager(models.Manager):
    def next(self, partnership_id, *, by, why, what, same_as=None, holds=" ", rewrites_past=False):
        """The partnership's next revision, saved.

        The row lock puts the writes of one partnership in one order: others who write there wait for the end of this
        transaction, and readers do not.
        """
        if connection.features.has_select_for_update:  # on SQLite the transaction is the only writer already
            Partnership.objects.select_for_update(no_key=True).order_by().values_list("pk").get(pk=partnership_id)
        last = self.filter(partnership_id=partnership_id).order_by("-number").only("number", "moment").first()
        now = clock.now()
        return self.create(
            partnership_id=partnership_id,
            number=last.number + 1 if last else 1,
            moment=max(now, last.moment + clock.TICK) if last else now,
            by=by,
            why=why,
            what=what,
            same_as=same_as,
            holds=holds,
            rewrites_past=rewrites_past,
        )


class Revision(models.Model):
    """An accepted write of a partnership, numbered 1, 2, 3 … without gaps. Every history row points to its revision.

    Moments rise with the numbers, even if the clock was set back. `holds` are words, each with a space on both sides,
    that say which histories have rows of it: " +actions.Update plan:every ".
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(db_comment="Its number in the partnership, from 1, without gaps")
    moment = models.DateTimeField(db_comment="When it was written; later than the revision before it")
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="Who wrote it; empty for the site itself"
    )
    why = models.TextField(blank=True, db_comment="Why, if a reason was given")
    what = models.CharField(max_length=200, db_comment="What it was, in a word or two: added update, published …")
    same_as = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        db_comment="The revision that holds the rows, if one write belongs to several partnerships",
    )

    holds = models.TextField(
        blank=True,
        db_comment="What rows it holds: +model added, ~model changed, -model removed, plan:id whose outline it changes",
    )
    rewrites_past = models.BooleanField(
        default=False,
        db_comment="Whether it changed what history says of the past, as a removal of personal details does",
    )

    objects = RevisionManager()
    export = Export("revisions", "Every accepted write: who, when and why.", belongs_to=("partnership",))
    not_revised = "It is one."

    class Meta:
        indexes = [
            models.Index(
                fields=["partnership", "-number"], condition=Q(rewrites_past=True), name="revision_rewrites_past"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="revision_number_once"),
            models.UniqueConstraint(fields=["partnership", "moment"], name="revision_moment_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
        ]

    def __str__(self):
        return f"Revision {self.number}"

    def hold(self, word):
        """Add a word to `holds`, unless it is there."""
        revision = type(self).objects.filter(pk=self.pk).exclude(holds__contains=f" {word} ")
        revision.update(holds=Concat(F("holds"), Value(f"{word} ")))
