"""Comparison of a file's entries with the plan: what each is there, and what saving would do. Nothing is changed."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils.translation import gettext

from actions.plan_editor.kinds import PART_KINDS
from partners.files.source import LeftOut
from partners.fingerprint import fingerprint
from partners.forms.fields import validate_plain_text
from partners.forms.keys import key_in
from plans.models import Plan, Section
from priorities.models import Priority, SuccessCriterion

from ...forms import LONGEST_NOTE, LONGEST_WORDING
from ...models import Action, Hallmark
from .action_items import ActionItems, hide_new_words
from .comparison_shapes import CHANGED, FILE, NEW, OURS, SAME, BroughtUpdate, Change, Item
from .criterion_items import criterion_items
from .differences import LABELS, Differences
from .same_words import as_compared
from .text_items import hallmark_items, is_needed, name_key, plan_item, priority_items, section_items

__all__ = ["CHANGED", "FILE", "NEW", "OURS", "SAME", "BroughtUpdate", "Change", "Comparison", "Item", "compare"]

# Most characters of texts whose columns have no length, as in the forms in which they are edited.
LONGEST = {
    "wording": LONGEST_WORDING, "note": LONGEST_NOTE, "private_note": 20_000, "due_words": 2000, "lead_words": 2000,
    "figures_words": 2000, "vision": 2000, "mission": 2000,
}  # fmt: skip
LONGEST_SECTION, LONGEST_TEXT = 50_000, 20_000


@dataclass
class Comparison:
    """What a file would do to the plan. `untouched` are the plan's actions that the file does not name."""

    plan: Plan
    items: list[Item]
    untouched: list[Action] = field(default_factory=list)

    def of(self, *effects):
        """Items with one of the effects."""
        return [item for item in self.items if item.effect in effects]

    @property
    def faulty(self):
        """Items that cannot be saved as they are."""
        return [item for item in self.items if item.faults]

    @property
    def asked(self):
        """Items of which somebody should say whether they are a part of the plan with similar words."""
        return [item for item in self.items if item.likes]

    @property
    def fingerprint(self):
        """Fingerprint of everything that saving would do."""
        return fingerprint([_saved(item) for item in self.items])

    @property
    def left_out(self):
        """The file's words that saving does not bring in, since the plan's own stand, as LeftOuts."""
        words = []
        for item in self.items:
            place = _place(item)
            for change in item.changes:
                if not change.takes_file and change.new not in (None, ""):
                    why = "changed on the site since" if change.since else "kept as in the plan"
                    words.append(LeftOut(place, f"{change.label}: {change.new_words}", why))
            for update in item.skipped_updates:
                words.append(LeftOut(place, update.words, "updated on the site"))
        return words


def compare(plan, entries, *, is_ours=False, decisions=None, names=None):
    """The Comparison of a file's Entries with a plan.

    `is_ours`: it is a file that this site made, whose references are ids. `decisions` are what people chose, by an
    Item's key: {"same_as": "new" or the id of the part that it is, "take": {field: "file" or "ours"}, "hallmark": the
    name of the hallmark that an action serves}. `names` are an authority's pk by name, as in Answers.
    """
    return _Comparing(plan, is_ours=is_ours, decisions=decisions or {}, names=names).compared(entries)


class _Comparing:
    """What the items of all kinds need to know of the plan, and what they have in common."""

    def __init__(self, plan, *, is_ours, decisions, names):
        self.plan = plan = Plan.objects.select_related("partnership").get(pk=plan.pk)
        self.is_ours, self.decisions, self.names = is_ours, decisions, names
        self.priorities = list(Priority.objects.filter(plan=plan))
        self.hallmarks = list(Hallmark.objects.filter(plan=plan))
        self.sections = list(Section.objects.filter(plan=plan))
        self.criteria = list(SuccessCriterion.objects.filter(priority__in=self.priorities).select_related("reporter"))
        actions = Action.objects.in_plan(plan).select_related("lead").prefetch_related("partners__authority")
        self.actions = list(actions)
        self._join()
        self.action_pks = {action.pk for action in self.actions}
        self.differences = Differences(plan, decisions, is_ours=is_ours)

    def _join(self):
        """Let the parts share their parents, which are read once."""
        for part in (*self.priorities, *self.hallmarks, *self.sections):
            part.plan = self.plan
        priorities = {each.pk: each for each in self.priorities}
        hallmarks = {each.pk: each for each in self.hallmarks}
        for part in (*self.actions, *self.criteria):
            if part.priority_id in priorities:
                part.priority = priorities[part.priority_id]
            elif getattr(part, "hallmark_id", None) in hallmarks:
                part.hallmark = hallmarks[part.hallmark_id]

    def compared(self, entries):
        """The Comparison."""
        plan = plan_item(self, entries)
        sections = section_items(self, entries)
        self.priority_items = priority_items(self, entries)
        self.hallmark_items = hallmark_items(self, entries)
        action_items = ActionItems(self)
        criteria, actions = criterion_items(self, entries), action_items.items(entries)
        priorities = list(self.priority_items.values())
        hallmarks = [item for item in self.hallmark_items.values() if item.entry is not None]
        items = [plan, *sections, *priorities, *hallmarks, *criteria, *actions]
        self.differences.settle()
        action_items.support()
        for item in items:
            self._finish(item)
        self._pass_on_faults(items)
        self._drop_idle(priorities, [*criteria, *actions], entries)
        named = {item.thing.pk for item in actions if item.thing}
        items = [item for item in items if item is not plan or item.changes]
        return Comparison(self.plan, items, [action for action in self.actions if action.pk not in named])

    @staticmethod
    def earlier(parts, name):
        """{id: texts} that a field of some parts of one model has had: a file may still have them."""
        texts = defaultdict(list)
        if parts:
            rows = type(parts[0]).history.filter(id__in=[part.pk for part in parts])
            for pk, text in rows.order_by().values_list("id", name).distinct():
                texts[pk].append(text)
        return texts

    def decided(self, item):
        """What people chose for an item."""
        return self.decisions.get(item.key, {})

    def our_key(self, reference):
        """The id of the plan's action that a file of ours names, or None."""
        key = key_in(reference) if self.is_ours else None
        return key if key in self.action_pks else None

    def priority_of(self, item):
        """(name, Priority or the key of its Item) that the file gives an item; notes it if there is none."""
        found = self.priority_items.get(name_key(item.entry.priority))
        if found is None:
            item.faults.append(gettext("No priority given."))
            return "", None
        return found.place, found.thing or found.key

    def longest(self, kind, name):
        """Most characters that a field may have."""
        column = (Plan if kind == "plan" else PART_KINDS[kind].model)._meta.get_field(name)
        if isinstance(column, CharField):
            return column.max_length
        return LONGEST.get(name, LONGEST_SECTION if kind == "section" else LONGEST_TEXT)

    def match(self, item, match):
        """Let an item be the part that it was paired with."""
        item.thing, item.likes = match.thing, match.likes
        chosen = self.decided(item).get("same_as")
        if chosen not in (None, "new") and (item.thing is None or item.thing.pk != chosen):
            item.faults.append(gettext("Another entry of the file already matches that part. Choose another."))

    def _finish(self, item):
        """Set the effect and the faults of an item whose changes are settled."""
        for change in item.changes:
            if change.field in ("priority", "hallmark") and change.takes_file:
                item.place, item.parent = change.new_words, change.new
        if item.kind in ("activity", "hallmark-action"):
            hide_new_words(item, self.decided(item).get("take", {}).get("lead_words_public"))
        if item.thing is None:
            item.effect = SAME if item.repeats else NEW
        elif item.repeats:
            item.effect = SAME
        else:
            item.effect = CHANGED if item.taken or item.updates else SAME
        if item.effect != SAME:
            self._check(item)

    def _check(self, item):
        """Add what keeps an item from being saved to its faults."""
        for name, value in item.values.items():
            if not isinstance(value, str) or (item.thing and value == getattr(item.thing, name)):
                continue
            is_criterion = name == "wording" and item.kind in ("criterion", "associated")
            label = (
                gettext("Success criterion")
                if is_criterion
                else LABELS.get(name) or name.replace("_", " ").capitalize()
            )
            try:
                validate_plain_text(value)
            except ValidationError as error:
                item.faults.append(f"{label}: {' '.join(error.messages)}")
            if len(value) > (limit := self.longest(item.kind, name)):
                item.faults.append(
                    gettext("%(label)s: it has %(number)s characters. Shorten it to %(limit)s.")
                    % {"label": label, "number": f"{len(value):,}", "limit": f"{limit:,}"}
                )
        if item.kind in ("criterion", "associated"):
            _check_figures(item)

    @staticmethod
    def _pass_on_faults(items):
        """What stands under a new priority or hallmark that cannot be saved cannot be saved either."""
        faulty = {item.key: item for item in items if item.faults}
        for item in items:
            if isinstance(item.parent, str) and item.parent in faulty and item.effect != SAME:
                item.faults.append(
                    gettext("“%(place)s” has an error, and this belongs to it.") % {"place": item.place[:80]}
                )

    def _drop_idle(self, priorities, held, entries):
        """A priority of which all is in others already is not made: it is the one where the most is."""
        for item in priorities:
            if is_needed(item, held, entries):
                continue
            there = [one.parent for one in held if f"p:{name_key(one.entry.priority)}" == item.key]
            there = [parent for parent in there if parent is not None and not isinstance(parent, str)]
            if there:
                item.effect, item.thing = SAME, max(there, key=there.count)
                item.values, item.place, item.faults = {"name": item.thing.name}, item.thing.name, []


def _check_figures(item):
    values = {name: item.values.get(name, getattr(item.thing, name, None)) for name in ("baseline", "target", "unit")}
    if (values["baseline"] is not None or values["target"] is not None) and not values["unit"]:
        item.faults.append(gettext("The figures have no unit. Enter the unit, or keep the plan’s figures."))
    period = item.values.get("baseline_period", getattr(item.thing, "baseline_period", ""))
    if values["baseline"] is not None and not period:
        item.faults.append(gettext("The baseline has no period. Keep the plan’s figures, or enter the period first."))


def _place(item):
    made_from = getattr(item.entry, "made_from", None)
    if made_from:
        sheet, row, _column = made_from[0]
        return f"{sheet}, row {row}"
    return item.place


def _saved(item):
    """What saving does with an item, as plain values."""
    values = [(name, _plain(value)) for name, value in sorted(item.values.items())]
    updates = [(update.words, update.status, str(update.about)) for update in item.updates]
    parent = as_compared(item.parent) if item.parent is not None else None
    thing = item.thing and item.thing.pk
    return [item.kind, item.key, item.effect, thing, parent, item.faults, values, updates, item.repeats]


def _plain(value):
    return [each.pk for each in value] if isinstance(value, list) else str(as_compared(value))
