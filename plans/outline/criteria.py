"""The success criteria of an outline, with their measurements and ratings."""

from collections import defaultdict
from itertools import groupby
from operator import itemgetter

from django.db.models import Value

from .. import figures
from ..models import Plan
from .rows import NOT_RETIRED, ids_of, user_names

CRITERION = (
    "id", "kind", "wording", "laa", "placeholder", "measure", "scale", "unit", "direction",
    "baseline", "baseline_period", "target", "target_kind", "due_on",
    "source", "reporter_id", "frequency", "strength", "hide_below", "reward_grant",
    "override", "override_reason", "override_on", "override_by_id", "own_reference", "continues",
)  # fmt: skip
CRITERION_PRIVATE = ("figures_words", "private_note")


def criteria_by_priority(rows, partnership, authorities, days, priorities, *, private):
    """{priority id: [criterion]}, headline criteria first. `days` is (first day of the plan, today).

    With `private` they are for the partnership: with its notes, and with small numbers.
    """
    begins_on, today = days
    criteria = list(
        rows("priorities.SuccessCriterion")
        .filter(priority_id__in=ids_of(priorities), **NOT_RETIRED)
        .order_by("-kind", "position", "id")
        .values("priority_id", *CRITERION, *(CRITERION_PRIVATE if private else ()))
    )
    series = _series(rows, partnership, criteria)
    measurements = _measurements(rows, private, {pk for ids in series.values() for pk in ids})
    people = user_names(rows, {row["override_by_id"] for row in criteria}) if private else None
    by_priority = defaultdict(list)
    for row in criteria:
        row["reporter"] = authorities.get(row.pop("reporter_id"))
        row["target_value"], row["baseline_hidden"] = figures.aim(row), ""
        records = [r | {"criterion_id": row["id"]} for pk in series[row["id"]] for r in measurements.get(pk, ())]
        row["measurements"] = figures.newest_of_each_period(sorted(records, key=itemgetter("recorded_at", "id")))
        row["latest"] = figures.latest_of(row["measurements"], row["frequency"])
        row["overridden"] = _overridden(row, people)
        row["rating"] = figures.judge(row, begins_on=begins_on, today=today)
        parent = row.pop("priority_id")
        if not private:
            row = figures.without_small_numbers(row, begins_on=begins_on, today=today)
        by_priority[parent].append(row)
    return by_priority


def _overridden(row, people):
    """A person's override of the rating, {reason, set_on, (by)}, or None; `by` only if `people` is not None."""
    reason, set_on, by = row.pop("override_reason"), row.pop("override_on"), row.pop("override_by_id")
    if not row["override"]:
        return None
    override = {"reason": reason, "set_on": set_on}
    return override if people is None else override | {"by": people[by]}


def _measurements(rows, private, criteria):
    """{criterion id: [measurement]}, including records that were corrected later."""
    fields = ["criterion_id", "id", "starts_on", "ends_on", "value", "provisional", "source", "recorded_at"]
    if private:
        fields.append("note")
    records = (
        rows("priorities.Measurement")
        .filter(criterion_id__in=criteria)
        .order_by("criterion_id")
        .annotate(hidden=Value(""))
        .values(*fields, "hidden")
    )
    return {key: list(group) for key, group in groupby(records, itemgetter("criterion_id"))}


def _series(rows, partnership, criteria):
    """{criterion id: [its id, its predecessor's id, ...]} for criteria whose figures form one series.

    Sets each `hide_below` to the highest of the series: a number suppressed in the plan before stays suppressed.
    """
    known = {row["id"]: row for row in criteria}
    if any(row["continues"] for row in criteria):
        plans = Plan.objects.filter(partnership=partnership).values("pk")
        priorities = rows("priorities.Priority").filter(plan_id__in=plans).order_by().values("id")
        earlier = rows("priorities.SuccessCriterion").filter(priority_id__in=priorities).exclude(id__in=known)
        known |= {row["id"]: row for row in earlier.values("id", "continues", "scale", "unit", "hide_below")}
    series = {row["id"]: figures.one_series(row["id"], known) for row in criteria}
    for row in criteria:
        row["hide_below"] = max(known[pk]["hide_below"] or 0 for pk in series[row["id"]]) or None
    return series
