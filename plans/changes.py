"""What changed between two outlines, for people: made of what is different between them (see `plans.flattening`)."""

from collections import defaultdict
from functools import cached_property
from operator import itemgetter

from .assessed import order_in_words, unknown_to_either
from .fields import FIGURES, LABELS, ORDERS, PLAIN_WORDS, shown
from .figures import measured_in_words
from .flattening import Absent, by_the_names_of, difference, flatten
from .rating import Word
from .reading import LABEL, RANK, in_words
from .wording import excerpt, out_of_turn, pieces, summed_up

# How the notes of an item are ordered.
KINDS = {"criterion": "success criterion", "objective": "strategic objective"}
NOTES = (
    "status", "rating", "date", "moved", "lead", "supporting", "sides", "wording", "figures", "measured", "said",
    "reported", "next", "confirmed", "details", "order",
)  # fmt: skip
# What follows from something else that is told, or is told with it.
FOLLOWS = {"place", "heard_on", "due_first", "due_moves", "update"}
# Nothing reported is no better and no worse than not started; withdrawn is neither.
LEVEL = RANK | {"no_report": RANK["not_started"]}
OWN_WORDS, OBJECTIVES, AUTHORITIES = "The plan’s own words", "Strategic objectives", "Authorities"
ASSESSED = "Strategic assessment and consultation"
GROUPS = {
    "partnership": OWN_WORDS, "plan": OWN_WORDS, "section": OWN_WORDS,
    "objective": OBJECTIVES, "authority": AUTHORITIES, "assessment": ASSESSED, "consultation": ASSESSED,
}  # fmt: skip


def changes(older, newer):
    """What changed, for people: from one outline to a newer one of the same plan, for the same audience.

    Returns {"empty": bool, "sentence": str, "counts": {what: number}, "groups": [{"name", "items": [item]}]}, where

        item  kind, id, title (its new words, or its old ones if it was removed), state (added, removed, changed), notes
        note  what (one of NOTES), label, old and new in words, or None
              for a status      direction (up, down or ""), old_reading, new_reading
              for a date        original (the first one agreed, in words, or None), times (that it was moved)
              for wording       pieces, excerpt: [("same" | "del" | "ins", text)]
              for what was said, reported or measured   when

    Every note has all of these keys. The groups are the priorities, in the newer order and those that were removed
    after them; the hallmarks likewise; assessments and consultations; the plan's own words, objectives, authorities.
    """
    if older["audience"] != newer["audience"]:
        raise ValueError("Outlines for different audiences differ by what may be seen, not by what changed")
    unknown = unknown_to_either(older, newer)
    old, new = ({key: v for key, v in flatten(each).items() if key[0] not in unknown} for each in (older, newer))
    both = Both(by_the_names_of(newer, old), new)
    groups = {key: [] for kind in ("priority", "hallmark") for key in both.everything if key[0] == kind}
    groups |= {name: [] for name in (ASSESSED, OWN_WORDS, OBJECTIVES, AUTHORITIES)}
    for key in both.everything:
        if key[0] != "measurement" and (item := both.item(key)):
            groups[both.group(key)].append(item)
    found = [{"name": both.name(key), "items": items} for key, items in groups.items() if items]
    summary = summed_up([item for group in found for item in group["items"]])
    return {"empty": not found, **summary, "groups": found}


class Both:
    """Two flat outlines of one plan, side by side."""

    def __init__(self, old, new):
        self.old, self.new = old, new
        self.changed = difference(old, new)["changed"]
        self.everything = [*new, *(key for key in old if key not in new)]
        self._siblings = [_siblings(side) for side in (old, new)]

    def fields(self, key):
        return self.new[key] if key in self.new else self.old[key]

    def name(self, key, side=None):
        """What a thing is called: on that side, or as newly as there is. A group that is no thing is its own name."""
        if isinstance(key, str):
            return key
        fields = self.fields(key) if side is None else side[key]
        for field in ("wording", "name", "heading", "title"):
            if fields.get(field):
                return fields[field]
        return fields["key"].replace("-", " ").capitalize()

    def group(self, key):
        if key[0] in ("priority", "hallmark"):
            return key
        return GROUPS.get(key[0]) or self.fields(key)["parent"]

    def item(self, key):
        """The item that tells of a thing, or None if there is nothing to tell."""
        kind, pk = key
        if key not in self.old:
            state, notes = "added", self._as_added(key)
        elif key not in self.new:
            state, notes = "removed", []
        elif key not in self.changed and key not in self._measured:
            return None  # nor was it put elsewhere among its siblings: that is a change of its place
        else:
            state, notes = "changed", self._as_changed(key)
        notes = sorted(notes, key=lambda note: NOTES.index(note["what"]))
        if state == "changed" and not notes:
            return None
        kind = self.fields(key)["kind"] if kind == "action" else KINDS.get(kind, kind)
        return {"kind": kind, "id": pk, "title": self.name(key), "state": state, "notes": notes}

    def _as_added(self, key):
        new = self.new[key]
        if key[0] == "action":
            yield _note("lead", "Lead", new=self._called(self.new, [new["lead"]]))
            yield _note("date", "Due", new=shown("due_on", new))
            if new["sides"]:
                yield _note("sides", "Sides", new=shown("sides", new))
            if new["reading"] != "no_report":
                yield _note("status", "Status", new=in_words(new), new_reading=new["reading"])
            if new["sentence"]:
                yield _said(None, new["sentence"])
        if new.get("places"):
            yield _note("details", "Order of the priorities", new=order_in_words(new["places"], self.new))
        if key[0] == "criterion":
            for field in ("baseline", "target", "due_on"):
                if new[field] is not None:
                    yield _note("figures", LABELS.get(field, field.capitalize()), new=shown(field, new))
        yield from self._measured.get(key, ())

    def _as_changed(self, key):
        kind, changed = key[0], self.changed.get(key, {})
        for field, pair in changed.items():
            if Absent in pair or field in FOLLOWS or (kind, field) == ("action", "kind"):
                continue
            if field == "status" and "reading" in changed:
                continue
            if field not in ORDERS or None in pair or (key, field) in self._renumbered:
                yield self._note(key, field, *pair)
        if kind == "action" and "update" in changed:
            yield from self._heard(changed)
        yield from self._measured.get(key, ())
        if key in self._out_of_turn:
            yield self._reordered(key)

    def _note(self, key, field, old, new):
        """The note that tells of one field that changed."""
        before, after = self.old[key], self.new[key]
        told = shown(field, before), shown(field, after)
        if field == "reading":
            return _status(before, after)
        if field == "status":
            return _note("details", "Reported as", LABEL[old or "no_report"], LABEL[new or "no_report"])
        if field == "due_on":
            happened = "agreed" if old is None else "taken back" if new is None else "moved"
            first = shown("due_first", after) if after.get("due_first") else None
            return _note("date", f"Date {happened}", *told, original=first, times=after.get("due_moves") or 0)
        if field == "parent":
            return _note("moved", "Moved", self.name(old, self.old), self.name(new, self.new))
        if field in ("lead", "reporter"):
            label = "Lead" if field == "lead" else "Reported by"
            return _note("lead", label, self._called(self.old, [old]), self._called(self.new, [new]))
        if field == "rating":
            return _note("rating", "Rating", Word(old).label, Word(new).label)
        if field == "supporting":
            return _note("supporting", "Supporting", self._called(self.old, old), self._called(self.new, new))
        if field == "sentence":
            return _said(old, new)
        if field == "places":
            orders = order_in_words(old, self.old), order_in_words(new, self.new)
            return _note("details", "Order of the priorities", *orders)
        label = LABELS.get(field, field.replace("_", " ").capitalize())
        if isinstance(old, str) and isinstance(new, str) and field not in PLAIN_WORDS:
            return _reworded(label, old, new)
        return _note("sides" if field == "sides" else "figures" if field in FIGURES else "details", label, *told)

    def _called(self, side, authorities):
        """The names that authorities had on that side, by their ids, of which None is one to be agreed."""
        if authorities == [None]:
            return "to be agreed"
        found = sorted((side["authority", pk] for pk in authorities), key=itemgetter("place"))
        return ", ".join(authority["name"] for authority in found) or "nobody"

    def _heard(self, changed):
        """What an officer's newer update says beside its status and its sentence for the public; or that one was taken
        back, and an older one stands again.
        """
        old, new = changed["update"]
        if Absent not in (old, new) and old and (new is None or _came_before(new, old)):
            if "happened" in old:
                yield _note("reported", f"Taken back by {old['by']}, {old['authority']}", old["happened"])
            return
        if new is None or Absent in (old, new) or (old and "id" in new and old["id"] == new["id"]):
            return
        when = shown("speaks_of", new)
        if "happened" in new:
            yield _note("reported", f"Reported by {new['by']}, {new['authority']}", new=new["happened"], when=when)
            if new["achieved"]:
                yield _note("next", "What was achieved", new=new["achieved"])
            if new["next"]:
                yield _note("next", "What is next", new=new["next"])
        elif not {"status", "reading", "sentence"} & changed.keys():
            yield _note("confirmed", "Confirmed", new=LABEL[new["status"]], when=when)

    @cached_property
    def _measured(self):
        """{criterion: [note]} of its measurements."""
        found = defaultdict(list)
        for key in self.everything:
            if key[0] == "measurement" and (criterion := self.fields(key)["parent"]) in self.new:
                found[criterion] += self._as_measured(key)
        return found

    def _as_measured(self, key):
        """Notes of one measurement. One that another record took the place of is told with that."""
        if key not in self.new:
            if _period(self.old[key]) not in self._by_period[1]:
                yield _note("measured", "Measurement removed", ", ".join(self._measurement(self.old, key)))
            return
        new = self._measurement(self.new, key)
        before = key if key in self.old else self._by_period[0].get(_period(self.new[key]))
        if before is None:
            yield _note("measured", "Measured", new=new[0], when=new[1])
            return
        old, fields = self._measurement(self.old, before), self.old[before]
        if self.new[key].get("hidden") and not fields.get("hidden"):
            # What was told once is not repeated beside the small number that it would give away.
            yield _note("measured", "No longer told", new[1], ", ".join(new))
        elif old != new:
            sure = fields.get("provisional") and not self.new[key]["provisional"]
            label = "Provisional figure made final" if sure and old[0] == new[0] else "Measurement corrected"
            yield _note("measured", label, ", ".join(old), ", ".join(new))
        notes = fields.get("note", Absent), self.new[key].get("note", Absent)
        if Absent not in notes and notes[0] != notes[1]:
            yield _reworded(f"Note on {', '.join(new)}", *notes)

    @cached_property
    def _by_period(self):
        """{criterion and period: measurement} of either side."""
        return [
            {_period(f): key for key, f in side.items() if key[0] == "measurement"} for side in (self.old, self.new)
        ]

    def _reordered(self, key):
        siblings = self._siblings[1][key[0], self.new[key].get("parent")]
        place = siblings.index(key)
        where = f"now after “{self.name(siblings[place - 1])}”" if place else "now first"
        return _note("order", "Reordered", new=where)

    def _measurement(self, side, key):
        fields = side[key]
        value = measured_in_words(fields, side[fields["parent"]])
        sure = ", provisional" if fields.get("provisional") else ""
        return value, f"{shown('starts_on', fields)} to {shown('ends_on', fields)}{sure}, {fields['source']}"

    @cached_property
    def _out_of_turn(self):
        """Those that changed places with their siblings. Priorities have places that are numbers, and are not here."""
        found = set()
        for of, keys in self._siblings[1].items():
            if of[0] not in ("priority", "measurement", "assessment", "consultation"):
                found |= out_of_turn(self._siblings[0][of], keys)
        return found

    @cached_property
    def _renumbered(self):
        """{(priority, order)} of those that have another number in an order, and not only since others came or went."""
        found = set()
        for field in ORDERS:
            old, new = (_numbered(side, field) for side in (self.old, self.new))
            others = {key for key in new if field in self.changed.get(key, {})}
            moved = out_of_turn(old, new)
            if moved & others:
                others = moved & others
            elif not moved and set(old) != set(new):
                others = set()
            found |= {(key, field) for key in others}
        return found


def _period(measurement):
    return measurement["parent"], measurement["starts_on"], measurement["ends_on"]


def _numbered(flat, field):
    """The priorities that have a number in an order, in that order."""
    keys = (key for key, fields in flat.items() if key[0] == "priority" and fields[field])
    return sorted(keys, key=lambda key: flat[key][field])


def _came_before(update, other):
    """Public outlines do not number the updates."""
    if "id" in update and "id" in other:
        return update["id"] < other["id"]
    return update["recorded_on"] < other["recorded_on"]


def _siblings(flat):
    """{(kind, what holds them): [key]}, in their order."""
    found = defaultdict(list)
    for key, fields in flat.items():
        found[key[0], fields.get("parent")].append(key)
    return found


def _note(what, label, old=None, new=None, **more):
    note = {"what": what, "label": label, "old": old, "new": new, "direction": "", "old_reading": "", "new_reading": ""}
    return note | {"original": None, "times": 0, "pieces": [], "excerpt": [], "when": ""} | more


def _status(before, after):
    old, new = before["reading"], after["reading"]
    step = 0 if "withdrawn" in (old, new) else LEVEL[new] - LEVEL[old]
    direction = "up" if step > 0 else "down" if step < 0 else ""
    more = {"direction": direction, "old_reading": old, "new_reading": new}
    return _note("status", f"Status {direction}".strip(), in_words(before), in_words(after), **more)


def _said(old, new):
    if new is None:
        return _note("said", "No longer said to the public", old["words"])
    return _note("said", "Said to the public", new=new["words"], when=shown("speaks_of", new))


def _reworded(label, old, new):
    found = pieces(old, new)
    return _note("wording", label, old, new, pieces=found, excerpt=excerpt(found))
