"""Streaming parser for one street-level file of data.police.uk; only counts are kept.

Memory is bounded by a force's districts and crime types, not by the file size: it reads a megabyte at a time and
checks rows in batches of a few thousand.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from operator import itemgetter

from django.utils.translation import gettext, ngettext

HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
MONTH, LSOA_NAME, CRIME_TYPE = map(HEADER.index, ("Month", "LSOA name", "Crime type"))

# Current names first, then those of earlier years.
KNOWN_TYPES = {
    "Anti-social behaviour", "Bicycle theft", "Burglary", "Criminal damage and arson", "Drugs", "Other crime",
    "Other theft", "Possession of weapons", "Public order", "Robbery", "Shoplifting", "Theft from the person",
    "Vehicle crime", "Violence and sexual offences",
    "Public disorder and weapons", "Violent crime",
}  # fmt: skip

NAME = re.compile(r"(?P<month>\d{4}-\d{2})-(?P<force>[a-z]+(?:-[a-z]+)*)-street(?: ?\(\d{1,3}\))?\.csv")
LSOA = re.compile(r"(?P<district>\S.*?)\s+\d{3}[A-Z]")

BLOCK_SIZE = 1024 * 1024
ROWS_AT_ONCE = 4096

# Far above the largest force: about 5,000 areas, each with every crime type.
MOST_AREAS_AND_TYPES = 250_000
MOST_COUNTS = 20_000
LONGEST_DISTRICT, LONGEST_TYPE = 100, 60


class Malformed(Exception):
    """The file is rejected. The message names it, the line (if known) and the problem."""

    def __init__(self, file, line, wrong):
        super().__init__(
            gettext("%(file)s, line %(line)s: %(wrong)s") % {"file": file, "line": f"{line:,}", "wrong": wrong}
            if line
            else f"{file}: {wrong}"
        )
        self.file, self.line, self.wrong = file, line, wrong


@dataclass(frozen=True)
class CrimeFileName:
    """Force and month, from the file's name."""

    name: str
    force: str
    month: date


@dataclass(frozen=True)
class CrimeCounts:
    """Content of a file. `counts` is {(district, crime type): number}."""

    sha256: str
    rows: int
    without_district: int
    counts: dict

    @property
    def unknown_types(self):
        """Unknown crime types, sorted. They still count, as the police may rename theirs, and are reported."""
        return sorted({crime_type for _, crime_type in self.counts} - KNOWN_TYPES)


def named(name):
    """The CrimeFileName of a file name without folders. Raises Malformed."""
    match = NAME.fullmatch(name)
    if not match or len(match["force"]) > 60:
        raise Malformed(
            name[:100],
            0,
            gettext("its name must be as data.police.uk gives it, such as 2011-01-hertfordshire-street.csv"),
        )
    try:
        month = date.fromisoformat(f"{match['month']}-01")
    except ValueError as error:
        raise Malformed(
            name, 0, gettext("“%(month)s” in its name is not a month") % {"month": match["month"]}
        ) from error
    return CrimeFileName(name, match["force"], month)


def district_of(lsoa_name):
    """The district in “Bath and North East Somerset 001A”; None if it is not an LSOA name."""
    match = LSOA.fullmatch(lsoa_name.strip())
    return match and match["district"]


def parse_file(stream, file):
    """The CrimeCounts of a binary stream; `file` is its CrimeFileName. Raises Malformed."""
    sha256 = hashlib.sha256()
    rows = csv.reader(chain.from_iterable(_text_blocks(stream, file.name, sha256)), strict=True)
    _check_header(rows, file)
    rows_by_key, number = _count(rows, file)
    if not number:
        raise Malformed(file.name, 0, gettext("it has a heading and no crime below it"))
    counts, without_district = Counter(), 0
    for (_, lsoa_name, crime_type), times in rows_by_key.items():
        if lsoa_name.strip():
            counts[district_of(lsoa_name), crime_type.strip()] += times
        else:
            without_district += times
    if len(counts) > MOST_COUNTS:
        raise Malformed(file.name, 0, gettext("it has more districts than a force has"))
    return CrimeCounts(sha256.hexdigest(), number, without_district, dict(counts))


def _text_blocks(stream, name, sha256):
    """Yields blocks of whole lines as text streams. A line longer than BLOCK_SIZE is malformed."""
    partial, number, first = b"", 1, True
    while piece := stream.read(BLOCK_SIZE):
        sha256.update(piece)
        if first:
            piece, first = piece.removeprefix(b"\xef\xbb\xbf"), False
        lines, newline, rest = piece.rpartition(b"\n")
        if not newline:
            partial += piece
            if len(partial) > BLOCK_SIZE:
                raise Malformed(name, number, gettext("this line has no end. It is not a CSV file"))
            continue
        block = partial + lines + newline
        yield _text(block, name, number)
        number += block.count(b"\n")
        partial = rest
    if partial:
        yield _text(partial, name, number)


def _text(block, name, number):
    try:
        text = block.decode()
    except UnicodeDecodeError as error:
        line = number + block.count(b"\n", 0, error.start)
        raise Malformed(name, line, gettext("it is not text in UTF-8, as the police’s files are")) from error
    return io.StringIO(text, newline="\n")


def _check_header(rows, file):
    try:
        header = next(rows, None)
    except csv.Error as error:
        raise Malformed(file.name, 1, gettext("the columns’ names cannot be read. It is not a CSV file")) from error
    if header is None:
        raise Malformed(file.name, 0, gettext("it is empty"))
    cells = [cell.strip() for cell in header]
    if len(cells) != len(HEADER):
        raise Malformed(
            file.name,
            1,
            ngettext(
                "there are %(n)s column’s name; a street-level file has %(columns)s",
                "there are %(n)s columns’ names; a street-level file has %(columns)s",
                len(cells),
            )
            % {"n": len(cells), "columns": len(HEADER)},
        )
    for number, (cell, wanted) in enumerate(zip(cells, HEADER, strict=True), 1):
        if cell != wanted:
            raise Malformed(
                file.name,
                1,
                gettext("column %(number)s is called “%(name)s” and must be “%(needed)s”")
                % {"number": number, "name": cell[:40], "needed": wanted},
            )


def _count(rows, file):
    """({(month, LSOA name, crime type): number of rows}, number of rows)"""
    month = f"{file.month:%Y-%m}"
    counts, number, line, csv_error = Counter(), 0, 2, None
    key, width = itemgetter(MONTH, LSOA_NAME, CRIME_TYPE), {len(HEADER)}
    while not csv_error:
        batch, known_keys = [], len(counts)
        try:
            batch.extend(islice(rows, ROWS_AT_ONCE))
        except csv.Error as error:
            csv_error = error  # rows read before the error are in the batch
        if not batch:
            break
        checked = batch
        if set(map(len, batch)) != width or rows.line_num != line + len(batch) - 1:
            checked = _checked_batch(batch, line, month, file)
        counts.update(map(key, checked))
        if any(_problem_in(*new, month) for new in islice(reversed(counts), len(counts) - known_keys)):
            _checked_batch(batch, line, month, file)
        if len(counts) > MOST_AREAS_AND_TYPES:
            raise Malformed(file.name, 0, gettext("it has more areas and types of crime than a force has"))
        number += len(checked)
        line += len(batch)
    if csv_error:
        raise Malformed(
            file.name, line, gettext("a quotation mark stands where none can, or is never closed")
        ) from csv_error
    return counts, number


def _checked_batch(batch, line, month, file):
    """The batch without its empty lines, each row checked; `line` is the first one's number. Raises Malformed."""
    for number, row in enumerate(batch, line):
        if any("\n" in cell for cell in row):
            raise Malformed(file.name, number, gettext("a quotation mark is opened and not closed in the same line"))
        if row and len(row) != len(HEADER):
            raise Malformed(
                file.name,
                number,
                ngettext(
                    "there is %(n)s column, and must be %(columns)s",
                    "there are %(n)s columns, and must be %(columns)s",
                    len(row),
                )
                % {"n": len(row), "columns": len(HEADER)},
            )
        if row and (problem := _problem_in(row[MONTH], row[LSOA_NAME], row[CRIME_TYPE], month)):
            raise Malformed(file.name, number, problem)
    return [row for row in batch if row]


def _problem_in(row_month, lsoa_name, crime_type, month):
    """What is wrong with a row, or ""."""
    crime_type = crime_type.strip()
    if row_month != month:
        return gettext("the month is “%(written)s”, and the file is of %(month)s by its name") % {
            "written": row_month[:20],
            "month": month,
        }
    if not crime_type:
        return gettext("there is no crime type")
    if len(crime_type) > LONGEST_TYPE or not crime_type.isprintable():
        return gettext("“%(written)s” is not a crime type") % {"written": crime_type[:LONGEST_TYPE]}
    if not lsoa_name.strip():
        return ""
    district = district_of(lsoa_name)
    if not district or len(district) > LONGEST_DISTRICT or not district.isprintable():
        return gettext(
            "the LSOA name is “%(written)s”; it must be a district and a code, such as North Hertfordshire 001A"
        ) % {"written": lsoa_name[:40]}
    return ""
