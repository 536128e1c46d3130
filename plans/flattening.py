"""Two outlines as flat tables of fields, and what is different between them: complete, mechanical, and to be undone.

Things are known by their ids, so what was moved is not taken for a removal and an addition.
"""

# What an outline says of a thing because it says something else; and the lists of things that a thing holds.
DERIVED = {
    "tally",
    "label",
    "overdue",
    "stale",
    "latest",
    "target_value",
    "baseline_hidden",
    "continues",
    "criterion_id",
}
# How things went in the plan before is no change of the one that continues it.
BEGUN_ANEW = {"status", "reading", "update", "sentence", "rating", "override", "due_first", "due_moves", "heard_on"}
PARTS = {"priority": "priorities", "hallmark": "hallmarks"}
LISTS = {"authority": "authorities"} | {w: f"{w}s" for w in ("objective", "assessment", "consultation")} | PARTS
HELD = {"criteria": "criterion", "measurements": "measurement", "actions": "action"}


class Absent:
    """Stands for the value of a field that one of the two outlines does not know: its edition is of another schema."""


def flatten(outline):
    """{(kind, id): {field: value}}: all that the outline says and that does not follow from the rest, in its order.

    Kinds: partnership, plan, authority, objective, section, assessment, consultation, priority, criterion, measurement,
    hallmark, action. Each has its `place` among its siblings and, where another thing holds it, that one's key as
    `parent`. Authorities of an action, and who reports a criterion, are ids. A rating is its word, and why a person
    overrode the rule, or None.
    """
    flat = {}
    _put(flat, "partnership", [outline["partnership"]])
    _put(flat, "plan", [outline["plan"]])
    _put(flat, "section", outline["sections"].values())
    for kind, name in LISTS.items():
        _put(flat, kind, outline.get(name, ()))
    return flat


def _put(flat, kind, things, parent=None):
    for number, thing in enumerate(things, 1):
        key = (kind, thing["id"])
        fields = flat[key] = {"place": number}
        if parent:
            fields["parent"] = parent
        for name, value in thing.items():
            if name in HELD:
                _put(flat, HELD[name], value, key)
            elif name in ("lead", "reporter"):
                fields[name] = value and value["id"]
            elif name == "rating":
                fields |= {"rating": value["word"], "override": value["override"] and value["override"]["reason"]}
            elif name == "supporting":
                fields[name] = sorted(authority["id"] for authority in value) if value else []
            elif name not in DERIVED:
                fields[name] = value


def difference(older, newer):
    """{"added": {key: fields}, "removed": {key: fields}, "changed": {key: {field: (old, new)}}} of two flat outlines.

    Where a field is unknown to one of the two, Absent stands for its value.
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


def apply(flat, difference):
    """The newer flat outline, made of the older one and what `difference` found."""
    newer = {key: dict(fields) for key, fields in flat.items() if key not in difference["removed"]}
    newer |= difference["added"]
    for key, fields in difference["changed"].items():
        newer[key] |= {name: new for name, (_, new) in fields.items()}
        newer[key] = {name: value for name, value in newer[key].items() if value is not Absent}
    return newer


def by_the_names_of(newer, flat):
    """The flat outline of the plan before, each thing under the id of what continues it in the newer one.

    Of an older outline of the same plan nothing has another id.
    """
    named = {}

    def name(kind, things):
        for thing in things:
            if thing.get("continues"):
                named[kind, thing["continues"]] = kind, thing["id"]
            for held, what in HELD.items():
                name(what, thing.get(held, ()))

    parts = {"section": newer["sections"].values()} | {kind: newer[many] for kind, many in PARTS.items()}
    for kind, things in parts.items():
        name(kind, things)
    if ("plan", newer["plan"].get("continues")) in flat:
        named["plan", newer["plan"]["continues"]] = "plan", newer["plan"]["id"]
        objectives = {fields["name"]: key for key, fields in flat.items() if key[0] == "objective"}
        named |= {objectives[o["name"]]: ("objective", o["id"]) for o in newer["objectives"] if o["name"] in objectives}
    found = {}
    for key, fields in flat.items():
        parent = {"parent": named.get(fields["parent"], fields["parent"])} if "parent" in fields else {}
        new = named.get(key, key)
        anew = dict.fromkeys(BEGUN_ANEW & fields.keys(), Absent) if new != key else {}
        found[new] = fields | parent | anew | {"id": new[1]}
    return found
