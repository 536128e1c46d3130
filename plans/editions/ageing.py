"""How an edition grows old: nothing in it changes, but on the day it is read its statuses may be too old to go by.

The rounds known when it was published are in its JSON. A status is too old once the grace of a later round is over;
where no later round was known, and in editions that have no rounds in them, four months after the date it is about.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict, cast

from ..outline.shape import ActionOutline, CriterionOutline, Outline
from ..outline.totals import actions_in, tally
from ..rating import FIGURE_VALID_FOR, OUT_OF_DATE, TOO_OLD, Word
from ..status import CLOSED, GOES_STALE_AFTER, LABEL, RANK, EffectiveStatus

ONE_DAY = timedelta(days=1)


class KnownRound(TypedDict):
    """A reporting round as it was known when an edition was published."""

    opens_on: date
    due_on: date
    grace_ends_on: date


class Age(NamedTuple):
    """How old an edition is on a day.

    `since` is the day since when it reads as it does, `number` how many statuses have become too old, `is_whole` says
    whether those of all open actions are, and `due_on` is the last due date by which they were to be confirmed, or
    None without a round.
    """

    since: date
    number: int
    is_whole: bool
    due_on: date | None


def turning_days(envelope: dict[str, Any]) -> tuple[date, ...]:
    """The days from which another status, or another figure, of an edition is too old, in order."""
    frozen, rounds = envelope["outline"], envelope.get("rounds", ())
    statuses = {too_old_on(a, rounds) for a in actions_in(frozen) if _can_grow_old(a)}
    figures = {figure_too_old_on(c) for part in frozen["priorities"] for c in part["criteria"]} - {None}
    return tuple(sorted(statuses | figures))


def too_old_on(action: ActionOutline, rounds: Iterable[KnownRound]) -> date:
    """The day from which the status of an edition's open action is too old."""
    later = [each["grace_ends_on"] for each in rounds if each["opens_on"] > action["heard_on"]]
    return (min(later) if later else action["heard_on"] + GOES_STALE_AFTER) + ONE_DAY


def figure_too_old_on(criterion: CriterionOutline) -> date | None:
    """The day from which the latest figure of an edition's criterion is too old to rate it by (see `plans.rating`)."""
    rating, latest, due_on = criterion.get("rating"), criterion["latest"], criterion["due_on"]
    if not rating or not latest or rating["by_rule"] == Word.NO_RATING or criterion["scale"] == "yes_no":
        return None
    if due_on is None or latest["ends_on"] >= due_on:
        return None
    return latest["ends_on"] + FIGURE_VALID_FOR[criterion["frequency"]] + ONE_DAY


def aged(envelope: dict[str, Any], day: date) -> tuple[Outline, Age | None]:
    """An edition's outline as it reads on a day, and its Age; as it was published, and None, while nothing is too old.

    What is too old reads "not updated", but for off track and overdue, which say beside it that they are stale. A
    criterion whose latest figure is too old has no rating any more; an override stays.
    """
    frozen, rounds = cast(Outline, envelope["outline"]), envelope.get("rounds", ())
    old = {
        (action["kind"], action["id"]): since
        for action in actions_in(frozen)
        if _can_grow_old(action) and (since := too_old_on(action, rounds)) <= day
    }
    result = cast(dict[str, Any], dict(frozen))
    result["priorities"] = [
        {**part, "criteria": [_aged_criterion(criterion, day) for criterion in part["criteria"]]}
        for part in frozen["priorities"]
    ]
    if not old:
        return cast(Outline, result), None
    for name in ("priorities", "hallmarks"):
        result[name] = [_aged_part(part, old) for part in result[name]]
    counts: Counter[str] = Counter()
    for part in (*result["priorities"], *result["hallmarks"]):
        counts.update(part["tally"])
    result["tally"] = {status: counts[status] for status in RANK if status in counts}
    over = (each["due_on"] for each in rounds if frozen["today"] <= each["grace_ends_on"] < day)
    due = max(over, default=None)
    is_whole = all(action["stale"] or action["status"] in CLOSED for action in actions_in(cast(Outline, result)))
    return cast(Outline, result), Age(max(old.values()), len(old), is_whole, due)


def _aged_part(part, old):
    actions = [_aged_action(a) if (a["kind"], a["id"]) in old else a for a in part["actions"]]
    return {**part, "actions": actions, "tally": tally(actions)}


def _aged_action(action):
    effective = action["effective_status"]
    if RANK[effective] > RANK[EffectiveStatus.NOT_UPDATED]:
        effective = EffectiveStatus.NOT_UPDATED.value
    return {**action, "effective_status": effective, "label": LABEL[effective], "stale": True}


def _aged_criterion(criterion, day):
    since = figure_too_old_on(criterion)
    if since is None or since > day:
        return criterion
    rating = criterion["rating"]
    before = Word(rating["by_rule"]).label.lower()
    by_rule = {"by_rule": Word.NO_RATING.value, "why": f"{TOO_OLD} The rating then: {before}."}
    word = {} if rating["override"] else {"word": Word.NO_RATING.value, "label": OUT_OF_DATE}
    return {**criterion, "rating": {**rating, **by_rule, **word}}


def _can_grow_old(action: ActionOutline) -> bool:
    return action["status"] not in CLOSED and not action["stale"]
