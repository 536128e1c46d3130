"""Kept outlines: the plan as it is now, of which a request makes anew only the parts that changed.

The outlines asked for last are kept in the worker's memory, each with the number of a revision that it is sure to
contain. A request reads the partnership's newest revision first and asks for the outline afterwards. One of an older
revision is brought up to date by what was written since: the priorities and hallmarks concerned are built by the same
functions as the whole, and after any other change that matters the whole is.

On READ COMMITTED a part may already contain a newer revision. It is built again for that one, so it never lacks any.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from django.db import connection
from django.db.models import Q

from partners import clock
from partners.access import Access
from partners.caches import LruCache

from ..models import Plan
from .build import PARTNERSHIP, actions_by_part, outline, status_days
from .changed_since import PARTS, Changed, Key, changed_since
from .criteria import criteria_by_priority
from .rows import NOT_RETIRED, rows_now
from .shape import Outline
from .totals import PartTotals, add_totals, tally, totals_of

# How many actions all kept outlines may have together, at 2 to 3 kB each.
MAX_ACTIONS = 16_000

# Keys of an outline and of its parts that `head_of` leaves out.
TOTALS, IN_PARTS = ("total", "tally", "gaps", "last_heard_on"), ("criteria", "actions", "tally", "decided")


class KeptOutline(dict):
    """An Outline to be read by pages; they share its parts, so nothing in it may be changed.

    `versions` gives the content of each priority, hallmark and action a number, {(kind, id): number}, and that of the
    `head_of` the plan under ("plan", its id). In this process another content has another number. It is not that of the
    revision: on READ COMMITTED two readers of one revision may find different content.
    """

    versions: dict[Key, int]

    def key(self, *parts: Key) -> tuple:
        """Cache key, in this process, for what is made of the head and some priorities, hallmarks or actions."""
        return tuple((*part, self.versions[part]) for part in (("plan", self["plan"]["id"]), *parts))


def head_of(outline: Mapping[str, Any]) -> dict[str, Any]:
    """What an outline says beside its criteria, actions and their totals: names, order, prose, authorities, day."""
    if "total" not in outline:
        return cast(dict[str, Any], outline)  # a head already
    head: dict[str, Any] = {name: value for name, value in outline.items() if name not in ("made_at", *TOTALS)}
    for name in PARTS.values():
        head[name] = [{key: part[key] for key in part if key not in IN_PARTS} for part in outline[name]]
    if isinstance(outline, KeptOutline):
        head = KeptOutline(head)
        head.versions = outline.versions
    return head


@dataclass(frozen=True)
class _Entry:
    """A kept outline, with the revision that it is sure to contain and the totals of its parts.

    `days`, as by `status_days`, are read when they are first needed: another round is another outline.
    """

    revision: int
    outline: KeptOutline
    totals: dict[Key, PartTotals]
    days: tuple[date, date] | None = None


_kept = LruCache(MAX_ACTIONS, size_of=lambda entry: entry.outline["total"])
_next_version = itertools.count(1).__next__


def forget() -> None:
    """Forget all outlines, for a process that goes on with another database."""
    _kept.clear()


def kept_outline(plan: Plan, revision: int, *, audience: str = PARTNERSHIP) -> Outline:
    """The plan as it is now, as by `outline`, with everything up to the partnership's `revision`.

    `revision` is `access.revision`; it must have been read before anything else that the page shows. The result is a
    KeptOutline, to be read and not changed. Within a transaction it is a new Outline of the reader's own, since the
    transaction may have written what nobody else may see, or what is rolled back.
    """
    if _in_transaction():
        return outline(plan, audience=audience)
    now, entry = clock.now(), _kept.look((plan.pk, audience))
    if entry is None or entry.revision > revision or entry.outline["today"] != clock.date_of(now):
        entry = _entry(revision, outline(plan, audience=audience), None)
    elif entry.revision < revision:
        entry = _brought_up_to_date(entry, plan, revision, audience)
    _kept.add((plan.pk, audience), entry)
    result = KeptOutline(entry.outline, made_at=max(now, entry.outline["made_at"]))
    result.versions = entry.outline.versions
    return cast(Outline, result)


def member_outline(access: Access, plan: Plan, as_at: datetime | None = None) -> Outline:
    """The outline that a page or file shows to a member: kept, as it is now, or as at an aware datetime."""
    if as_at is None:
        return kept_outline(plan, access.revision)
    return outline(plan, audience=PARTNERSHIP, as_at=as_at)


def _in_transaction() -> bool:
    """Whether this is a transaction of ours, not of Django's TestCase."""
    return connection.in_atomic_block and not getattr(connection.atomic_blocks[-1], "_from_testcase", False)


def _brought_up_to_date(entry: _Entry, plan: Plan, revision: int, audience: str) -> _Entry:
    changed = changed_since(plan, cast(Outline, entry.outline), entry.revision)
    if changed is None:
        return _entry(revision, outline(plan, audience=audience), entry)
    if not any(changed):
        return replace(entry, revision=revision)
    days = entry.days or status_days(rows_now, plan, entry.outline["today"])
    return replace(_entry(revision, _read_again(plan, entry.outline, changed, days), entry), days=days)


def _read_again(plan: Plan, before: dict[str, Any], changed: Changed, days: tuple[date, date]) -> dict[str, Any]:
    """The outline with all that changed in its parts; its totals are still those before."""
    authorities = {each["id"]: each for each in before["authorities"]}
    listed, single = _actions(before, changed, authorities, days)
    criteria = _criteria(plan, before, changed, authorities)

    def again(kind, part):
        if (kind, part["id"]) in changed.parts:
            actions = listed[kind][part["id"]]
        elif any(action["id"] in changed.actions for action in part["actions"]):
            # One that is not found was moved by a revision to come, which will see to it.
            actions = [single.get(action["id"], action) for action in part["actions"]]
        else:
            actions = part["actions"]
        if actions is not part["actions"]:
            part = part | {"actions": actions, "tally": tally(actions)}
        if kind == "priority" and part["id"] in changed.criteria_of:
            part = part | {"criteria": criteria[part["id"]]}
        return part

    return before | {name: [again(kind, part) for part in before[name]] for kind, name in PARTS.items()}


def _actions(before, changed, authorities, days):
    """(actions by part as by `actions_by_part`, {id: action}) of those that changed."""
    priorities, hallmarks = ([pk for name, pk in changed.parts if name == kind] for kind in PARTS)
    if not (priorities or hallmarks or changed.actions):
        return {}, {}
    scope = rows_now("actions.Action").filter(
        Q(priority__in=priorities) | Q(hallmark__in=hallmarks) | Q(pk__in=changed.actions), **NOT_RETIRED
    )
    listed = actions_by_part(rows_now, before["audience"], authorities, days, scope, narrow=True)
    single = {action["id"]: action for of_kind in listed.values() for of_part in of_kind.values() for action in of_part}
    return listed, single


def _criteria(plan, before, changed, authorities):
    """{priority id: [criterion]} of the priorities whose criteria changed."""
    priorities = [part for part in before["priorities"] if part["id"] in changed.criteria_of]
    if not priorities:
        return {}
    days = before["plan"]["starts_on"], before["today"]
    private = before["audience"] == PARTNERSHIP
    return criteria_by_priority(rows_now, plan.partnership_id, authorities, days, priorities, private=private)


def _entry(revision: int, result: Any, before: _Entry | None) -> _Entry:
    """The _Entry of an outline. Parts and actions that are as they were `before` keep their versions."""
    if before and head_of(before.outline) != head_of(result):
        before = None
    kept, totals, head, new = (
        KeptOutline(result),
        dict[Key, PartTotals](),
        ("plan", result["plan"]["id"]),
        _next_version(),
    )
    old = before.outline.versions if before else {}
    versions = kept.versions = {head: old.get(head, new)}
    for kind, name in PARTS.items():
        earlier = {part["id"]: part for part in before.outline[name]} if before else {}
        for part in result[name]:
            key, was = (kind, part["id"]), earlier.get(part["id"])
            if before and was == part:
                totals[key], versions[key] = before.totals[key], old[key]
            else:
                totals[key], versions[key] = totals_of(part, kept["plan"]), new
            actions = {action["id"]: action for action in was["actions"]} if was else {}
            for action in part["actions"]:
                key = "action", action["id"]
                versions[key] = old[key] if actions.get(action["id"]) == action else new
    add_totals(cast(Outline, kept), totals.values(), with_gaps=kept["audience"] == PARTNERSHIP)
    return _Entry(revision, kept, totals)
