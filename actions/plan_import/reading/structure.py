"""Structure of a sheet: which rows are headings, banners, titles, notes and rows of a table."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from .authority_roster import Roster, name_key
from .headings import LONGEST_HEADING, Meaning, meaning_of
from .labelled import labelled_blocks, priority_columns
from .outlines import outline
from .priority_names import BELOW, NUMBERED, is_numbered, priority_key, priority_name
from .table_columns import BESIDE_ACTIONS, MEASURED, Columns, columns_of
from .values import SAMPLE, WORDS_OF_STATUS

NOTE = re.compile(
    r"^(?:\*+|†|\([^()]+\)$|notes?\b|nb\b|n\.b\.|(?:b?rag |colour )?key(?:\s*[:=–-]|\s*$)|totals?\b|footnotes?\b|"
    r"abbreviations\b|source\s*:|(?:last )?updated\b|figures are|\w+ = )",
    re.I,
)
# "Priority lead: Jane Doe" names nobody's priority.
LED = re.compile(
    r"(?:(?:priority|theme|objective|strategic|outcome|executive|board|overall|delivery|action|plan|group)s? )*"
    r"(?:leads?|owners?|sponsors?|champions?|chair(?:ed by)?|sro|led by|"
    r"(?:lead|(?:senior )?responsible) (?:officer|owner|agency|partner|member|organisation)s?)\s*(?::|[–—-]\s)",
    re.I,
)
TOTAL = re.compile(r"(?:sub-?|grand )?totals?\s*:?", re.I)
PLAN = re.compile(r"\b(plan|strategy|tracker|programme|partnership|(19|20)\d\d)\b", re.I)
LABEL = re.compile(
    r"(?:notes?|n\.?b\.?|(?:b?rag |colour )?key|totals?|sources?|footnotes?|abbreviations|version|approved by|date|"
    r"signed|chair|author|owner|last updated)\s*:?",
    re.I,
)
__all__ = ["Kind", "Line", "Table", "lines_and_tables", "priority_key", "priority_name", "read_lines"]

HEADS_OF_TABLES = {Meaning.ACTION, Meaning.MEASURE}
FEWEST_MEANINGS = 2
MOST_LONELY = 0.4
LONGEST_BANNER = 90


class Kind(StrEnum):
    """What a row is."""

    HEADINGS = "headings"
    BANNER = "banner"
    LINE = "line"
    NOTE = "note"
    ENTRY = "entry"
    LABELLED = "labelled"


@dataclass(slots=True)
class Line:
    """A row with its kind; `columns` are the Meanings of its table's columns, by number from 0. `records` are those of
    a block of labels and values, on its first line; `depth` that of a row that sums up others, from 0."""

    kind: Kind
    row: object
    columns: dict[int, Meaning] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    records: list = field(default_factory=list)
    depth: int | None = None


@dataclass(slots=True)
class Table:
    """A table that was found: the row of its headings (0 for none), what its columns hold, and whether that is a
    guess: `is_guess` of the row, `unsure` of single columns. A guessed one `starts` with a row; what is above is none
    of it."""

    sheet: str
    row: int
    headings: dict[int, str]
    columns: dict[int, Meaning]
    unsure: set[int] = field(default_factory=set)
    is_guess: bool = False
    starts: int = 0


def meanings(row):
    """Meanings of a row's cells as headings, by column; those that are not known are None."""
    return {at: meaning_of(cell.text) for at, cell in enumerate(row.cells) if cell.text}


def is_headings(row):
    """Whether a row holds the headings of a table."""
    if len(row.cells) < FEWEST_MEANINGS or any(len(cell.text) > 2 * LONGEST_HEADING for cell in row.cells):
        return False
    known = [meaning for meaning in meanings(row).values() if meaning]
    has_actions = Meaning.ACTION in known and {*BESIDE_ACTIONS, Meaning.PRIORITY} & set(known)
    return (
        len(set(known)) >= FEWEST_MEANINGS
        and (bool(HEADS_OF_TABLES & set(known)) or set(known) >= BESIDE_ACTIONS)
        and (len(known) * 2 >= len(row.words) or len(set(known)) > FEWEST_MEANINGS or bool(has_actions))
        and sum(len(words) > LONGEST_HEADING for words in row.words) * 2 < len(set(known))
    )


def begins_again(row):
    """Whether a row within a table holds the headings of another one; cells such as "Q3 2026/27" may look like some."""
    known = set(meanings(row).values())
    return len(known & {Meaning.ACTION, *BESIDE_ACTIONS}) > 1 or bool(known & MEASURED and Meaning.MEASURE in known)


def joined_headings(first, second):
    """Headings by column in the words of one or two rows, and whether the second is one of headings."""
    one = {at: cell.text for at, cell in enumerate(first.cells) if cell.text}
    below = {} if second is None else meanings(second)
    if not below or not (_all_headings(first, below) or _is_below_merged(first, below)):
        return one, False
    over = dict(one)
    for at, cell in enumerate(first.cells):
        for right in range(at + 1, at + cell.spans[1]):
            over.setdefault(right, cell.text)
    both = {at: f"{over.get(at, '')} {second.cells[at].text if at in below else ''}".strip() for at in {*one, *below}}
    return both, True


def _all_headings(first, below):
    has_entries = HEADS_OF_TABLES & set(meanings(first).values())
    return all(below.values()) and not (has_entries and HEADS_OF_TABLES & set(below.values()))


def _is_below_merged(first, below):
    """Whether all cells of a second row stand below headings that are merged across."""
    across = {
        right
        for at, cell in enumerate(first.cells)
        if cell.spans[1] > 1 and cell.text
        for right in range(at, at + cell.spans[1])
    }
    return len(below) > 1 and set(below) <= across and len(first.words) > 1


def read_lines(sheet, answers, roster=None, *, guess=None):
    """Lines of a sheet, each non-empty row once and in its order. `guess` is a Table to go by."""
    return lines_and_tables(sheet, answers, roster or Roster([]), guess=guess)[0]


def lines_and_tables(sheet, answers, roster, *, guess=None):
    """(lines of a sheet; its Tables)."""
    return _Lines(sheet, answers, roster, guess).read()


class _Lines:
    def __init__(self, sheet, answers, roster, guess):
        self.sheet, self.rows, self.answers, self.roster, self.guess = sheet, sheet.rows, answers, roster, guess
        self.said = answers.headings.get(sheet.name)
        if self.said is None and guess:
            self.said = guess.row
        self.looks = [is_headings(row) for row in self.rows]
        self.blocks = {}
        if self.said is None:
            self.blocks = labelled_blocks(self.rows, self.looks) or priority_columns(self.rows)
        self.kinds = {at: answers.kinds.get((sheet.name, row.number)) for at, row in enumerate(self.rows)}
        self.repeated = sum(self.looks) > 1
        self.lines, self.tables, self.depths = [], [], {}

    def read(self):
        columns, headings, table, body, skip = {}, {}, 0, [], 0
        if self.said == 0:
            width = max((len(row.cells) for row in self.rows), default=0)
            columns, headings = self._begin(0, dict.fromkeys(range(width), ""), 0)
            body = self._body(0)
        for at, row in enumerate(self.rows):
            if skip:
                skip -= 1
                continue
            if not row.words:
                continue
            if row.table != table:
                columns, headings, table = {} if self.said is None else columns, headings, row.table
            if at in self.blocks:
                records, skip = self.blocks[at]
                self.lines.append(Line(Kind.LABELLED, row, {}, {}, records))
                continue
            if self._holds_headings(at, row, columns):
                following = self.rows[at + 1] if at + 1 < len(self.rows) else None
                headings, joined = joined_headings(row, following)
                skip = int(joined)
                columns, headings = self._begin(row.number, headings, at + 1 + skip)
                body = self._body(at + 1 + skip)
                self.lines.append(Line(Kind.HEADINGS, row, columns, headings))
                if joined:
                    self.lines.append(Line(Kind.HEADINGS, following, columns, headings))
                continue
            depth = self.depths.get(row.number)
            self.lines.append(Line(self._kind(at, row, columns, body), row, columns, headings, depth=depth))
        return self.lines, self.tables

    def _holds_headings(self, at, row, columns):
        if self.kinds[at]:
            return self.kinds[at] == Kind.HEADINGS
        if self.said is not None:
            return row.number == self.said
        return self.looks[at] and (not columns or begins_again(row))

    def _begin(self, number, headings, start):
        """Columns of the table that begins here, as its headings and values say, or a person."""
        sheet, answers = self.sheet.name, self.answers
        rows = []
        for at in range(start, len(self.rows)):
            if self._begins_again(at) or len(rows) > SAMPLE:
                break
            if len(self.rows[at].words) > 1:
                rows.append(self.rows[at])
        found = Columns(dict(self.guess.columns)) if self.guess else columns_of(headings, rows, self.roster)
        for at in {*headings, *found.meanings}:
            if (sheet, at) in answers.columns:
                found.meanings[at] = answers.columns[sheet, at]
                found.unsure.discard(at)
        is_said = sheet in answers.headings or any(place[0] == sheet for place in answers.columns)
        is_guess = bool(self.guess) and not is_said
        starts = self.guess.starts if self.guess else 0
        self.depths |= outline(self.rows[start : self._body(start).end], headings, found.meanings)
        self.tables.append(Table(sheet, number, headings, found.meanings, found.unsure, is_guess, starts))
        return found.meanings, headings

    def _body(self, at):
        """Body of the table that begins at a place."""
        ends = (n for n in range(at, len(self.rows)) if n in self.blocks or self._begins_again(n))
        end = next(ends, len(self.rows))
        while end > at and not self.rows[end - 1].words:
            end -= 1
        return Body(self.rows, at, end)

    def _begins_again(self, at):
        return self.looks[at] and begins_again(self.rows[at])

    def _kind(self, at, row, columns, body):
        words = row.words
        if self.kinds[at]:
            return self.kinds[at]
        if row.number in self.depths:
            return Kind.LINE if self.depths[row.number] < 0 else Kind.BANNER
        if len(words) == 1 and (LED.match(words[0]) or update_label(row)):
            return Kind.LINE
        if len(words) == 2 and self._is_above_table(at):
            return Kind.BANNER if is_numbered(f"{words[0]}: {words[1]}") else Kind.LINE
        if NOTE.match(words[0]) and (len(words) == 1 or LABEL.fullmatch(words[0])):
            return Kind.NOTE
        if len(words) == 1 and not row.heading and self._names_table(at, words[0], columns):
            return Kind.LINE
        if row.heading or (len(words) == 1 and (NUMBERED.match(words[0]) or BELOW.match(words[0]))):
            return Kind.BANNER
        if len(words) == 1 and self.repeated and not PLAN.search(words[0]) and self._is_above_headings(at):
            return Kind.BANNER
        if not columns or (self.guess and row.number < self.guess.starts):
            return Kind.LINE
        if is_key(row, columns) or is_total(row, columns) or at >= body.tail:
            return Kind.NOTE if len(words) > 1 else Kind.LINE
        following = self.rows[at + 1] if at + 1 < len(self.rows) else None
        fuller = following is not None and len(following.words) > len(words)
        return Kind.BANNER if is_banner(at, row, columns, body, fuller=fuller) else Kind.ENTRY

    def _names_table(self, at, words, columns):
        """Whether a line such as "How we will measure success" is the heading of a table, or of a list."""
        named = meaning_of(words) in (Meaning.MEASURE, Meaning.ACTION)
        return named and (not columns or self._is_above_headings(at))

    def _is_above_table(self, at):
        """Whether a row is one of the lines of a name and its words that stand above a table's headings."""
        first = next(cell.text for cell in self.rows[at].cells if cell.text)
        if not (NUMBERED.fullmatch(first) or meaning_of(first) or LED.match(f"{first}:")):
            return False
        below = next((n for n in range(at + 1, len(self.rows)) if len(self.rows[n].words) > 2), None)
        return (
            below is not None
            and self.looks[below]
            and all(len(row.words) != 1 or NUMBERED.match(row.words[0]) for row in self.rows[at + 1 : below])
        )

    def _is_above_headings(self, at):
        """Whether the next row that is not empty holds headings."""
        below = (n for n in range(at + 1, len(self.rows)) if self.rows[n].words and not is_aside(self.rows[n]))
        following = next(below, None)
        return following is not None and self.looks[following]


class Body:
    """The rows of a table below its headings, from `start` to before `end`, and what is usual among them.

    `tail` is where rows begin that stand below the table: lines of one cell after an empty row.
    """

    def __init__(self, rows, start, end):
        self.start, self.end = start, end
        body = [row for row in rows[start:end] if row.words]
        lonely = [row for row in body if len(row.words) == 1]
        self.lonely = len(lonely) / max(1, len(body))
        self.bold = sum(_is_bold(row) for row in body) / max(1, len(body))
        self.filled = sum(_is_filled(row) for row in body) / max(1, len(body))
        self.first = next((at for at in range(start, end) if rows[at].words), start)
        self.begins_lonely = bool(body) and len(body[0].words) == 1
        # Each row of one cell stands above one with more, as the name of a group does.
        self.heads = (
            bool(body)
            and all(len(row.words) > 1 or len(below.words) > 1 for row, below in pairwise(body))
            and len(body[-1].words) > 1
        )
        self.tail = _tail(rows, start, end) if self.lonely < MOST_LONELY else end


def _tail(rows, start, end):
    """Where the lines below a table begin; a row with more than one cell belongs to it."""
    last = next((at for at in range(end - 1, start - 1, -1) if len(rows[at].words) > 1), None)
    if last is None or last + 1 >= end:
        return end
    gap = not rows[last + 1].words or rows[last + 1].number > rows[last].number + 1
    return last + 1 if gap else end


def _is_bold(row):
    return all(cell.bold for cell in row.cells if cell.text)


def _is_filled(row):
    return any(cell.fill for cell in row.cells if cell.text)


def is_key(row, columns):
    """Whether a row explains a colour or a letter of a status: "R", "Off track"."""
    filled = [(at, cell.text) for at, cell in enumerate(row.cells) if cell.text]
    if len(filled) != 2 or len(columns) <= 2:
        return False
    (at, first), (_, second) = filled
    return (
        name_key(first) in WORDS_OF_STATUS
        and columns.get(at) not in (Meaning.STATUS, Meaning.REFERENCE)
        and len(second) < LONGEST_BANNER
    )


def update_label(row):
    """The label of a row of one cell that says how the action above it goes: "Update: 12 trained"; "" for none."""
    label, colon, said = row.words[0].partition(":")
    return label if len(row.words) == 1 and colon and said and meaning_of(label) == Meaning.UPDATE else ""


def is_aside(row):
    """Whether a row of one cell says who leads a priority, or what it is to change: "Outcome: Fewer are hurt"."""
    label, colon, _ = row.words[0].partition(":")
    return len(row.words) == 1 and bool(LED.match(row.words[0]) or (colon and meaning_of(label) == Meaning.MEASURE))


def is_total(row, columns):
    """Whether a row adds others up."""
    actions = [cell.text for at, cell in enumerate(row.cells) if columns.get(at) == Meaning.ACTION and cell.text]
    return not actions and any(TOTAL.fullmatch(words) for words in row.words)


def is_banner(at, row, columns, body, *, fuller):
    """Whether a row of a table names the priority, or the group, of the rows below it."""
    filled = [(column, cell) for column, cell in enumerate(row.cells) if cell.text]
    if len(filled) == 2 and (
        re.fullmatch(r"(?:\d+|[A-Z])[.):]?", filled[0][1].text) or NUMBERED.fullmatch(filled[0][1].text)
    ):
        return len(filled[1][1].text) <= LONGEST_BANNER and (fuller or bool(NUMBERED.match(filled[0][1].text)))
    if len(filled) != 1:
        return False
    column, cell = filled[0]
    if cell.spans[1] > 1 or columns.get(column) in (None, Meaning.REFERENCE, Meaning.LEAD):
        return True
    if columns.get(column) != Meaning.ACTION or len(cell.text) > LONGEST_BANNER or "\n" in cell.text:
        return False
    if (cell.bold and body.bold < MOST_LONELY) or (cell.fill and body.filled < MOST_LONELY):
        return True
    named = Meaning.PRIORITY in columns.values()
    heads = body.heads or body.lonely <= MOST_LONELY
    return body.begins_lonely and heads and not named and not cell.text.endswith(".")
