"""Rating of a success criterion, by a fixed rule.

A straight line leads from the baseline, on the day the plan begins, to the target on its date. The latest figure is
compared with the line on the last day of its period:

- met: it meets or beats the target; if the baseline already did, only once the target date is reached;
- on target: at least as far from the baseline as the line is there;
- behind target: at least half as far;
- missing target: less than half as far, or worse than the baseline, or the target was not met by its date;
- no rating: something is not agreed or not measured, or the latest figure is out of date, mostly from before the plan
  began, or a count over a period of another length than agreed. Its label says which.

A yes-or-no criterion needs no baseline and has no line: it is met for good once done, and missing its target if it was
not done by its date.

Figures are only compared and divided within one unit, so the rule is the same in every unit.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, cast

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_noop


class Word(models.TextChoices):
    """The values are those of published files, older than the labels."""

    MET = "met", gettext_noop("Met")
    ON_TARGET = "on_course", gettext_noop("On target")
    BEHIND = "short", gettext_noop("Behind target")
    MISSING = "off_course", gettext_noop("Missing target")
    NO_RATING = "cannot", gettext_noop("Too early to tell")


# Labels of NO_RATING where it is not early but late, or no figure would help.
OUT_OF_DATE, NO_TARGET = gettext_noop("Out of date"), gettext_noop("No target yet")
NOT_SHOWN = gettext_noop("Not shown")


class Rating(NamedTuple):
    """A word and why; `instead` is the label in place of the word's own."""

    word: Word
    why: str
    instead: str = ""

    @property
    def label(self) -> str:
        return self.instead or self.word.label


# How long a figure counts after the end of its period, by agreed frequency.
FIGURE_VALID_FOR = {
    "month": timedelta(days=122),
    "quarter": timedelta(days=275),
    "year": timedelta(days=550),
    "two_years": timedelta(days=915),
    "": timedelta(days=460),
}


TOO_OLD = gettext_noop("The latest figure is out of date.")

# What the rule says, which is frozen in editions: pages in other languages say it again.
REASONS = (
    gettext_noop("No figures yet."),
    gettext_noop("No baseline agreed yet."),
    gettext_noop("No target agreed yet."),
    gettext_noop("No target date agreed yet."),
    gettext_noop("No baseline or target agreed yet."),
    gettext_noop("No baseline or target date agreed yet."),
    gettext_noop("No target or target date agreed yet."),
    gettext_noop("No baseline, target or target date agreed yet."),
    gettext_noop("Not agreed yet whether higher or lower is better."),
    gettext_noop("No figures since the plan began."),
    gettext_noop("No figure for a whole month yet."),
    gettext_noop("No figure for a whole quarter yet."),
    gettext_noop("No figure for a whole financial year yet."),
    gettext_noop("It is to stay at the target or better until its date, and so far it has."),
    gettext_noop("The latest figure meets or beats the target."),
    gettext_noop("The target date, %(day)s, has passed. The latest figure missed the target."),
    gettext_noop("The target date was before the plan began."),
    gettext_noop("Done."),
    gettext_noop("Not done by %(day)s."),
    gettext_noop("Due by %(day)s, with no report since."),
    gettext_noop("Not done yet; due by %(day)s."),
    gettext_noop("The latest figure is worse than the baseline."),
    gettext_noop("Progress from the baseline is as fast as needed, or faster."),
    gettext_noop("Progress from the baseline is slower than needed, but at least half as fast."),
    gettext_noop("Progress from the baseline is less than half as fast as needed."),
    gettext_noop("The latest figure is out of date. The rating then: %(rating)s."),
)

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
    """Position on the line on a day: 0 up to the plan's first day, 1 from the target date."""
    if day >= due_on:
        return Decimal(1)
    return Decimal(max((day - begins_on).days, 0)) / Decimal((due_on - begins_on).days)


def expected(*, baseline: Decimal, target: Decimal, begins_on: date, due_on: date, day: date) -> Decimal:
    """Value of the line on a day, in the criterion's unit."""
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
    """Rating of the latest `value`, measured for the period from `starts_on` to `ends_on`, on the day `today`.

    `target` is in the criterion's unit (see `target_value`); `begins_on` is the plan's first day. None, or "" for text,
    means to be agreed.
    """
    if value is None or starts_on is None or ends_on is None:
        return Rating(Word.NO_RATING, "No figures yet.")
    yes_no = scale == "yes_no"
    required: list[tuple[str, object]] = [("target", target), ("target date", due_on)]
    if not yes_no:
        required.insert(0, ("baseline", baseline))
    if missing := [name for name, agreed in required if agreed is None]:
        label = NO_TARGET if target is None or due_on is None else ""
        return Rating(Word.NO_RATING, f"No {_listed(missing)} agreed yet.", label)
    if not (yes_no or direction):
        return Rating(Word.NO_RATING, "Not agreed yet whether higher or lower is better.")
    # All agreed; only a yes-or-no criterion may have no baseline.
    target, due_on, baseline = cast(Decimal, target), cast(date, due_on), cast(Decimal, baseline)
    if begins_on - starts_on > ends_on - begins_on:
        return Rating(Word.NO_RATING, "No figures since the plan began.")
    if yes_no:
        return _yes_no_rating(value == target, due_on, ends_on >= due_on, today > due_on)
    if not fits(scale, frequency, starts_on, ends_on):
        return Rating(Word.NO_RATING, f"No figure for a whole {PERIOD_NAMES[frequency]} yet.")
    if ends_on < due_on and today - ends_on > FIGURE_VALID_FOR[frequency]:
        return Rating(Word.NO_RATING, TOO_OLD, OUT_OF_DATE)
    if is_met(direction, value, target):
        if ends_on < due_on and is_met(direction, baseline, target):
            return Rating(Word.ON_TARGET, "It is to stay at the target or better until its date, and so far it has.")
        return Rating(Word.MET, "The latest figure meets or beats the target.")
    if ends_on >= due_on:
        passed = f"The target date, {date_format(due_on)}, has passed. The latest figure missed the target."
        return Rating(Word.MISSING, passed)
    if due_on <= begins_on:
        return Rating(Word.NO_RATING, "The target date was before the plan began.", OUT_OF_DATE)
    better = 1 if direction == "up" else -1
    gone, distance = (value - baseline) * better, (target - baseline) * better
    return _rating_on_the_way(gone, distance, share_of_way(begins_on, due_on, ends_on))


def fits(scale: str, frequency: str, starts_on: date, ends_on: date) -> bool:
    """Whether the period's length matches the agreed frequency, where that matters for the scale."""
    return scale not in GROWING_SCALES or frequency not in DAYS or (ends_on - starts_on).days + 1 in DAYS[frequency]


def _listed(names: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _yes_no_rating(done: bool, due_on: date, final: bool, overdue: bool) -> Rating:
    if done:
        return Rating(Word.MET, "Done.")
    if final:
        return Rating(Word.MISSING, f"Not done by {date_format(due_on)}.")
    if overdue:
        return Rating(Word.NO_RATING, f"Due by {date_format(due_on)}, with no report since.", OUT_OF_DATE)
    return Rating(Word.NO_RATING, f"Not done yet; due by {date_format(due_on)}.")


def is_met(direction: str, value: Decimal, target: Decimal) -> bool:
    return value >= target if direction == "up" else value <= target


def _rating_on_the_way(gone: Decimal, distance: Decimal, share: Decimal) -> Rating:
    """Rating of a value short of the target: `gone` of the `distance` to it, at `share` of the line."""
    if distance <= 0 or gone < 0:
        return Rating(Word.MISSING, "The latest figure is worse than the baseline.")
    if gone >= distance * share:
        return Rating(Word.ON_TARGET, "Progress from the baseline is as fast as needed, or faster.")
    if gone * 2 >= distance * share:
        return Rating(Word.BEHIND, "Progress from the baseline is slower than needed, but at least half as fast.")
    return Rating(Word.MISSING, "Progress from the baseline is less than half as fast as needed.")
