"""Preview of an import: each row is checked and compared with the plan; nothing is changed."""

import difflib
import hashlib
import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from actions.forms import check_due_date
from actions.models import Action
from partners.keys import key_in
from partners.words import plain_words
from priorities.models import Priority, SuccessCriterion

from .days import NotADay, day_in
from .mapping import COLUMN, HEADINGS, MEANINGS, SHEETS, as_key, names_in

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
LONGEST = {"wording": 1000, "note": 1000, "priority": 300, "criterion": 1000}
# Similarity from which two wordings are probably one reworded activity.
LIKE = 0.85
SIDES = ("victim", "location", "offender")


@dataclass
class Line:
    """A spreadsheet row and its effect: NEW, CHANGED, SAME or WRONG.

    `values` are the action's fields after the import; `changes` are (field, old, new) as text; `faults` is
    {column meaning: error message}, and `wrong` the same as (heading, message). `like` is an action of the plan with
    similar wording.
    """

    sheet: str
    number: int
    what: str = WRONG
    priority: str = ""
    values: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    faults: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)
    action: Action | None = None
    like: Action | None = None


@dataclass
class Look:
    """Preview of the whole file. `left` are the plan's actions that the file does not mention."""

    lines: list
    new_priorities: list
    new_criteria: list
    left: list

    def of(self, what):
        return [line for line in self.lines if line.what == what]

    @property
    def seal(self):
        """Fingerprint of the preview, so that only what was shown is saved."""
        told = [
            [line.what, line.priority, repr(sorted(line.values.items(), key=str)), line.action and line.action.pk]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps([told, self.new_priorities, self.new_criteria]).encode()).hexdigest()[:32]


class Looking:
    """Builds the preview from a file's tables and their mapping: {heading: meaning}, {name key: Authority or None} and
    the source of the priorities.
    """

    def __init__(self, plan, *, meanings, names, priorities_from):
        self.plan, self.meanings, self.names, self.priorities_from = plan, meanings, names, priorities_from
        self.priorities = {as_key(p.name): p for p in Priority.objects.filter(plan=plan)}
        found = Action.objects.in_plan(plan).filter(priority__isnull=False).select_related("priority", "lead")
        self.actions = {a.pk: a for a in found.prefetch_related("partners__authority")}
        self.by_words = {(a.priority_id, as_key(a.wording)): a for a in self.actions.values()}
        self.criteria = {
            (c.priority_id, as_key(c.wording)) for c in SuccessCriterion.objects.filter(priority__plan=plan)
        }

    def through(self, tables):
        lines, priorities, criteria, seen = [], {}, {}, {}
        for table in tables:
            serves = table.name if self.priorities_from == SHEETS else ""
            for number, words in table.rows:
                if self.priorities_from == HEADINGS and number in table.alone:
                    serves = table.alone[number]
                    continue
                said = self._said(words)
                if self.priorities_from == COLUMN:
                    serves = said.get("priority", serves)
                line = self._line(table, number, said, serves, seen)
                if line is None:
                    continue
                lines.append(line)
                if line.what != WRONG:
                    self._also(line, said, priorities, criteria)
        touched = {line.action.pk for line in lines if line.action}
        left = [action for pk, action in self.actions.items() if pk not in touched]
        return Look(lines, list(priorities.values()), list(criteria.values()), left)

    def _said(self, words):
        """{meaning: text}; ignored columns are left out, several with one meaning are joined."""
        found = {}
        for heading, cell in words.items():
            meaning = self.meanings.get(heading, "ignore")
            if meaning != "ignore":
                found[meaning] = f"{found[meaning]}; {cell}" if meaning in found else cell
        return found

    def _line(self, table, number, said, serves, seen):
        if "wording" not in said:
            return None
        line = Line(
            table.name, number, priority=serves, values={"wording": said["wording"], "note": said.get("note", "")}
        )
        if not serves:
            line.faults["priority"] = "It is not said which priority it serves"
        for name in ("wording", "note", "priority", "criterion"):
            self._check_words(line, name, serves if name == "priority" else said.get(name, ""))
        self._authorities(line, said)
        self._day(line, said)
        line.values["sides"] = [side for side in SIDES if side in said.get("sides", "").casefold()]
        priority = self.priorities.get(as_key(serves))
        key = (as_key(serves), as_key(said["wording"]))
        if key in seen:
            line.faults["wording"] = f"It says the same as row {seen[key]}"
        seen.setdefault(key, f"{number}" + (f" of “{table.name}”" if table.name else ""))
        line.action = self._known(said, priority)
        if line.faults:
            line.wrong = [(self._called(meaning), why) for meaning, why in line.faults.items()]
            return line
        if line.action is None:
            line.what = NEW
            line.like = self._like(said["wording"], priority)
        else:
            line.changes = self._changes(line, said)
            line.what = CHANGED if line.changes else SAME
        return line

    def _called(self, meaning):
        """Heading of the column with this meaning, or the meaning's label if there is none."""
        return next((heading for heading, means in self.meanings.items() if means == meaning), MEANINGS[meaning])

    def _check_words(self, line, name, words):
        try:
            plain_words(words)
        except ValidationError as error:
            line.faults[name] = " ".join(error.messages)
        if len(words) > LONGEST[name]:
            line.faults[name] = f"It has {len(words):,} characters. Shorten it to {LONGEST[name]:,}"

    def _authorities(self, line, said):
        lead = [self.names.get(as_key(name)) for name in names_in(said.get("lead", ""))]
        leads = [a for a in lead if a]
        supporting = [self.names.get(as_key(name)) for name in names_in(said.get("supporting", ""))]
        line.values["lead"] = leads[0] if leads else None
        # An action has one lead: further names in that column are supporting authorities.
        line.values["supporting"] = [
            a for a in dict.fromkeys([*leads[1:], *filter(None, supporting)]) if a != line.values["lead"]
        ]

    def _day(self, line, said):
        try:
            line.values["due_on"] = day_in(said.get("due_on", ""))
            check_due_date(line.values["due_on"], self.plan)
        except NotADay as error:
            line.faults["due_on"] = str(error)
        except ValidationError as error:
            line.faults["due_on"] = " ".join(error.messages)

    def _known(self, said, priority):
        reference = said.get("reference", "")
        if (key := key_in(reference)) in self.actions:
            return self.actions[key]
        return self.by_words.get((priority.pk, as_key(said["wording"]))) if priority else None

    def _like(self, wording, priority):
        mine = [a for a in self.actions.values() if priority and a.priority_id == priority.pk]
        ranked = [(difflib.SequenceMatcher(None, as_key(wording), as_key(a.wording)).ratio(), a.pk) for a in mine]
        best, pk = max(ranked, default=(0, 0))
        return self.actions[pk] if best >= LIKE else None

    def _changes(self, line, said):
        """[(field, old, new)]. Only fields with a column change; an empty cell removes nothing."""
        action, found = line.action, []
        now = {
            "wording": action.wording,
            "note": action.note,
            "lead": action.lead,
            "supporting": [p.authority for p in action.partners.all()],
            "due_on": action.due_on,
            "sides": action.sides,
        }
        for name, old in now.items():
            new = line.values[name]
            same = set(new) == set(old) if isinstance(new, list) else new == old
            if name not in said or not new or same:
                line.values[name] = old
            else:
                found.append((name, _told(old), _told(new)))
        return found

    def _also(self, line, said, priorities, criteria):
        key = as_key(line.priority)
        if key not in self.priorities:
            priorities.setdefault(key, line.priority)
        priority = self.priorities.get(key)
        wording = said.get("criterion", "")
        if wording and (priority is None or (priority.pk, as_key(wording)) not in self.criteria):
            criteria.setdefault((key, as_key(wording)), (line.priority, wording))


def _told(value):
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return f"{value:%-d %B %Y}" if hasattr(value, "year") else str(value or "to be agreed")
