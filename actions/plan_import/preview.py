"""Preview of an import: each row is checked and compared with the plan; nothing is changed."""

import difflib
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from partners.fingerprint import fingerprint
from partners.forms.fields import validate_plain_text
from partners.forms.keys import key_in
from partners.models import Authority
from partners.written_times import read_when
from priorities.models import Priority, SuccessCriterion

from ..forms import check_due_date
from ..models import Action
from .authority_names import Roster, read_leads
from .columns import COLUMN, HEADINGS, MEANINGS, SHEETS, as_key
from .own_tables import without_apostrophe

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
MAX_LENGTHS = {"due_on": 2000, "wording": 1000, "note": 1000, "priority": 300, "criterion": 1000}
# Similarity from which two wordings are probably one reworded activity.
MIN_SIMILARITY = 0.85


@dataclass
class Line:
    """A spreadsheet row and its effect: NEW, CHANGED, SAME or WRONG.

    `words` are those of all its cells. `values` are the action's fields after the import; `changes` are (field, old,
    new) as text; `faults` is {column meaning: error message}, and `wrong` the same as (heading, message). `like` is an
    action of the plan with similar wording.
    """

    sheet: str
    number: int
    words: str = ""
    effect: str = WRONG
    priority: str = ""
    values: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    faults: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)
    action: Action | None = None
    like: Action | None = None

    @property
    def place(self):
        """Row 7 of “Actions”"""
        return f"Row {self.number}" + (f" of “{self.sheet}”" if self.sheet else "")


class ImportPreview:
    """What a file's tables would do to the plan: its `lines`, the priorities and criteria that would be new, and in
    `left` the plan's actions that the file does not mention.

    The mapping is {heading: meaning}, {name key: Authority or None} and the source of the priorities.
    """

    def __init__(self, plan, tables, *, meanings, names, priorities_from):
        self.plan, self.meanings = plan, meanings
        acting = Authority.objects.in_partnership(plan.partnership).acting()
        self.roster = Roster(list(acting), {key: authority and authority.pk for key, authority in names.items()})
        self.priorities = {as_key(p.name): p for p in Priority.objects.filter(plan=plan)}
        actions = Action.objects.in_plan(plan).filter(priority__isnull=False).select_related("priority", "lead")
        self.actions = {a.pk: a for a in actions.prefetch_related("partners__authority")}
        self.by_wording = {(a.priority_id, as_key(a.wording)): a for a in self.actions.values()}
        self.criteria = {
            (c.priority_id, as_key(c.wording)) for c in SuccessCriterion.objects.filter(priority__plan=plan)
        }
        self.rows_seen, self._new_priorities, self._new_criteria = {}, {}, {}
        self.lines = [line for table in tables for line in self._lines_of(table, priorities_from)]
        self.new_priorities, self.new_criteria = [*self._new_priorities.values()], [*self._new_criteria.values()]
        mentioned = {line.action.pk for line in self.lines if line.action}
        self.left = [action for pk, action in self.actions.items() if pk not in mentioned]

    def of(self, effect):
        """Lines with an effect."""
        return [line for line in self.lines if line.effect == effect]

    @property
    def fingerprint(self):
        """Fingerprint of the preview, so that only what was shown is saved."""
        effects = [
            [line.effect, line.priority, repr(sorted(line.values.items(), key=str)), line.action and line.action.pk]
            for line in self.lines
        ]
        return fingerprint([effects, self.new_priorities, self.new_criteria])

    def _lines_of(self, table, priorities_from):
        """Yields the Line of each row that has a wording."""
        priority_name = table.name if priorities_from == SHEETS else ""
        for number, cells in table.rows:
            if priorities_from == HEADINGS and number in table.alone:
                priority_name = table.alone[number]
                continue
            texts = self._texts_of(cells)
            if priorities_from == COLUMN:
                priority_name = texts.get("priority", priority_name)
            if "wording" in texts:
                line = self._checked_line(table, number, texts, priority_name)
                line.words = " | ".join(cells.values())
                if line.effect != WRONG:
                    self._collect_new_parents(line, texts)
                yield line

    def _texts_of(self, cells):
        """{meaning: text}; ignored columns are left out, several with one meaning are joined."""
        texts = {}
        for heading, cell in cells.items():
            meaning = self.meanings.get(heading, "ignore")
            if meaning != "ignore":
                texts[meaning] = f"{texts[meaning]}; {cell}" if meaning in texts else cell
        return texts

    def _checked_line(self, table, number, texts, priority_name):
        """The Line of a row."""
        values = {"wording": texts["wording"], "note": texts.get("note", "")}
        line = Line(table.name, number, priority=priority_name, values=values)
        if not priority_name:
            line.faults["priority"] = "It is not said which priority it serves"
        for name in ("wording", "note", "priority", "criterion"):
            self._check_text(line, name, priority_name if name == "priority" else texts.get(name, ""))
        self._authorities(line, texts)
        self._due_date(line, texts)
        line.values["sides"] = [side for side in Action.SIDES if side in texts.get("sides", "").casefold()]
        priority = self.priorities.get(as_key(priority_name))
        line.action = self._existing_action(texts, priority)
        if line.action:
            line.priority = line.action.priority.name
        key = line.action.pk if line.action else (as_key(priority_name), as_key(texts["wording"]))
        if key in self.rows_seen:
            line.faults["wording"] = f"It says the same as row {self.rows_seen[key]}"
        self.rows_seen.setdefault(key, f"{number}" + (f" of “{table.name}”" if table.name else ""))
        if line.faults:
            line.wrong = [(self._heading_of(meaning), why) for meaning, why in line.faults.items()]
            return line
        if line.action is None:
            line.effect = NEW
            line.like = self._similar_action(texts["wording"], priority)
        else:
            line.changes = self._changes(line, texts)
            line.effect = CHANGED if line.changes else SAME
        return line

    def _heading_of(self, meaning):
        """Heading of the column with this meaning, or the meaning's label if there is none."""
        return next((heading for heading, means in self.meanings.items() if means == meaning), MEANINGS[meaning])

    def _check_text(self, line, name, text):
        try:
            validate_plain_text(text)
        except ValidationError as error:
            line.faults[name] = " ".join(error.messages)
        if len(text) > MAX_LENGTHS[name]:
            line.faults[name] = f"It has {len(text):,} characters. Shorten it to {MAX_LENGTHS[name]:,}"

    def _authorities(self, line, texts):
        leads, others = (read_leads(texts.get(name, ""), self.roster) for name in ("lead", "supporting"))
        line.values["lead"] = leads.lead
        # An action has one lead: further names in that column are supporting authorities.
        supporting = dict.fromkeys([*leads.supporting, *filter(None, [others.lead]), *others.supporting])
        line.values["supporting"] = [a for a in supporting if a != leads.lead]

    def _due_date(self, line, texts):
        """Takes the due date, and what the words say beyond it; words without a date are kept as they stand."""
        typed = texts.get("due_on", "")
        when = read_when(typed, plan_years=(self.plan.starts_on, self.plan.ends_on))
        self._check_text(line, "due_on", typed)
        line.values["due_on"], line.values["due_words"] = when.on, when.words
        try:
            check_due_date(when.on, self.plan)
        except ValidationError:
            line.values["due_on"], line.values["due_words"] = None, typed

    def _existing_action(self, texts, priority):
        reference = texts.get("reference", "")
        if (key := key_in(reference)) in self.actions:
            return self.actions[key]
        return self.by_wording.get((priority.pk, as_key(texts["wording"]))) if priority else None

    def _similar_action(self, wording, priority):
        actions = [a for a in self.actions.values() if priority and a.priority_id == priority.pk]
        ranked = [(difflib.SequenceMatcher(None, as_key(wording), as_key(a.wording)).ratio(), a.pk) for a in actions]
        best, pk = max(ranked, default=(0, 0))
        return self.actions[pk] if best >= MIN_SIMILARITY else None

    def _changes(self, line, texts):
        """[(field, old, new)]. Only fields with a column change; an empty cell removes nothing."""
        action, changes = line.action, []
        current = {
            "wording": action.wording,
            "note": action.note,
            "lead": action.lead,
            "supporting": [p.authority for p in action.partners.all()],
            "due_on": action.due_on,
            "due_words": action.due_words,
            "sides": action.sides,
        }
        for name, old in current.items():
            new = line.values[name]
            same = _as_read(new) == _as_read(old)
            column = "due_on" if name == "due_words" else name
            if column not in texts or not new or same:
                line.values[name] = old
            else:
                changes.append((name, _old_or_new_text(old), _old_or_new_text(new)))
        return changes

    def _collect_new_parents(self, line, texts):
        """Adds the line's priority and criterion to those that would be new."""
        key = as_key(line.priority)
        if key not in self.priorities:
            self._new_priorities.setdefault(key, line.priority)
        priority = self.priorities.get(key)
        wording = texts.get("criterion", "")
        if wording and (priority is None or (priority.pk, as_key(wording)) not in self.criteria):
            self._new_criteria.setdefault((key, as_key(wording)), (line.priority, wording))


def _as_read(value):
    """A value of the plan as a file would give it back: without line breaks, names in any order."""
    if isinstance(value, list):
        return set(value)
    return without_apostrophe(" ".join(value.split())) if isinstance(value, str) else value


def _old_or_new_text(value):
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:%-d %B %Y}" if hasattr(value, "year") else str(value or "to be agreed")
