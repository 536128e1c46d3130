"""Structure of a sheet: which rows are headings, banners, titles, notes and rows of a table."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from .headings import LONGEST_HEADING, Meaning, meaning_of

WORDS_OF_PRIORITIES = r"(?:strategic )?(?:priority|aim|objective|theme|goal|stage|outcome|pillar|ambition)"
NUMBERS = r"(?:\d+(?!\.\d)|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\b"
NUMBERED = re.compile(
    rf"^{WORDS_OF_PRIORITIES}(?: area)?(?:\s*{NUMBERS}\s*[:.–—-]*\s*|\s+[–—-]\s+|\s*:\s*(?=\S))", re.I
)
NOTE = re.compile(
    r"^(?:\*+|†|notes?\b|nb\b|n\.b\.|(?:rag |colour )?key(?:\s*[:=–-]|\s*$)|totals?\b|footnotes?\b|abbreviations\b|"
    r"source\s*:|last updated|figures are|\w+ = )",
    re.I,
)
PLAN = re.compile(r"\b(plan|strategy|tracker|programme|(19|20)\d\d)\b", re.I)
LABEL = re.compile(r"(?:notes?|n\.?b\.?|(?:rag |colour )?key|totals?|sources?|footnotes?|abbreviations)\s*:?", re.I)
HEADS_OF_TABLES = {Meaning.ACTION, Meaning.MEASURE}
BESIDE_ACTIONS = {Meaning.LEAD, Meaning.DUE}
FEWEST_MEANINGS = 2
LOOKED_AT = 30
PARTS = {Meaning.BASELINE, Meaning.TARGET, Meaning.DIRECTION, Meaning.FREQUENCY}


def priority_name(words):
    """Name of a priority without "Priority 1:" or "1." before it."""
    plain = " ".join(words.split())
    return re.sub(r"^\d+[.):]\s*(?=\S)", "", NUMBERED.sub("", plain)) or plain


def priority_key(words):
    """What two spellings of one priority have in common: its letters and digits."""
    return re.sub(r"[\W_]+", "", priority_name(words)).casefold()


class Kind(StrEnum):
    """What a row is."""

    HEADINGS = "headings"
    BANNER = "banner"
    LINE = "line"
    NOTE = "note"
    ENTRY = "entry"


@dataclass(slots=True)
class Line:
    """A row with its kind; `columns` are the Meanings of its table's columns, by number from 0."""

    kind: Kind
    row: object
    columns: dict[int, Meaning] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)


def meanings(row):
    """Meanings of a row's cells as headings, by column; those that are not known are None."""
    return {at: meaning_of(cell.text) for at, cell in enumerate(row.cells) if cell.text}


def is_headings(row):
    """Whether a row holds the headings of a table."""
    known = [meaning for meaning in meanings(row).values() if meaning]
    return (
        len(set(known)) >= FEWEST_MEANINGS
        and (bool(HEADS_OF_TABLES & set(known)) or set(known) >= BESIDE_ACTIONS)
        and (len(known) * 2 >= len(row.words) or len(set(known)) > FEWEST_MEANINGS)
        and all(len(words) <= LONGEST_HEADING for words in row.words)
    )


def begins_again(row):
    """Whether a row within a table holds the headings of another one; cells such as "Q3 2026/27" may look like some."""
    known = set(meanings(row).values())
    return len(known & {Meaning.ACTION, *BESIDE_ACTIONS}) > 1 or bool(known & PARTS and Meaning.MEASURE in known)


def joined_headings(first, second):
    """Headings by column in the words of one or two rows, and whether the second is one of headings."""
    one = {at: cell.text for at, cell in enumerate(first.cells) if cell.text}
    below = {} if second is None else meanings(second)
    has_entries = bool(HEADS_OF_TABLES & set(meanings(first).values()))
    if not below or not all(below.values()) or (has_entries and HEADS_OF_TABLES & set(below.values())):
        return one, False
    both = {at: f"{one.get(at, '')} {second.cells[at].text if at in below else ''}".strip() for at in {*one, *below}}
    return both, True


def columns_of(headings, below=()):
    """Meanings of columns by number. A second column of actions holds notes."""
    columns = {}
    for at, words in sorted(headings.items()):
        meaning = meaning_of(words)
        if meaning is None and len(words.split()) > 1:
            meaning = meaning_of(words.split()[-1])
        if meaning == Meaning.ACTION and Meaning.ACTION in columns.values():
            meaning = Meaning.NOTE
        if meaning == Meaning.PRIORITY and Meaning.PRIORITY in columns.values():
            meaning = Meaning.THEME
        columns[at] = meaning or Meaning.NONE
    found = set(columns.values())
    if Meaning.LEAD not in found:
        _rename(columns, Meaning.SUPPORTING, Meaning.LEAD)
    if Meaning.ACTION not in found and BESIDE_ACTIONS & found and not PARTS & found:
        at = _most_words(headings, below)
        if at is not None:
            columns[at] = Meaning.ACTION
    return columns


def _rename(columns, old, new):
    """Let the first column of one meaning have another."""
    at = next((at for at, meaning in columns.items() if meaning == old), None)
    if at is not None:
        columns[at] = new


def _most_words(headings, below):
    """Column that holds the actions where no heading says so: of those it can be, the one with the most words."""
    can_be = [at for at, words in headings.items() if meaning_of(words) in (None, Meaning.MEASURE, Meaning.NOTE)]
    lengths = {at: sum(len(row.cells[at].text) for row in below if at < len(row.cells)) for at in can_be}
    return max(can_be, key=lambda at: lengths[at], default=None)


def is_banner(row, columns, *, fuller):
    """Whether a row of a table names the priority of the rows below it."""
    filled = [(at, cell) for at, cell in enumerate(row.cells) if cell.text]
    if len(filled) == 2 and (re.fullmatch(r"\d+\.?", filled[0][1].text) or NUMBERED.fullmatch(filled[0][1].text)):
        return len(filled[1][1].text) <= LONGEST_HEADING and (fuller or bool(NUMBERED.match(filled[0][1].text)))
    if len(filled) != 1:
        return False
    at, cell = filled[0]
    return (
        cell.spans[1] > 1
        or bool(NUMBERED.match(cell.text))
        or columns.get(at) in (None, Meaning.REFERENCE, Meaning.LEAD)
    )


def read_lines(sheet, answers):
    """Lines of a sheet, each non-empty row once, in its order."""
    lines, columns, headings, table, skip = [], {}, {}, 0, False
    looks = [is_headings(row) for row in sheet.rows]
    repeated = sum(looks) > 1
    for at, row in enumerate(sheet.rows):
        if skip or not row.words:
            skip = False
            continue
        if row.table != table:
            columns, headings, table = {}, {}, row.table
        following = sheet.rows[at + 1] if at + 1 < len(sheet.rows) else None
        said = answers.headings.get(sheet.name)
        kind = answers.kinds.get((sheet.name, row.number))
        is_said = row.number == said if said else looks[at] and (not columns or begins_again(row))
        if kind == Kind.HEADINGS or (is_said and kind is None):
            headings, skip = joined_headings(row, following)
            columns = columns_of(headings, sheet.rows[at + 1 : at + 1 + LOOKED_AT])
            columns |= {at: answers.columns[sheet.name, at] for at in columns if (sheet.name, at) in answers.columns}
            lines.append(Line(Kind.HEADINGS, row, columns, headings))
            if skip:
                lines.append(Line(Kind.HEADINGS, following, columns, headings))
            continue
        is_title = (
            len(row.words) == 1 and repeated and not PLAN.search(row.words[0]) and _is_above_headings(sheet.rows, at)
        )
        kind = kind or (Kind.BANNER if is_title else kind_of(row, columns, following))
        lines.append(Line(kind, row, columns, headings))
    return lines


def _is_above_headings(rows, at):
    """Whether the next row that is not empty holds headings."""
    following = next((row for row in rows[at + 1 : at + 3] if row.words), None)
    return following is not None and is_headings(following)


def kind_of(row, columns, following):
    """Kind of a row that holds no headings."""
    if NOTE.match(row.words[0]) and (len(row.words) == 1 or LABEL.fullmatch(row.words[0])):
        return Kind.NOTE
    if row.heading or (NUMBERED.match(row.words[0]) and len(row.words) == 1):
        return Kind.BANNER
    if not columns:
        return Kind.LINE
    fuller = following is not None and len(following.words) > len(row.words)
    return Kind.BANNER if is_banner(row, columns, fuller=fuller) else Kind.ENTRY
