"""Months, quarters and financial years (from April to March), as periods that are measured."""

from dataclasses import dataclass
from datetime import date, timedelta

from .making import months

LENGTH = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Period:
    """So many whole months; `months` are their first days."""

    months: tuple

    @property
    def starts_on(self):
        return self.months[0]

    @property
    def ends_on(self):
        after = next(months(self.months[-1] + timedelta(days=31), 1))
        return after - timedelta(days=1)

    def __str__(self):
        first, last = self.months[0], self.months[-1]
        if first == last:
            return f"{first:%B %Y}"
        return f"{first:%B} to {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} to {last:%B %Y}"


def period_of(month, frequency):
    """The Period of a frequency in which a month lies. Years begin in April, and so do their quarters."""
    length = LENGTH[frequency]
    back = (month.month - 4) % length
    number = month.year * 12 + month.month - 1 - back
    return Period(tuple(months(date(number // 12, number % 12 + 1, 1), length)))


@dataclass(frozen=True, order=True)
class FinancialYear:
    """From April of a year to March of the next."""

    april: int

    @classmethod
    def of(cls, day):
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def months(self):
        return tuple(months(date(self.april, 4, 1), 12))

    def __str__(self):
        return f"{self.april}/{(self.april + 1) % 100:02}"
