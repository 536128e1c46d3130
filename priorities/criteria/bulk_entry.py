"""Bulk entry of figures from a pasted or uploaded table: parsing, checks row by row, recording in one transaction."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from partners.files.tables import LAST_ROW, Sheet, rows_of_text, sheets_of, text_of
from partners.files.xlsx_guard import Refused
from partners.fingerprint import fingerprint
from partners.forms.fields import in_one_line, validate_plain_text
from plans.dates import period_in_words

from ..models import SuccessCriterion
from .forms import figure_in
from .measurements import correct_measurement, record_measurement
from .periods import NoPeriod, is_over, period_in

TABLE_COLUMNS = ("criterion", "period", "figure", "provisional", "source", "note", "why")
REQUIRED_COLUMNS = ("criterion", "period", "figure")
MAX_TABLE_ROWS, MAX_TABLE_CHARACTERS = 1_000, 500_000
TOO_MANY_ROWS = gettext_noop("This table has more than 1,000 rows. Send it in parts")

NEW, CORRECTION, SAME, WRONG = "new", "correction", "same", "wrong"
CORRECTED = "Corrected by a table of figures"


@dataclass
class FigureRow:
    """A row of the table. `effect` is NEW, CORRECTION, SAME or WRONG; `faults` is {column: error message}.

    `cells` is {column: text}; `existing` is the Measurement in force for the same period, or None.
    """

    number: int
    cells: dict
    criterion: SuccessCriterion | None = None
    days: tuple = ()
    value: object = None
    existing: object = None
    faults: dict = field(default_factory=dict)
    effect: str = WRONG

    @property
    def period(self):
        return period_in_words(*self.days) if self.days else self.cells["period"]

    @property
    def figure(self):
        """Values of FIGURE_FIELDS."""
        return {"value": self.value, "provisional": self.provisional} | {n: self.cells[n] for n in ("source", "note")}

    @property
    def provisional(self):
        return self.cells["provisional"].lower() in ("yes", "y", "provisional", "true", "1")


def cells_of_text(text):
    """Rows of a pasted table: [[text]]. Raises Refused."""
    return _within_limits(rows_of_text(text))


def cells_of_file(file):
    """Rows of an uploaded CSV file, or of the first sheet of a workbook: [[text]]. Raises Refused."""
    sheet = next(iter(sheets_of(file)), Sheet("", []))
    if sheet.last_row > LAST_ROW:
        raise Refused(TOO_MANY_ROWS)
    return _within_limits([[text_of(cell, date_text="{:%Y-%m-%d}".format) for cell in row] for row in sheet.rows])


def _within_limits(cells):
    if sum(len(cell) for row in cells for cell in row) > MAX_TABLE_CHARACTERS:
        raise Refused(gettext("This table is too long. Send it in parts of at most 1,000 rows"))
    return cells


def checked_rows(cells, *, criteria):
    """[FigureRow] of the table, checked. The first non-empty row names the columns. Raises Refused.

    `criteria` are those the member may record for, with their measurements prefetched.
    """
    filled = [(n, [cell.strip() for cell in row]) for n, row in enumerate(cells, 1) if any(c.strip() for c in row)]
    if not filled:
        raise Refused(gettext("There is nothing in this table"))
    column_at = {name.lower(): n for n, name in enumerate(filled[0][1])}
    if missing := [name for name in REQUIRED_COLUMNS if name not in column_at]:
        raise Refused(
            gettext("The first row has to name the columns. There is none called %(names)s")
            % {"names": ", ".join(missing)}
        )
    if len(filled) - 1 > MAX_TABLE_ROWS:
        raise Refused(TOO_MANY_ROWS)
    criteria_by_name = {str(c.pk): c for c in criteria} | {" ".join(c.wording.lower().split()): c for c in criteria}
    rows, seen = [], {}
    for number, row in filled[1:]:
        row_cells = {
            name: row[column_at[name]] if name in column_at and column_at[name] < len(row) else ""
            for name in TABLE_COLUMNS
        }
        rows.append(_checked_row(FigureRow(number, row_cells), criteria_by_name, seen))
    return rows


def _checked_row(row, criteria_by_name, seen):
    """The row with its cells parsed and compared, or with its faults."""
    row.criterion = criteria_by_name.get(" ".join(row.cells["criterion"].lstrip("'").lower().split()))
    if row.criterion is None:
        row.faults["criterion"] = gettext("No criterion of yours has this number or these words")
        return row
    if row.criterion.placeholder or not row.criterion.unit:
        row.faults["criterion"] = gettext("It is not agreed yet in which unit this criterion is measured")
    try:
        row.days = period_in(row.cells["period"])
    except NoPeriod:
        row.faults["period"] = gettext("Enter a month (April 2009), a quarter (April to June 2009) or a year (2008/09)")
    else:
        if not is_over(row.days[1]):
            row.faults["period"] = gettext("This period is not over yet")
    row.cells["source"] = in_one_line(row.cells["source"])
    for name, max_length in (("source", 200), ("note", 2000), ("why", 500)):
        _check_text(row, name, max_length)
    try:
        row.value = figure_in(row.cells["figure"], row.criterion.scale)
    except ValidationError as error:
        row.faults["figure"] = " ".join(error.messages)
    row.cells["source"] = row.cells["source"] or row.criterion.source
    if not row.cells["source"]:
        row.faults["source"] = gettext("Enter where the figure comes from")
    if row.days:
        _compare(row, seen)
    return row


def _check_text(row, name, max_length):
    try:
        validate_plain_text(row.cells[name])
    except ValidationError as error:
        row.faults[name] = " ".join(error.messages)
    if len(row.cells[name]) > max_length:
        row.faults[name] = gettext("Shorten it to %(max_length)s characters") % {"max_length": f"{max_length:,}"}


def _compare(row, seen):
    """Sets `effect` and `existing`. A period entered twice in the table is a fault."""
    key = (row.criterion.pk, row.days)
    if key in seen:
        row.faults["period"] = gettext("Row %(number)s is of the same criterion and period") % {"number": seen[key]}
    seen.setdefault(key, row.number)
    of_period = [m for m in row.criterion.measurements.all() if (m.starts_on, m.ends_on) == row.days]
    row.existing = of_period[-1] if of_period else None
    if row.faults:
        return
    row.effect = NEW
    if row.existing:
        same = all(getattr(row.existing, name) == value for name, value in row.figure.items())
        row.effect = SAME if same else CORRECTION


def fingerprint_of_rows(rows):
    """Fingerprint of the preview; it changes if saving would now do something else."""
    return fingerprint(
        [(r.number, r.effect, sorted(r.cells.items()), r.existing and r.existing.pk, sorted(r.faults)) for r in rows]
    )


@transaction.atomic
def record(rows, *, by):
    """Records new rows and corrections. Returns how many. Raises ValueError if any row is WRONG."""
    if any(row.effect == WRONG for row in rows):
        raise ValueError("A table with a row that cannot be recorded is not recorded at all")
    written = [row for row in rows if row.effect != SAME]
    for row in written:
        if row.effect == CORRECTION:
            correct_measurement(row.existing, by=by, why=row.cells["why"] or CORRECTED, **row.figure)
        else:
            days = {"starts_on": row.days[0], "ends_on": row.days[1]}
            record_measurement(row.criterion, by=by, why="From a table of figures", **days, **row.figure)
    return len(written)
