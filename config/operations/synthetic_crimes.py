"""Synthetic street-level files in the format of data.police.uk, for tests, benchmarks and demonstrations.

The data is fictitious. The same arguments give the same bytes on every machine.
"""

import csv
import random
from bisect import bisect
from datetime import date
from itertools import accumulate

from priorities.crime_data.parser import HEADER
from priorities.criteria.periods import months

# Weight of each type. The police split their categories twice; the months here are approximate.
SIX = {
    "Anti-social behaviour": 42, "Other crime": 32, "Violent crime": 12, "Vehicle crime": 7, "Burglary": 6,
    "Robbery": 1,
}  # fmt: skip
ELEVEN = {
    "Anti-social behaviour": 40, "Other theft": 14, "Violent crime": 12, "Criminal damage and arson": 10,
    "Vehicle crime": 7, "Burglary": 6, "Shoplifting": 5, "Drugs": 3, "Public disorder and weapons": 2, "Other crime": 1,
    "Robbery": 1,
}  # fmt: skip
FOURTEEN = {
    "Anti-social behaviour": 22, "Violence and sexual offences": 30, "Criminal damage and arson": 10, "Public order": 8,
    "Other theft": 8, "Vehicle crime": 7, "Shoplifting": 6, "Burglary": 6, "Drugs": 3, "Bicycle theft": 2,
    "Other crime": 2, "Theft from the person": 1, "Possession of weapons": 1, "Robbery": 1,
}  # fmt: skip

# Number of lower layer super output areas in each district.
HERTFORDSHIRE = {
    "North Hertfordshire": 82, "Stevenage": 52, "East Hertfordshire": 84, "Welwyn Hatfield": 67, "St Albans": 85,
    "Dacorum": 94, "Watford": 53, "Three Rivers": 54, "Hertsmere": 62, "Broxbourne": 56, "Central Bedfordshire": 3,
}  # fmt: skip

PLACES = ("High Street", "Station Road", "Church Lane", "Supermarket", "Mill Close", "Parking Area", "Park, The Green")
OUTCOMES = (
    "Investigation complete; no suspect identified", "Unable to prosecute suspect", "Under investigation",
    "Offender given a caution", "Awaiting court outcome",
)  # fmt: skip
WITHOUT_PLACE = 0.02


def types_in(month):
    """{crime type: weight} in use in a month."""
    if month < date(2011, 9, 1):
        return SIX
    return ELEVEN if month < date(2013, 5, 1) else FOURTEEN


def write(stream, *, month, rows, seed=1, reported_by="Hertfordshire Constabulary", districts=None):
    """Writes a file of `rows` crimes in a month (its first day) to a text stream, one row at a time."""
    rng = random.Random(f"{seed} {month} {reported_by}")  # noqa: S311 (not used for security)
    areas = list(_areas(districts or HERTFORDSHIRE))
    types = types_in(month)
    names, thresholds = list(types), list(accumulate(types.values()))
    write_row = csv.writer(stream, lineterminator="\n").writerow
    write_row(HEADER)
    for _ in range(rows):
        crime_type = names[bisect(thresholds, rng.random() * thresholds[-1])]
        draw = rng.getrandbits(256)
        place = PLACES[draw % len(PLACES)]
        code, lsoa = areas[(draw >> 8) % len(areas)]
        longitude, latitude = f"-0.{draw % 400_000:06}", f"51.{750_000 + (draw >> 24) % 300_000}"
        location = [longitude, latitude, f"On or near {place}", code, lsoa]
        if rng.random() < WITHOUT_PLACE:
            location = ["", "", "No Location", "", ""]
        has_outcome = crime_type != "Anti-social behaviour"
        crime_id, outcome = (f"{draw:064x}", OUTCOMES[(draw >> 48) % len(OUTCOMES)]) if has_outcome else ("", "")
        write_row([crime_id, f"{month:%Y-%m}", reported_by, reported_by, *location, crime_type, outcome, ""])


def _areas(districts):
    """(LSOA code, LSOA name) of each area: North Hertfordshire 001A, 001B, … 002A."""
    number = 1_000_000
    for district, area_count in districts.items():
        for n in range(area_count):
            number += 1
            yield f"E0{number}", f"{district} {n // 5 + 1:03}{'ABCDE'[n % 5]}"


def file_name(month, force="hertfordshire"):
    """Path of the file within a data.police.uk download: 2011-01/2011-01-hertfordshire-street.csv"""
    return f"{month:%Y-%m}/{month:%Y-%m}-{force}-street.csv"


def make(folder, *, first, number, rows, seed=1, force="hertfordshire", **kwargs):
    """Writes a file for each of `number` months into a folder, laid out as data.police.uk does. Returns their paths."""
    paths = []
    for month in months(first, number):
        path = folder / file_name(month, force)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            write(stream, month=month, rows=rows, seed=seed, **kwargs)
        paths.append(path)
    return paths
