"""Reader of old Excel workbooks (.xls) and of OpenDocument spreadsheets (.ods), by python-calamine."""

import io
from datetime import date, datetime, time, timedelta

from .cell_formats import number_of, number_text
from .cell_words import cell_text
from .source import Cell, Row, Sheet, Source, State
from .xlsx_guard import DAMAGED, TOO_MUCH, Refused

MOST_CELLS = 400_000
STATES = {"Hidden": State.HIDDEN, "VeryHidden": State.VERY_HIDDEN}


def read_xls_ods(content, name):
    """Source of a workbook's bytes. Raises Refused."""
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        book = load_workbook(io.BytesIO(content))
        source = Source(name)
        for about in book.sheets_metadata:
            if str(about.typ).rpartition(".")[2] != "WorkSheet":
                source.notes.append(f"“{about.name}” is no sheet of cells, and was not read.")
                continue
            state = STATES.get(str(about.visible).rpartition(".")[2], State.VISIBLE)
            source.sheets.append(_sheet(book.get_sheet_by_name(about.name), state))
    except PasswordError as error:
        from .read_source import PASSWORD

        raise Refused(PASSWORD) from error
    except CalamineError as error:
        raise Refused(DAMAGED) from error
    if not source.sheets:
        raise Refused(DAMAGED)
    source.notes.append(
        "Of this kind of file, struck-out words, hidden rows and links cannot be told. If it has some, save it "
        "as .xlsx and bring that in."
    )
    return source


def _sheet(sheet, state):
    if sheet.total_height * sheet.total_width > 40 * MOST_CELLS:
        raise Refused(TOO_MUCH)
    rows, cells = [], 0
    start = sheet.start or (0, 0)
    for number, values in enumerate(sheet.iter_rows(), 1):
        row = [_cell(value) for value in values]
        while row and not row[-1].text:
            row.pop()
        cells += len(row)
        if cells > MOST_CELLS:
            raise Refused(TOO_MUCH)
        rows.append(Row(number, row))
    while rows and not rows[-1].cells:
        rows.pop()
    by_number = {row.number: row for row in rows}
    # A page shows no hundreds of empty rows.
    empty = 0
    kept = []
    for row in rows:
        empty = 0 if row.cells else empty + 1
        if empty <= 20:
            kept.append(row)
    for first, last in sheet.merged_cell_ranges or ():
        _merge(by_number, first, last, start)
    return Sheet(sheet.name, kept, state)


def _merge(rows, first, last, start):
    (top, left), (bottom, right) = first, last
    row = rows.get(top + 1)
    if not row or left >= len(row.cells):
        return
    bottom = min(bottom, max(rows, default=0) - 1)
    right = min(right, left + 16_384)
    row.cells[left].spans = bottom - top + 1, right - left + 1
    for number in range(top + 1, bottom + 2):
        for cell in rows[number].cells[left : right + 1]:
            cell.covered = (
                (number, cell) != (top + 1, row.cells[left]) and not cell.text and cell is not row.cells[left]
            )


def _cell(value):
    if value is None or value == "":
        return Cell()
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", value)
    if isinstance(value, int | float):
        number = number_of(value)
        return Cell(str(value)) if number is None else Cell(number_text(number, "General"), number)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, datetime):
        return Cell(f"{value:%d/%m/%Y %H:%M}", value)
    if isinstance(value, date):
        return Cell(f"{value:%d/%m/%Y}", value)
    if isinstance(value, time):
        return Cell(f"{value:%H:%M}")
    if isinstance(value, timedelta):
        return Cell(str(value))
    return Cell(cell_text(str(value)))
