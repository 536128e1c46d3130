"""Operations on the parts of a plan. Each is one transaction, recorded with its author and reason.

Those that change the plan's structure lock the plan first (see `kinds.lock`).
"""

from django.db import transaction
from django.utils.text import slugify

from actions.models import Action
from partners import clock
from partners.history import recording
from plans import retiring

from .kinds import KINDS, kind_of, lock, plan_of


class Refused(Exception):
    """The operation is not possible; the message tells the user why."""


def _key(kind, plan, words):
    """Slug for a part, unique in the plan, including retired parts."""
    stem = slugify(words)[:40].strip("-") or kind.word
    taken = set(kind.model.ever.filter(plan=plan).values_list("key", flat=True))
    return next(key for n in range(1, len(taken) + 2) if (key := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def make(kind, parent, *, by, why="", **words):
    """A new part at the end of its parent's list. Raises Refused if the parent has been retired."""
    lock(plan_of(parent))
    parent.refresh_from_db()
    if getattr(parent, "retired_at", None):
        raise Refused(f"“{parent}” was retired meanwhile. Add it to another, or bring that back first.")
    thing = kind.model(**{kind.link: parent}, **dict(kind.of), **words)
    thing.position = kind.last_place(parent) + 1
    if hasattr(thing, "key"):
        thing.key = _key(kind, parent, str(words.get("name") or words.get("heading") or ""))
    if isinstance(thing, Action):
        thing.due_first = thing.due_on
        thing.added_on = clock.today()
    with recording(by=by, why=why):
        thing.save()
    return thing


@transaction.atomic
def reword(thing, *, by, why=""):
    """Saves a section, priority or hallmark with its changed text."""
    with recording(by=by, why=why):
        thing.save()


def arrangement(things):
    """Fingerprint of a list's order, for the conflict check."""
    return "-".join(str(thing.pk) for thing in things)


@transaction.atomic
def arrange(kind, parent, order, *, by, why=""):
    """Reorders a parent's parts of a kind; `order` is a list of their ids. Returns how many moved.

    Raises Refused if the ids are not exactly those of the current parts.
    """
    lock(plan_of(parent))
    things = {thing.pk: thing for thing in kind.of_parent(parent)}
    if sorted(order) != sorted(things):
        raise Refused(f"Somebody else added or removed {kind.names} while you were arranging them. Look again.")
    if list(things) == list(order):
        return 0
    moved = 0
    with recording(by=by, why=why):
        for place, pk in enumerate(order, 1):
            if things[pk].position != place:
                things[pk].position = place
                things[pk].save()
                moved += 1
    return moved


@transaction.atomic
def move(thing, to, *, by, why=""):
    """Moves a criterion or action to another priority or hallmark, at the end. Updates and figures go with it.

    Raises Refused if either has been retired.
    """
    lock(plan_of(to))
    thing.refresh_from_db()
    to.refresh_from_db()
    if plan_of(thing) != plan_of(to):
        raise ValueError("Another plan")
    if thing.retired_at or to.retired_at:
        raise Refused("One of the two was retired in the meantime. Look at both again.")
    _hang(thing, to, by=by, why=why)


def _hang(thing, to, *, by, why):
    kind = kind_of(thing)
    if isinstance(thing, Action):
        kind = KINDS["activity"] if isinstance(to, KINDS["activity"].parent) else KINDS["hallmark-action"]
        thing.priority = thing.hallmark = None
    place = kind.last_place(to) + 1
    setattr(thing, kind.link, to)
    thing.position = place
    if isinstance(thing, Action) and thing.hallmark:
        # A hallmark concerns the partnership, not crimes: its actions have no sides of the triangle.
        thing.victim = thing.location = thing.offender = False
    with recording(by=by, why=why):
        thing.save()


def belongings(thing, *, ever=False):
    """Parts under a part: a priority's criteria and actions, or a hallmark's actions."""
    return [
        one for kind in KINDS.values() if isinstance(thing, kind.parent) for one in kind.of_parent(thing, ever=ever)
    ]


@transaction.atomic
def retire(thing, *, by, why):
    """Retires a part with the parts under it. Their history stays, and they can be brought back."""
    lock(plan_of(thing))
    thing.refresh_from_db()
    if thing.retired_at is None:
        retiring.retire([thing, *belongings(thing)], by=by, why=why)


@transaction.atomic
def bring_back(thing, *, by, why=""):
    """Restores a part with those retired together with it. Raises Refused if its parent is retired."""
    lock(plan_of(thing))
    thing.refresh_from_db()
    if thing.retired_at is None:
        return
    parent = getattr(thing, kind_of(thing).link)
    if getattr(parent, "retired_at", None):
        raise Refused(f"“{parent}” is retired, on which it hung. Bring that back first.")
    together = [one for one in belongings(thing, ever=True) if one.retired_at == thing.retired_at]
    retiring.bring_back([thing, *together], by=by, why=why)


def merging_takes(thing):
    """Effect of merging a part into another, as a sentence for the confirmation page."""
    figures = "Its figures stay with it, to be read in the past. The other one’s words and figures do not change."
    updates = "Its updates stay with it, to be read there. Those who lead and support it support the other one."
    return {
        "section": "Its words are added at the end of the other section.",
        "priority": "Its success criteria and activities go to the end of the other priority’s, as they are.",
        "hallmark": "Its actions go to the end of the other hallmark’s, as they are.",
        "criterion": figures,
        "associated": figures,
        "activity": updates,
        "hallmark-action": updates,
    }[kind_of(thing).word]


@transaction.atomic
def merge(thing, into, *, by, why):
    """Retires a part into another of its kind, which takes over the parts under it (see `merging_takes`).

    Raises Refused if either has been retired.
    """
    lock(plan_of(into))
    thing.refresh_from_db()
    into.refresh_from_db()
    if thing.retired_at or into.retired_at or thing == into:
        raise Refused("One of the two was retired in the meantime. Look at both again.")
    told = f"“{thing}” became part of it. {why}"
    for one in belongings(thing):
        _hang(one, into, by=by, why=told)
    if isinstance(thing, Action):
        _join(thing, into, by=by, why=told)
    elif kind_of(thing).word == "section":
        end = "body_after" if into.body_after else "body"
        added = [thing.heading and f"**{thing.heading}**", thing.body, thing.body_after]
        setattr(into, end, "\n\n".join(filter(None, [getattr(into, end), *added])))
        reword(into, by=by, why=told)
    retiring.retire([thing], by=by, why=f"Merged into “{into}”. {why}", into=into)


def _join(action, into, *, by, why):
    involved = {into.lead, None}
    supporting = [*into.supporting]
    for authority in (action.lead, *action.supporting):
        if authority not in involved and authority not in supporting:
            supporting.append(authority)
    if len(supporting) > len(into.supporting):
        into.revise(by=by, why=why, supporting=supporting)
