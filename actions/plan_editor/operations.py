"""Operations on the parts of a plan. Each is one transaction, recorded with its author and reason.

Those that change the plan's structure lock the plan first (see `kinds.lock_open_plan`).
"""

from itertools import count

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from partners import clock
from partners.history import attributed_to
from partners.positions import save_positions
from plans import soft_delete
from priorities.models import SuccessCriterion

from ..models import Action
from .kinds import PART_KINDS, kind_of, lock_open_plan, plan_of


class Refused(Exception):
    """The operation is not possible; the message tells the user why."""


def _unique_key(kind, plan, text):
    """Slug for a part, unique in the plan, including retired parts."""
    stem = slugify(text)[:40].strip("-") or kind.key
    taken = set(kind.model.all_objects.filter(plan=plan).values_list("key", flat=True))
    return free_slug(stem, taken)


def free_slug(stem, taken):
    """The stem, with a number if it is among the slugs that are taken."""
    return next(slug for n in count(1) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def make_part(kind, parent, *, by, why="", supporting=(), aims=(), **fields):
    """A new part at the end of its parent's list. Raises Refused if the parent has been retired.

    `supporting` are the authorities that support an action, `aims` the ids of the criteria that it is meant to move.
    """
    lock_open_plan(plan_of(parent))
    parent.refresh_from_db()
    if getattr(parent, "retired_at", None):
        raise Refused(
            gettext("“%(parent)s” has been removed. Choose another, or restore it first.") % {"parent": parent}
        )
    part = kind.model(**{kind.link: parent}, **dict(kind.of), **fields)
    part.position = kind.last_place(parent) + 1
    if hasattr(part, "key"):
        part.key = _unique_key(kind, parent, str(fields.get("name") or fields.get("heading") or ""))
    if isinstance(part, Action):
        part.due_first = part.due_on
        part.added_on = clock.today()
    with attributed_to(by=by, why=why):
        part.save()
    if supporting or aims:
        part.revise(by=by, why=why, supporting=supporting, aims=aims)
    return part


@transaction.atomic
def arrange(kind, parent, order, *, by, why=""):
    """Reorders a parent's parts of a kind; `order` is a list of their ids. Returns how many moved.

    Raises Refused if the ids are not exactly those of the current parts.
    """
    lock_open_plan(plan_of(parent))
    parts = {part.pk: part for part in kind.of_parent(parent)}
    if sorted(order) != sorted(parts):
        raise Refused(
            gettext("Somebody else added or removed %(names)s since you opened this page. Check again.")
            % {"names": kind.names}
        )
    if list(parts) == list(order):
        return 0
    with attributed_to(by=by, why=why):
        return save_positions([parts[pk] for pk in order])


@transaction.atomic
def move(part, parent, *, by, why=""):
    """Moves a criterion or action to another priority or hallmark, at the end. Updates and figures go with it.

    Raises Refused if either has been retired.
    """
    lock_open_plan(plan_of(parent))
    part.refresh_from_db()
    parent.refresh_from_db()
    if plan_of(part) != plan_of(parent):
        raise ValueError("Another plan")
    if part.retired_at or parent.retired_at:
        raise Refused(gettext("One of the two has been removed. Check both again."))
    _reparent(part, parent, by=by, why=why)


def _reparent(part, parent, *, by, why):
    kind = kind_of(part)
    if isinstance(part, Action):
        kind = (
            PART_KINDS["activity"]
            if isinstance(parent, PART_KINDS["activity"].parent)
            else PART_KINDS["hallmark-action"]
        )
        part.priority = part.hallmark = None
    position = kind.last_place(parent) + 1
    setattr(part, kind.link, parent)
    part.position = position
    if isinstance(part, Action) and part.hallmark:
        # A hallmark concerns the partnership, not crimes: its actions have no sides of the triangle.
        part.victim = part.location = part.offender = False
    with attributed_to(by=by, why=why):
        part.save()


def children_of(part, *, ever=False):
    """Parts under a part: a priority's criteria and actions, or a hallmark's actions."""
    return [
        child
        for kind in PART_KINDS.values()
        if isinstance(part, kind.parent)
        for child in kind.of_parent(part, ever=ever)
    ]


@transaction.atomic
def retire_part(part, *, by, why):
    """Retires a part with the parts under it. Their history stays, and they can be brought back."""
    lock_open_plan(plan_of(part))
    part.refresh_from_db()
    if part.retired_at is None:
        soft_delete.retire([part, *children_of(part)], by=by, why=why)


@transaction.atomic
def bring_back_part(part, *, by, why=""):
    """Restores a part with those retired together with it. Raises Refused if its parent is retired."""
    lock_open_plan(plan_of(part))
    part.refresh_from_db()
    if part.retired_at is None:
        return
    parent = getattr(part, kind_of(part).link)
    if getattr(parent, "retired_at", None):
        raise Refused(gettext("“%(parent)s” has been removed too. Restore it first.") % {"parent": parent})
    together = [child for child in children_of(part, ever=True) if child.retired_at == part.retired_at]
    soft_delete.bring_back([part, *together], by=by, why=why)


def merge_effect(part):
    """Effect of merging a part into another, as a sentence for the confirmation page."""
    figures = gettext(
        "Its figures stay with it, to be read in the past. The other one’s words and figures do not change. Actions "
        "meant to move it are meant to move the other one."
    )
    updates = gettext(
        "Its updates stay with it, to be read there. Those who lead and support it support the other one, which takes "
        "over its milestones and the measures it is meant to move."
    )
    return {
        "section": gettext("Its words are added at the end of the other section."),
        "priority": gettext("Its success criteria and activities go to the end of the other priority’s, as they are."),
        "hallmark": gettext("Its actions go to the end of the other hallmark’s, as they are."),
        "criterion": figures,
        "associated": figures,
        "activity": updates,
        "hallmark-action": updates,
    }[kind_of(part).key]


@transaction.atomic
def merge(part, into, *, by, why):
    """Retires a part into another of its kind, which takes over the parts under it (see `merge_effect`).

    Raises Refused if either has been retired.
    """
    lock_open_plan(plan_of(into))
    part.refresh_from_db()
    into.refresh_from_db()
    if part.retired_at or into.retired_at or part == into:
        raise Refused(gettext("One of the two has been removed. Check both again."))
    reason = f"“{part}” became part of it. {why}"
    for child in children_of(part):
        _reparent(child, into, by=by, why=reason)
    if isinstance(part, Action):
        _add_supporters_and_aims(part, into, by=by, why=reason)
        _move_milestones(part, into, by=by, why=reason)
    elif isinstance(part, SuccessCriterion):
        _move_aims(part, into, by=by, why=reason)
    elif kind_of(part).key == "section":
        end = "body_after" if into.body_after else "body"
        added = [part.heading and f"**{part.heading}**", part.body, part.body_after]
        setattr(into, end, "\n\n".join(filter(None, [getattr(into, end), *added])))
        with attributed_to(by=by, why=reason):
            into.save()
    soft_delete.retire([part], by=by, why=f"Merged into “{into}”. {why}", into=into)


def _add_supporters_and_aims(action, into, *, by, why):
    involved = {into.lead, None}
    supporting = [*into.supporting]
    for authority in (action.lead, *action.supporting):
        if authority not in involved and authority not in supporting:
            supporting.append(authority)
    aims = [{*each.aims.values_list("criterion_id", flat=True)} for each in (into, action)]
    if len(supporting) > len(into.supporting) or aims[1] - aims[0]:
        into.revise(by=by, why=why, supporting=supporting, aims=aims[0] | aims[1])


def _move_milestones(action, into, *, by, why):
    with attributed_to(by=by, why=why):
        for milestone in action.milestones.all():
            milestone.action = into
            milestone.save()


def _move_aims(criterion, into, *, by, why):
    with attributed_to(by=by, why=why):
        for aim in criterion.aimed_at_by.select_related("action"):
            if into.aimed_at_by.filter(action=aim.action).exists():
                aim.delete()
            else:
                aim.criterion = into
                aim.save()
