"""Reader of CSV files, of any separator and encoding."""

import csv
import io
import json
import re
from collections import Counter
from contextlib import suppress

from django.utils.translation import gettext

from .cell_words import cell_text
from .source import Cell, LeftOut, Row, Sheet, Source
from .xlsx_guard import TOO_MUCH, Refused

SEPARATORS = "\t;,|"
MOST_CELLS = 400_000
LONGEST_HEADING = 60
# A cell may be as long as the largest file.
csv.field_size_limit(2**31 - 1)

# What CSV files put before a text that a program would take for a formula.
APOSTROPHE = re.compile(r"^'(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
HASHES = re.compile(r"#{4,}")


def decoded(content):
    """Text of a CSV file. Excel writes the machine's encoding, on council machines Windows-1252."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252")):
        try:
            if content.startswith(mark):
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_csv_text(text, name):
    """Source of a CSV file's text. Raises Refused."""
    text = re.sub("\r\n?", "\n", text.lstrip("\ufeff").replace("\0", ""))
    said = re.match(r'"?sep=(.)"?\n', text, re.I)
    text = text[said.end() :] if said else text
    try:
        rows = _parsed(text, said[1]) if said else _best(text)
    except csv.Error as error:
        raise Refused(gettext("This table cannot be read: %(error)s") % {"error": error}) from error
    source = Source(name)
    for number, row in enumerate(rows):
        if row and row[0].startswith("ListSchema="):
            source.left_out.append(LeftOut(f"row {number + 1}", ",".join(row), "what SharePoint writes for itself"))
            rows[number] = []
    source.sheets.append(Sheet("", _rows(rows, 2 if said else 1)))
    hashes = sum(1 for row in rows for cell in row if HASHES.fullmatch(cell.strip()))
    if hashes:
        source.notes.append(
            f"{hashes} cell{'s hold' if hashes > 1 else ' holds'} only ####: the column was not wide enough when the "
            "file was saved, and the date or number was lost. Widen the column, save the file and upload it again."
        )
    return source


def table_of_text(text):
    """Whether text without tabs is a table with separators: headings, and rows of as many cells."""
    first = text.lstrip("\ufeff\n ").partition("\n")[0]
    if "\t" in text or not any(first.count(sign) >= least for sign, least in ((";", 1), (",", 2))):
        return False
    try:
        rows = [row for row in _best(text) if any(map(str.strip, row))]
    except csv.Error:
        return False
    width = len(rows[0])
    alike = sum(len(row) == width for row in rows)
    return width > 1 and len(rows) > 1 and alike >= 0.9 * len(rows) and max(map(len, rows[0])) <= LONGEST_HEADING


def _parsed(text, separator):
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _best(text):
    """The rows by the separator that gives the most rows of one width, then the widest."""
    found = []
    for separator in SEPARATORS:
        if separator in text or separator == ",":
            rows = _parsed(text, separator)
            widths = Counter(width for width in map(len, rows) if width > 1)
            width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
            found.append((count, width, rows))
    return max(found, key=lambda one: one[:2])[2]


def _chosen(text):
    """A cell with several choices of a SharePoint list, 3;#Police;#5;#Fire or ["Police","Fire"], as it is shown."""
    if ";#" in text:
        return "; ".join(one for one in text.strip(";#").split(";#") if not one.isdecimal())
    if text.startswith('["') and text.endswith('"]'):
        with suppress(ValueError):
            return "; ".join(str(one) for one in json.loads(text))
    return text


def _rows(rows, first=1):
    result = []
    if sum(map(len, rows)) > MOST_CELLS:
        raise Refused(TOO_MUCH)
    for number, row in enumerate(rows, first):
        texts = [cell_text(_chosen(APOSTROPHE.sub("", text))) for text in row]
        while texts and not texts[-1]:
            texts.pop()
        result.append(Row(number, [Cell(text) for text in texts]))
    while result and not result[-1].cells:
        result.pop()
    return result
