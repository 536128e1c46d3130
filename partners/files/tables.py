"""Reader of uploaded tables: workbooks (.xlsx) and CSV files, as sheets of typed cells. Callers format the cells."""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from xml.etree.ElementTree import iterparse

from django.utils.translation import gettext, gettext_noop

from .xlsx_guard import DAMAGED, LARGEST_FILE, OLE, TOO_LARGE, TOO_MUCH, WRONG_KIND, Refused, harmless

MAX_SHEETS, MAX_COLUMNS = 30, 40
# Rows that are empty but painted count as well.
LAST_ROW = 20_000
MOST_CELLS = MAX_COLUMNS * LAST_ROW

NEITHER = gettext_noop("This is neither an Excel workbook (.xlsx) nor a CSV file")
# Messages for files from elsewhere, replacing those for our own sheets.
REFUSALS = {
    TOO_LARGE: gettext_noop(
        "This file is larger than %(sheet_mb)s MB. Copy its table into a new workbook, without pictures, and send that"
    ),
    TOO_MUCH: gettext_noop(
        "This file unpacks to far more than a plan is, or a table of figures. Copy its table into a new workbook and "
        "send that"
    ),
    WRONG_KIND: NEITHER,
}


class Formula(str):
    """Text of a cell with a formula, if its result was not asked for."""


class CellError(str):
    """Text of a cell with an error, such as #N/A."""


@dataclass
class Sheet:
    """A sheet without the empty rows at its end; an empty row between is [].

    A cell is a str (Formula, CellError), int, Decimal, bool, date, datetime or None. `merged` are the merged cells as
    (left, top, right, bottom), from 1. `last_row` is above LAST_ROW if the sheet is longer than what was read.
    """

    name: str
    rows: list[list]
    hidden: bool = False
    merged: list[tuple] = field(default_factory=list)
    last_row: int = 0


def sheets_of(file, *, data_only=False):
    """[Sheet] of an uploaded workbook, or the only one of a CSV file. Raises Refused."""
    head = file.read(len(OLE))
    file.seek(0)
    try:
        if head.startswith((b"PK", OLE[:2])):
            return sheets_of_workbook(file, data_only=data_only)
        content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise Refused(TOO_LARGE)
    except Refused as error:
        raise Refused(REFUSALS.get(error.args[0], error.args[0])) from error
    return [Sheet("", rows_of_text(_decoded(content)))]


def sheets_of_workbook(file, *, data_only=False):
    """[Sheet] of an uploaded workbook. `data_only` gives the results of formulas. Raises Refused."""
    from openpyxl import load_workbook  # few requests need it

    workbook = harmless(file)
    try:
        # openpyxl reads nothing beyond this copy, and may raise any exception on a malformed file.
        book = load_workbook(workbook, read_only=True, data_only=data_only, keep_links=False)
        return [_sheet(sheet) for sheet in book.worksheets[:MAX_SHEETS]]
    except Exception as error:
        raise Refused(DAMAGED) from error


def rows_of_text(text):
    """[[str]] of a CSV file or a pasted table, with any delimiter. Raises Refused."""
    text = re.sub("\r\n?", "\n", text.lstrip("\ufeff").replace("\0", ""))
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(gettext("This table cannot be read: %(error)s") % {"error": error}) from error
    return _trimmed([row[:MAX_COLUMNS] if any(row) else [] for row in rows])


def text_of(cell, *, date_text):
    """Text of a cell, close to what a person sees in it. `date_text` formats a date or datetime."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return date_text(cell)
    return f"{cell:.15g}" if isinstance(cell, Decimal) else str(cell)


def _decoded(content):
    """Text of a CSV file. Excel writes the machine's encoding, on council machines Windows-1252."""
    in_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if in_utf_16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(NEITHER)


def _sheet(sheet):
    recorded, last_row, rows = sheet.max_row or 0, 0, []
    # The size recorded in the file may be wrong.
    sheet.reset_dimensions()
    for last_row, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        if last_row > LAST_ROW:
            last_row = max(last_row, recorded)
            break
        values = [_value(cell) for cell in cells]
        rows.append(values if any(value is not None for value in values) else [])
    return Sheet(sheet.title, _trimmed(rows), sheet.sheet_state != "visible", _merged_cells(sheet), last_row)


def _value(cell):
    value = cell.value
    if value is None or isinstance(value, bool | int):
        return value
    if cell.data_type in ("f", "e"):
        return {"f": Formula, "e": CellError}[cell.data_type](value)
    if isinstance(value, float):
        # Spreadsheets show 15 digits: 0.1 + 0.2 is 0.3.
        return int(value) if value.is_integer() and abs(value) < 1e15 else Decimal(f"{value:.15g}")
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    # Excel escapes a carriage return, which pasted text may contain.
    return value if isinstance(value, date) else re.sub("\r\n?", "\n", str(value).replace("_x000D_", ""))


def _merged_cells(sheet):
    """The merged cells of a sheet, which openpyxl reads only together with every cell of the sheet."""
    from openpyxl.utils import range_boundaries

    with sheet._get_source() as source:
        # `harmless` has parsed this XML already, and refuses entities.
        elements = [element for _, element in iterparse(source) if element.tag.endswith("}mergeCell")]  # noqa: S314 (see above)
    merged = [range_boundaries(element.get("ref")) for element in elements]
    within = [(x, y, right, bottom) for x, y, right, bottom in merged if x <= MAX_COLUMNS and y <= LAST_ROW]
    # No cell of a real workbook is in two merged ones; a caller that fills thousands on the same cells would take long.
    if sum((min(x2, MAX_COLUMNS) - x + 1) * (min(y2, LAST_ROW) - y + 1) for x, y, x2, y2 in within) > MOST_CELLS:
        raise Refused(DAMAGED)
    return within


def _trimmed(rows):
    while rows and not rows[-1]:
        rows.pop()
    return rows
