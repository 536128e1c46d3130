"""Totals of an outline, summed from those of its parts, so that only a part that changed is counted anew."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from ..status import RANK, answered_on
from . import gaps
from .shape import ActionOutline, Outline, PartOutline, PlanOutline


class PartTotals(NamedTuple):
    """Totals of a priority or hallmark: its tally, {key of GAPS: number}, and the date of its newest update."""

    tally: Mapping[str, int]
    gaps: Mapping[str, int]
    last_heard_on: date | None


def actions_in(outline: Outline) -> list[ActionOutline]:
    """All actions of an outline, in plan order."""
    return [action for part in (*outline["priorities"], *outline["hallmarks"]) for action in part["actions"]]


def tally(actions: Iterable[ActionOutline]) -> dict[str, int]:
    """{effective status: number of actions} in the order of EffectiveStatus, without zeros."""
    return _ranked(Counter(map(itemgetter("effective_status"), actions)))


def totals_of(part: PartOutline, plan: PlanOutline) -> PartTotals:
    heard_on = filter(None, (answered_on(action["update"]) for action in part["actions"]))
    return PartTotals(part["tally"], gaps.of_part(part, plan), max(heard_on, default=None))


def add_totals(outline: Outline, parts: Iterable[PartTotals], *, with_gaps: bool) -> None:
    """Set `total`, `tally`, `last_heard_on` and, `with_gaps`, `gaps` of an outline from the totals of its parts."""
    parts = list(parts)
    counts = _sum(part.tally for part in parts)
    outline["total"] = counts.total()
    outline["tally"] = _ranked(counts)
    outline["last_heard_on"] = max((part.last_heard_on for part in parts if part.last_heard_on), default=None)
    if with_gaps:
        outline["gaps"] = gaps.by_plural(_sum(part.gaps for part in parts))


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: counts[value] for value in RANK if value in counts}


def _sum(counters: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counters:
        total.update(each)
    return total
