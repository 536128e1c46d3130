"""Counts from the police's street-level files, by month, district and crime type.

No coordinates, locations or crime numbers are stored: each row is counted and discarded.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History, Revised
from partners.models import Partnership, PartnershipScoped, User

# First month on data.police.uk.
BEGAN = date(2010, 12, 1)


def force_name(force):
    """Avon and Somerset, for avon-and-somerset."""
    return " ".join(word if word in ("and", "of") else word.capitalize() for word in force.split("-"))


class CrimeFileQuerySet(PartnershipScoped):
    def counting(self):
        """Files in force: the latest release loaded for each force and month."""
        return self.filter(superseded_at=None)


class CrimeFile(Revised):
    """One force's month, as released. A later release supersedes it; both stay on record.

    `month` is the first day of the month; `by` is None for the operator. A file is identified by its content.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="crime_files")
    name = models.CharField(max_length=100)
    force = models.CharField(max_length=60)
    month = models.DateField(db_comment="The first day of the month")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(db_comment="How many crimes it has")
    without_district = models.PositiveIntegerField(db_comment="How many of them have no district")
    loaded_at = models.DateTimeField(default=clock.now, db_comment="When it was counted here")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="crime_files")
    superseded_at = models.DateTimeField(
        null=True, blank=True, db_comment="When a later release took its place; empty while it counts"
    )

    objects = CrimeFileQuerySet.as_manager()
    export = Export(
        "crime_files", "Months of the police’s open data that were counted here.", belongs_to=("partnership",)
    )

    class Meta:
        ordering = ["-month", "force", "-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "sha256"], name="crime_file_once"),
            models.UniqueConstraint(
                fields=["partnership", "force", "month"],
                condition=Q(superseded_at=None),
                name="crime_file_one_release_counts",
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="crime_file_sha256_is_hex"),
            models.CheckConstraint(
                condition=Q(without_district__lte=F("rows")), name="crime_file_has_no_more_without_district_than_rows"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def made_up(self):
        """True for a month before data.police.uk began: the file can only be an example."""
        return self.month < BEGAN

    @property
    def force_name(self):
        return force_name(self.force)


class CrimeCount(models.Model):
    """Number of crimes of a type in a district, from one file."""

    file = models.ForeignKey(CrimeFile, models.PROTECT, related_name="counts")
    district = models.CharField(max_length=100)
    crime_type = models.CharField(max_length=60)
    count = models.PositiveIntegerField(db_comment="How many crimes")
    export = Export("crime_counts", "How many crimes of a type such a file has in a district.", belongs_to=("file",))
    not_revised = "They are stored with their file, in its revision."

    class Meta:
        ordering = ["file", "district", "crime_type"]
        constraints = [
            models.UniqueConstraint(fields=["file", "district", "crime_type"], name="crime_count_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="crime_count_counts_something"),
            models.CheckConstraint(
                condition=~Q(district="") & ~Q(crime_type=""), name="crime_count_has_district_and_type"
            ),
        ]

    def __str__(self):
        return f"{self.count} {self.crime_type}, {self.district}"


class CrimeLink(models.Model):
    """Crimes of a type in a district count towards a criterion, as chosen by a coordinator."""

    criterion = models.ForeignKey("priorities.SuccessCriterion", models.PROTECT, related_name="crime_links")
    force = models.CharField(max_length=60)
    district = models.CharField(max_length=100)
    crime_type = models.CharField(max_length=60)

    objects = PartnershipScoped.as_manager()
    history = History(part_of="criterion")
    export = Export("crime_links", "Which of those crimes count for a criterion.")

    class Meta:
        verbose_name = _("link to police figures")
        verbose_name_plural = _("links to police figures")
        ordering = ["force", "district", "crime_type"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "force", "district", "crime_type"], name="crime_link_once"),
            models.CheckConstraint(
                condition=~Q(force="") & ~Q(district="") & ~Q(crime_type=""), name="crime_link_names_what_is_counted"
            ),
        ]

    def __str__(self):
        return f"{self.crime_type}, {self.district}"

    @property
    def force_name(self):
        return force_name(self.force)


class CrimeFigure(models.Model):
    """Marks a measurement counted from police files. They may correct it while it is the newest of its period; once
    someone records another by hand, they no longer do.
    """

    measurement = models.OneToOneField("priorities.Measurement", models.PROTECT, related_name="crime_figure")
    at = models.DateTimeField(default=clock.now, db_comment="When it was made")
    export = Export("crime_figures", "Measurements that were made from those counts.", belongs_to=("measurement",))
    not_revised = "They are stored with their measurement, in its revision."

    def __str__(self):
        return f"{self.measurement_id}, from the police’s files"
