"""Changes between two outlines as readable notes, built from their difference (see `plans.changes.diff`)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext, gettext_noop

from plans.outline.assessments import order_in_words, unknown_to_either
from plans.outline.build import PUBLIC
from plans.outline.milestones import in_words as milestone_in_words
from plans.outline.shape import Outline

from ..figures import measured_in_words
from ..labels import FIGURES, ORDERS, PLAIN_WORDS, label_of, shown
from ..rating import Word
from ..status import LABEL, in_words
from .diff import Absent, Flat, Key, by_the_names_of, difference, flatten
from .notes import note, public_sentence_note, status_note, wording_note
from .shape import ChangedItem, ChangeGroup, ChangeNote, OutlineChanges
from .summary import summed_up
from .word_diff import out_of_turn

# Display names of kinds.
KIND_NAMES = {"criterion": gettext_noop("success criterion"), "objective": gettext_noop("strategic objective")}
PUBLIC_KIND_NAMES = {"criterion": gettext_noop("measure")}
# Kinds of note, in display order.
NOTE_KINDS = (
    "status", "rating", "date", "milestone", "moved", "lead", "supporting", "sides", "wording", "figures", "measured",
    "said", "reported", "next", "confirmed", "details", "order",
)  # fmt: skip
# Kinds of object without an item of their own: what they belong to has notes on them.
NOTED_WITH_PARENT = ("measurement", "milestone")
# Fields without a note of their own: derived from another field, or shown with it.
DERIVED_FIELDS = {"place", "heard_on", "due_first", "due_moves", "update"}
PLAN_TEXT, OBJECTIVES = gettext_noop("Full text of the plan"), gettext_noop("Strategic objectives")
AUTHORITIES, ASSESSED = gettext_noop("Authorities"), gettext_noop("Strategic assessment and consultation")
GROUP_NAMES = {
    "partnership": PLAN_TEXT, "plan": PLAN_TEXT, "section": PLAN_TEXT,
    "objective": OBJECTIVES, "authority": AUTHORITIES, "assessment": ASSESSED, "consultation": ASSESSED,
}  # fmt: skip


def changes(older: Outline, newer: Outline) -> OutlineChanges:
    """Changes from one outline to a newer one of the same plan, or of the plan that continues it.

    Groups in order: priorities (in the newer order, removed ones last), hallmarks likewise, assessments and
    consultations, the plan's own text, objectives, authorities.

    Raises ValueError if the outlines are for different audiences.
    """
    if older["audience"] != newer["audience"]:
        raise ValueError("Outlines for different audiences differ by what may be seen, not by what changed")
    unknown_kinds = unknown_to_either(older, newer)
    old, new = ({key: v for key, v in flatten(each).items() if key[0] not in unknown_kinds} for each in (older, newer))
    both = OutlineComparison(by_the_names_of(newer, old), new, is_public=newer["audience"] == PUBLIC)
    groups: dict[Any, list[ChangedItem]] = {
        key: [] for kind in ("priority", "hallmark") for key in both.everything if key[0] == kind
    }
    groups |= {name: [] for name in (ASSESSED, PLAN_TEXT, OBJECTIVES, AUTHORITIES)}
    for key in both.everything:
        if key[0] not in NOTED_WITH_PARENT and (item := both.item(key)):
            groups[both.group(key)].append(item)
    filled: list[ChangeGroup] = [{"name": both.name(key), "items": items} for key, items in groups.items() if items]
    summary = summed_up([item for group in filled for item in group["items"]])
    return {"empty": not filled, **summary, "groups": filled}


class OutlineComparison:
    """Comparison of two flat outlines of one plan."""

    def __init__(self, old: Flat, new: Flat, *, is_public: bool) -> None:
        self.old, self.new = old, new
        self.kind_names = KIND_NAMES | (PUBLIC_KIND_NAMES if is_public else {})
        self.changed = difference(old, new)["changed"]
        self.everything = [*new, *(key for key in old if key not in new)]
        self._siblings = [_siblings(side) for side in (old, new)]

    def fields(self, key):
        return self.new[key] if key in self.new else self.old[key]

    def name(self, key, side=None):
        """Display name of an object on one side, or on the newer side that has it. A string key is its own name."""
        if isinstance(key, str):
            return gettext(key)
        fields = self.fields(key) if side is None else side[key]
        for field in ("wording", "name", "heading", "title"):
            if fields.get(field):
                return fields[field]
        return fields["key"].replace("-", " ").capitalize()

    def group(self, key):
        if key[0] in ("priority", "hallmark"):
            return key
        return GROUP_NAMES.get(key[0]) or self.fields(key)["parent"]

    def item(self, key: Key) -> ChangedItem | None:
        """Item for an object, or None if nothing about it needs a note."""
        kind, pk = key
        notes: Iterable[ChangeNote]
        if key not in self.old:
            state, notes = "added", self._as_added(key)
        elif key not in self.new:
            state, notes = "removed", []
        elif key not in self.changed and key not in self._of_children:
            return None  # not reordered either: that would be a change of `place`
        else:
            state, notes = "changed", self._as_changed(key)
        notes = sorted(notes, key=lambda note: NOTE_KINDS.index(note["what"]))
        if state == "changed" and not notes:
            return None
        kind = self.fields(key)["kind"] if kind == "action" else self.kind_names.get(kind, kind)
        return {"kind": kind, "id": pk, "title": self.name(key), "state": state, "notes": notes}

    def _as_added(self, key: Key) -> Iterator[ChangeNote]:
        new = self.new[key]
        if key[0] == "action":
            if not _in_words_alone(new, "lead"):
                yield note("lead", gettext("Lead"), new=self._called(self.new, [new["lead"]]))
            if not _in_words_alone(new, "due_on"):
                yield note("date", gettext("Due"), new=shown("due_on", new))
            for field in ("lead_words", "due_words"):
                if new.get(field):
                    yield note("details", label_of(field), new=new[field])
            if new["sides"]:
                yield note("sides", gettext("Sides"), new=shown("sides", new))
            if new.get("aims"):
                yield self._note_of_aims([], new["aims"])
            if new["effective_status"] != "no_report":
                yield note("status", gettext("Status"), new=in_words(new), new_status=new["effective_status"])
            if new["sentence"]:
                yield public_sentence_note(None, new["sentence"])
        if new.get("places"):
            yield note("details", gettext("Order of the priorities"), new=order_in_words(new["places"], self.new))
        if key[0] == "criterion":
            for field in ("baseline", "target", "due_on"):
                if new[field] is not None:
                    yield note("figures", label_of(field), new=shown(field, new))
        yield from self._of_children.get(key, ())

    def _as_changed(self, key: Key) -> Iterator[ChangeNote]:
        kind, changed = key[0], self.changed.get(key, {})
        for field, pair in changed.items():
            if Absent in pair or field in DERIVED_FIELDS or (kind, field) == ("action", "kind"):
                continue
            if field == "status" and "effective_status" in changed:
                continue
            if field not in ORDERS or None in pair or (key, field) in self._renumbered:
                yield self._note(key, field, *pair)
        if kind == "action" and "update" in changed:
            yield from self._heard(changed)
        yield from self._of_children.get(key, ())
        if key in self._out_of_turn:
            yield self._reordered(key)

    def _note(self, key: Key, field: str, old: Any, new: Any) -> ChangeNote:
        """Note for one changed field."""
        before, after = self.old[key], self.new[key]
        texts = shown(field, before), shown(field, after)
        if field == "effective_status":
            return status_note(before, after)
        if field == "status":
            return note(
                "details", gettext("Reported as"), *(gettext(LABEL[each or "no_report"]) for each in (old, new))
            )
        if field == "due_on":
            label = gettext("Date moved")
            if old is None:
                label = gettext("Date agreed")
            elif new is None:
                label = gettext("Date removed")
            first = shown("due_first", after) if after.get("due_first") else None
            dates = (
                gettext("no date") if _in_words_alone(side, field) else shown(field, side) for side in (before, after)
            )
            return note("date", label, *dates, original=first, times=after.get("due_moves") or 0)
        if field == "parent":
            return note("moved", gettext("Moved"), self.name(old, self.old), self.name(new, self.new))
        if field in ("lead", "reporter"):
            label = gettext("Lead") if field == "lead" else gettext("Reported by")
            names = self._called(self.old, [old]), self._called(self.new, [new])
            sides = zip((before, after), names, strict=True)
            return note(
                "lead", label, *(gettext("no authority") if _in_words_alone(s, field) else name for s, name in sides)
            )
        if field == "rating":
            return note("rating", gettext("Rating"), *(_rating_label(Word(word)) for word in (old, new)))
        if field == "supporting":
            return note("supporting", gettext("Supporting"), self._called(self.old, old), self._called(self.new, new))
        if field == "aims":
            return self._note_of_aims(old, new)
        if field == "sentence":
            return public_sentence_note(old, new)
        if field == "places":
            orders = order_in_words(old, self.old), order_in_words(new, self.new)
            return note("details", gettext("Order of the priorities"), *orders)
        label = label_of(field)
        if isinstance(old, str) and isinstance(new, str) and field not in PLAIN_WORDS:
            return wording_note(label, old, new)
        return note("sides" if field == "sides" else "figures" if field in FIGURES else "details", label, *texts)

    def _note_of_aims(self, old, new):
        """Note on the success criteria that an action is meant to move."""
        texts = (
            "; ".join(self.name(("criterion", pk), side) for pk in ids if ("criterion", pk) in side) or gettext("none")
            for side, ids in ((self.old, old), (self.new, new))
        )
        return note("details", label_of("aims"), *texts)

    def _called(self, side, authorities):
        """Names of authorities on one side, from their ids; [None] is "to be agreed"."""
        if authorities == [None]:
            return gettext("to be agreed")
        named = sorted((side["authority", pk] for pk in authorities), key=itemgetter("place"))
        return ", ".join(authority["name"] for authority in named) or gettext("nobody")

    def _heard(self, changed):
        """Notes on a newer update beyond its status and public sentence, or on an update that was undone."""
        old, new = changed["update"]
        if Absent not in (old, new) and old and (new is None or _is_older(new, old)):
            if "happened" in old:
                yield note("reported", gettext("Undone by %(by)s, %(authority)s") % old, old["happened"])
            return
        if new is None or Absent in (old, new) or (old and "id" in new and old["id"] == new["id"]):
            return
        when = shown("speaks_of", new)
        if "happened" in new:
            yield note("reported", gettext("Reported by %(by)s, %(authority)s") % new, new=new["happened"], when=when)
            if new["achieved"]:
                yield note("next", gettext("What was achieved"), new=new["achieved"])
            if new["next"]:
                yield note("next", gettext("What is next"), new=new["next"])
        elif not {"status", "effective_status", "sentence"} & changed.keys():
            yield note(
                "confirmed",
                gettext("No change reported"),
                new=gettext("still %(status)s") % {"status": LABEL[new["status"]].lower()},
                when=when,
            )

    @cached_property
    def _of_children(self):
        """{key of a criterion or action: [note on its measurements or milestones]}."""
        notes: defaultdict[Key, list[ChangeNote]] = defaultdict(list)
        for key in self.everything:
            parent = self.fields(key).get("parent")
            if key[0] not in NOTED_WITH_PARENT or parent not in self.new:
                continue
            # Most measurements are as they were, and so is the criterion, which says how to read them.
            if not (key in self.old and key in self.new) or {key, parent} & self.changed.keys():
                notes[parent] += self._as_measured(key) if key[0] == "measurement" else self._as_milestone(key)
        return notes

    def _as_milestone(self, key):
        """Notes on one milestone."""
        if key not in self.new:
            yield note("milestone", gettext("Milestone removed"), old=self.name(key))
            return
        new = self.new[key]
        if key not in self.old:
            yield note("milestone", gettext("Milestone added"), new=milestone_in_words(new | {"late": False}))
            return
        old = self.old[key]
        if old["parent"] != new["parent"]:
            where = gettext("from “%(name)s”") % {"name": self.name(old["parent"], self.old)}
            yield note(
                "milestone", gettext("Milestone moved here"), old=where, new=milestone_in_words(new | {"late": False})
            )
        if old["wording"] != new["wording"]:
            yield wording_note(gettext("Milestone"), old["wording"], new["wording"])
        for field in ("due_on", "done_on"):
            if old[field] != new[field]:
                label = gettext("Milestone reached") if field == "done_on" else gettext("Milestone due")
                days = (
                    shown(field, side) if side[field] or field == "due_on" else gettext("not reached")
                    for side in (old, new)
                )
                yield note("milestone", f"{label}: {self.name(key)}", *days)
        if "public" in old and old["public"] != new["public"]:
            yield note("details", gettext("Public milestone"), *(shown("public", side) for side in (old, new)))

    def _as_measured(self, key):
        """Notes on one measurement. A corrected one is covered by the note on its correction."""
        if key not in self.new:
            if _period(self.old[key]) not in self._by_period[1]:
                yield note("measured", gettext("Measurement removed"), ", ".join(self._measurement(self.old, key)))
            return
        new = self._measurement(self.new, key)
        before = key if key in self.old else self._by_period[0].get(_period(self.new[key]))
        if before is None:
            yield note("measured", gettext("Measured"), new=new[0], when=new[1])
            return
        old, fields = self._measurement(self.old, before), self.old[before]
        if self.new[key].get("hidden") and not fields.get("hidden"):
            # The old figure is left out: next to the suppressed one it would give the small number away.
            yield note("measured", gettext("No longer shown"), new[1], ", ".join(new))
        elif old != new:
            sure = fields.get("provisional") and not self.new[key]["provisional"]
            is_final = sure and old[0] == new[0]
            label = gettext("Provisional figure made final") if is_final else gettext("Measurement corrected")
            yield note("measured", label, ", ".join(old), ", ".join(new))
        notes = fields.get("note", Absent), self.new[key].get("note", Absent)
        if Absent not in notes and notes[0] != notes[1]:
            yield wording_note(gettext("Note on %(figure)s") % {"figure": ", ".join(new)}, *notes)

    @cached_property
    def _by_period(self):
        """[{(criterion, start, end): measurement key}] of the old and the new side."""
        return [
            {_period(f): key for key, f in side.items() if key[0] == "measurement"} for side in (self.old, self.new)
        ]

    def _reordered(self, key):
        siblings = self._siblings[1][key[0], self.new[key].get("parent")]
        place = siblings.index(key)
        where = gettext("now first")
        if place:
            where = gettext("now after “%(name)s”") % {"name": self.name(siblings[place - 1])}
        return note("order", gettext("Reordered"), new=where)

    def _measurement(self, side, key):
        fields = side[key]
        value = measured_in_words(fields, side[fields["parent"]])
        text = gettext("%(first)s to %(last)s, %(source)s")
        if fields.get("provisional"):
            text = gettext("%(first)s to %(last)s, provisional, %(source)s")
        days = {"first": shown("starts_on", fields), "last": shown("ends_on", fields)}
        return value, text % {**days, "source": fields["source"]}

    @cached_property
    def _out_of_turn(self):
        """Keys reordered among their siblings. Priorities are excluded: their order fields show it."""
        reordered = set()
        for parent, keys in self._siblings[1].items():
            if parent[0] not in ("priority", *NOTED_WITH_PARENT, "assessment", "consultation"):
                reordered |= out_of_turn(self._siblings[0][parent], keys)
        return reordered

    @cached_property
    def _renumbered(self):
        """{(priority key, order field)} renumbered by more than the arrival or departure of others."""
        renumbered = set()
        for field in ORDERS:
            old, new = (_numbered(side, field) for side in (self.old, self.new))
            candidates = {key for key in new if field in self.changed.get(key, {})}
            moved = out_of_turn(old, new)
            if moved & candidates:
                candidates = moved & candidates
            elif not moved and set(old) != set(new):
                candidates = set()
            renumbered |= {(key, field) for key in candidates}
        return renumbered


def _in_words_alone(action, field):
    """Whether only the plan's own words, which have a note of their own, say who leads an action or when it is due."""
    words = {"lead": "lead_words", "due_on": "due_words"}.get(field, "")
    return not action[field] and bool(action.get(words))


def _rating_label(word):
    return gettext("No rating") if word == Word.NO_RATING else gettext(word.label)


def _period(measurement):
    return measurement["parent"], measurement["starts_on"], measurement["ends_on"]


def _numbered(flat, field):
    """Keys of the priorities ranked by an order field, sorted by it."""
    keys = (key for key, fields in flat.items() if key[0] == "priority" and fields[field])
    return sorted(keys, key=lambda key: flat[key][field])


def _is_older(update, other):
    """Whether `update` is the older one; by date in public outlines, which have no update ids."""
    if "id" in update and "id" in other:
        return update["id"] < other["id"]
    return update["recorded_on"] < other["recorded_on"]


def _siblings(flat):
    """{(kind, parent key): [key]}, in plan order."""
    siblings = defaultdict(list)
    for key, fields in flat.items():
        siblings[key[0], fields.get("parent")].append(key)
    return siblings
