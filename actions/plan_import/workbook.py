"""Parser for workbooks and CSV files: sheets as rows of displayed text, with merged cells filled in."""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime

from partners.files.xlsx_guard import DAMAGED, TOO_LARGE, TOO_MUCH, WRONG_KIND, Refused, harmless
from partners.limits import SHEET_MB

MAX_SHEETS, MAX_ROWS, MAX_COLUMNS, MAX_CHARACTERS = 30, 2_000, 40, 600_000
MAX_ROW_NUMBER = 20_000
NEITHER = "This is neither an Excel workbook (.xlsx) nor a CSV file"
# Messages for files from elsewhere, replacing those for our own sheets.
REFUSALS = {
    TOO_LARGE: (
        f"This file is larger than {SHEET_MB} MB. Copy its table into a new workbook, without pictures, and send that"
    ),
    TOO_MUCH: "This file unpacks to far more than a plan is. Copy its table into a new workbook and send that",
    WRONG_KIND: NEITHER,
}
WORD_DOCUMENT = "This is a Word document. Copy its table into an empty spreadsheet, save that and send it"
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


@dataclass
class Sheet:
    """A sheet: name, rows of text, and in `across` the indexes of rows with one cell across several columns."""

    name: str
    rows: list[list[str]]
    hidden: bool = False
    across: set[int] = field(default_factory=set)


def sheets_of(file):
    """[Sheet] of an uploaded workbook (.xlsx), or the only one of a CSV file. Raises Refused."""
    head = file.read(4)
    file.seek(0)
    if head.startswith((b"PK", b"\xd0\xcf")):
        sheets = _sheets_of_workbook(file)
    else:
        sheets = [Sheet("", _rows_of_text(_decoded(file.read(4 * MAX_CHARACTERS))))]
    if sum(len(cell) for sheet in sheets for row in sheet.rows for cell in row) > MAX_CHARACTERS:
        raise Refused("There is too much in this file. Send it in parts, a priority at a time")
    if not any(sheet.rows for sheet in sheets):
        raise Refused("There is nothing in this file")
    return sheets


def _decoded(content):
    """Text of a CSV file. Excel writes the machine's encoding, on council machines Windows-1252."""
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(NEITHER)


def _rows_of_text(text):
    """Rows of a CSV file or a pasted table, with any delimiter."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff").replace("\0", ""), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused(f"This table cannot be read: {error}") from error
    return _trimmed([[" ".join(cell.split()) for cell in row[:MAX_COLUMNS]] for row in rows])


def _sheets_of_workbook(file):
    from openpyxl import load_workbook

    try:
        workbook = harmless(file)
    except Refused as error:
        raise Refused(REFUSALS.get(str(error), str(error))) from error
    if "word/document.xml" in zipfile.ZipFile(workbook).namelist():
        raise Refused(WORD_DOCUMENT)
    try:
        # openpyxl reports merged cells only without read_only. `data_only` gives the results of formulas.
        book = load_workbook(workbook, data_only=True, keep_links=False)
        return [_sheet(sheet) for sheet in book.worksheets[:MAX_SHEETS]]
    except Refused:
        raise
    except Exception as error:
        raise Refused(DAMAGED) from error


def _sheet(sheet):
    if sheet.max_row > MAX_ROW_NUMBER:
        raise Refused(
            f"The sheet “{sheet.title}” reaches down to row {sheet.max_row:,}. Delete the rows below its table, even "
            "if they look empty, save it and send it again"
        )
    columns = min(sheet.max_column, MAX_COLUMNS)
    rows = [[_cell_text(cell) for cell in row] for row in sheet.iter_rows(max_col=columns, values_only=True)]
    across = set()
    for merged in sheet.merged_cells.ranges:
        top, left = merged.min_row - 1, merged.min_col - 1
        if top < len(rows) and left < columns:
            if merged.max_col - merged.min_col >= 2 and merged.min_row == merged.max_row:
                across.add(top)
            for row in rows[top : merged.max_row]:
                row[left : min(merged.max_col, columns)] = [rows[top][left]] * (min(merged.max_col, columns) - left)
    filled = [n for n, row in enumerate(rows) if any(row)]
    if len(filled) > MAX_ROWS:
        raise Refused(f"The sheet “{sheet.title}” has more than {MAX_ROWS:,} rows")
    last = filled[-1] + 1 if filled else 0
    return Sheet(sheet.title, _trimmed(rows[:last]), sheet.sheet_state != "visible", across)


def _trimmed(rows):
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MAX_ROWS:
        raise Refused(f"This table has more than {MAX_ROWS:,} rows")
    return rows


def _cell_text(value):
    """Approximate displayed text of a cell."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
