"""Entries of a file: its tables and prose as actions, criteria and sections, with every word accounted for."""

import re

from partners.files.source import LeftOut, State

from .entry_shapes import ActionEntry, Criterion, Entries, Question, Update
from .headings import Meaning
from .prose import read_prose
from .structure import NUMBERED, Kind, read_lines

NOTHING = {"", "-", "–", "n/a", "na", "none", "tbc", "tba", "to be confirmed", "to be agreed"}
CONFIDENTIAL = re.compile(r"\b(confidential|not for publication|restricted)\b", re.I)
PARTS = {
    Meaning.BASELINE,
    Meaning.TARGET,
    Meaning.UNIT,
    Meaning.DIRECTION,
    Meaning.FREQUENCY,
    Meaning.SOURCE,
    Meaning.REPORTER,
}
PLAIN_NAME = re.compile(r"(sheet|tab|table|page|plan|action ?plan|tracker|data)?\s*[\d-]*", re.I)


def priority_name(words):
    """Name of a priority without "Priority 1:" or "1." before it."""
    plain = " ".join(words.split())
    return NUMBERED.sub("", plain) or re.sub(r"^\d+[.)]?\s+", "", plain) or plain


def without_bullet(words):
    """Words of one list item without its bullet; several items keep theirs."""
    return words if words.count("•") > 1 else re.sub(r"^\s*[•▪·]\s*", "", words)


def read_entries(source):
    """The Entries of a Source."""
    entries = Entries()
    entries.left_out.extend(source.left_out)
    for sheet in source.sheets:
        if sheet.state != State.VISIBLE:
            _leave_out_sheet(entries, sheet)
            continue
        lines = read_lines(sheet)
        if any(line.kind == Kind.HEADINGS for line in lines):
            SheetReading(entries, sheet, lines, source).read()
        else:
            read_prose(entries, sheet, source)
        _leave_out_beside(entries, sheet)
    return entries


def _leave_out_sheet(entries, sheet):
    for row in sheet.rows:
        entries.left_out.extend(
            LeftOut(f"{sheet.name}, row {row.number}", words, "on a hidden sheet") for words in row.words
        )
    _leave_out_beside(entries, sheet)


def _leave_out_beside(entries, sheet):
    """Comments and struck-out words never become public, and are listed."""
    for row in sheet.rows:
        for cell in row.cells:
            place = f"{sheet.name}, row {row.number}"
            if cell.comment:
                entries.left_out.append(LeftOut(place, cell.comment, "a comment"))
            if cell.struck:
                entries.left_out.append(LeftOut(place, cell.struck, "struck out"))


class SheetReading:
    """The reading of one sheet with tables, line by line."""

    def __init__(self, entries, sheet, lines, source):
        """Begin above the first line."""
        self.entries, self.sheet, self.lines, self.source = entries, sheet, lines, source
        self.priority = self.theme = ""
        self.last = None
        self.merged = {}
        if self._sheet_is_priority():
            self._set_priority(sheet.name)

    def _sheet_is_priority(self):
        named = any(Meaning.PRIORITY in line.columns.values() for line in self.lines)
        banners = any(line.kind == Kind.BANNER for line in self.lines)
        plain = PLAIN_NAME.fullmatch(self.sheet.name) or self.source.is_document
        return not (named or banners or plain)

    def read(self):
        """Read every line into the entries."""
        for line in self.lines:
            match line.kind:
                case Kind.HEADINGS:
                    self._leave_out(line, "headings of the columns")
                case Kind.BANNER:
                    self._banner(line)
                case Kind.LINE:
                    self._title_or_line(line)
                case Kind.NOTE:
                    self._leave_out(line, "a note, a key or a total")
                case Kind.ENTRY if line.row.hidden:
                    self._leave_out(line, "on a hidden row")
                case Kind.ENTRY:
                    self._entry(line)

    def _leave_out(self, line, why):
        place = f"{self.sheet.name}, row {line.row.number}"
        self.entries.left_out.extend(LeftOut(place, words, why) for words in line.row.words)

    def _set_priority(self, words):
        self.priority = priority_name(words)
        self.entries.priorities.setdefault(self.priority, " ".join(words.split()))
        self.theme, self.last = "", None

    def _title_or_line(self, line):
        if not self.entries.title:
            self.entries.title = line.row.words[0]
            self._leave_out(line, "the title")
        else:
            self._leave_out(line, "words above or below the table")

    def _banner(self, line):
        words = line.row.words
        if line.row.heading == 1 and not self.entries.title:
            self._title_or_line(line)
        elif line.row.heading or any(NUMBERED.match(one) for one in words) or not self._within_numbered():
            if not line.columns and not line.row.heading and not NUMBERED.match(words[0]):
                self._title_or_line(line)
            else:
                self._set_priority(words[-1] if NUMBERED.match(words[-1]) or len(words) == 1 else " ".join(words))
        else:
            self.theme, self.last = " ".join(words), None
            self._leave_out(line, "a heading within a priority")

    def _within_numbered(self):
        return bool(NUMBERED.match(self.entries.priorities.get(self.priority, "")))

    def _entry(self, line):
        held = {}
        for at, cell in enumerate(line.row.cells):
            meaning = line.columns.get(at)
            if cell.spans[0] > 1:
                for below in range(line.row.number + 1, line.row.number + cell.spans[0]):
                    self.merged[below, at] = cell.text
            words = cell.text or (self.merged.get((line.row.number, at), "") if cell.covered else "")
            if words:
                held.setdefault(meaning, []).append((at, words, cell.covered))
        for at, words, covered in held.pop(Meaning.PRIORITY, []):
            if not covered and priority_name(words) != self.priority:
                self._set_priority(words)
        for _at, words, _covered in held.pop(Meaning.THEME, []):
            if not self.priority:
                self._set_priority(words)
            self.theme = words
        if Meaning.ACTION in held or Meaning.NOTE in held:
            self._action(line, held)
        elif self.last is None or Meaning.MEASURE in held and not self._has_actions(line):
            self._criteria(line, held)
            self._rest(line, held)
        else:
            self._more(line, held)

    @staticmethod
    def _has_actions(line):
        return Meaning.ACTION in line.columns.values()

    def _action(self, line, held):
        kept = held.pop(Meaning.ACTION, None) or held.pop(Meaning.NOTE)
        places = [(self.sheet.name, line.row.number, at) for at in line.columns]
        action = ActionEntry(self.priority, without_bullet("\n".join(words for _, words, _ in kept)), theme=self.theme)
        action.made_from = places
        action.is_private = any(CONFIDENTIAL.search(words) for words in line.row.words)
        self.entries.actions.append(action)
        self.last = action
        self._more(line, held)

    def _more(self, line, held):
        """Add a row's other cells to the action before them."""
        action = self.last
        joined = {
            Meaning.NOTE: "note",
            Meaning.LEAD: "lead_words",
            Meaning.SUPPORTING: "supporting_words",
            Meaning.DUE: "due_words",
            Meaning.REFERENCE: "reference",
            Meaning.PRIVATE: "private_note",
        }
        for meaning, name in joined.items():
            target = name
            for _at, words, _covered in held.pop(meaning, []):
                if name == "lead_words" and action.lead_words:
                    target = "supporting_words"
                before = getattr(action, target)
                setattr(action, target, f"{before}\n{words}" if before else words)
        for meaning in (Meaning.UPDATE, Meaning.STATUS):
            for at, words, _covered in held.pop(meaning, []):
                action.updates.append(Update(words, line.headings.get(at, ""), meaning == Meaning.STATUS))
        self._criteria(line, held)
        self._rest(line, held)

    def _criteria(self, line, held):
        parts = {m.value: "\n".join(w for _, w, _ in held.pop(m)) for m in PARTS & set(held)}
        measures = held.pop(Meaning.MEASURE, [])
        place = f"{self.sheet.name}, row {line.row.number}"
        if not measures and parts:
            measures, parts = [(0, f"{name}: {words}", False) for name, words in parts.items()], {}
        for at, words, covered in measures:
            if covered:
                continue
            for one in re.split(r"\n\s*(?=•)", words):
                if one.strip().lower() in NOTHING:
                    self.entries.left_out.append(LeftOut(place, one, "no measure"))
                elif not self._has_criterion(without_bullet(one)):
                    self.entries.criteria.append(
                        Criterion(self.priority, without_bullet(one), parts, [(self.sheet.name, line.row.number, at)])
                    )

    def _has_criterion(self, wording):
        return any(one.priority == self.priority and one.wording == wording for one in self.entries.criteria)

    def _rest(self, line, held):
        place = f"{self.sheet.name}, row {line.row.number}"
        for cells in held.values():
            for at, words, covered in cells:
                if not covered:
                    why = f"the plan has no place for the column “{line.headings.get(at, '')}”"
                    self.entries.left_out.append(LeftOut(place, words, why))


def ask(entries):
    """Questions that entries leave open."""
    if not entries.actions and not entries.criteria:
        entries.questions.append(Question("headings", "Which row holds the headings, and which column is what?"))
    if any(not action.priority for action in entries.actions):
        entries.questions.append(Question("priorities", "Where are the priorities given?"))
    return entries
