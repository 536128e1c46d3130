"""Import template: a row for each activity of the plan, under headings that need no mapping."""

import io

from plans.exports.tables import csv_of, without_formula

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
            f"{action.due_on:%d/%m/%Y}" if action.due_on else "", ", ".join(action.sides), action.note,
        )  # fmt: skip


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
        sheet.append([without_formula(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGH", (11, 34, 60, 20, 30, 14, 20, 40), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    names = book.create_sheet("Authorities")
    acting = list(plan.partnership.authorities.acting())
    for authority in acting:
        names.append([without_formula(authority.short_name)])
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
