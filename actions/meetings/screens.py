"""The screens of a meeting, in order; one subject each."""

from dataclasses import dataclass, field

from .pack_pdf import parts_with_empty

WELCOME, CLOSING = "welcome", "closing"


@dataclass
class Screen:
    """One screen. `key` is its part of the address.

    `kind` is welcome, closing, an agenda item's own kind (words, matters, review), part (a priority or hallmark) or
    action. `target` is what records made here belong to: {"item": id}, {"priority": id}, {"hallmark": id},
    {"action": id} or {} for the meeting as a whole. `within` is, for an action, the key of the screen to return to.
    `subject` is the AgendaItem, the part or the action of the outline, or None.
    """

    key: str
    kind: str
    title: str
    target: dict = field(default_factory=dict)
    subject: object = None
    within: str = ""


def screens_of(agenda, outline):
    """All screens in order, from the agenda items and the outline of the pack.

    The agenda's review item is an overview, followed by each priority and hallmark; an agenda without one gets both
    after its last item. Actions have screens outside this order: see `action_screen`.
    """
    screens, part_screens = [Screen(WELCOME, "welcome", "Welcome")], list(_part_screens(outline))
    for item in agenda:
        screens.append(Screen(f"point-{item.pk}", item.kind, item.title, {"item": item.pk}, item))
        if item.kind == "review":
            screens, part_screens = [*screens, *part_screens], []
    if part_screens:
        screens += [Screen("plan", "review", "The plan at a glance"), *part_screens]
    return [*screens, Screen(CLOSING, "closing", "Before we close")]


def _part_screens(outline):
    part_by_anchor = {f"priority-{p['key']}": ("priority", p) for p in outline["priorities"]}
    part_by_anchor |= {f"hallmark-{h['key']}": ("hallmark", h) for h in outline["hallmarks"]}
    for part in parts_with_empty(outline):
        kind, outline_part = part_by_anchor[part["anchor"]]
        part["criteria"] = outline_part.get("criteria", [])
        yield Screen(part["anchor"], "part", part["name"], {kind: outline_part["id"]}, part)


def action_screen(outline, pk):
    """The screen of one action of the outline, or None if it is not there."""
    for kind, parts in (("priority", outline["priorities"]), ("hallmark", outline["hallmarks"])):
        for part in parts:
            for action in part["actions"]:
                if action["id"] == pk:
                    within = f"{kind}-{part['key']}"
                    return Screen(f"action-{pk}", "action", action["wording"], {"action": pk}, action, within)
    return None


def find_screen(screens, outline, key):
    """(the screen with that key, the one before, the one after); the first screen if the key is unknown.

    For an action, "before" is the screen it belongs to and "after" the one following that.
    """
    number = key.removeprefix("action-")
    if number != key and number.isdecimal() and (screen := action_screen(outline, int(number[:18]))):
        index = next(n for n, each in enumerate(screens) if each.key == screen.within)
        return screen, screens[index], screens[index + 1]
    index = next((n for n, each in enumerate(screens) if each.key == key), 0)
    before = screens[index - 1] if index else None
    return screens[index], before, screens[index + 1] if index + 1 < len(screens) else None
