"""Prose as entries: headings, paragraphs, list items and lines such as "Lead: Police", of a document or one column."""

import re

from partners.files.source import LeftOut

from .entry_shapes import ActionEntry, Criterion, Question, Section
from .structure import NOTE, NUMBERED, priority_key, priority_name

MEASURES = (
    r"how we(?: wi|’|')ll know|measures?(?: of success)?|success measures?|success criteria|outcomes?|indicators?"
)
SAID = re.compile(
    r"^(?P<what>lead(?: partner| agency| officer)?|led by|owner|who|responsible|by(?: when| whom)?|"
    rf"due(?: date)?|deadline|when|timescale|supported by|partners|supporting|progress|update|status|"
    rf"{MEASURES})\s*:\s*(?P<words>\S.*)$",
    re.I | re.S,
)
ASSOCIATED = re.compile(r"\b(?:associated|supporting|other|further|additional)\b", re.I)
CRITERIA = re.compile(
    rf"^(?:(?:associated|supporting|headline|key|other|our) )?(?:{MEASURES}|targets?)(?: .{{0,30}})?:?$", re.I
)
ACTIONS = re.compile(
    r"^(?:(?:key|our|the|agreed) )?(?:activit(?:y|ies)|actions?|what we will do|we will|tasks|next steps)\s*:?$", re.I
)
ONLY_HEADING = re.compile(r"^(?:objectives?|aims?)\s*:?$", re.I)
HALLMARKS = re.compile(r"^(?:the )?(?:six )?hallmarks?\b", re.I)
NUMBER = re.compile(r"^(?:\d+(?:\.\d+)+\.?\s*|\d+[.)]\s+)")
SIGN = re.compile(r"^[-•▪·*]\s+")
BULLET = re.compile(r"^(?:[-•▪·*]|\d+[.)])\s+")
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
PERIOD = re.compile(rf"^(?:{MONTH})?(?:19|20)\d\d\s*(?:to|until|[-–—/])\s*(?:{MONTH})?(?:(?:19|20)\d\d|\d\d)$", re.I)
QUOTED = re.compile(r"^[\"'“‘](.+)[\"'”’]\.?$", re.S)
LAA = re.compile(r"\s*\((LAA[^)]*)\)\s*$", re.I)
SENTENCE = re.compile(r"^(?!how|what|why|who)(?:.*\s)?(?:is|are|has|have|we|which|refer|please|will|must)\s", re.I)
LONGEST_HEADING = 90
FIRST_LINES = 12


def unmarked(words):
    """Words without the asterisks of Markdown's emphasis."""
    return re.sub(r"(?<!\w)\*{1,2}(?=\S)|(?<=\S)\*{1,2}(?!\w)", "", words)


def read_prose(entries, sheet):
    """Add what a document's paragraphs, or a sheet of one column, hold to the entries."""
    Prose(entries, sheet).read()


class Prose:
    """The reading of paragraphs, one after another. `mode` is what stands below the last heading."""

    def __init__(self, entries, sheet):
        """Look over all paragraphs to learn what marks headings and priorities."""
        self.entries, self.sheet = entries, sheet
        self.rows = [(row, at, cell.text) for row in sheet.rows for at, cell in enumerate(row.cells) if cell.text]
        self.has_headings = any(row.heading for row in sheet.rows)
        texts = [words for _, _, words in self.rows]
        self.numbered = any(NUMBERED.match(words) for words in texts)
        self.marked = any(ACTIONS.match(words) or CRITERIA.match(words) or SAID.match(words) for words in texts)
        self.priority, self.mode, self.action, self.section, self.heading = "", "", None, None, ""
        self.hallmark = None
        self.before = ""

    def read(self):
        """Read every paragraph into the entries."""
        for index, (row, at, words) in enumerate(self.rows):
            self.place = (self.sheet.name, row.number, at)
            self._paragraph(index, row, words)
            self.before = words

    def _leave_out(self, words, why):
        self.entries.left_out.append(LeftOut(f"{self.sheet.name}, row {self.place[1]}", words, why))

    def _paragraph(self, index, row, words):
        said = SAID.match(words)
        if self._front_page(index, row, words):
            return
        if ONLY_HEADING.match(words) or ((ACTIONS.match(words) or CRITERIA.match(words)) and not said):
            self._begin_mode(words)
        elif NUMBERED.match(words) or (row.heading and self._is_priority(index, row)):
            self._begin_priority(words)
        elif self._is_heading(row, words):
            self._begin_section(words)
        elif said and (self.action or (self.priority and re.match(MEASURES, said["what"], re.I))):
            self._said(said["what"], said["words"].strip())
        elif NOTE.match(words) and not self.mode and not words.startswith("*"):
            self._leave_out(words, "a note")
        else:
            self._words(row, words)

    def _front_page(self, index, row, words):
        """Whether the words are the plan's title or period, which stand among its first lines."""
        entries = self.entries
        if not entries.period and index < FIRST_LINES and PERIOD.match(words):
            entries.period = words
        elif not entries.title and (row.heading == 1 or self._names_plan(index, words)):
            entries.title = words
            self._leave_out(words, "the title")
        else:
            return False
        return True

    def _names_plan(self, index, words):
        named = re.search(r"\b(plan|strategy)\b", words, re.I) and len(words) <= LONGEST_HEADING
        return bool(named) and index < FIRST_LINES and not words.endswith(".") and not NUMBERED.match(words)

    def _is_priority(self, index, row):
        """Whether a heading's own paragraphs have actions among them; only asked where no priority has a number."""
        words = row.words[0]
        if self.numbered or HALLMARKS.match(words):
            return False
        for below, _, text in self.rows[index + 1 :]:
            if below.heading and below.heading <= row.heading:
                return False
            if below.heading and not (ACTIONS.match(text) or CRITERIA.match(text)):
                return False
            if SAID.match(text) or ACTIONS.match(text) or NUMBER.match(text) or (below.bullet and not self.marked):
                return True
        return False

    def _is_heading(self, row, words):
        if row.heading:
            return True
        if self.has_headings or self._is_item(row, words) or QUOTED.match(words) or len(words) > LONGEST_HEADING:
            return False
        ends = words.rstrip("*")[-1:] in ".!?,;:|" or SENTENCE.match(f"{words} ")
        return not ends and self.mode != "criteria" and len(self.rows) > 1 and not self._is_numbered(words)

    @staticmethod
    def _is_numbered(words):
        return bool(NUMBER.match(words))

    @staticmethod
    def _is_item(row, words):
        return bool(row.bullet or BULLET.match(words))

    def _begin_mode(self, words):
        if ONLY_HEADING.match(words):
            self._leave_out(words, "a heading, no action")
            return
        if not self.priority and not HALLMARKS.match(self.heading):
            self._begin_section(words)
            return
        self.mode = "criteria" if CRITERIA.match(words) else "actions"
        self.is_associated = bool(ASSOCIATED.search(words))
        self.action = None
        self._leave_out(words, "a heading, no action")

    def _begin_priority(self, words):
        known = {priority_key(name): name for name in self.entries.priorities}
        self.priority = known.get(priority_key(words)) or priority_name(words)
        if self.priority in self.entries.priorities:
            self._leave_out(words, "the name of the priority once more")
        self.entries.priorities.setdefault(self.priority, words)
        self.mode, self.action, self.section, self.heading, self.hallmark = "", None, None, words, None

    def _begin_section(self, words):
        self.action, self.section = None, None
        if HALLMARKS.match(words):
            self.mode = "hallmark actions" if re.search(r"\baction", words, re.I) else "hallmarks"
            self._leave_out(words, "a heading, no action")
        elif self.mode == "hallmarks":
            self.hallmark = words
            self.entries.hallmarks[words] = ""
            return
        else:
            self.mode = ""
            self.section = Section(words)
            self.entries.sections.append(self.section)
        self.priority, self.heading, self.hallmark = "", words, None

    def _words(self, row, words):
        """A paragraph or list item that is no heading."""
        item = SIGN.sub("", words) if self._is_item(row, words) else words
        quoted = QUOTED.match(words)
        if quoted and re.search(r"\bvision\b", f"{self.heading} {self.before}", re.I) and not self.entries.vision:
            self.entries.vision = quoted[1]
        elif quoted and re.search(r"\bmission\b", self.before, re.I) and not self.entries.mission:
            self.entries.mission = quoted[1]
        elif self.mode == "criteria":
            self._criterion(unmarked(item))
        elif self.mode == "hallmarks" and self.hallmark:
            self.entries.hallmarks[self.hallmark] = f"{self.entries.hallmarks[self.hallmark]}\n\n{words}".strip()
        elif self._is_action(row, words):
            self._begin_action(item)
        else:
            self._prose(row, words)

    def _is_action(self, row, words):
        if self.mode == "hallmark actions":
            return self._is_item(row, words)
        return bool(self.priority) and (self._is_item(row, words) or self._is_numbered(words))

    def _begin_action(self, words):
        number = NUMBER.match(words)
        self.action = ActionEntry(self.priority, unmarked(NUMBER.sub("", words)), made_from=[self.place])
        self.action.reference = number.group().strip() if number else ""
        self.action.is_of_hallmark = self.mode == "hallmark actions"
        self.entries.actions.append(self.action)
        if self.action.is_of_hallmark:
            self.entries.questions.append(
                Question("hallmark", "Which hallmark does this action serve?", [self.action.wording])
            )

    def _criterion(self, words):
        laa = LAA.search(words)
        criterion = Criterion(self.priority, LAA.sub("", words), made_from=[self.place])
        criterion.is_associated = self.is_associated
        if laa:
            criterion.parts["LAA"] = laa[1]
        self.entries.criteria.append(criterion)

    def _prose(self, row, words):
        if self.section is None:
            self.section = Section(self.priority or self.heading)
            self.entries.sections.append(self.section)
        self.section.paragraphs.append(f"{'  ' * (row.bullet - 1)}- {words}" if row.bullet else words)

    def _said(self, what, words):
        """A line with a label, such as "Lead: Police", belongs to the action above it."""
        self._leave_out(what, "a label")
        what = what.lower()
        if re.match(MEASURES, what, re.I):
            self.is_associated = False
            self._criterion(words)
            return
        name = _field_of(what)
        before = getattr(self.action, name)
        setattr(self.action, name, f"{before}\n{words}" if before else words)
        self.action.made_from.append(self.place)


def _field_of(what):
    """The part of an action that a label names."""
    if what.startswith(("progress", "update", "status")):
        return "private_note"
    if what.startswith(("support", "partners")):
        return "supporting_words"
    return "lead_words" if what.startswith(("lead", "led", "owner", "who", "resp", "by whom")) else "due_words"
