"""Queries on crime counts: months loaded, counts by district, and gaps in a month's file.

A crime type not yet in use, or a district since renamed, is absent from the file: unknown, not zero.
"""

from collections import defaultdict
from dataclasses import dataclass

from priorities.models.crime_data import CrimeCount, CrimeFile, CrimeLink, force_name


@dataclass(frozen=True)
class ForceDistrict:
    """A district as named in one force's files."""

    force: str
    district: str

    @property
    def key(self):
        """Form value for the place."""
        return f"{self.force}/{self.district}"

    def __str__(self):
        return f"{self.district} ({force_name(self.force)})"


def places(partnership):
    """[ForceDistrict] in the partnership's files, sorted by name."""
    rows = CrimeCount.objects.filter(file__in=_files(partnership)).order_by("district", "file__force")
    return [ForceDistrict(*names) for names in rows.values_list("file__force", "district").distinct()]


def own_place(partnership, candidates):
    """The partnership's own ForceDistrict, at a guess: linked to a criterion, or named like its area, or the first."""
    links = CrimeLink.objects.in_partnership(partnership).order_by("-pk")
    linked = [ForceDistrict(*names) for names in links.values_list("force", "district").distinct()[:1]]
    similar = [place for place in candidates if place.district.casefold().startswith(partnership.area.casefold())]
    return next((place for place in [*linked, *similar, *candidates] if place in candidates), None)


def crime_types(partnership):
    """[crime type] in the partnership's files, sorted by name."""
    rows = CrimeCount.objects.filter(file__in=_files(partnership)).order_by("crime_type")
    return list(rows.values_list("crime_type", flat=True).distinct())


def _files(partnership):
    return CrimeFile.objects.in_partnership(partnership).counting().order_by()


class Forces:
    """Counts in the files of some forces, with their gaps. At most four queries, whatever the size."""

    def __init__(self, partnership, forces, districts):
        files = _files(partnership).filter(force__in=forces)
        self.files = {(file.force, file.month): file for file in files}
        months = {file.pk: (file.force, file.month) for file in self.files.values()}
        counts = CrimeCount.objects.filter(file__in=months).order_by()
        rows = counts.filter(district__in=districts).values_list("file", "district", "crime_type", "count")
        self.counts = {(*months[file], district, crime_type): count for file, district, crime_type, count in rows}
        self.seen = defaultdict(set)
        for name in ("district", "crime_type"):
            for file, value in counts.values_list("file", name).distinct():
                force, month = months[file]
                self.seen[force, name, value].add(month)

    def in_use(self, force, name, value, month):
        """Whether a force used a name (of a "district" or a "crime_type") in a month: the name is in that month's file,
        or in both an earlier and a later one.
        """
        seen = self.seen.get((force, name, value), ())
        return month in seen or (any(each < month for each in seen) and any(each > month for each in seen))

    def count(self, place, crime_type, month):
        """Number of crimes; None if the month's file is missing or does not cover them."""
        names = {"district": place.district, "crime_type": crime_type}
        is_covered = (place.force, month) in self.files and all(
            self.in_use(place.force, name, value, month) for name, value in names.items()
        )
        return self.counts.get((place.force, month, place.district, crime_type), 0) if is_covered else None


@dataclass(frozen=True)
class CrimeRow:
    """A crime type in a financial year: the count for each month, or None, and their sum."""

    crime_type: str
    counts: list
    total: int


@dataclass(frozen=True)
class CrimeTable:
    """A place's financial year by crime type and month. A month's total is None if its file is missing."""

    months: tuple
    rows: list
    totals: list

    @property
    def total(self):
        return sum(row.total for row in self.rows)


def crime_table(partnership, place, year):
    """The CrimeTable of a place for a FinancialYear."""
    forces = Forces(partnership, [place.force], [place.district])
    types = sorted({crime_type for _, month, _, crime_type in forces.counts if month in year.months})
    rows = []
    for crime_type in types:
        counts = [forces.count(place, crime_type, month) for month in year.months]
        rows.append(CrimeRow(crime_type, counts, sum(filter(None, counts))))
    totals = [
        sum(row.counts[n] or 0 for row in rows) if (place.force, month) in forces.files else None
        for n, month in enumerate(year.months)
    ]
    return CrimeTable(year.months, rows, totals)
