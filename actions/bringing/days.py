"""Parser for dates as people write them in plans."""

import calendar
import re
from datetime import date

MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if n}
SHORT = {name[:3]: n for name, n in MONTHS.items()}
# Text for a date not yet agreed.
OPEN = {
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


def day_in(words):
    """The date in a text, or None if it means that none is agreed. Raises NotADay.

    A month means its last day: something due "March 2010" is not late on the thirtieth.
    """
    said = " ".join(words.replace(",", " ").split()).casefold()
    said = re.sub(r"^((by|end of|end|before|due|the)\s+)+", "", said)
    said = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", said)
    if said in OPEN:
        return None
    if found := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)( 00:00:00)?", said):
        return _day(words, int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d\d?)[/. -](\d\d?)[/. -](\d{2}|\d{4})", said):
        return _day(words, _year(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d\d?)[ -]([a-z]+)\.?[ -](\d{2}|\d{4})", said):
        return _day(words, _year(found[3]), _month(words, found[2]), int(found[1]))
    if found := re.fullmatch(r"([a-z]+)\.?[ -]'?(\d{2}|\d{4})", said):
        year, month = _year(found[2]), _month(words, found[1])
        return _day(words, year, month, calendar.monthrange(year, month)[1])
    raise NotADay(f"“{words}” is no date that I understand. Write it like 30/09/2009, or September 2009")


def _year(digits):
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _month(words, name):
    month = MONTHS.get(name) or (SHORT.get(name[:3]) if len(name) <= 4 else None)
    if month is None:
        raise NotADay(f"“{words}” names no month")
    return month


def _day(words, year, month, day):
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotADay(f"“{words}” is no real date") from error
