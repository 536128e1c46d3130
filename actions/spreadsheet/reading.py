"""The sheet read back: rows of words, whatever kind of cell somebody made of them."""

import datetime
import re
from dataclasses import dataclass, field

from django.utils.formats import date_format

from plans.guarding import DAMAGED, Refused, harmless

from .columns import COLUMNS, MOST_ROWS, OPEN, READ_BACK, SHEET

# Columns that a person may have added to the right are not read; rows that are empty but have a colour, no further.
MOST_COLUMNS = 2 * len(COLUMNS)
LAST_EMPTY_ROW = 20_000

TOO_MANY_ROWS = f"The sheet “{SHEET}” has more than {MOST_ROWS} rows. Send the file that you downloaded here"


@dataclass
class Row:
    """A row in which something was filled in.

    `place` is its number in the sheet; `number`, `authority` and `seen` are what the locked cells say, as words.
    `words` are by the names of OPEN columns, those that are not empty; `faults` are what was wrong with a cell.
    `shown` is the newest update that the preview showed beside it as a conflict, "" if there was none.
    """

    place: int
    number: str
    authority: str
    seen: str
    words: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    shown: str = ""


def read(file):
    """The rows of an uploaded file in which something was filled in. Raises Refused."""
    from openpyxl import load_workbook

    workbook = harmless(file)
    try:
        # openpyxl looks for no more than it finds in the copy, and raises anything at all over a file that lies.
        book = load_workbook(workbook, read_only=True, keep_links=False)
        titles = book.sheetnames
        sheet = book[SHEET] if SHEET in titles and hasattr(book[SHEET], "reset_dimensions") else None
        found = _read_sheet(sheet) if sheet else None
    except Refused:
        raise
    except Exception as error:
        raise Refused(DAMAGED) from error
    if found is None:
        raise Refused(_no_such_sheet(titles))
    return found


def _no_such_sheet(titles):
    there = ", ".join(f"“{title[:40]}”" for title in titles[:4])
    return f"This workbook has no sheet named “{SHEET}”, but {there}. Send the file that you downloaded here"


def _read_sheet(sheet):
    # What the file says of its own size may be wrong.
    sheet.reset_dimensions()
    found, columns = [], None
    for place, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        is_empty = all(cell.value is None for cell in cells)
        if (place > MOST_ROWS + 1 and not is_empty) or place > LAST_EMPTY_ROW:
            raise Refused(TOO_MANY_ROWS)
        if columns is None:
            columns = _columns(cells)
        elif not is_empty and (row := _row(place, {name: cells[n] for name, n in columns.items()})):
            found.append(row)
    if columns is None:
        _columns(())
    return found


def _columns(cells):
    """{name of a column: its index}, by the headings in the first row. Raises Refused if one is missing."""
    there = {}
    for n, cell in enumerate(cells):
        there.setdefault(_as_heading(str(cell.value)), n)
    missing = [column.heading for column in READ_BACK if _as_heading(column.heading) not in there]
    if missing:
        raise Refused(
            f"The sheet “{SHEET}” has no column named {', '.join(f'“{heading}”' for heading in missing)} in its first "
            "row. Send the file that you downloaded here"
        )
    return {column.name: there[_as_heading(column.heading)] for column in READ_BACK}


def _as_heading(words):
    return " ".join(words.split()).casefold()


def _row(place, cells):
    """A Row, or None if nothing was filled in."""
    said = {column.name: _words(cells[column.name]) for column in OPEN}
    faults = {column.name: fault for column in OPEN if (fault := _fault(cells[column.name]))}
    words = {name: text for name, text in said.items() if text.strip() and name not in faults}
    if not words and not faults:
        return None
    keys = {name: _words(cells[name]).strip() for name in ("number", "authority", "seen")}
    return Row(place, **keys, words=words, faults=faults)


def _fault(cell):
    if cell.data_type == "f":
        return "There is a formula in this cell. Write the words themselves"
    if cell.data_type == "e":
        return f"There is an error in this cell ({cell.value}). Write the words themselves"
    return ""


def _words(cell):
    """What a person sees in the cell, near enough."""
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
    # Excel writes a carriage return, as comes with text from elsewhere, in letters.
    return re.sub("\r\n?", "\n", str(value).replace("_x000D_", ""))
