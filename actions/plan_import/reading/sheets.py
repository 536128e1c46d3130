"""Entries of a spreadsheet's sheet: where its priorities are given, and the lines around its tables."""

import re

from partners.written_times import read_when

from .entry_shapes import Update
from .headings import Meaning
from .priority_names import NUMBERED, is_numbered, priority_key
from .structure import PLAN, Kind, update_label
from .table_entries import TableEntries

# Names of sheets that name no priority.
PLAIN_WORDS = {
    "sheet", "tab", "table", "page", "plan", "plans", "action", "actions", "actionplan", "tracker", "data",
    "delivery", "csp", "annual", "year", "yr", "final", "draft", "version", "copy", "main", "live", "current",
    "open", "closed", "completed", "complete", "done", "new", "log", "gantt", "timeline", "progress", "summary",
    "programme", "strategy", "strategic", "priorities", "objectives", "workplan", "work", "list", "master", "all",
    "items", "q1", "q2", "q3", "q4", "v", "to", "of", "the", "and", "update", "updates", "monitoring",
    "performance", "report", "community", "safety", "partnership", "implementation", "outstanding", "archive",
}  # fmt: skip
LONGEST_LINE = 120
FEW_LINES = 3
UPDATED = re.compile(
    r"\b(?:last )?(?:updated|reviewed|amended|as at|position at|correct at|figures at)\b\s*:?\s*(.+)", re.I
)


def is_plain_name(name):
    """Whether a sheet's name names no priority, such as "Sheet1", "Action plan" or "2026-27"."""
    words = re.findall(r"[a-z]+", name.lower())
    return all(re.sub(r"\d", "", word) in PLAIN_WORDS for word in words)


def named_priorities(sheets, lines):
    """Names of the sheets with tables that may be those of priorities."""
    return [
        sheet.name
        for sheet in sheets
        if not is_plain_name(sheet.name) and any(line.kind == Kind.HEADINGS for line in lines[sheet.name])
    ]


def updated_on(words):
    """The day on which words such as "Last updated: 09/10/2025" say that a file was updated, or None."""
    match = UPDATED.search(words)
    if not match or len(words) > LONGEST_LINE:
        return None
    return read_when(re.split(r"\s[–—-]\s|[;,|]", match[1])[0].strip(" .)")).on


def names_priority(line):
    """Whether a line names the priority of the rows below: a banner, or a heading such as "Priority 1: Burglary"."""
    numbered = line.kind == Kind.HEADINGS and len(line.row.words) > 1 and any(map(is_numbered, line.row.words))
    return line.kind == Kind.BANNER or numbered


class SheetEntries:
    """The reading of one sheet, line by line. `several` sheets have names that may be those of priorities."""

    def __init__(self, reading, sheet, lines, current, *, several):
        """Find out where the priorities of the sheet are given."""
        self.reading, self.entries, self.sheet, self.lines = reading, reading.entries, sheet, lines
        self.current = current
        columns = {
            meaning
            for line in lines
            if line.kind == Kind.ENTRY
            for at, meaning in line.columns.items()
            if at < len(line.row.cells) and line.row.cells[at].text
        }
        columns |= {meaning for line in lines for record in line.records for _, _, _, meaning, _ in record}
        given = any(names_priority(line) for line in lines) or Meaning.PRIORITY in columns
        named = not is_plain_name(sheet.name)
        said = reading.answers.priorities.get(sheet.name)
        by_theme = Meaning.THEME in columns and not given and not said and not (named and several)
        self.tables = TableEntries(reading, sheet, current, themes_are_priorities=by_theme)
        self.is_given = given or by_theme
        if said or (named and not self.is_given):
            current.begin(said or sheet.name, (sheet.name, 0, 0))

    def read(self):
        """Read every line into the entries."""
        for line in self.lines:
            match line.kind:
                case Kind.HEADINGS:
                    self.tables.begin_headings(line)
                case Kind.BANNER:
                    self._banner(line)
                case Kind.LINE | Kind.NOTE:
                    self._line(line)
                case Kind.LABELLED:
                    for record in line.records:
                        self.tables.read_record(record)
                case Kind.ENTRY:
                    self.tables.read(line)

    def _places(self, line):
        return [
            ((self.sheet.name, line.row.number, at), cell.text) for at, cell in enumerate(line.row.cells) if cell.text
        ]

    def _leave_out(self, line, why):
        for place, words in self._places(line):
            self.entries.leave_out(place, words, why)

    def _line(self, line):
        for one in line.row.words:
            self.entries.updated_on = updated_on(one) or self.entries.updated_on
        label = update_label(line.row)
        if label and line.columns and self.tables.last:
            place, words = self._places(line)[0]
            self.tables.last.updates.append(Update(words, label, place=place))
        elif line.kind == Kind.NOTE:
            self._leave_out(line, "a note, a key or a total")
        elif not self.entries.title and len(line.row.words) == 1 and self._may_be_title(line):
            self.entries.title = line.row.words[0]
            self.entries.keep("title", self._places(line)[0][0])
            self._leave_out(line, "the title")
        else:
            self._leave_out(line, "words above or below the table")

    def _may_be_title(self, line):
        """Whether a line names the plan, or stands almost alone above the table."""
        above = [one for one in self.lines if one.row.number <= line.row.number]
        return len(above) < len(self.lines) and (bool(PLAN.search(line.row.words[0])) or len(above) < FEW_LINES)

    def _banner(self, line):
        places = self._places(line)
        if line.depth is not None:
            self._outline(line, places)
            return
        texts = [words for _, words in places]
        numbered = any(NUMBERED.match(words) for words in texts)
        words = ": ".join(one.rstrip(".:") for one in texts) if len(texts) > 1 else texts[0]
        if numbered or len(texts) > 1 or not self._within_numbered():
            self.tables.begin_priority(words, places[-1][0])
            if len(texts) > 1:
                self.entries.keep("number", places[0][0])
        else:
            self.current.begin_theme(words, places[0][0])
            self.tables.last = None

    def _outline(self, line, places):
        """Go on under a row that sums up those below it; its figures are theirs."""
        for place, words in places:
            if line.columns.get(place[2]) != Meaning.ACTION:
                self.entries.leave_out(place, words, "of a row that sums up those below it")
            elif line.depth:
                self.current.begin_theme(words, place)
            else:
                self.tables.begin_priority(words, place)
        self.tables.last = None

    def _within_numbered(self):
        """Whether the current priority has a number, as one with groups below it has."""
        before = self.current.waiting[0][0] if self.current.waiting else self.entries.priorities.get(self.current.name)
        return bool(NUMBERED.match(before or "")) and priority_key(before) == priority_key(self.current.name)
