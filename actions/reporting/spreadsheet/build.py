"""The update spreadsheet as a file: an authority's open actions, with cells for an update beside each."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension

from actions.reporting.my_updates import attach_speakers
from partners import clock
from partners.languages import in_english
from plans.exports.tables import FORMULA, LONGEST_CELL, without_controls

from .columns import HELP, LOCKED, MAX_ROWS, NO_CHANGE, OPEN, SHEET, SHEET_COLUMNS
from .rows import open_actions

GREY, WHITE, DARK = (PatternFill("solid", start_color=colour) for colour in ("ECECEC", "FFFFFF", "3A3A3A"))
LINE = Side(style="thin", color="B8B8B8")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
LINE_HEIGHT, TALLEST_ROW = 15, 405  # in points
AS_TEXT = "@"  # Keeps input as typed: "1/2" is no date, "- two visits" no formula.
FIRST_OPEN_COLUMN = get_column_letter(len(LOCKED) + 1)

HOW_TO = (
    "How to write updates on this sheet",
    "1. On the sheet “Updates”, fill in the white cells of the actions you want to update. Leave the other rows as "
    "they are.",
    "2. “How is it going?” and “What happened” are needed in each row that you fill in. Choose the status from the "
    "list. “What was achieved” is needed once the action is complete, “What is next” while it is at risk, off "
    "track or overdue. “Date this update is about” is today’s if you leave it empty. An update about an earlier date "
    "than the newest one is kept as an earlier report: the status stays as it is.",
    "3. Nothing new? Choose “yes” under “No change” and leave the rest of that row empty. Today’s date is then put to "
    "the last status. Fill in “What is next” as well if the action is at risk, off track or overdue and nothing was "
    "said of that.",
    "4. “A sentence for the public” is published. No names, no addresses, nothing that could identify a victim.",
    "5. Save the file as an Excel workbook (.xlsx), without a password, and upload it on the page where you downloaded "
    "it. You will see every change before anything is saved.",
    "The grey cells show the current position. They are locked and are not read. Only the coordinator can change the "
    "plan itself, such as a due date or a lead.",
    "Enter text and dates, not formulas. Keep the names of the sheet and of its columns.",
    "If somebody else reports on an action after you downloaded this file, you will be shown both updates and decide.",
)


class Growing(RowDimension):
    """A row whose height is not fixed, so that it grows with its text."""

    customHeight = None


@in_english()
def as_xlsx(partnership, authorities):
    """The workbook's bytes. It holds at most MAX_ROWS actions, and mentions the rest."""
    rows = open_actions(partnership, authorities)
    attach_speakers(rows[:MAX_ROWS], authorities)
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _head(sheet)
    for place, action in enumerate(rows[:MAX_ROWS], 2):
        _write_row(sheet, place, action, several=len(authorities) > 1)
    _drop_downs(sheet, last=max(2, sheet.max_row))
    _set_up(sheet)
    _explain(book.create_sheet(HELP), left_out=max(0, len(rows) - MAX_ROWS))
    book.properties.title = without_controls(f"Updates for {', '.join(a.name for a in authorities)}")
    book.properties.creator = without_controls(str(partnership))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _head(sheet):
    for n, column in enumerate(SHEET_COLUMNS, 1):
        cell = sheet.cell(1, n, column.heading)
        cell.font = Font(name="Calibri", bold=True, color="FFFFFF")
        cell.fill, cell.border, cell.alignment = DARK, BOX, TOP
        dimension = sheet.column_dimensions[get_column_letter(n)]
        dimension.width, dimension.hidden = column.width or 10, not column.width


def _write_row(sheet, place, action, *, several):
    values = _locked_values(action, several)
    lines = max(_line_count(values.get(column.name), column.width) for column in LOCKED)
    sheet.row_dimensions[place] = Growing(sheet, index=place, ht=min(TALLEST_ROW, LINE_HEIGHT * lines + 3))
    for n, column in enumerate(SHEET_COLUMNS, 1):
        cell = sheet.cell(place, n)
        _put(cell, values.get(column.name))
        # Without an update there is nothing that could be unchanged.
        is_open = column in OPEN and (column != NO_CHANGE or action.latest_update)
        cell.alignment, cell.border, cell.fill = TOP, BOX, WHITE if is_open else GREY
        if is_open:
            cell.protection, cell.number_format = Protection(locked=False), AS_TEXT


def _line_count(value, width):
    """Approximate number of lines of a value in a column `width` characters wide."""
    if not isinstance(value, str):
        return 1
    return sum(1 + len(line) // (width - 2) for line in value.split("\n"))


def _locked_values(action, several):
    """{column name: value} of a row's locked cells."""
    last, authority = action.latest_update, action.speaker
    part = "Lead" if action.lead_id == authority.pk else "Support"
    return {
        "number": action.pk,
        "wording": action.wording,
        "serves": action.serves.name,
        "part": f"{part}: {authority.short_name}" if several else part,
        "due_on": action.due_on or (None if action.due_words else "To be agreed"),
        "due_words": action.due_words or None,
        "last_status": last.get_status_display() if last else "No update yet",
        "last_on": last and last.speaks_of,
        "last_text": last and (f"{last.happened}\nNext: {last.next}" if last.next else last.happened),
        "authority": authority.pk,
        "seen": action.updates_fingerprint,
    }


def _put(cell, value):
    """Write a value; text is stored as text, whatever it begins with, and stays text when the cell is edited."""
    if isinstance(value, str):
        cell.value = without_controls(value)[:LONGEST_CELL]
        cell.data_type, cell.quotePrefix = "s", value.startswith(FORMULA)
    elif value is not None:
        cell.value = value
        cell.number_format = "0" if isinstance(value, int) else "d mmmm yyyy"


def _drop_downs(sheet, *, last):
    for n, column in enumerate(SHEET_COLUMNS, 1):
        if column.choices:
            rule = DataValidation(
                type="list",
                formula1=f'"{",".join(map(str, column.choices))}"',
                allow_blank=True,
                showErrorMessage=True,
                errorTitle=column.heading,
                error=f"Choose one of: {', '.join(map(str, column.choices))}",
            )
            sheet.add_data_validation(rule)
            rule.add(f"{get_column_letter(n)}2:{get_column_letter(n)}{last}")


def _set_up(sheet):
    """Lock the sheet without a password, against accidents, and set it up for printing."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # False allows it.
    sheet.freeze_panes = "C2"
    sheet.sheet_view.selection[-1].activeCell = sheet.sheet_view.selection[-1].sqref = f"{FIRST_OPEN_COLUMN}2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = f"As on {clock.today():%-d %B %Y}", "&P of &N"


def _explain(sheet, *, left_out):
    lines = [*HOW_TO]
    if left_out:
        lines.append(
            f"A sheet holds {MAX_ROWS} actions, those due first. {left_out} more had no room: update them on their "
            "own pages."
        )
    sheet.column_dimensions["A"].width = 100
    for place, text in enumerate(lines, 1):
        cell = sheet.cell(place, 1, text)
        cell.alignment = TOP
        cell.font = Font(name="Calibri", bold=place == 1, size=14 if place == 1 else 11)
