"""The screens of a meeting, in order; one subject each."""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from actions.review.review import anchored_parts, by_part
from priorities.models import Priority

from ..models import Action, Hallmark

WELCOME, CLOSING = "welcome", "closing"

# Keys of screens at which something other than the meeting as a whole is recorded; see `Record.place`.
PLACE = re.compile("(?:point|action)-[0-9]{1,18}|(?:priority|hallmark)-[-a-zA-Z0-9_]{1,50}")
MAX_PLACE_LENGTH = 60


@dataclass(frozen=True)
class Screen:
    """One screen. `key` is its part of the address, and the `place` of the records made there.

    `kind` is welcome, closing, an agenda item's own kind (words, matters, review), part (a priority or hallmark) or
    action. `subject` is the AgendaItem, or the part or action of the outline; that of a part is only on the screen
    asked for. `within` is, for an action, the key of the screen to return to.
    """

    key: str
    kind: str
    title: str
    subject: object = None
    within: str = ""

    @property
    def listed(self):
        """Its title on other screens, which guests in the room may read."""
        return gettext("Confidential point") if getattr(self.subject, "confidential", False) else self.title


def screens_of(agenda, outline):
    """All screens in order, from the agenda items and the outline of the pack.

    The agenda's review item is an overview, followed by each priority and hallmark; an agenda without one gets both
    after its last item. Actions have screens outside this order: see `action_screen`.
    """
    parts = [Screen(anchor, "part", part["name"]) for anchor, part in anchored_parts(outline)]
    screens = [Screen(WELCOME, "welcome", gettext("Welcome"))]
    for item in agenda:
        screens.append(Screen(f"point-{item.pk}", item.kind, item.title, item))
        if item.kind == "review":
            screens, parts = [*screens, *parts], []
    if parts:
        screens += [Screen("plan", "review", gettext("The plan at a glance")), *parts]
    return [*screens, Screen(CLOSING, "closing", gettext("Before we close"))]


def action_screen(outline, key):
    """The screen of an action of the outline, or None if the key is not that of one."""
    for anchor, part in anchored_parts(outline):
        for action in part["actions"]:
            if key == f"action-{action['id']}":
                return Screen(key, "action", action["wording"], action, anchor)
    return None


def find_screen(screens, outline, key):
    """(the screen with that key, the one before, the one after); the first screen if the key is unknown.

    For an action, "before" is the screen it belongs to and "after" the one following that.
    """
    if screen := action_screen(outline, key):
        index = next(n for n, each in enumerate(screens) if each.key == screen.within)
        return screen, screens[index], screens[index + 1]
    index = next((n for n, each in enumerate(screens) if each.key == key), 0)
    screen, before = screens[index], screens[index - 1] if index else None
    if screen.kind == "part":
        screen = replace(screen, subject=by_part(outline, only=screen.key)[0])
    return screen, before, screens[index + 1] if index + 1 < len(screens) else None


def place_of(key):
    """The place of the records made at the screen with that key: the key itself, or WELCOME for the whole meeting."""
    return key if PLACE.fullmatch(key) else WELCOME


def place_of_part(part):
    """The place of the records about a Priority or Hallmark."""
    return f"{part._meta.model_name}-{part.key}"


def parts_of(plan):
    """{place: Priority or Hallmark} of a plan, including retired ones."""
    parts = (*Priority.all_objects.filter(plan=plan), *Hallmark.all_objects.filter(plan=plan))
    return {place_of_part(part): part for part in parts}


def target_of(key, *, partnership, agenda, parts):
    """What the records made at the screen with that key belong to, without the outline; `parts` as from `parts_of`.

    Returns {field of Record: AgendaItem, Priority, Hallmark or Action}, or {} for the meeting as a whole.
    """
    place = place_of(key)
    field, _, name = place.partition("-")
    if field == "point":
        field, target = "item", next((item for item in agenda if item.pk == int(name)), None)
    elif field == "action":
        actions = Action.all_objects.in_partnership(partnership).select_related("lead", "priority", "hallmark")
        target = actions.filter(pk=name).first()
    else:
        target = parts.get(place)
    return {field: target} if target else {}
