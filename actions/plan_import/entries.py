"""Entries of a file: its tables and prose as actions, criteria and sections, with every word accounted for."""

import re
from datetime import date

from partners.files.source import LeftOut, State

from .entry_shapes import ActionEntry, Answers, Criterion, Entries, Question, Update
from .headings import Meaning
from .prose import read_prose
from .resolving import resolve
from .structure import NUMBERED, Kind, priority_key, priority_name, read_lines

FIRST_ROWS = 5
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


def measures_in(words):
    """The measures of a cell: one a bullet, or one a line where each line could be one."""
    if "•" in words:
        return re.split(r"\n\s*(?=•)", words)
    lines = [line for line in words.splitlines() if line.strip()]
    apart = all(line.strip()[:1].isupper() or line.strip()[:1].isdigit() for line in lines)
    return lines if apart else [words]


def without_bullet(words):
    """Words of one list item without its bullet; several items keep theirs."""
    return words if words.count("•") > 1 else re.sub(r"^\s*[•▪·]\s*", "", words)


def read_entries(source, *, authorities=(), plan_years=None, answers=None):
    """The Entries of a Source. `plan_years` is the first and last day of the plan that they are for."""
    answers, entries = answers or Answers(), Entries()
    entries.left_out.extend(source.left_out)
    read, left = {}, []
    for at, sheet in enumerate(source.sheets):
        if sheet.state != State.VISIBLE and sheet.name not in answers.hidden_sheets:
            left.append((sheet, f"on a sheet that is {sheet.state}"))
        else:
            read[at] = sheet, read_lines(sheet, answers)
    has_tables = any(line.kind == Kind.HEADINGS for _, lines in read.values() for line in lines)
    for sheet, lines in read.values():
        if any(line.kind == Kind.HEADINGS for line in lines):
            SheetReading(entries, sheet, lines, source, answers).read()
        elif source.is_document or (not has_tables and is_one_column(sheet)):
            read_prose(entries, sheet)
        else:
            left.append((sheet, "on a sheet on which no headings of actions were found"))
            _ask_for_headings(entries, sheet, has_tables)
    for sheet, why in left:
        _leave_out_sheet(entries, sheet, why)
    for sheet in source.sheets:
        _leave_out_beside(entries, sheet)
    resolve(entries, authorities=authorities, plan_years=plan_years, names=answers.names)
    return ask(entries)


def is_one_column(sheet):
    """Whether most rows of a sheet have one cell only, as a list has."""
    rows = [row for row in sheet.rows if row.words]
    return sum(len(row.words) == 1 for row in rows) * 2 > len(rows)


def _ask_for_headings(entries, sheet, has_tables):
    if not has_tables and any(row.words for row in sheet.rows):
        rows = [" | ".join(row.words) for row in sheet.rows if row.words][:FIRST_ROWS]
        entries.questions.append(Question("headings", f"Which row of “{sheet.name}” holds the headings?", rows))


def _leave_out_sheet(entries, sheet, why):
    for row in sheet.rows:
        entries.left_out.extend(LeftOut(f"{sheet.name}, row {row.number}", words, why) for words in row.words)


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

    def __init__(self, entries, sheet, lines, source, answers):
        """Begin above the first line."""
        self.entries, self.sheet, self.lines, self.source = entries, sheet, lines, source
        self.answers = answers
        self.priority = self.theme = ""
        self.last = None
        self.merged, self.measures = {}, set()
        self.priority_words = ""
        columns = {meaning for line in lines for meaning in line.columns.values()}
        banners = any(line.kind == Kind.BANNER for line in lines)
        self.themes_are_priorities = Meaning.PRIORITY not in columns and not banners and self._has_plain_name()
        if said := answers.priorities.get(sheet.name):
            self._set_priority(said)
        elif self._sheet_is_priority():
            self._set_priority(sheet.name)

    def _sheet_is_priority(self):
        named = any(Meaning.PRIORITY in line.columns.values() for line in self.lines)
        banners = any(line.kind == Kind.BANNER for line in self.lines)
        return not (named or banners or self._has_plain_name())

    def _has_plain_name(self):
        return bool(PLAIN_NAME.fullmatch(self.sheet.name)) or self.source.is_document

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
                case Kind.ENTRY if line.row.hidden and not self.answers.reads_hidden_rows:
                    self._leave_out(line, "on a hidden row")
                case Kind.ENTRY:
                    self._entry(line)

    def _leave_out(self, line, why):
        place = f"{self.sheet.name}, row {line.row.number}"
        self.entries.left_out.extend(LeftOut(place, words, why) for words in line.row.words)

    def _set_priority(self, words, row=None):
        """Go on under a priority. Another spelling of one that is known is the same one, and is listed."""
        known = {priority_key(name): name for name in self.entries.priorities}
        plain = " ".join(words.split())
        self.priority = known.get(priority_key(words)) or priority_name(words)
        is_known = self.priority in self.entries.priorities
        if self.entries.priorities.setdefault(self.priority, plain) != plain or (
            is_known and len(row.words if row else "") == 1
        ):
            place = f"{self.sheet.name}, row {row.number}" if row else self.sheet.name
            self.entries.left_out.append(LeftOut(place, plain, f"once more, or another spelling of “{self.priority}”"))
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
            self._set_priority(": ".join(one.rstrip(".:") for one in words) if len(words) > 1 else words[0], line.row)
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
        self._place(line, held)
        if Meaning.ACTION in held or Meaning.NOTE in held:
            self._action(line, held)
        elif self.last is None or (Meaning.MEASURE in held and not self._has_actions(line)):
            self._criteria(line, held)
            self._rest(line, held)
        else:
            self._more(line, held)

    def _place(self, line, held):
        """Go on under the priority and the theme that a row names."""
        has_action = Meaning.ACTION in held or Meaning.NOTE in held
        place = f"{self.sheet.name}, row {line.row.number}"
        self.priority_words = ""
        for meaning in (Meaning.PRIORITY, Meaning.THEME):
            for _at, words, covered in held.pop(meaning, []):
                if meaning == Meaning.THEME and not self.themes_are_priorities:
                    self.theme = words
                elif not covered:
                    self.priority_words = words
                    self._set_priority(words, line.row)
                if not has_action and not covered:
                    self.entries.left_out.append(LeftOut(place, words, "the priority or theme of the rows below"))

    @staticmethod
    def _has_actions(line):
        return Meaning.ACTION in line.columns.values()

    def _action(self, line, held):
        kept = held.pop(Meaning.ACTION, None) or held.pop(Meaning.NOTE)
        places = [(self.sheet.name, line.row.number, at) for at in line.columns]
        action = ActionEntry(
            self.priority, without_bullet("\n".join(words for _, words, _ in kept)), self.priority_words, self.theme
        )
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
            for at, words, _covered in held.pop(meaning, []):
                if name == "due_words" and not action.due_words:
                    cell = line.row.cells[at]
                    action.due_value = cell.value if isinstance(cell.value, date) else None
                    action.due_shows_month = cell.shows_month
                if name == "lead_words" and action.lead_words:
                    target = "supporting_words"
                before = getattr(action, target)
                setattr(action, target, f"{before}\n{words}" if before else words)
        for meaning in (Meaning.UPDATE, Meaning.STATUS):
            for at, words, _covered in held.pop(meaning, []):
                action.updates.append(Update(words, line.headings.get(at, ""), meaning == Meaning.STATUS))
        for at, cell in enumerate(line.row.cells):
            if cell.fill and line.columns.get(at) == Meaning.STATUS:
                action.status_fill = cell.fill
        self._criteria(line, held)
        self._rest(line, held)

    def _criteria(self, line, held):
        headings = {m.value: line.headings.get(held[m][0][0], "") for m in PARTS & set(held)}
        parts = {m.value: "\n".join(w for _, w, _ in held.pop(m)) for m in PARTS & set(held)}
        measures = held.pop(Meaning.MEASURE, [])
        place = f"{self.sheet.name}, row {line.row.number}"
        if not measures and parts:
            measures, parts = [(0, f"{name}: {words}", False) for name, words in parts.items()], {}
        for at, words, covered in measures:
            if covered:
                continue
            for one in measures_in(words):
                if one.strip().lower() in NOTHING:
                    self.entries.left_out.append(LeftOut(place, one, "no measure"))
                    parts = self._leave_out_parts(place, parts)
                elif self._has_criterion(without_bullet(one)):
                    self.entries.left_out.append(LeftOut(place, one, "the same measure of this priority once more"))
                    parts = self._leave_out_parts(place, parts)
                else:
                    self.entries.criteria.append(
                        Criterion(
                            self.priority,
                            without_bullet(one),
                            parts,
                            made_from=[(self.sheet.name, line.row.number, at)],
                            headings=headings,
                        )
                    )

    def _leave_out_parts(self, place, parts):
        self.entries.left_out.extend(LeftOut(place, words, f"{name} of no measure") for name, words in parts.items())
        return {}

    def _has_criterion(self, wording):
        """Whether its priority has a measure already; remembers it if not."""
        known = (self.priority, wording) in self.measures
        self.measures.add((self.priority, wording))
        return known

    def _rest(self, line, held):
        place = f"{self.sheet.name}, row {line.row.number}"
        for cells in held.values():
            for at, words, covered in cells:
                if not covered:
                    why = f"the plan has no place for the column “{line.headings.get(at, '')}”"
                    self.entries.left_out.append(LeftOut(place, words, why))


def ask(entries):
    """Questions that entries leave open."""
    if any(
        not one.priority and not getattr(one, "is_of_hallmark", False) for one in (*entries.actions, *entries.criteria)
    ):
        entries.questions.append(Question("priorities", "Where are the priorities given?"))
    return entries
