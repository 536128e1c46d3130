"""Our own tables sent back: the template, the open data of the plan, and the sheet in which officers write updates.

They say by our own references which actions they are about, and need no guesses.
"""

from partners.files.source import LeftOut, State
from partners.written_times import read_when
from plans.exports.tables import FORMULA
from plans.outline.build import SIDES

from ...reporting.spreadsheet.columns import HEADING, UPDATE_FIELDS
from ..template import HEADINGS
from .authority_names import read_leads
from .entry_shapes import ActionEntry, Entries

# {heading: what the column holds}
TEMPLATE = {heading: name for name, heading in HEADINGS.items()}
OPEN_DATA = {
    "id": "reference", "priority": "priority", "hallmark": "hallmark", "wording": "wording", "lead": "lead",
    "supporting": "supporting", "due_on": "due_on", "due_words": "due_words", "note": "note",
    **{side: side for side in SIDES},
}  # fmt: skip
OFFICERS = {HEADING["number"]: "reference", HEADING["wording"]: "wording", HEADING["serves"]: "priority"}
MARKS = [set(TEMPLATE), {*OPEN_DATA, "hallmark_id"}, set(HEADING.values())]
TABLES = [TEMPLATE, OPEN_DATA, OFFICERS]


def without_apostrophe(text):
    """Text of a cell without the apostrophe that our CSV files put before what a program would calculate."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def own_entries(source, authorities, plan_years=None):
    """Entries of a Source that is one of our own tables; None if it is none."""
    for sheet in source.sheets:
        first = {cell.text for cell in sheet.rows[0].cells} if sheet.rows else set()
        columns = next((table for mark, table in zip(MARKS, TABLES, strict=True) if mark <= first), None)
        if columns is not None and sheet.state == State.VISIBLE:
            return _OwnTable(source, sheet, columns, authorities, plan_years).entries
    return None


class _OwnTable:
    """The reading of one of our own tables; the other sheets of its file are what the plan has anyway."""

    def __init__(self, source, sheet, columns, authorities, plan_years):
        self.sheet, self.authorities, self.plan_years = sheet, authorities, plan_years
        self.entries = Entries(left_out=list(source.left_out))
        self.headings = [cell.text for cell in sheet.rows[0].cells]
        self.columns = [columns.get(heading) for heading in self.headings]
        for row in sheet.rows[1:]:
            if row.words:
                self._read(row)
        for other in source.sheets:
            if other is not sheet and other.state == State.VISIBLE:
                why = "a sheet of our own file that is not read here"
                rows = [LeftOut(f"{other.name}, row {row.number}", " | ".join(row.words), why) for row in other.rows]
                self.entries.left_out.extend(each for each in rows if each.words)

    def _read(self, row):
        texts, place = {}, f"{self.sheet.name or 'Table'}, row {row.number}"
        for name, heading, cell in zip(self.columns, self.headings, row.cells, strict=False):
            if name and cell.text:
                texts[name] = without_apostrophe(cell.text)
            elif cell.text and heading in {column.heading for column in UPDATE_FIELDS}:
                why = "an update: send it in under My updates"
                self.entries.left_out.append(LeftOut(place, cell.text, why))
        if "wording" not in texts:
            self.entries.left_out.append(LeftOut(place, " | ".join(row.words), "a row without an action"))
            return
        self.entries.actions.append(self._action(row, texts))

    def _action(self, row, texts):
        made_from = [(self.sheet.name, row.number, at) for at, name in enumerate(self.columns) if name]
        action = ActionEntry(texts.get("priority", ""), texts["wording"], made_from=made_from)
        action.priority_words, action.hallmark = action.priority, texts.get("hallmark", "")
        action.is_of_hallmark = bool(action.hallmark) and not action.priority
        action.reference, action.note = texts.get("reference", ""), texts.get("note", "")
        self._set_leads(action, texts)
        when = read_when(texts.get("due_on", ""), plan_years=self.plan_years)
        words = texts.get("due_words", "")
        action.due_words, action.due_on, action.due_kept = texts.get("due_on", words), when.on, words or when.words
        action.sides = texts.get("sides") or ", ".join(side for side in SIDES if texts.get(side) == "yes")
        if action.priority:
            self.entries.priorities.setdefault(action.priority, action.priority)
        return action

    def _set_leads(self, action, texts):
        leads, others = (read_leads(texts.get(name, ""), self.authorities) for name in ("lead", "supporting"))
        action.lead, action.lead_kept = leads.lead, leads.words
        action.lead_words, action.supporting_words = texts.get("lead", ""), texts.get("supporting", "")
        supporting = dict.fromkeys([*leads.supporting, *filter(None, [others.lead]), *others.supporting])
        action.supporting = [one for one in supporting if one != leads.lead]
