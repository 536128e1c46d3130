"""Entries of a table's rows: an action or criterion a row, with the rows that go on with it."""

import re
from dataclasses import dataclass, field
from datetime import date

from partners.files.cell_words import list_items

from .entry_shapes import ActionEntry, Criterion, Update
from .headings import Meaning, meaning_of
from .priority_names import is_numbered
from .values import ROLE, SUPPORTS

NOTHING = {"", "-", "–", "—", "n/a", "na", "none", "tbc", "tba", "to be confirmed", "to be agreed", "nil"}
# Signs that people type before the items of a list.
TYPED = ("-", "–", "—", "*")
# The file's own number of an action, within its words.
NUMBER = re.compile(r"^(\d+(?:\.\d+)+)[.)]?\s+(?=\S)")
CONFIDENTIAL = re.compile(
    r"\b(confidential|not for publication|restricted|official[ -]sensitive|do not publish|not to be published|"
    r"keep out of the published plan)\b",
    re.I,
)
PARTS = {
    Meaning.BASELINE, Meaning.TARGET, Meaning.UNIT, Meaning.DIRECTION, Meaning.FREQUENCY, Meaning.SOURCE,
    Meaning.REPORTER,
}  # fmt: skip
FIELDS = {
    Meaning.NOTE: "note",
    Meaning.LEAD: "lead_words",
    Meaning.SUPPORTING: "supporting_words",
    Meaning.DUE: "due_words",
    Meaning.REFERENCE: "reference",
}


@dataclass(slots=True)
class Held:
    """Words of a cell: where they are, and the heading of their column. `covered` are those of the merged cell that
    goes on there."""

    place: tuple
    words: str
    heading: str = ""
    covered: bool = False
    cell: object = None


@dataclass
class Reading:
    """What the reading of one file shares: its entries, what a person said, and the measures that are known."""

    entries: object
    answers: object
    source: object
    measures: set = field(default_factory=set)


def measures_in(words):
    """The measures of a cell: one a bullet, or one a line where each line could be one."""
    if "•" in words:
        return re.split(r"\n\s*(?=•)", words)
    if words[:1] in TYPED and (items := list_items(words)):
        return items
    lines = [line for line in words.splitlines() if line.strip()]
    apart = all(line.strip()[:1].isupper() or line.strip()[:1].isdigit() for line in lines)
    return lines if apart else [words]


def without_bullet(words):
    """Words of one list item without its bullet; several items keep theirs."""
    return words if words.count("•") > 1 else re.sub(r"^\s*[•▪·]\s*", "", words)


class TableEntries:
    """The reading of the rows of a sheet's tables, one after another."""

    def __init__(self, reading, sheet, current, *, themes_are_priorities):
        """Begin under the current priority."""
        self.reading, self.sheet, self.current = reading, sheet, current
        self.entries = reading.entries
        self.themes_are_priorities = themes_are_priorities
        self.last = None
        self.merged, self.beside, self.labels = {}, {}, set()
        self.priority_words = None
        self.is_within_priority = False
        self.themes = []

    def begin_headings(self, line):
        """Leave out the headings of a table; a priority that is among them is that of the rows below."""
        for at, cell in enumerate(line.row.cells):
            place = (self.sheet.name, line.row.number, at)
            if cell.text and is_numbered(cell.text) and len(line.row.words) > 1:
                self.begin_priority(cell.text, place)
            elif cell.text:
                self.entries.leave_out(place, cell.text, "headings of the columns")

    def begin_priority(self, words, place, *, of_action=False):
        """Go on under a priority; rows below add nothing to the actions above it."""
        self.current.begin(words, place, of_action=of_action)
        self.last = None

    def read(self, line):
        """Read a row."""
        held = {}
        for at, cell in enumerate(line.row.cells):
            place = (self.sheet.name, line.row.number, at)
            if cell.spans[0] > 1:
                for below in range(line.row.number + 1, line.row.number + cell.spans[0]):
                    self.merged[below, at] = cell.text
            words = cell.text or (self.merged.get((line.row.number, at), "") if cell.covered else "")
            if words:
                one = Held(place, words, line.headings.get(at, ""), cell.covered, cell)
                held.setdefault(line.columns.get(at, Meaning.PRIVATE), []).append(one)
        self.themes = [at for at, meaning in sorted(line.columns.items()) if meaning == Meaning.THEME]
        self._entry(held, has_actions=Meaning.ACTION in line.columns.values())
        fills = [
            cell.fill
            for meaning in (Meaning.STATUS, Meaning.UPDATE)
            for at, cell in enumerate(line.row.cells)
            if cell.fill and line.columns.get(at) == meaning
        ]
        if fills and self.last and self.last.made_from and self.last.made_from[0][1] == line.row.number:
            self.last.status_fill = fills[0]

    def read_record(self, record):
        """Read a block of labels and values, which is one action."""
        held = {}
        self.themes = [at for _, at, _, meaning, _ in record if meaning == Meaning.THEME]
        for row, at, label, meaning, label_at in record:
            place = (self.sheet.name, row.number, at)
            label_place = (self.sheet.name, row.number, label_at)
            if label_at is not None and label_place not in self.labels:
                self.labels.add(label_place)
                self.entries.leave_out(label_place, label, "a label")
            meaning = Meaning.PRIVATE if meaning in (None, Meaning.NONE) else meaning
            held.setdefault(meaning, []).append(Held(place, row.cells[at].text, label, cell=row.cells[at]))
        self._entry(held, has_actions=True)

    def _entry(self, held, *, has_actions):
        for one in held.pop(Meaning.NONE, []):
            if not one.covered:
                self.entries.leave_out(one.place, one.words, f"the column “{one.heading}” is not for the plan")
        self._place(held)
        actions = held.get(Meaning.ACTION, [])
        goes_on = self.last is not None and actions and all(one.covered for one in actions)
        if (actions and not goes_on) or Meaning.NOTE in held:
            self._action(held)
        elif not has_actions and Meaning.MEASURE in held:
            self._beside_measure(held)
            self._criteria(held)
            self._rest(held)
        elif self.last is None:
            self._criteria(held)
            self._rest(held)
        else:
            held.pop(Meaning.ACTION, None)
            self._more(held)

    def _place(self, held):
        """Go on under the priority and the theme that a row names."""
        self.priority_words = None
        has_action = Meaning.ACTION in held or Meaning.NOTE in held
        for meaning in (Meaning.PRIORITY, Meaning.THEME):
            for one in held.pop(meaning, []):
                if one.covered:
                    continue
                named = one.heading.casefold().startswith("priorit") or is_numbered(one.words)
                within = self.is_within_priority and not named
                is_theme = meaning == Meaning.THEME and (
                    not self.themes_are_priorities or one.place[2] not in self.themes[:1]
                )
                if within or is_theme:
                    self.current.begin_theme(one.words, one.place)
                    self.last = None
                else:
                    self.priority_words = one
                    self.begin_priority(one.words, one.place, of_action=has_action)

    def _action(self, held):
        kept = held.pop(Meaning.ACTION, None) or held.pop(Meaning.NOTE)
        action = ActionEntry(self.current.use(), "", theme=self.current.theme)
        if self.priority_words:
            action.priority_words = self.priority_words.words
            action.places["priority_words"] = [self.priority_words.place]
        for one in kept:
            if one.covered:
                action.wording = f"{action.wording}\n{one.words}".strip()
            else:
                action.add("wording", one.words, one.place)
        action.wording = without_bullet(action.wording)
        number = NUMBER.match(action.wording)
        if number and not held.get(Meaning.REFERENCE):
            action.wording = action.wording[number.end() :]
            action.add("reference", number[1], kept[0].place)
        elif not held.get(Meaning.REFERENCE) and kept[0].cell and "\n" not in kept[0].cell.mark:
            action.reference = kept[0].cell.mark.strip("().")
        action.made_from = [one.place for one in kept]
        action.made_from += [one.place for several in held.values() for one in several]
        self.entries.actions.append(action)
        self.last = action
        self._more(held)

    def _more(self, held):
        """Add a row's other cells to the action before them."""
        action = self.last
        for several in held.values():
            action.is_private |= any(CONFIDENTIAL.search(one.words) for one in several)
        action.is_private |= bool(CONFIDENTIAL.search(action.wording))
        for one in held.get(Meaning.LEAD, []):
            self._role(one, held)
        for meaning, name in FIELDS.items():
            for one in held.pop(meaning, []):
                if name == "due_words" and not action.due_words and one.cell:
                    action.due_value = one.cell.value if isinstance(one.cell.value, date) else None
                    action.due_shows_month = one.cell.shows_month
                target = "supporting_words" if name == "lead_words" and action.lead_words else name
                if one.covered and getattr(action, target) == one.words:
                    continue
                action.add(target, one.words, one.place)
        for one in held.pop(Meaning.PRIVATE, []):
            if not one.covered:
                self._private(action, one)
        for meaning in (Meaning.UPDATE, Meaning.STATUS):
            for one in held.pop(meaning, []):
                if one.covered or one.words.strip().lower() in NOTHING:
                    self._leave_out(one, "nothing was said there")
                else:
                    action.updates.append(Update(one.words, one.heading, meaning == Meaning.STATUS, place=one.place))
        self._criteria(held)
        self._rest(held)

    def _role(self, one, held):
        """Take the heading for the name where a cell holds a mark of who leads or supports."""
        if one.heading and ROLE.fullmatch(one.words.strip()) and meaning_of(one.heading) is None:
            self._leave_out(one, "a mark: the body is that of its heading")
            if SUPPORTS.fullmatch(one.words.strip()):
                held[Meaning.LEAD] = [other for other in held[Meaning.LEAD] if other is not one]
                held.setdefault(Meaning.SUPPORTING, []).append(one)
            one.words = one.heading

    def _private(self, action, one):
        """Words that the plan has no place for go into the private note, with their heading before them."""
        plain = " ".join(one.heading.split())
        action.add("private_note", f"{plain}: {one.words}" if plain else one.words, one.place)

    def _beside_measure(self, held):
        """Make what stands beside a measure, in a table without actions, its parts."""
        self.beside = {"reference": held.pop(Meaning.REFERENCE, []), "figures": held.pop(Meaning.UPDATE, [])}
        noted = (Meaning.NOTE, Meaning.PRIVATE, Meaning.STATUS, Meaning.LEAD, Meaning.SUPPORTING, Meaning.DUE)
        self.beside["private note"] = [one for meaning in noted for one in held.pop(meaning, [])]

    def _criteria(self, held):
        parts = {meaning.value: held.pop(meaning) for meaning in Meaning if meaning in PARTS and meaning in held}
        parts |= {name: several for name, several in self.beside.items() if several}
        self.beside = {}
        measures = held.pop(Meaning.MEASURE, None) or parts.pop(Meaning.TARGET.value, [])
        for one in measures:
            if not one.covered:
                # Baseline and target are of the measure nearest to them: "Outcome | Indicator | Baseline | Target".
                parts = self._criterion(one, parts) if one is measures[-1] else self._criterion(one, {}) or parts
        for name, several in parts.items():
            for one in several:
                if self.last is not None and not one.covered and not measures:
                    self._private(self.last, one)
                else:
                    self._leave_out(one, f"{name} of no measure")

    def _criterion(self, one, parts):
        """Add the measures of a cell. Returns the parts that are still to be given to one."""
        known = self.current.use()
        for words in measures_in(one.words):
            wording = without_bullet(words).strip()
            if words.strip().lower() in NOTHING or (known, wording) in self.reading.measures:
                again = words.strip().lower() not in NOTHING
                why = "the same measure of this priority once more" if again else "no measure"
                self.entries.leave_out(one.place, words, why)
                for name, several in parts.items():
                    for part in several:
                        self._leave_out(part, f"{name} of no measure" if not again else why)
                parts = {}
                continue
            self.reading.measures.add((known, wording))
            criterion = Criterion(known, "", made_from=[one.place])
            criterion.add("wording", wording, one.place)
            for name, several in parts.items():
                for part in several:
                    if not part.covered:
                        titled = name in ("figures", "private note") and part.heading
                        heading = " ".join(part.heading.split())
                        criterion.add(name, f"{heading}: {part.words}" if titled else part.words, part.place, heading)
            parts = {}
            self.entries.criteria.append(criterion)
        return parts

    def _leave_out(self, one, why):
        if not one.covered:
            self.entries.leave_out(one.place, one.words, why)

    def _rest(self, held):
        for several in held.values():
            for one in several:
                self._leave_out(one, f"stands under “{one.heading}” without an action")
