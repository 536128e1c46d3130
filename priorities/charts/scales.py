"""The scales of a chart: round numbers up its side, financial years along its foot. Pure arithmetic."""

from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import NamedTuple

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))

# Where the least percentage is at least this share of the greatest, zero is left out, and the chart says so.
FAR_FROM_ZERO = Decimal("0.5")


class Values(NamedTuple):
    """The scale of values: its round numbers, rising, of which the first and the last are its ends.

    `begins` is where it begins, if it leaves zero out; None if zero is on it.
    """

    ticks: tuple[Decimal, ...]
    begins: Decimal | None

    def share(self, value):
        """How far up the scale a value is: 0 at its foot, 1 at its top."""
        low, high = self.ticks[0], self.ticks[-1]
        return float((value - low) / (high - low))


def values_scale(values, *, most=4, whole=False, zero=False):
    """The Values for some Decimals, at least one, in up to `most` steps.

    `whole`: only whole numbers are on it. `zero`: it has zero on it, however far away that is.
    """
    low, high = min(values), max(values)
    far = not zero and low > 0 and low >= high * FAR_FROM_ZERO and high > low
    far_below = not zero and high < 0 and high <= low * FAR_FROM_ZERO and high > low
    # Nothing stands on the foot of a scale that leaves zero out: it would look like none.
    low, high = (
        low - (high - low) / 10 if far else min(low, Decimal(0)),
        high + (high - low) / 10 if far_below else max(high, Decimal(0)),
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
    """The smallest round number that is not below `least`."""
    power = Decimal(10) ** least.adjusted()
    step = next(power * n for n in STEPS if power * n >= least)
    return max(step.to_integral_value(rounding="ROUND_CEILING"), Decimal(1)) if whole else step


class Year(NamedTuple):
    """A financial year on the scale of time: its name, and how far along it begins and ends (beyond 0 to 1 if cut)."""

    name: str
    begins: float
    ends: float


class Days(NamedTuple):
    """The scale of time, in days: from the beginning of its first to the end of its last."""

    first: date
    last: date

    @property
    def length(self):
        return (self.last - self.first).days + 1

    def at_start_of(self, day):
        """How far along a day begins: 0 at the left end, 1 at the right one."""
        return (day - self.first).days / self.length

    def at_end_of(self, day):
        """How far along a day ends. A figure stands at the end of its period, where the course is asked for it."""
        return ((day - self.first).days + 1) / self.length

    @property
    def years(self):
        """The financial years that it touches."""
        first = self.first.year - (self.first < date(self.first.year, 4, 1))
        return [
            Year(f"{year}/{(year + 1) % 100:02}", self._april(year), self._april(year + 1))
            for year in range(first, self.last.year + 1)
            if self._april(year) < 1
        ]

    def _april(self, year):
        """How far along a financial year begins, also one that no calendar has."""
        if not date.min.year <= year <= date.max.year:
            return self.at_start_of(self.first) if year < date.min.year else 1.0
        return self.at_start_of(date(year, 4, 1))

    @property
    def quarters(self):
        """How far along each quarter begins that begins within it."""
        found = []
        for year in range(self.first.year, self.last.year + 1):
            found += [date(year, month, 1) for month in (1, 4, 7, 10)]
        return [self.at_start_of(day) for day in found if self.first < day <= self.last]


def days_scale(days):
    """The Days that hold all of the given ones, in whole quarters of the year, and at least a year of them."""
    first, last = min(days), max(days)
    first = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    if (last - first).days < 364:
        last = date.max if first > date.max - timedelta(days=364) else first + timedelta(days=364)
    ends = [date(last.year, 3, 31), date(last.year, 6, 30), date(last.year, 9, 30), date(last.year, 12, 31)]
    return Days(first, next(day for day in ends if day >= last))
