"""Parser of an uploaded update spreadsheet: rows of text, whatever the cell types."""

import datetime
import re
from dataclasses import dataclass, field

from django.utils.formats import date_format

from partners.files.xlsx_guard import DAMAGED, Refused, harmless

from .columns import MAX_ROWS, OPEN, READ_BACK, SHEET, SHEET_COLUMNS

# Extra columns to the right are not read; empty rows that only have formatting, up to this row.
MAX_COLUMNS = 2 * len(SHEET_COLUMNS)
LAST_EMPTY_ROW = 20_000

TOO_MANY_ROWS = f"The sheet “{SHEET}” has more than {MAX_ROWS} rows. Send the file that you downloaded here"


@dataclass
class UpdateRow:
    """A row in which something was filled in.

    `place` is its row number in the sheet; `number`, `authority` and `seen` are the text of the locked cells. `words`
    is {name of an OPEN column: text} of cells that are not empty, `faults` {name: error}. `shown` is the newest update
    that the preview showed beside it as a conflict, "" if there was none.
    """

    place: int
    number: str
    authority: str
    seen: str
    words: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    shown: str = ""


def read_rows(file):
    """The UpdateRows of an uploaded file in which something was filled in. Raises Refused."""
    from openpyxl import load_workbook

    workbook = harmless(file)
    try:
        # openpyxl reads nothing beyond this copy, and may raise any exception on a malformed file.
        book = load_workbook(workbook, read_only=True, keep_links=False)
        titles = book.sheetnames
        sheet = book[SHEET] if SHEET in titles and hasattr(book[SHEET], "reset_dimensions") else None
        rows = _read_sheet(sheet) if sheet else None
    except Refused:
        raise
    except Exception as error:
        raise Refused(DAMAGED) from error
    if rows is None:
        raise Refused(_no_such_sheet(titles))
    return rows


def _no_such_sheet(titles):
    names = ", ".join(f"“{title[:40]}”" for title in titles[:4])
    return f"This workbook has no sheet named “{SHEET}”, but {names}. Send the file that you downloaded here"


def _read_sheet(sheet):
    # The size recorded in the file may be wrong.
    sheet.reset_dimensions()
    rows, columns = [], None
    for place, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        is_empty = all(cell.value is None for cell in cells)
        if (place > MAX_ROWS + 1 and not is_empty) or place > LAST_EMPTY_ROW:
            raise Refused(TOO_MANY_ROWS)
        if columns is None:
            columns = _columns(cells)
        elif not is_empty and (row := _update_row(place, {name: cells[n] for name, n in columns.items()})):
            rows.append(row)
    if columns is None:
        _columns(())
    return rows


def _columns(cells):
    """{column name: index}, from the headings in the first row. Raises Refused if one is missing."""
    indexes = {}
    for n, cell in enumerate(cells):
        indexes.setdefault(_as_heading(str(cell.value)), n)
    missing = [column.heading for column in READ_BACK if _as_heading(column.heading) not in indexes]
    if missing:
        raise Refused(
            f"The sheet “{SHEET}” has no column named {', '.join(f'“{heading}”' for heading in missing)} in its first "
            "row. Send the file that you downloaded here"
        )
    return {column.name: indexes[_as_heading(column.heading)] for column in READ_BACK}


def _as_heading(text):
    return " ".join(text.split()).casefold()


def _update_row(place, cells):
    """An UpdateRow, or None if nothing was filled in."""
    texts = {column.name: _cell_text(cells[column.name]) for column in OPEN}
    faults = {column.name: fault for column in OPEN if (fault := _fault(cells[column.name]))}
    words = {name: text for name, text in texts.items() if text.strip() and name not in faults}
    if not words and not faults:
        return None
    keys = {name: _cell_text(cells[name]).strip() for name in ("number", "authority", "seen")}
    return UpdateRow(place, **keys, words=words, faults=faults)


def _fault(cell):
    if cell.data_type == "f":
        return "There is a formula in this cell. Write the words themselves"
    if cell.data_type == "e":
        return f"There is an error in this cell ({cell.value}). Write the words themselves"
    return ""


def _cell_text(cell):
    """Text of a cell, close to what a person sees in it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time()
        return date_format(value, "j F Y" if at_midnight else "j F Y, H:i")
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    # Excel escapes a carriage return, which pasted text may contain.
    return re.sub("\r\n?", "\n", str(value).replace("_x000D_", ""))
