"""Street-level files for tests: small ones row by row, and where they lie."""

import csv
import io
from datetime import date

from priorities.crime_data.loader import load
from priorities.crime_data.parser import HEADER
from priorities.crime_data.sources import Source

FORCE = "hertfordshire"
JANUARY = date(2011, 1, 1)
HERE, THERE = "North Hertfordshire 001A", "Stevenage 002B"


def row(month=JANUARY, lsoa=HERE, crime_type="Burglary", **other):
    """One line's cells."""
    numbered = crime_type != "Anti-social behaviour"
    cells = {
        "Crime ID": "a" * 64 if numbered else "",
        "Month": f"{month:%Y-%m}",
        "Reported by": "Hertfordshire Constabulary",
        "Falls within": "Hertfordshire Constabulary",
        "Longitude": "-0.22",
        "Latitude": "51.94",
        "Location": "On or near High Street, Hitchin",
        "LSOA code": "E01000001" if lsoa else "",
        "LSOA name": lsoa,
        "Crime type": crime_type,
        "Last outcome category": "Under investigation" if numbered else "",
        "Context": "",
    } | other
    return [cells[name] for name in HEADER]


def content(rows, header=HEADER):
    """A file's bytes."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return file.getvalue().encode()


def name(month=JANUARY, force=FORCE):
    return f"{month:%Y-%m}-{force}-street.csv"


def source(words, called=None):
    return Source(called or name(), lambda: io.BytesIO(words))


def give(partnership, rows, month=JANUARY, force=FORCE, by=None):
    """Load a file with these rows. Returns the Outcome."""
    return load(partnership, source(content(rows), name(month, force)), by=by)


def month_of(month, **counts):
    """So many rows here of each crime type, by its name with underscores."""
    return [row(month, crime_type=each.replace("_", " ")) for each, count in counts.items() for _ in range(count)]
