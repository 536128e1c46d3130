"""Criteria that are targets of the county's Local Area Agreement (LAA), and their reward grants."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .shape import CriterionOutline, Outline, PriorityOutline

LAA_COLUMNS = (
    "partnership", "area", "plan", "as_on", "priority", "criterion_id", "criterion", "unit", "direction", "baseline",
    "baseline_period", "target_value", "due_on", "latest_value", "latest_starts_on", "latest_ends_on",
    "latest_provisional", "rating", "rating_by_rule", "reward_grant",
)  # fmt: skip


def _laa_targets(outline: Outline) -> list[tuple[PriorityOutline, CriterionOutline]]:
    return [(p, c) for p in outline["priorities"] for c in p["criteria"] if c["laa"]]


def of_laa(outline: Outline) -> dict:
    """{targets: [(priority, criterion)], grants: [(rating label, sum)], grant: total, unknown: targets without grant}.

    Sums are Decimals in pounds; `grants` has only ratings with a grant.
    """
    targets = _laa_targets(outline)
    grants: dict[str, Decimal] = {}
    for _, criterion in targets:
        if criterion["reward_grant"] is not None:
            label = criterion["rating"]["label"]
            grants[label] = grants.get(label, Decimal(0)) + criterion["reward_grant"]
    return {
        "targets": targets,
        "grants": list(grants.items()),
        "grant": sum(grants.values()),
        "unknown": sum(criterion["reward_grant"] is None for _, criterion in targets),
    }


def rows_of(outline: Outline) -> Iterator[tuple]:
    """Rows under LAA_COLUMNS, one for each target, with figures as numbers in the criterion's unit."""
    partnership, plan = outline["partnership"], outline["plan"]
    for priority, c in _laa_targets(outline):
        latest: Mapping[str, Any] = c["latest"] or {}
        yield (
            partnership["name"], partnership["area"], plan["title"], outline["today"], priority["name"], c["id"],
            c["wording"], c["unit"], c["direction"], c["baseline"], c["baseline_period"], c["target_value"],
            c["due_on"], latest.get("value"), latest.get("starts_on"), latest.get("ends_on"),
            {True: "yes", False: "no", None: None}[latest.get("provisional")],
            c["rating"]["word"], c["rating"]["by_rule"], c["reward_grant"],
        )  # fmt: skip
