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
    IGNORE: "Nothing that the plan keeps",
}
# Usual headings of each meaning; the first match wins.
USUAL = [
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
FROM = {
    COLUMN: "A column says it",
    SHEETS: "Each sheet is a priority, and its name says which",
    HEADINGS: "A row that stands alone above its activities says it",
}
# Rows searched for headings.
DEEPEST = 15


@dataclass
class Table:
    """A sheet with its headings, and the rows below them by their number in the sheet.

    `rows` are (number, {heading: text}); `alone` is {number: text} of the rows with a single value.
    """

    name: str
    headings: list[str]
    rows: list[tuple[int, dict]]
    alone: dict[int, str] = field(default_factory=dict)


def as_key(words):
    """Text normalised for comparison: case, spaces and punctuation are ignored."""
    return " ".join(re.sub(r"[^\w&/]+", " ", words.casefold()).split())


def guess(heading):
    """Probable meaning of a column, from its heading."""
    said = as_key(heading)
    return next((meaning for meaning, usual in USUAL if re.search(usual, said)), IGNORE)


def tables_of(sheets):
    """([Table], [name of each sheet without headings])"""
    found, none = [], []
    for sheet in sheets:
        table = _table(sheet)
        if table is None:
            none.append(sheet.name)
        else:
            found.append(table)
    return found, none


def _table(sheet):
    best, place = 0, None
    for n, row in enumerate(sheet.rows[:DEEPEST]):
        # A heading row has several known headings, all short, and no cell that spans the sheet.
        known = {guess(cell) for cell in row if cell and len(cell) <= 60} - {IGNORE}
        if len(known) > best and n not in sheet.across:
            best, place = len(known), n
    if place is None or best < 1:
        return None
    place, headings = _headings(sheet, place)
    rows, alone = [], {}
    for number, cells in enumerate(sheet.rows[place + 1 :], place + 2):
        words = {}
        for heading, cell in zip(headings, cells, strict=False):
            if heading and cell:
                words.setdefault(heading, cell)
        if not words:
            continue
        if len(set(words.values())) == 1:
            alone[number] = next(iter(words.values()))
        rows.append((number, words))
    return Table(sheet.name, [h for h in dict.fromkeys(headings) if h], rows, alone)


def _headings(sheet, place):
    """(headings of a sheet, index of their last row). Merged cells make two rows of headings into one."""
    top = sheet.rows[place]
    below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else []
    doubled = any(a and a == b for a, b in pairwise(top))
    above = sheet.rows[place - 1] if place else []
    above_doubled = place - 1 not in sheet.across and any(a and a == b for a, b in pairwise(above))
    if doubled and below and all(len(cell) <= 60 for cell in below):
        return place + 1, _joined(top, below)
    if above_doubled:
        return place, _joined(above, top)
    return place, _apart(top)


def _joined(above, below):
    pairs = zip(above, below, strict=False)
    return _apart([a if a == b or not b else b if not a else f"{a}: {b}" for a, b in pairs])


def _apart(headings):
    """Headings with repeats numbered, so that each column is distinct."""
    seen, found = {}, []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        found.append(heading if seen[heading] == 1 or not heading else f"{heading} ({seen[heading]})")
    return found


def names_in(words):
    """Authority names in a cell: "Police / NHDC and Fire" has three."""
    parts = re.split(r"\s*(?:/|,|;|\+|&| and |\n)\s*", words)
    return [part.strip(" .") for part in parts if part.strip(" .")]


def guess_authority(words, authorities):
    """The authority a name means, or None: by its name, short name or initials."""
    said = as_key(words)
    for authority in authorities:
        names = {as_key(authority.name), as_key(authority.short_name)}
        if said in names or said in {_letters(authority.name), _letters(authority.short_name)} - {""}:
            return authority
    close = [a for a in authorities if said and (f" {said} " in f" {as_key(a.name)} " or as_key(a.short_name) in said)]
    return close[0] if len(close) == 1 else None


def _letters(name):
    """Initials: NHDC for North Hertfordshire District Council."""
    words = [word for word in as_key(name).replace("/", " ").split() if word not in ("of", "the", "and", "&", "for")]
    return "".join(word[0] for word in words) if len(words) > 1 else ""
