"""Changes of the plan that are decided and not yet in the plan: in an outline, and the plan as it will be with them.

An outline for the partnership has them where they belong: in `decided` of each action, priority and hallmark. So the
plan as decided follows from the outline alone: see `with_decided`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from operator import itemgetter
from typing import Any, cast

from django.db.models import Q

from ..due_dates import words_beside
from ..status import status_on
from .shape import ActionOutline, AuthorityOutline, DecidedOutline, Outline, PartOutline
from .totals import add_totals, tally, totals_of

CHANGE, REMOVE, ADD = "change", "remove", "add"
# What a decision can give an action.
CHANGED_FIELDS = ("wording", "lead_id", "due_on")
FIELDS = (
    "id", "kind", "record_id", "decided_on", "action_id", "priority_id", "hallmark_id", "wording", "lead_id", "due_on",
    "due_words", "private", "outcome",
)  # fmt: skip


def overtaken(change: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """{field of a decided change: the later one that overtakes it}, of CHANGED_FIELDS or REMOVE.

    `others` are those about the same action that were not dropped. Of two about one field the later decision counts; a
    removal is about all of them.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for later in sorted(others, key=_order):
        if _order(later) > _order(change):
            found |= dict.fromkeys(_fields_of(change) & _fields_of(later), later)
            if REMOVE in (change["kind"], later["kind"]):
                found |= dict.fromkeys(_fields_of(change), later)
    return found


def _order(change):
    return change["decided_on"], change["record_id"]


def _fields_of(change):
    """The fields that a change is about, or REMOVE."""
    if change["kind"] == REMOVE:
        return {REMOVE}
    return {name for name in CHANGED_FIELDS if change[name]}


def changes_by_action(rows, today, scope, actions) -> Mapping[int, list[dict[str, Any]]]:
    """{action id: [fields of a change that was not dropped]} of the `actions` in scope and of those they continue.

    Nothing changes in a closed plan, so a decision follows an action into the plan that has begun.
    """
    of = {action["id"] for action in actions}
    if any(action["continues"] for action in actions):
        begun = Q(priority__plan__starts_on__lte=today) | Q(hallmark__plan__starts_on__lte=today)
        of |= set(scope.filter(begun).order_by().values_list("continues", flat=True)) - {None}
    changes, by_action = rows("actions.DecidedChange").filter(action_id__in=of), defaultdict(list)
    for change in changes.exclude(kind=ADD).exclude(outcome="dropped").order_by().values(*FIELDS):
        by_action[change["action_id"]].append(change)
    return by_action


def pending_of(changes, authorities: Mapping[int, AuthorityOutline]) -> list[DecidedOutline]:
    """What is to come of the changes of one action, the oldest decision first, without what is overtaken."""
    return [
        _outline_of(change, fields, authorities)
        for change in sorted(changes, key=_order)
        if not change["outcome"] and (fields := _fields_of(change) - overtaken(change, changes).keys())
    ]


def decided_about_parts(rows, kind: str, parts, authorities, *, follow: bool):
    """{id of a priority or hallmark: [DecidedOutline]} of actions to be added, the oldest decision first.

    `follow`: also those decided for what a part continues, whose plan has closed.
    """
    targets = {part["id"]: part["id"] for part in parts}
    if follow:
        targets |= {part["continues"]: part["id"] for part in parts if part["continues"]}
    changes = rows("actions.DecidedChange").filter(**{f"{kind}_id__in": [*targets]}, outcome="")
    pending = defaultdict(list)
    for change in sorted(changes.order_by().values(*FIELDS), key=_order):
        pending[targets[change[f"{kind}_id"]]].append(_outline_of(change, CHANGED_FIELDS, authorities))
    return pending


def _outline_of(change, fields, authorities) -> DecidedOutline:
    return {
        "id": change["id"],
        "kind": change["kind"],
        "decided_on": change["decided_on"],
        "wording": change["wording"] if "wording" in fields else "",
        "lead": authorities.get(change["lead_id"]) if "lead_id" in fields else None,
        "due_on": change["due_on"] if "due_on" in fields else None,
        "due_words": change["due_words"] if "due_on" in fields else "",
        "private": change["private"],
    }


def all_decided(outline: Outline) -> list[DecidedOutline]:
    """Every decided change in an outline for the partnership, the oldest decision first."""
    found = [
        change
        for part in (*outline["priorities"], *outline["hallmarks"])
        for holder in (part, *part["actions"])
        for change in holder.get("decided", ())
    ]
    return sorted(found, key=itemgetter("decided_on", "id"))


def with_decided(outline: Outline) -> Outline:
    """The outline as it will be once all that is decided is in the plan, the decided values before the plan's own.

    An action that is to be added has a negative id: that of its decided change.
    """
    result = cast(Outline, dict(outline))
    years = outline["plan"]["starts_on"], outline["plan"]["ends_on"]
    for name in ("priorities", "hallmarks"):
        result[name] = [_part_with_decided(part, outline["today"], years) for part in outline[name]]  # type: ignore
    parts = (totals_of(part, outline["plan"]) for part in (*result["priorities"], *result["hallmarks"]))
    add_totals(result, parts, with_gaps=True)
    return result


def _part_with_decided(part: PartOutline, today, years) -> PartOutline:
    if not part.get("decided") and not any(action.get("decided") for action in part["actions"]):
        return part
    kind = "activity" if "criteria" in part else "hallmark action"
    kept = [_action_with_decided(action, today, years) for action in part["actions"] if not _is_removed(action)]
    actions = [*kept, *(_added(change, kind, today) for change in part.get("decided", ()))]
    return cast(PartOutline, {**part, "actions": actions, "tally": tally(actions)})


def _is_removed(action):
    return any(change["kind"] == REMOVE for change in action.get("decided", ()))


def _action_with_decided(action: ActionOutline, today, years) -> ActionOutline:
    for change in action.get("decided", ()):
        action = cast(ActionOutline, {**action, **_new_values(action, change, years)})
        # The rule of staleness is applied already; only the due date is new to it.
        wanted_since = action["heard_on"] + timedelta(days=action["stale"])
        dates = {"answered_on": action["heard_on"], "added_on": action["heard_on"], "due_on": action["due_on"]}
        action = cast(ActionOutline, {**action, **status_on(today, wanted_since, status=action["status"], **dates)})
    return action


def _new_values(action, change, years):
    """What a change gives an action of an outline, as `Action.revise` does in the plan."""
    values = {}
    if change["wording"] and change["wording"] != action["wording"]:
        values["wording"] = change["wording"]
    if (lead := change["lead"]) and lead != action["lead"]:
        supporting = [each for each in action["supporting"] if each["id"] != lead["id"]]
        values |= {"lead": lead, "lead_words": "", "supporting": supporting}
    if (due_on := change["due_on"]) and due_on != action["due_on"]:
        words = change["due_words"] or words_beside(due_on, action["due_words"], plan_years=years)
        values |= {
            "due_on": due_on,
            "due_words": words,
            "due_moves": action["due_moves"] + bool(action["due_on"] or action["due_first"]),
        }
    return values | {"due_first": action["due_first"] or action["due_on"] or due_on} if values else {}


def _added(change: DecidedOutline, kind: str, today) -> ActionOutline:
    dates = {"answered_on": None, "added_on": today, "due_on": change["due_on"]}
    return {
        "id": -change["id"],
        "kind": kind,
        "wording": change["wording"],
        "note": "",
        "lead": change["lead"],
        "lead_words": "",
        "supporting": [],
        "due_on": change["due_on"],
        "due_words": change["due_words"],
        "due_first": change["due_on"],
        "due_moves": 0,
        "sides": [],
        **status_on(today, today, status=None, **dates),
        "milestones": [],
        "aims": [],
        "update": None,
        "sentence": None,
        "own_reference": "",
        "continues": None,
        "lead_words_public": False,
        "private_note": "",
        "private": change["private"],
        "decided": [change],
    }
