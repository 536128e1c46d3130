"""Outlines flattened to tables of fields, and the complete, reversible difference between two of them.

Objects are matched by id, so a move is not mistaken for a removal and an addition.
"""

from typing import Any, TypedDict

from plans.outline.shape import Outline

# (kind, id) of an object.
Key = tuple[str, int]
Flat = dict[Key, dict[str, Any]]


class FlatDifference(TypedDict):
    added: Flat
    removed: Flat
    changed: dict[Key, dict[str, tuple[Any, Any]]]


# Fields derived from others, or keys that are not compared.
NOT_COMPARED = {
    "tally",
    "label",
    "overdue",
    "stale",
    "late",
    "latest",
    "target_value",
    "baseline_hidden",
    "continues",
    "criterion_id",
    "decided",
}
# Fields that start afresh in the next plan: progress in the plan before is no change.
RESET_FIELDS = {
    "status", "effective_status", "update", "sentence", "rating", "override", "due_first", "due_moves", "heard_on",
}  # fmt: skip
# {kind: its list in the outline}, and {list inside an object: its kind}.
LISTS = {
    "authority": "authorities",
    "objective": "objectives",
    "assessment": "assessments",
    "consultation": "consultations",
    "priority": "priorities",
    "hallmark": "hallmarks",
}
CHILD_LISTS = {"criteria": "criterion", "measurements": "measurement", "actions": "action", "milestones": "milestone"}


class Absent:
    """Placeholder for a field missing from one outline, because its edition has another schema."""


def flatten(outline: Outline) -> Flat:
    """{(kind, id): {field: value}} of everything in the outline that is not derived, in outline order.

    Kinds: partnership, plan, authority, objective, section, assessment, consultation, priority, criterion, measurement,
    hallmark, action, milestone. Each has its `place` among its siblings and, inside another object, that object's key
    as `parent`. Authorities are ids. A rating becomes `rating`, its value, and `override`, the reason for an override
    or None.
    """
    flat: Flat = {}
    _add_flat(flat, "partnership", [outline["partnership"]])
    _add_flat(flat, "plan", [outline["plan"]])
    _add_flat(flat, "section", outline["sections"].values())
    for kind, name in LISTS.items():
        _add_flat(flat, kind, outline.get(name, ()))
    return flat


def _add_flat(flat, kind, objects, parent=None):
    for number, item in enumerate(objects, 1):
        key = (kind, item["id"])
        fields: dict[str, Any] = {"place": number}
        flat[key] = fields
        if parent:
            fields["parent"] = parent
        for name, value in item.items():
            if name in CHILD_LISTS:
                _add_flat(flat, CHILD_LISTS[name], value, key)
            elif name in ("lead", "reporter"):
                fields[name] = value and value["id"]
            elif name == "rating":
                fields |= {"rating": value["word"], "override": value["override"] and value["override"]["reason"]}
            elif name == "supporting":
                fields[name] = sorted(authority["id"] for authority in value) if value else []
            elif name not in NOT_COMPARED:
                fields[name] = value


def difference(older: Flat, newer: Flat) -> FlatDifference:
    """{"added": {key: fields}, "removed": {key: fields}, "changed": {key: {field: (old, new)}}} of two flat outlines.

    Absent replaces the value of a field that one of the two does not have.
    """
    changed = {}
    for key, new in newer.items():
        old = older.get(key, new)
        if old != new:
            pairs = {name: (old.get(name, Absent), new.get(name, Absent)) for name in {**old, **new}}
            changed[key] = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return {
        "added": {key: fields for key, fields in newer.items() if key not in older},
        "removed": {key: fields for key, fields in older.items() if key not in newer},
        "changed": changed,
    }


def by_the_names_of(newer: Outline, flat: Flat) -> Flat:
    """The flat outline of the plan before, with each object under the id of its successor in `newer`.

    An older outline of the same plan keeps its ids.
    """
    new_keys: dict[Key, Key] = {}

    def match(kind, items):
        for item in items:
            if item.get("continues"):
                new_keys[kind, item["continues"]] = kind, item["id"]
            for child_list, child_kind in CHILD_LISTS.items():
                match(child_kind, item.get(child_list, ()))

    match("section", newer["sections"].values())
    match("priority", newer["priorities"])
    match("hallmark", newer["hallmarks"])
    before = newer["plan"].get("continues")
    if before is not None and ("plan", before) in flat:
        new_keys["plan", before] = "plan", newer["plan"]["id"]
        objectives = {fields["name"]: key for key, fields in flat.items() if key[0] == "objective"}
        new_keys |= {
            objectives[o["name"]]: ("objective", o["id"]) for o in newer["objectives"] if o["name"] in objectives
        }
    renamed = {}
    for key, fields in flat.items():
        parent = {"parent": new_keys.get(fields["parent"], fields["parent"])} if "parent" in fields else {}
        if fields.get("aims"):
            fields = fields | {"aims": sorted(new_keys.get(("criterion", pk), ("", pk))[1] for pk in fields["aims"])}
        new = new_keys.get(key, key)
        reset = dict.fromkeys(RESET_FIELDS & fields.keys(), Absent) if new != key else {}
        renamed[new] = fields | parent | reset | {"id": new[1]}
    return renamed
