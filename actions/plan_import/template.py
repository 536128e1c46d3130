"""Import template: a row for each activity of the plan, under headings that need no mapping."""

import io

from partners.written_times import read_when
from plans.exports.tables import FORMULA, csv_of, without_controls

from ..models import Action

HEADINGS = {
    "reference": "Reference",
    "priority": "Priority",
    "wording": "Activity",
    "lead": "Lead",
    "supporting": "Supported by",
    "due_on": "Due date",
    "sides": "Sides of the triangle",
    "note": "Note",
}


def _template_rows(plan):
    actions = Action.objects.in_plan(plan).filter(priority__isnull=False).select_related("priority", "lead")
    for action in actions.prefetch_related("partners__authority").order_by(
        "priority__position", "priority", "position"
    ):
        supporting = sorted((p.authority for p in action.partners.all()), key=lambda a: (a.position, a.pk))
        yield (
            action.pk, action.priority.name, action.wording, str(action.lead or ""), "; ".join(map(str, supporting)),
            _due(action), ", ".join(action.sides), action.note,
        )  # fmt: skip


def _due(action):
    """The due date, or else its words, unless they would be read as a date that it has not."""
    if action.due_on:
        return f"{action.due_on:%d/%m/%Y}"
    return "" if read_when(action.due_words).on else action.due_words


def as_csv_template(plan):
    return csv_of(list(HEADINGS.values()), _template_rows(plan))


def as_xlsx_template(plan):
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append(list(HEADINGS.values()))
    for row in _template_rows(plan):
        _append(sheet, row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGH", (11, 34, 60, 20, 30, 14, 20, 40), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    names = book.create_sheet("Authorities")
    acting = list(plan.partnership.authorities.acting())
    for authority in acting:
        _append(names, [authority.short_name])
    names.sheet_state = "hidden"
    if acting:
        choice = DataValidation(type="list", formula1=f"Authorities!$A$1:$A${len(acting)}", allow_blank=True)
        choice.errorStyle = "information"
        sheet.add_data_validation(choice)
        choice.add("D2:D2000")
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _append(sheet, values):
    """Add a row in which a text is never a formula, whatever it begins with, also when its cell is edited."""
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column, without_controls(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = value.startswith(FORMULA)
