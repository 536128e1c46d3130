"""The places of a meeting's screen, in order: what is shown, one thing at a time."""

from dataclasses import dataclass, field

from .pack_pdf import by_part_whole

WELCOME, CLOSING = "welcome", "closing"


@dataclass
class Place:
    """One screen. `key` stands in its address.

    `kind` is welcome, closing, a point's own kind (words, matters, review), part (a priority or hallmark) or action.
    `target` is where a record made here belongs: {"item": id}, {"priority": id}, {"hallmark": id}, {"action": id} or {}
    for the meeting as a whole. `within` is the key of the place one comes back to, of an action opened by itself.
    """

    key: str
    kind: str
    title: str
    target: dict = field(default_factory=dict)
    thing: object = None
    within: str = ""


def places_of(agenda, outline):
    """Every place in its order, of the meeting's points and the outline of its pack.

    The agenda's review of the plan is an overview, and then come each priority and hallmark; where it has none, these
    come after its last point. Actions are places too, but not in the order: see `action_place`.
    """
    found, parts = [Place(WELCOME, "welcome", "Welcome")], list(_parts(outline))
    for item in agenda:
        found.append(Place(f"point-{item.pk}", item.kind, item.title, {"item": item.pk}, item))
        if item.kind == "review":
            found, parts = [*found, *parts], []
    if parts:
        found += [Place("plan", "review", "The plan at a glance"), *parts]
    return [*found, Place(CLOSING, "closing", "Before we close")]


def _parts(outline):
    of = {f"priority-{p['key']}": ("priority", p) for p in outline["priorities"]}
    of |= {f"hallmark-{h['key']}": ("hallmark", h) for h in outline["hallmarks"]}
    for part in by_part_whole(outline):
        kind, thing = of[part["anchor"]]
        part["criteria"] = thing.get("criteria", [])
        yield Place(part["anchor"], "part", part["name"], {kind: thing["id"]}, part)


def action_place(outline, pk):
    """The place of one action of the outline, or None if it is not there."""
    for kind, parts in (("priority", outline["priorities"]), ("hallmark", outline["hallmarks"])):
        for part in parts:
            for action in part["actions"]:
                if action["id"] == pk:
                    within = f"{kind}-{part['key']}"
                    return Place(f"action-{pk}", "action", action["wording"], {"action": pk}, action, within)
    return None


def find_place(places, outline, key):
    """(the place with that key, the one before it, the one after it); the first where the key names none.

    Before and after an action opened by itself is the place it belongs to, and the one after that.
    """
    number = key.removeprefix("action-")
    if number != key and number.isdecimal() and (place := action_place(outline, int(number[:18]))):
        here = next(n for n, each in enumerate(places) if each.key == place.within)
        return place, places[here], places[here + 1]
    here = next((n for n, each in enumerate(places) if each.key == key), 0)
    before = places[here - 1] if here else None
    return places[here], before, places[here + 1] if here + 1 < len(places) else None
