"""Column mapping: meanings of columns and authority names, guessed first, then chosen by a person and remembered."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

IGNORE = "ignore"
MEANINGS = {
    "wording": "The activity, in words",
    "priority": "The priority that it serves",
    "lead": "The lead authority",
    "supporting": "Supporting authorities",
    "due_on": "The due date",
    "note": "A note",
    "sides": "Sides of the crime triangle",
    "criterion": "A success criterion of the priority",
    "reference": "Our reference (from the template)",
    IGNORE: "Do not import",
}
# Usual headings of each meaning; the first match wins.
USUAL_HEADINGS = [
    ("reference", r"^(living plan )?ref(erence)?$"),
    ("criterion", r"success|criteri|measure|indicator|how (will|would) we know|outcome"),
    ("supporting", r"support|partner|with whom|other agenc|assist"),
    ("lead", r"lead|who|owner|responsib|agency|officer"),
    ("due_on", r"due|when|date|deadline|target date|time ?scale|complet|by$"),
    ("priority", r"priorit|theme|objective|aim"),
    ("wording", r"activit|action|task|what|project|work"),
    ("note", r"note|comment|remark|detail"),
    ("sides", r"triangle|side|victim|offender|location"),
]
COLUMN, SHEETS, HEADINGS = "column", "sheets", "headings"
PRIORITY_SOURCES = {
    COLUMN: "In a column",
    SHEETS: "Each sheet is a priority, and its name says which",
    HEADINGS: "A row that stands alone above its activities says it",
}
# Rows searched for headings.
MAX_HEADING_ROW = 15


@dataclass
class SheetTable:
    """A sheet with its headings, and the rows below them by their number in the sheet.

    `rows` are (number, {heading: text}); `alone` is {number: text} of the rows with a single value.
    """

    name: str
    headings: list[str]
    rows: list[tuple[int, dict]]
    alone: dict[int, str] = field(default_factory=dict)


def as_key(text):
    """Text normalised for comparison: case, spaces and punctuation are ignored."""
    return " ".join(re.sub(r"[^\w&/]+", " ", text.casefold()).split())


def guess(heading):
    """Probable meaning of a column, from its heading."""
    key = as_key(heading)
    return next((meaning for meaning, pattern in USUAL_HEADINGS if re.search(pattern, key)), IGNORE)


def tables_of(sheets):
    """([SheetTable], [name of each sheet without headings])"""
    tables, without_headings = [], []
    for sheet in sheets:
        table = _table_in(sheet)
        if table is None:
            without_headings.append(sheet.name)
        else:
            tables.append(table)
    return tables, without_headings


def _table_in(sheet):
    most_known, index = 0, None
    for n, row in enumerate(sheet.rows[:MAX_HEADING_ROW]):
        # A heading row has several known headings, all short, and no cell that spans the sheet.
        known = {guess(cell) for cell in row if cell and len(cell) <= 60} - {IGNORE}
        if len(known) > most_known and n not in sheet.across:
            most_known, index = len(known), n
    if index is None or most_known < 1:
        return None
    index, headings = _headings(sheet, index)
    rows, alone = [], {}
    for number, row in enumerate(sheet.rows[index + 1 :], index + 2):
        cells = {}
        for heading, cell in zip(headings, row, strict=False):
            if heading and cell:
                cells.setdefault(heading, cell)
        if not cells:
            continue
        if len(set(cells.values())) == 1:
            alone[number] = next(iter(cells.values()))
        rows.append((number, cells))
    return SheetTable(sheet.name, [h for h in dict.fromkeys(headings) if h], rows, alone)


def _headings(sheet, index):
    """(headings of a sheet, index of their last row). Merged cells make two rows of headings into one."""
    top = sheet.rows[index]
    below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else []
    doubled = any(a and a == b for a, b in pairwise(top))
    above = sheet.rows[index - 1] if index else []
    above_doubled = index - 1 not in sheet.across and any(a and a == b for a, b in pairwise(above))
    if doubled and below and all(len(cell) <= 60 for cell in below):
        return index + 1, _joined(top, below)
    if above_doubled:
        return index, _joined(above, top)
    return index, _numbered(top)


def _joined(above, below):
    pairs = zip(above, below, strict=False)
    return _numbered([a if a == b or not b else b if not a else f"{a}: {b}" for a, b in pairs])


def _numbered(headings):
    """Headings with repeats numbered, so that each column is distinct."""
    seen, distinct = {}, []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        distinct.append(heading if seen[heading] == 1 or not heading else f"{heading} ({seen[heading]})")
    return distinct
