"""Rating of a success criterion, by a fixed rule.

The course runs straight from the baseline, on the day the plan begins, to the target on the day it is due. The newest
figure is compared with the course on the last day of its period:

- met: as good as the target, or better; if the baseline was already as good, only once the target is due;
- on course: at least as far from the baseline as the course is there;
- short of course: at least half as far;
- off course: less than half as far, or worse than the baseline, or the target was not met by the day it was due;
- cannot be judged yet: something is still to be agreed or measured, or the newest figure is too old, mostly from before
  the plan began, or a count over a period of another length than agreed.

A yes-or-no criterion needs no baseline and has no course: it is met for good once done, and off course if it was not
done by the day it was due.

Figures are only compared and divided within one unit, so the rule is the same in every unit.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, cast

from django.db import models


class Word(models.TextChoices):
    MET = "met", "Met"
    ON_COURSE = "on_course", "On course"
    SHORT = "short", "Short of course"
    OFF_COURSE = "off_course", "Off course"
    CANNOT = "cannot", "Cannot be judged yet"


class Rating(NamedTuple):
    word: Word
    why: str


# How long a figure counts after the end of its period, by agreed frequency.
FIGURE_VALID_FOR = {
    "month": timedelta(days=122),
    "quarter": timedelta(days=275),
    "year": timedelta(days=550),
    "two_years": timedelta(days=915),
    "": timedelta(days=460),
}


TOO_OLD = "The newest figure is too old to go by."

# Length of a period in days, and its name, by agreed frequency.
DAYS = {"month": range(28, 32), "quarter": range(89, 93), "year": range(365, 367), "two_years": range(365, 367)}
PERIOD_NAMES = {"month": "month", "quarter": "quarter", "year": "financial year", "two_years": "financial year"}
# Scales whose figures grow with the length of the period. A percentage does not: a survey may take three weeks.
GROWING_SCALES = ("", "count", "rate")


def target_value(
    *, direction: str, baseline: Decimal | None, target: Decimal | None, target_kind: str
) -> Decimal | None:
    """Target in the criterion's unit, as a Decimal; None if it cannot be worked out yet."""
    if target is None or target_kind != "change":
        return target
    if baseline is None or not direction:
        return None
    return baseline * (100 + (target if direction == "up" else -target)) / Decimal(100)


def share_of_way(begins_on: date, due_on: date, day: date) -> Decimal:
    """Progress of the course on a day: 0 up to the plan's first day, 1 from the target's due date."""
    if day >= due_on:
        return Decimal(1)
    return Decimal(max((day - begins_on).days, 0)) / Decimal((due_on - begins_on).days)


def expected(*, baseline: Decimal, target: Decimal, begins_on: date, due_on: date, day: date) -> Decimal:
    """Value of the course on a day, in the criterion's unit."""
    return baseline + (target - baseline) * share_of_way(begins_on, due_on, day)


def rate(
    *,
    direction: str,
    scale: str,
    baseline: Decimal | None,
    target: Decimal | None,
    begins_on: date,
    due_on: date | None,
    frequency: str,
    value: Decimal | None,
    starts_on: date | None,
    ends_on: date | None,
    today: date,
) -> Rating:
    """Rating of the newest `value`, measured for the period from `starts_on` to `ends_on`, on the day `today`.

    `target` is in the criterion's unit (see `target_value`); `begins_on` is the plan's first day. None, or "" for text,
    means still to be agreed.
    """
    if value is None or starts_on is None or ends_on is None:
        return Rating(Word.CANNOT, "Nothing has been measured yet.")
    yes_no = scale == "yes_no"
    required: list[tuple[str, object]] = [("the target", target), ("by when it is to be met", due_on)]
    if not yes_no:
        required = [("which way is better", direction or None), ("the baseline", baseline), *required]
    if missing := [name for name, agreed in required if agreed is None]:
        return Rating(Word.CANNOT, f"Still to be agreed: {_listed(missing)}.")
    # All agreed; only a yes-or-no criterion may have no baseline.
    target, due_on, baseline = cast(Decimal, target), cast(date, due_on), cast(Decimal, baseline)
    if begins_on - starts_on > ends_on - begins_on:
        return Rating(Word.CANNOT, "Nothing has been measured since the plan began.")
    if yes_no:
        return _yes_no_rating(value == target, ends_on >= due_on, today > due_on)
    if not fits(scale, frequency, starts_on, ends_on):
        return Rating(Word.CANNOT, f"There is no figure for a whole {PERIOD_NAMES[frequency]}, as was agreed.")
    if ends_on < due_on and today - ends_on > FIGURE_VALID_FOR[frequency]:
        return Rating(Word.CANNOT, TOO_OLD)
    if is_met(direction, value, target):
        if ends_on < due_on and is_met(direction, baseline, target):
            return Rating(Word.ON_COURSE, "It is to stay as good as it was, and so far it has.")
        return Rating(Word.MET, "The newest figure is as good as the target, or better.")
    if ends_on >= due_on:
        return Rating(Word.OFF_COURSE, "The target was not met by the day it was due.")
    if due_on <= begins_on:
        return Rating(Word.CANNOT, "The target was due before the plan began, so there is no course to it.")
    better = 1 if direction == "up" else -1
    gone, distance = (value - baseline) * better, (target - baseline) * better
    return _rating_on_the_way(gone, distance, share_of_way(begins_on, due_on, ends_on))


def fits(scale: str, frequency: str, starts_on: date, ends_on: date) -> bool:
    """Whether the period's length matches the agreed frequency, where that matters for the scale."""
    return scale not in GROWING_SCALES or frequency not in DAYS or (ends_on - starts_on).days + 1 in DAYS[frequency]


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _yes_no_rating(done: bool, final: bool, overdue: bool) -> Rating:
    if done:
        return Rating(Word.MET, "It is done.")
    if final:
        return Rating(Word.OFF_COURSE, "It was not done by the day it was due.")
    if overdue:
        return Rating(Word.CANNOT, "It was due, and nobody has reported since whether it was done.")
    return Rating(Word.CANNOT, "It is not done yet, and not due yet.")


def is_met(direction: str, value: Decimal, target: Decimal) -> bool:
    return value >= target if direction == "up" else value <= target


def _rating_on_the_way(gone: Decimal, distance: Decimal, share: Decimal) -> Rating:
    """Rating of a value short of the target: `gone` of the `distance` to it, at `share` of the course."""
    if distance <= 0 or gone < 0:
        return Rating(Word.OFF_COURSE, "The newest figure is worse than the baseline.")
    if gone >= distance * share:
        return Rating(Word.ON_COURSE, "The newest figure is at least as good as the course to the target.")
    if gone * 2 >= distance * share:
        return Rating(Word.SHORT, "The newest figure has come at least half as far as the course to the target.")
    return Rating(Word.OFF_COURSE, "The newest figure has come less than half as far as the course to the target.")
