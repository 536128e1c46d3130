from django.db import models
from django.db.models import Q

from .partnerships import Partnership


class Departure(models.Model):
    """A partnership that left this site: when, at whose word, why, where to, and the archive that it took along.

    Nothing else of it is here. While one is open, the triggers of `immutable_tables` let rows be deleted; it is opened
    and closed in one transaction, so no other connection ever sees an open one. Neither changed nor deleted. `number`
    was the partnership's id, `stored` are the names of its files, which are deleted after that transaction.
    """

    number = models.BigIntegerField(unique=True)
    slug = models.SlugField()
    name = models.CharField(max_length=401)
    asked_by = models.CharField(max_length=200)
    why = models.TextField()
    moved_to = models.URLField(max_length=500, blank=True)
    archive = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    stored = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    # {table: number of rows}
    rows = models.JSONField(default=dict)

    not_exported = "The site’s own: the partnership that it is about is not here any more."
    not_revised = "No page of members shows it."

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="departure_has_a_reason")]

    def __str__(self):
        return self.name


def departure_of(slug):
    """The newest Departure of a partnership with this slug, unless there is one now; None without one."""
    departure = Departure.objects.filter(slug=slug).order_by("-pk").first()
    return None if departure and Partnership.objects.filter(slug=slug).exists() else departure
