"""Scales of a chart: round values for its side, financial years for its foot. Pure arithmetic."""

from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

from priorities.criteria.periods import FinancialYear

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))

# Zero is left out, with a note, if the lowest percentage is at least this share of the highest.
FAR_FROM_ZERO = Decimal("0.5")


class Values(NamedTuple):
    """Value scale: round numbers in rising order, from the bottom of the scale to its top.

    `begins` is the first of them if the scale leaves out zero; otherwise None.
    """

    ticks: tuple[Decimal, ...]
    begins: Decimal | None

    def share(self, value):
        """Position of a value on the scale: 0 at the bottom, 1 at the top."""
        low, high = self.ticks[0], self.ticks[-1]
        return float((value - low) / (high - low))


def values_scale(values, *, most=4, whole=False, zero=False):
    """The Values for some Decimals, at least one, in about `most` steps.

    `whole`: whole numbers only. `zero`: always includes zero, however far away.
    """
    low, high = min(values), max(values)
    above_zero = not zero and low > 0 and low >= high * FAR_FROM_ZERO and high > low
    below_zero = not zero and high < 0 and high <= low * FAR_FROM_ZERO and high > low
    # Without zero, no figure may lie at the bottom of the scale: it would look like zero.
    low, high = (
        low - (high - low) / 10 if above_zero else min(low, Decimal(0)),
        high + (high - low) / 10 if below_zero else max(high, Decimal(0)),
    )
    if low == high:
        high = low + 1
    step = _step((high - low) / most, whole)
    while True:
        first, last = floor(low / step), ceil(high / step)
        if last - first <= most + 1:
            break
        step = _step(step * Decimal("1.01"), whole)
    ticks = tuple(step * n for n in range(first, last + 1))
    shows_zero = ticks[0] <= 0 <= ticks[-1]
    return Values(ticks, None if shows_zero else ticks[0])


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

    def at_end_of(self, day):
        """Position of the end of a day. Figures are drawn at the end of their period, where the course is read."""
        return ((day - self.first).days + 1) / self.length

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

    @property
    def quarters(self):
        """Positions of the quarter starts within the scale."""
        starts = []
        for year in range(self.first.year, self.last.year + 1):
            starts += [date(year, month, 1) for month in (1, 4, 7, 10)]
        return [self.at_start_of(day) for day in starts if self.first < day <= self.last]


def days_scale(days):
    """The Days that span these days, in whole quarters and at least a year long."""
    first, last = min(days), max(days)
    first = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    if (last - first).days < 364:
        last = date.max if first > date.max - timedelta(days=364) else first + timedelta(days=364)
    quarter_ends = [date(last.year, 3, 31), date(last.year, 6, 30), date(last.year, 9, 30), date(last.year, 12, 31)]
    return Days(first, next(day for day in quarter_ends if day >= last))
