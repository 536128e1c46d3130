"""Prose as entries: headings, paragraphs, list items and lines such as "Lead: Police", of a document or one column."""

import re

from .action_lists import ActionList
from .entry_shapes import ActionEntry, Criterion, Question, Section, Update
from .heading_levels import is_marked, levels_of, priorities_of
from .headings import Meaning
from .paragraphs import (
    ACTIONS,
    ASSOCIATED,
    CRITERIA,
    HALLMARKS,
    LAA,
    LONGEST_HEADING,
    MEASURES,
    NUMBER,
    ONLY_HEADING,
    PAGE,
    PERIOD,
    QUOTED,
    SIGN,
    WILL,
    field_of,
    is_heading_like,
    is_item,
    is_numbered_below,
    paragraphs_of,
    promises,
    said_in,
    unmarked,
    without_note,
)
from .priority_names import BELOW, is_numbered
from .sheets import updated_on
from .structure import NOTE, Kind
from .table_entries import CONFIDENTIAL, NOTHING, TableEntries

FIRST_LINES = 12
ACTION_LABEL = re.compile(r"^action\b[^:]{0,10}:", re.I)
BY = re.compile(r"^by ((?:\w+ ){0,3}20\d\d(?:[-/–]\d\d)?),? (?:we|the partnership|partners) will\b", re.I)
PRIORITY_LABEL = re.compile(r"^(?:priority|theme|objective|aim)\s*:", re.I)


class Prose:
    """The reading of paragraphs, one after another. `mode` is what stands below the last heading."""

    def __init__(self, reading, sheet, lines, current):
        """Look over all paragraphs to learn what marks headings and priorities."""
        self.reading, self.entries, self.sheet, self.current = reading, reading.entries, sheet, current
        self.rows = paragraphs_of(lines)
        self.levels = levels_of(self.rows)
        self.priorities = priorities_of(self.rows, self.levels)
        self.has_headings = bool(self.levels)
        self.has_tables = any(
            one.kind in (Kind.ENTRY, Kind.LABELLED) and Meaning.ACTION in one.meanings for one in self.rows
        )
        columns = {meaning for one in self.rows for meaning in one.meanings}
        numbered = any(is_numbered(one.words) for one in self.rows)
        by_theme = not (numbered or self.priorities or Meaning.PRIORITY in columns)
        self.tables = TableEntries(reading, sheet, current, themes_are_priorities=by_theme)
        self.promised = promises(self.rows)
        styled = {at for at, one in enumerate(self.rows) if one.row.heading and not one.is_table}
        self.as_headings = styled - set(self.levels)
        self.in_priority = self.is_marked = False
        self.level = 0
        self.mode, self.action, self.section, self.heading = "", None, None, ""
        self.hallmark = None
        self.before = ""
        self.list = ActionList()
        self.is_associated = False

    def read(self):
        """Read every paragraph into the entries."""
        for index, one in enumerate(self.rows):
            self.place = (self.sheet.name, one.row.number, one.at)
            if one.is_table:
                self._row(one.line)
            else:
                self._paragraph(index, one.row, one.words)
                self.before = one.words
        self._leave_out_bare_headings()

    def _leave_out_bare_headings(self):
        """Headings without words below them, as those of a list of contents, are no sections of the plan."""
        for section in [one for one in self.entries.sections if not one.paragraphs]:
            self.entries.sections.remove(section)
            for place in section.places:
                self.entries.leave_out(place, section.heading, "a heading without words below it")

    def _row(self, line):
        """Read a row of a table."""
        self.tables.is_within_priority = self.in_priority and bool(self.priorities)
        match line.kind:
            case Kind.ENTRY:
                self.tables.read(line)
            case Kind.LABELLED:
                for record in line.records:
                    self.tables.read_record(record)
            case Kind.BANNER:
                words = ": ".join(line.row.words)
                self._leave_out_row(line, "") if not words else self._banner(line, words)
            case Kind.HEADINGS:
                self.tables.begin_headings(line)
            case Kind.NOTE:
                self._leave_out_row(line, "a note, a key or a total")
            case _:
                self._leave_out_row(line, "a table that holds no actions")

    def _leave_out_row(self, line, why):
        for at, cell in enumerate(line.row.cells):
            if cell.text:
                self.entries.leave_out((self.sheet.name, line.row.number, at), cell.text, why)

    def _banner(self, line, words):
        at = next(at for at, cell in enumerate(line.row.cells) if cell.text)
        place = (self.sheet.name, line.row.number, at)
        for other, cell in enumerate(line.row.cells):
            if cell.text and other != at:
                self.entries.keep("number", (self.sheet.name, line.row.number, other))
        if self.in_priority and self.levels and not is_numbered(words):
            self.current.begin_theme(words, place)
            self.tables.last = None
        else:
            self.tables.begin_priority(words, place)

    def _leave_out(self, words, why):
        self.entries.leave_out(self.place, words, why)

    def _paragraph(self, index, row, words):
        said, self.is_item = said_in(SIGN.sub("", words)), is_item(row, words)
        level = self.levels.get(index)
        if self._front_page(index, level, words):
            return
        if PAGE.fullmatch(words):
            self._leave_out(words, "the number of a page")
            return
        if level and self.entries.updated_on is None:
            self.entries.updated_on = updated_on(words)
        if ONLY_HEADING.match(words) or ((ACTIONS.match(words) or CRITERIA.match(words)) and not said):
            self._begin_mode(words, is_above=bool(level) and level < self.level)
        elif index in self.priorities or (is_numbered(words) and not self.priorities):
            self._name_priority(words) if self._is_of_card(index) else self._begin_priority(index, words)
        elif index not in self.promised and self._is_heading(row, level, words):
            self._begin_heading(index, words)
        elif said and self._takes(said["what"]):
            self._said(said["what"], said["words"].strip())
        elif NOTE.match(words) and not self.mode and not words.startswith("*"):
            self.entries.updated_on = updated_on(words) or self.entries.updated_on
            self._leave_out(words, "a note")
        else:
            self._words(index, row, words)

    def _takes(self, what):
        """Whether there is something for a label to be of."""
        if re.fullmatch(MEASURES, what, re.I):
            return self.in_priority or self.action is not None
        name = field_of(what)
        return name == "wording" or self.action is not None

    def _front_page(self, index, level, words):
        """Whether the words are the plan's title or period, which stand among its first lines."""
        entries = self.entries
        if not entries.period and index < FIRST_LINES and PERIOD.match(words):
            entries.period = words
            entries.keep("period", self.place)
        elif not entries.title and index not in self.priorities and self._is_title(index, level, words):
            entries.title = words
            entries.keep("title", self.place)
            self._leave_out(words, "the title")
        else:
            return False
        return True

    def _is_title(self, index, level, words):
        """Whether words name the plan, or are a first heading with no such words just below it."""
        below = enumerate(self.rows[index + 1 : index + 4], index + 1)
        if is_numbered(words):
            return False
        return self._names_plan(index, words) or (
            level == 1 and not any(not one.is_table and self._names_plan(at, one.words) for at, one in below)
        )

    def _names_plan(self, index, words):
        named = re.search(r"\b(plan|strategy)\b", words, re.I) and len(words) <= LONGEST_HEADING
        return bool(named) and index < FIRST_LINES and not words.endswith((".", ":")) and not is_numbered(words)

    def _is_heading(self, row, level, words):
        if level:
            return True
        if self.has_headings or self.has_tables or is_item(row, words) or NUMBER.match(words) or said_in(words):
            return False
        return is_heading_like(words) and self.mode != "criteria" and len(self.rows) > 1

    def _begin_mode(self, words, *, is_above):
        if ONLY_HEADING.match(words):
            self._leave_out(words, "a heading, no action")
            return
        if (is_above or not self.in_priority) and not HALLMARKS.match(self.heading):
            self._begin_section(words)
            return
        self.mode = "criteria" if CRITERIA.match(words) else "actions"
        self.list = ActionList()
        if by := BY.match(words):
            self.list.due = by[1], self.place
        self.is_associated = bool(ASSOCIATED.search(words))
        self.action = None
        self._leave_out(words, "a heading, no action")

    def _is_of_card(self, index):
        """Whether "Priority: …" is a label of the action above it, in a file in which actions come before it."""
        labelled = [at for at, one in enumerate(self.rows) if not one.is_table and ACTION_LABEL.match(one.words)]
        named = [at for at, one in enumerate(self.rows) if not one.is_table and PRIORITY_LABEL.match(one.words)]
        return bool(self.action and labelled and index in named and labelled[0] < named[0])

    def _name_priority(self, words):
        """Let the action be of the priority that a label of it names."""
        self.tables.begin_priority(words, self.place)
        self.in_priority = True
        self.action.priority = self.current.use()

    def _begin_priority(self, index, words):
        was_below = self.current.is_below(words) or BELOW.match(words)
        self.tables.begin_priority(words, self.place)
        self.action, self.section, self.hallmark = None, None, None
        self.list = ActionList()
        if not was_below:
            self.mode, self.heading, self.in_priority = "", words, True
            self.level = self.levels.get(index, 0)
            self.is_marked = is_marked(self.rows[index + 1 : self._end(index)])

    def _end(self, index):
        """Where the paragraphs of the priority that begins at an index end."""
        others = (at for at in range(index + 1, len(self.rows)) if at in self.priorities or self._is_next(at))
        return next(others, len(self.rows))

    def _is_next(self, at):
        return not self.priorities and not self.rows[at].is_table and is_numbered(self.rows[at].words)

    def _begin_heading(self, index, words):
        """A heading below a priority, above actions of it, is a theme of it; any other begins a section."""
        is_below = self.in_priority and 0 < self.level < self.levels.get(index, 0)
        if is_below and self._has_actions(index):
            self.current.begin_theme(words, self.place)
            self.mode, self.action, self.section, self.tables.last = "", None, None, None
        elif is_below:
            self.mode, self.action, self.tables.last = "section", None, None
            self.section = Section(words, places=[self.place], priority=self.current.name)
            self.entries.sections.append(self.section)
        else:
            self._begin_section(words)

    def _has_actions(self, index):
        """Whether a table or a list follows a heading before the next one."""
        end = next((at for at in sorted(self.levels) if at > index), len(self.rows))
        lists = not self.is_marked and not self.has_tables
        return any(
            (one.is_table or said_in(one.words) or (lists and one.row.bullet)) for one in self.rows[index + 1 : end]
        )

    def _begin_section(self, words):
        self.action, self.section = None, None
        if HALLMARKS.match(words):
            self.mode = "hallmark actions" if re.search(r"\baction", words, re.I) else "hallmarks"
            self._leave_out(words, "a heading, no action")
        elif self.mode == "hallmarks":
            self.hallmark = words
            self.entries.hallmarks[words] = ""
            self.entries.keep(f"hallmark: {words}", self.place)
            return
        else:
            self.mode = ""
            self.section = Section(words, places=[self.place])
            self.entries.sections.append(self.section)
        self.in_priority, self.heading, self.hallmark = False, words, None

    def _words(self, index, row, words):
        """A paragraph or list item that is no heading."""
        item = SIGN.sub("", words) if is_item(row, words) else words
        quoted = QUOTED.match(words)
        if quoted and re.search(r"\bvision\b", f"{self.heading} {self.before}", re.I) and not self.entries.vision:
            self.entries.vision = quoted[1]
            self.entries.keep("vision", self.place)
        elif quoted and re.search(r"\bmission\b", self.before, re.I) and not self.entries.mission:
            self.entries.mission = quoted[1]
            self.entries.keep("mission", self.place)
        elif self.mode == "criteria" and self.in_priority:
            self._criterion(unmarked(item))
        elif self.mode == "hallmarks" and self.hallmark:
            self.entries.hallmarks[self.hallmark] = f"{self.entries.hallmarks[self.hallmark]}\n\n{words}".strip()
            self.entries.keep(f"hallmark: {self.hallmark}", self.place)
        elif self._is_action(index, row, words):
            self._of_list(index, row, item)
        else:
            self._prose(row, words)

    def _is_action(self, index, row, words):
        if self.mode == "hallmark actions":
            return is_item(row, words)
        if index in self.as_headings and self.in_priority:
            return True
        if self.has_tables or not self.in_priority or self.mode == "section":
            return False
        if self.is_marked and self.mode != "actions":
            return False
        promised = index in self.promised or (self.mode == "actions" and WILL.match(words))
        return is_item(row, words) or bool(NUMBER.match(words) or promised)

    def _of_list(self, index, row, words):
        """An item of a list: an action; a part of the one that it stands below, or a group, where others stand below
        it."""
        if self.list.with_parts and row.bullet > self.list.with_parts:
            self.action.add("wording", f"• {words}", self.place)
            return
        below = self.rows[index + 1] if index + 1 < len(self.rows) else None
        has_parts = below and (0 < row.bullet < below.row.bullet or is_numbered_below(below.marked, words))
        self.list.with_parts = row.bullet if has_parts and words.endswith(")") else 0
        if has_parts and not self.list.with_parts:
            self.current.begin_theme(words, self.place)
            self.list.group = row.bullet
        else:
            if 0 < row.bullet <= self.list.group:
                self.current.begin_theme("")
            self._begin_action(words)

    def _begin_action(self, words):
        number = NUMBER.match(words)
        of_hallmark = self.mode == "hallmark actions"
        priority = "" if of_hallmark else self.current.use()
        action = ActionEntry(priority, "", theme="" if of_hallmark else self.current.theme, made_from=[self.place])
        wording, note = without_note(NUMBER.sub("", words))
        action.add("wording", unmarked(wording), self.place)
        if note:
            action.add("note", note, self.place)
        if number:
            action.add("reference", number.group().strip(), self.place)
        action.is_of_hallmark = of_hallmark
        action.is_private = bool(CONFIDENTIAL.search(words))
        self.list.add(action)
        self.action = action
        self.entries.actions.append(action)
        if of_hallmark:
            self.entries.questions.append(
                Question("hallmark", "Which hallmark does this action serve?", [self.action.wording])
            )

    def _criterion(self, words):
        if words.strip().lower() in NOTHING:
            self._leave_out(words, "no measure")
            return
        laa = LAA.search(words)
        criterion = Criterion(self.current.use(), "", made_from=[self.place])
        criterion.add("wording", LAA.sub("", words), self.place)
        criterion.is_associated = self.is_associated
        if laa:
            criterion.add("LAA", laa[1], self.place)
        self.entries.criteria.append(criterion)

    def _prose(self, row, words):
        heading = self.current.name if self.in_priority else self.heading
        if self.section is None and not heading:
            self._leave_out(words, "words above the first heading")
            return
        if self.section is None:
            self.section = Section(heading)
            self.entries.sections.append(self.section)
        self.section.paragraphs.append(f"{'  ' * (row.bullet - 1)}- {words}" if row.bullet else words)
        self.section.places.append(self.place)

    def _said(self, what, words):
        """A line with a label, such as "Lead: Police", belongs to the action above it."""
        self._leave_out(what, "a label")
        if re.fullmatch(MEASURES, what, re.I):
            self.is_associated = False
            self._criterion(words)
            return
        name = field_of(what)
        if name == "wording":
            self._begin_action(words)
            return
        if name in ("update", "status"):
            self.action.updates.append(Update(words, what, name == "status", place=self.place))
        elif name == "private_note":
            self.action.add(name, f"{what}: {words}", self.place)
        else:
            for action in self._actions_of(name, what, words):
                action.add(name, words, self.place)
        self.action.made_from.append(self.place)

    def _actions_of(self, name, what, words):
        """The actions that a label below them is of: the last one, or all of a list of which none has its own."""
        if self.is_item or not self.list.takes(name):
            return [self.action]
        listed = self.list.actions
        self.entries.notes.append(
            f"“{what}: {words}” stands below a list of {len(listed)} actions, and was taken to be said of them all."
        )
        return listed
