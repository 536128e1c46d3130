"""Sheets of an uploaded workbook or CSV file as rows of displayed text, with merged cells filled in."""

from dataclasses import dataclass, field

from partners.files import tables
from partners.files.xlsx_guard import Refused

from .own_tables import with_own_tables

MAX_ROWS, MAX_CHARACTERS = 2_000, 600_000


@dataclass
class TextSheet:
    """A sheet: name, rows of text, and in `across` the indexes of rows with one cell across several columns."""

    name: str
    rows: list[list[str]]
    hidden: bool = False
    across: set[int] = field(default_factory=set)


def text_sheets_of(file):
    """[TextSheet] of an uploaded workbook (.xlsx), or the only one of a CSV file. Raises Refused."""
    return _checked(tables.sheets_of(file, data_only=True), of="this file")


def text_sheets_of_text(text):
    """[TextSheet], one, of a pasted table. Raises Refused."""
    return _checked([tables.Sheet("", tables.rows_of_text(text))], of="this text")


def _checked(sheets, *, of):
    sheets = [_as_text(sheet) for sheet in with_own_tables(sheets)]
    if sum(len(cell) for sheet in sheets for row in sheet.rows for cell in row) > MAX_CHARACTERS:
        raise Refused(f"There is too much in {of}. Send it in parts, a priority at a time")
    if not any(sheet.rows for sheet in sheets):
        raise Refused(f"There is nothing in {of}")
    return sheets


def _as_text(sheet):
    if sheet.last_row > tables.LAST_ROW:
        raise Refused(
            f"The sheet “{sheet.name}” reaches down to row {sheet.last_row:,}. Delete the rows below its table, even "
            "if they look empty, save it and send it again"
        )
    rows = [[_cell_text(cell) for cell in row] for row in sheet.rows]
    across = set()
    for left, top, right, bottom in sheet.merged:
        if top <= len(rows):
            if right - left >= 2 and top == bottom:
                across.add(top - 1)
            _fill_merged(rows[top - 1 : bottom], left - 1, min(right, tables.MAX_COLUMNS))
    if sum(any(row) for row in rows) > MAX_ROWS:
        table = f"The sheet “{sheet.name}”" if sheet.name else "This table"
        raise Refused(f"{table} has more than {MAX_ROWS:,} rows")
    return TextSheet(sheet.name, rows, sheet.hidden, across)


def _fill_merged(rows, start, end):
    """Write the text of merged cells, that of the first, into each of them."""
    text = "".join(rows[0][start : start + 1])
    for row in rows:
        row.extend([""] * (end - len(row)))
        row[start:end] = [text] * (end - start)


def _cell_text(cell):
    return " ".join(tables.text_of(cell, date_text="{:%d/%m/%Y}".format).split())
