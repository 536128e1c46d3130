"""Scales of a chart: round values for its side, financial years for its foot. Pure arithmetic."""

from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

from priorities.criteria.periods import FinancialYear

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_TICKS = 3

# Zero is left out, with a mark, if the lowest percentage is at least this share of the highest.
FAR_FROM_ZERO = Decimal("0.5")


class Values(NamedTuple):
    """Value scale from `low` to `high`, with two or three round numbers in between, in rising order."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    @property
    def has_zero(self):
        return self.low <= 0 <= self.high

    def share(self, value):
        """Position of a value on the scale: 0 at the bottom, 1 at the top."""
        return float((value - self.low) / (self.high - self.low))


def values_scale(values, *, whole=False, zero=False):
    """The Values for some Decimals, at least one.

    `whole`: whole numbers only. `zero`: always includes zero, however far away.
    """
    low, high = min(values), max(values)
    leaves_out_zero = not zero and low != high and (low > 0 or high < 0)
    if leaves_out_zero and min(abs(low), abs(high)) >= max(abs(low), abs(high)) * FAR_FROM_ZERO:
        room = (high - low) / 10
        low, high = low - room, high + room
        if whole:
            low, high = Decimal(floor(low)), Decimal(ceil(high))
    else:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
        high += 1 if low == high else 0
        room = (high - low) / 12
        low, high = low and low - room, high and high + room
    return Values(low, high, _ticks(low, high, whole))


def _ticks(low, high, whole):
    """Round numbers from `low` to `high`, at most three."""
    step, finer = _step((high - low) / 10, whole), ()
    while len(ticks := _multiples(step, low, high)) > MOST_TICKS:
        finer, step = ticks, _step(step * Decimal("1.01"), whole)
    # A step too long for two of them: every other of the finer ones, or the first and the last.
    return ticks if len(ticks) > 1 or not finer else finer[:: 3 if len(finer) == 4 else 2]


def _multiples(step, low, high):
    return tuple(step * n for n in range(ceil(low / step), floor(high / step) + 1))


def _step(least, whole):
    """The smallest round number not below `least`."""
    power = Decimal(10) ** least.adjusted()
    step = next(power * n for n in STEPS if power * n >= least)
    return max(step.to_integral_value(rounding="ROUND_CEILING"), Decimal(1)) if whole else step


class Year(NamedTuple):
    """A financial year on the time scale: its name, start and end (outside 0 to 1 if cut off)."""

    name: str
    begins: float
    ends: float


class Days(NamedTuple):
    """Time scale in days, from the start of `first` to the end of `last`."""

    first: date
    last: date

    @property
    def length(self):
        return (self.last - self.first).days + 1

    def at_start_of(self, day):
        """Position of the start of a day: 0 at the left end, 1 at the right."""
        return (day - self.first).days / self.length

    def at_middle_of(self, starts_on, ends_on):
        """Position of the middle of a period, where its figure is drawn."""
        return (self.at_start_of(starts_on) + self.at_start_of(ends_on) + 1 / self.length) / 2

    @property
    def years(self):
        """[Year] within the scale, in part or whole."""
        return [
            Year(str(FinancialYear(year)), self._april(year), self._april(year + 1))
            for year in range(FinancialYear.of(self.first).april, self.last.year + 1)
            if self._april(year) < 1
        ]

    def _april(self, year):
        """Position of the start of a financial year, including years outside the calendar."""
        if not date.min.year <= year <= date.max.year:
            return self.at_start_of(self.first) if year < date.min.year else 1.0
        return self.at_start_of(date(year, 4, 1))


def days_scale(days):
    """The Days that span these days, in whole quarters and at least a year long."""
    first, last = min(days), max(days)
    first = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    if (last - first).days < 364:
        last = date.max if first > date.max - timedelta(days=364) else first + timedelta(days=364)
    quarter_ends = [date(last.year, 3, 31), date(last.year, 6, 30), date(last.year, 9, 30), date(last.year, 12, 31)]
    return Days(first, next(day for day in quarter_ends if day >= last))
