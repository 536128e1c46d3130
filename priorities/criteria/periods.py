"""Measurement periods: months, quarters and financial years (April to March)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from partners import clock
from plans.dates import period_in_words

# Of what is measured every two years a figure speaks of one of them.
LENGTH = {"month": 1, "quarter": 3, "year": 12, "two_years": 12}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def months(first, number):
    """Yields the first days of `number` months, starting from the month of `first`."""
    for month in range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + number):
        yield date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True)
class Period:
    """Consecutive whole months; `months` are their first days."""

    months: tuple

    @property
    def starts_on(self):
        return self.months[0]

    @property
    def ends_on(self):
        after = next(months(self.months[-1] + timedelta(days=31), 1))
        return after - timedelta(days=1)

    def __str__(self):
        return period_in_words(self.starts_on, self.ends_on)


def period_of(month, frequency):
    """The Period of a frequency that contains a month. Years, and so quarters, start in April."""
    length = LENGTH[frequency]
    offset = (month.month - 4) % length
    number = month.year * 12 + month.month - 1 - offset
    return Period(tuple(months(date(number // 12, number % 12 + 1, 1), length)))


@dataclass(frozen=True, order=True)
class FinancialYear:
    """April of a year to March of the next."""

    april: int

    @classmethod
    def of(cls, day):
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def months(self):
        return tuple(months(date(self.april, 4, 1), 12))

    def __str__(self):
        return f"{self.april}/{(self.april + 1) % 100:02}"


def whole_periods(frequency, begins_on, today):
    """Yields each Period of a frequency that starts on or after a day and ended before today, oldest first."""
    period = period_of(begins_on, frequency)
    if period.starts_on < begins_on:
        period = period_of(period.ends_on + timedelta(days=1), frequency)
    while period.ends_on < today:
        yield period
        period = period_of(period.ends_on + timedelta(days=1), frequency)


def is_over(ends_on):
    """Whether a period has ended before today: only then may a figure be recorded for it."""
    return ends_on < clock.today()


def owed(criterion, begins_on, today):
    """[Period] whose figures an outline's criterion still lacks since its latest one, oldest first."""
    if criterion["placeholder"] or not criterion["frequency"]:
        return []
    latest = criterion["latest"]
    next_day = latest and latest["ends_on"] + timedelta(days=1)
    # Figures missing from the previous plan are still due if the series continues.
    since = next_day if next_day and criterion["continues"] else max(begins_on, next_day or begins_on)
    periods = list(whole_periods(criterion["frequency"], since, today))
    return periods[1::2] if criterion["frequency"] == "two_years" else periods


class NoPeriod(ValueError):
    """The text is not a period."""


def period_in(text):
    """(first day, last day) of a period as people write it. Raises NoPeriod.

    2008/09 is a financial year; 2009-04, 4/2009 and April 2009 are months; Apr-Jun 2009 and April 2008 to March 2009
    are whole months; 2009-04-01 to 2009-06-30 and 1/4/2009 to 30/6/2009 are days.
    """
    normalised = " ".join(text.replace("–", "-").lower().split())
    if match := re.fullmatch(r"(\d{4})/(\d{2}|\d{4})", normalised):
        april = int(match[1])
        if int(match[2]) % 100 != (april + 1) % 100:
            raise NoPeriod
        return date(april, 4, 1), date(april + 1, 3, 31)
    first, separator, last = normalised.partition(" to ")
    if not separator and (match := re.fullmatch(r"([a-z]+) ?- ?([a-z]+ \d{4})", normalised)):
        first, last = match[1], match[2]
    starts_on, ends_on = _days(first, default_year=last[-4:]), _days(last or first)
    if starts_on[0] > ends_on[1]:
        raise NoPeriod
    return starts_on[0], ends_on[1]


def _days(text, default_year=""):
    """(first day, last day) of a day or month, as text. Raises NoPeriod."""
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return (date(*map(int, match.groups())),) * 2
        if match := re.fullmatch(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", text):
            return (date(*map(int, reversed(match.groups()))),) * 2
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
            return _month(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
            return _month(int(match[2]), int(match[1]))
        if match := re.fullmatch(r"([a-z]{3})[a-z]*\.? ?(\d{4})?", text):
            return _month(int(match[2] or default_year), MONTHS.index(match[1]) + 1)
    except ValueError as error:
        raise NoPeriod from error
    raise NoPeriod


def _month(year, month):
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])
