"""The door through which history can be rewritten, and the record of each time that it was open."""

from django.db import models
from django.db.models import Q

from .people import User


class Rewriting(models.Model):
    """A time that history was rewritten: by whom, when, why, and how many rows. Neither changed nor deleted.

    While one is open, the triggers of `immutable_tables` let personal details in history be replaced. It is opened and
    closed in one transaction, so no other connection ever sees an open one. See `partners.rewritings`.
    """

    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    why = models.TextField()
    what = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # {table: number of rows}
    rows = models.JSONField(default=dict)

    not_exported = "The site’s own: each partnership concerned has a revision that says the same."
    not_revised = "No page shows it: the activity log has the revisions, and `manage.py verify` lists them."

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="rewriting_has_a_reason")]

    def __str__(self):
        return self.what
