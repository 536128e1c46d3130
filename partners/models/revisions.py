from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from .. import clock
from ..export_options import Export
from .partnerships import Partnership
from .people import User

# The row lock puts the writes of one partnership in one order: others who write there wait for the end of this
# transaction, and readers do not. On SQLite the transaction is the only writer already.
HOLD = "SELECT id FROM partners_partnership WHERE id = %s"
NEXT = """
INSERT INTO partners_revision (partnership_id, number, moment, by_id, why, what, same_as_id, holds, rewrites_past)
SELECT held.id, COALESCE(newest.number, 0) + 1, %s, %s, %s, %s, %s, %s, %s
FROM held LEFT JOIN (
    SELECT number, moment FROM partners_revision WHERE partnership_id = %s ORDER BY number DESC LIMIT 1
) newest ON 1 = 1
WHERE newest.number IS NULL OR newest.moment < %s
ON CONFLICT DO NOTHING
RETURNING id, number
"""


class RevisionManager(models.Manager):
    def newest_number(self, slug):
        """The number of a partnership's newest revision, or None."""
        return self.filter(partnership__slug=slug).order_by("-number").values_list("number", flat=True).first()

    def next(self, partnership_id, *, by, why, what, same_as=None, holds=" ", rewrites_past=False):
        """The partnership's next revision, saved.

        Most are inserted in one query. It inserts nothing if the clock was set back, or if it had to wait for the
        partnership and so has not seen the newest revision; the partnership is held then, and there is time to look.
        """
        now = clock.now()
        fields = {"partnership_id": partnership_id, "by": by, "why": why, "what": what, "same_as": same_as}
        fields |= {"holds": holds, "rewrites_past": rewrites_past}
        moment, by_id, same_as_id = connection.ops.adapt_datetimefield_value(now), by and by.pk, same_as and same_as.pk
        hold = HOLD + (" FOR NO KEY UPDATE" if connection.features.has_select_for_update else "")
        values = [partnership_id, moment, by_id, why, what, same_as_id, holds, rewrites_past, partnership_id, moment]
        with connection.cursor() as cursor:
            cursor.execute(f"WITH held AS ({hold}) {NEXT}", values)
            inserted = cursor.fetchone()
        if inserted:
            revision = self.model(pk=inserted[0], number=inserted[1], moment=now, **fields)
            revision._state.adding, revision._state.db = False, connection.alias
            return revision
        newest = self.filter(partnership_id=partnership_id).order_by("-number").only("number", "moment").first()
        moment = max(clock.now(), newest.moment + clock.TICK)
        return self.create(number=newest.number + 1, moment=moment, **fields)


class Revision(models.Model):
    """An accepted write of a partnership, numbered 1, 2, 3 … without gaps. Every history row points to its revision.

    Moments rise with the numbers, even if the clock was set back. `holds` are words, each with a space on both sides,
    that say which histories have rows of it: " +actions.Update plan:every ".
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField(db_comment="Its number in the partnership, from 1, without gaps")
    moment = models.DateTimeField(db_comment="When it was written; later than the revision before it")
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_comment="Who wrote it; empty for the site itself"
    )
    why = models.TextField(blank=True, db_comment="Why, if a reason was given")
    what = models.CharField(max_length=200, db_comment="What it was, in a word or two: added update, published …")
    # Of a partnership that may have left this site: then it is the number of none.
    same_as = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
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
