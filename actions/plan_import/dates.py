"""Parser for dates as people write them in plans."""

import calendar
import re
from datetime import date

MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if n}
SHORT = {name[:3]: n for name, n in MONTHS.items()}
# Text for a date not yet agreed.
NOT_AGREED = {
    "",
    "ongoing",
    "on-going",
    "on going",
    "tbc",
    "tba",
    "tbd",
    "to be agreed",
    "to be confirmed",
    "n/a",
    "-",
    "–",
    "?",
}


class NotADay(ValueError):
    """The text is not a valid date; the message says why."""


def day_in(text):
    """The date in a text, or None if it means that none is agreed. Raises NotADay.

    A month means its last day: something due "March 2010" is not late on the thirtieth.
    """
    normalised = " ".join(text.replace(",", " ").split()).casefold()
    normalised = re.sub(r"^((by|end of|end|before|due|the)\s+)+", "", normalised)
    normalised = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", normalised)
    if normalised in NOT_AGREED:
        return None
    if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)( 00:00:00)?", normalised):
        return _real_date(text, int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d\d?)[/. -](\d\d?)[/. -](\d{2}|\d{4})", normalised):
        return _real_date(text, _year(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d\d?)[ -]([a-z]+)\.?[ -](\d{2}|\d{4})", normalised):
        return _real_date(text, _year(match[3]), _month(text, match[2]), int(match[1]))
    if match := re.fullmatch(r"([a-z]+)\.?[ -]'?(\d{2}|\d{4})", normalised):
        year, month = _year(match[2]), _month(text, match[1])
        return _real_date(text, year, month, calendar.monthrange(year, month)[1])
    raise NotADay(f"“{text}” is no date that I understand. Write it like 30/09/2009, or September 2009")


def _year(digits):
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(text, name):
    month = MONTHS.get(name) or (SHORT.get(name[:3]) if len(name) <= 4 else None)
    if month is None:
        raise NotADay(f"“{text}” names no month")
    return month


def _real_date(text, year, month, day):
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotADay(f"“{text}” is no real date") from error
