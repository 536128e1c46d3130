"""Whether a success criterion is being met: a rule, and no mood.

The course runs straight from the baseline, on the day the plan begins, to the target on the day it is due. What was
measured is compared with where the course is on the last day of its period:

- met: as good as the target, or better; where the baseline was so already, only once the target is due;
- on course: at least as far from the baseline as the course is there;
- short of course: at least half as far;
- off course: less than half as far, or worse than the baseline, or the target was not met by the day it was due;
- cannot be judged yet: something is still to be agreed or to be measured, or the newest figure is too old to go by, is
  mostly of the time before the plan began, or counts things over another length of time than was agreed.

What is done or not (yes or no) needs no baseline and has no course: it is met once it was done, and stays so; it is off
course if it was not done by the day it was due.

Only comparisons and ratios of figures in one unit are made, so the rule is the same in every unit.
"""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

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


# How long after the end of its period a figure can still be gone by, by how often there should be a new one.
GOOD_FOR = {
    "month": timedelta(days=122),
    "quarter": timedelta(days=275),
    "year": timedelta(days=550),
    "": timedelta(days=460),
}


# How many days a period has, by how often there should be a figure; and what such a period is called.
DAYS = {"month": range(28, 32), "quarter": range(89, 93), "year": range(365, 367)}
CALLED = {"month": "month", "quarter": "quarter", "year": "financial year"}
# What grows with the time over which it is counted. A percentage does not: a survey may take three weeks.
COUNTED = ("", "count", "rate")


def target_value(*, direction, baseline, target, target_kind):
    """The target in the criterion's own unit, a Decimal; None while it cannot be said."""
    if target is None or target_kind != "change":
        return target
    if baseline is None or not direction:
        return None
    return baseline * (100 + (target if direction == "up" else -target)) / Decimal(100)


def share_of_way(begins_on, due_on, day):
    """How far the course has come on a day: 0 when the plan begins and before, 1 when the target is due and after."""
    if day >= due_on:
        return Decimal(1)
    return Decimal(max((day - begins_on).days, 0)) / Decimal((due_on - begins_on).days)


def expected(*, baseline, target, begins_on, due_on, day):
    """Where the course is on a day, in the criterion's unit."""
    return baseline + (target - baseline) * share_of_way(begins_on, due_on, day)


def rate(*, direction, scale, baseline, target, begins_on, due_on, frequency, value, starts_on, ends_on, today):
    """The Rating of the newest `value`, measured for a period from `starts_on` to `ends_on`, as it is `today`.

    `target` is a value in the unit (see `target_value`); `begins_on` the day the plan begins. None, or "" for a word,
    stands for what is still to be agreed.
    """
    if value is None:
        return Rating(Word.CANNOT, "Nothing has been measured yet.")
    yes_no = scale == "yes_no"
    parts = [("the target", target), ("by when it is to be met", due_on)]
    if not yes_no:
        parts = [("which way is better", direction or None), ("the baseline", baseline), *parts]
    if open_ones := [name for name, agreed in parts if agreed is None]:
        return Rating(Word.CANNOT, f"Still to be agreed: {_listed(open_ones)}.")
    if begins_on - starts_on > ends_on - begins_on:
        return Rating(Word.CANNOT, "Nothing has been measured since the plan began.")
    if yes_no:
        return _done_or_not(value == target, ends_on >= due_on, today > due_on)
    if not fits(scale, frequency, starts_on, ends_on):
        return Rating(Word.CANNOT, f"There is no figure for a whole {CALLED[frequency]}, as was agreed.")
    if ends_on < due_on and today - ends_on > GOOD_FOR[frequency]:
        return Rating(Word.CANNOT, "The newest figure is too old to go by.")
    if is_met(direction, value, target):
        if ends_on < due_on and is_met(direction, baseline, target):
            return Rating(Word.ON_COURSE, "It is to stay as good as it was, and so far it has.")
        return Rating(Word.MET, "The newest figure is as good as the target, or better.")
    if ends_on >= due_on:
        return Rating(Word.OFF_COURSE, "The target was not met by the day it was due.")
    if due_on <= begins_on:
        return Rating(Word.CANNOT, "The target was due before the plan began, so there is no course to it.")
    better = 1 if direction == "up" else -1
    gone, whole = (value - baseline) * better, (target - baseline) * better
    return _on_the_way(gone, whole, share_of_way(begins_on, due_on, ends_on))


def fits(scale, frequency, starts_on, ends_on):
    """Whether a figure for this period can be compared with those for the periods that were agreed."""
    return scale not in COUNTED or frequency not in DAYS or (ends_on - starts_on).days + 1 in DAYS[frequency]


def _listed(names):
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _done_or_not(done, final, overdue):
    if done:
        return Rating(Word.MET, "It is done.")
    if final:
        return Rating(Word.OFF_COURSE, "It was not done by the day it was due.")
    if overdue:
        return Rating(Word.CANNOT, "It was due, and nobody has reported since whether it was done.")
    return Rating(Word.CANNOT, "It is not done yet, and not due yet.")


def is_met(direction, value, target):
    return value >= target if direction == "up" else value <= target


def _on_the_way(gone, whole, share):
    """Of a value that does not meet the target: how far it has come from the baseline, of how far it is to come in the
    end, of which the course has a share behind it.
    """
    if whole <= 0 or gone < 0:
        return Rating(Word.OFF_COURSE, "The newest figure is worse than the baseline.")
    if gone >= whole * share:
        return Rating(Word.ON_COURSE, "The newest figure is at least as good as the course to the target.")
    if gone * 2 >= whole * share:
        return Rating(Word.SHORT, "The newest figure has come at least half as far as the course to the target.")
    return Rating(Word.OFF_COURSE, "The newest figure has come less than half as far as the course to the target.")
