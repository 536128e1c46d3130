"""Our own tables sent back: the template, and the activities of the open data, which become the template's table."""

from partners.files.tables import Sheet
from plans.exports.tables import FORMULA
from plans.outline.build import SIDES

from .template import HEADINGS

# {column of the open data: heading of the template}
OPEN_DATA = {
    "id": "reference", "priority": "priority", "wording": "wording", "lead": "lead", "supporting": "supporting",
    "due_on": "due_on", "note": "note",
}  # fmt: skip


def is_template(headings):
    return set(HEADINGS.values()) <= set(headings)


def without_apostrophe(text):
    """Text of a cell without the apostrophe that our CSV files put before what a program would calculate."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def with_own_tables(sheets):
    """The sheets of a file; of an open-data file its activities only, as the template has them."""
    actions = next((table for sheet in sheets if (table := _template_table(sheet))), None)
    sheets = [actions] if actions else sheets
    for sheet in sheets:
        if sheet.rows and is_template(sheet.rows[0]):
            sheet.rows = [[without_apostrophe(c) if isinstance(c, str) else c for c in row] for row in sheet.rows]
    return sheets


def _template_table(sheet):
    """The sheet as the template has it, or None if it has other columns than the open data's activities.

    Activities of a hallmark are in no template, and left out.
    """
    columns = sheet.rows[0] if sheet.rows else []
    if not {*OPEN_DATA, *SIDES, "hallmark_id"} <= set(columns):
        return None
    rows = [list(HEADINGS.values())]
    for row in sheet.rows[1:]:
        cells = dict(zip(columns, row, strict=False))
        if cells.get("priority"):
            values = {name: cells.get(column) for column, name in OPEN_DATA.items()}
            values["sides"] = ", ".join(side for side in SIDES if cells.get(side) == "yes")
            rows.append([values[name] for name in HEADINGS])
    return Sheet(sheet.name, rows, last_row=sheet.last_row)
