"""Parser of an uploaded update spreadsheet: rows of text, whatever the cell types."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.files.tables import LAST_ROW, CellError, Formula, sheets_of_workbook, text_of
from partners.files.xlsx_guard import Refused

from .columns import MAX_ROWS, OPEN, READ_BACK, SHEET

TOO_MANY_ROWS = format_lazy(
    _("The sheet “{sheet}” has more than {most} rows. Upload the file that you downloaded here"),
    sheet=SHEET,
    most=MAX_ROWS,
)


@dataclass
class UpdateRow:
    """A row in which something was filled in.

    `place` is its row number in the sheet; `number`, `authority` and `seen` are the text of the locked cells. `texts`
    is {name of an OPEN column: text} of cells that are not empty, `faults` {name: error}. `shown` is the newest update
    that the preview showed beside it as a conflict, "" if there was none.
    """

    place: int
    number: str
    authority: str
    seen: str
    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    shown: str = ""


def read_rows(file):
    """The UpdateRows of an uploaded file in which something was filled in. Raises Refused."""
    sheets = {sheet.name: sheet for sheet in sheets_of_workbook(file)}
    if SHEET not in sheets:
        names = ", ".join(f"“{name[:40]}”" for name in list(sheets)[:4])
        raise Refused(
            gettext(
                "This workbook has no sheet named “%(sheet)s”, but %(names)s. Upload the file that you downloaded here"
            )
            % {"sheet": SHEET, "names": names}
        )
    rows, last_row = sheets[SHEET].rows, sheets[SHEET].last_row
    if last_row > LAST_ROW or any(rows[MAX_ROWS + 1 :]):
        raise Refused(str(TOO_MANY_ROWS))
    columns = _columns(rows[0] if rows else [])
    filled = [(place, row) for place, row in enumerate(rows[1:], 2) if row]
    rows = [_update_row(place, {name: row[n] for name, n in columns.items()}) for place, row in filled]
    return [row for row in rows if row]


def _columns(cells):
    """{column name: index}, from the headings in the first row. Raises Refused if one is missing."""
    indexes = {}
    for n, cell in enumerate(cells):
        indexes.setdefault(_as_heading(_cell_text(cell)), n)
    missing = [column.heading for column in READ_BACK if _as_heading(column.heading) not in indexes]
    if missing:
        raise Refused(
            gettext(
                "The sheet “%(sheet)s” has no column named %(headings)s in its first row. Upload the file that you "
                "downloaded here"
            )
            % {"sheet": SHEET, "headings": ", ".join(f"“{heading}”" for heading in missing)}
        )
    return {column.name: indexes[_as_heading(column.heading)] for column in READ_BACK}


def _as_heading(text):
    return " ".join(text.split()).casefold()


def _update_row(place, cells):
    """An UpdateRow, or None if nothing was filled in."""
    faults = {column.name: fault for column in OPEN if (fault := _fault(cells[column.name]))}
    texts = {column.name: _cell_text(cells[column.name]) for column in OPEN if column.name not in faults}
    texts = {name: text for name, text in texts.items() if text.strip()}
    if not texts and not faults:
        return None
    keys = {name: _cell_text(cells[name]).strip() for name in ("number", "authority", "seen")}
    return UpdateRow(place, **keys, texts=texts, faults=faults)


def _fault(cell):
    if isinstance(cell, Formula):
        return gettext("There is a formula in this cell. Enter the text itself")
    if isinstance(cell, CellError):
        return gettext("There is an error in this cell (%(error)s). Enter the text itself") % {"error": cell}
    return ""


def _cell_text(cell):
    return text_of(cell, date_text=lambda day: date_format(day, "j F Y, H:i" if hasattr(day, "hour") else "j F Y"))
