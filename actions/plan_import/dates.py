"""Parser for dates as people write them in plans."""

import re
from calendar import month_name, monthrange
from datetime import date

MONTHS = {name.casefold(): n for n, name in enumerate(month_name) if n}
SHORT = {name[:3]: n for name, n in MONTHS.items()}
# Text for a date not yet agreed.
NOT_AGREED = {
    "", "ongoing", "on-going", "on going", "tbc", "tba", "tbd", "to be agreed", "to be confirmed", "n/a", "-", "–", "?",
}  # fmt: skip
NOTATIONS = (
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)( 00:00:00)?",
    r"(?P<day>\d\d?)[/. -](?P<month>\d\d?)[/. -](?P<year>\d{2}|\d{4})",
    r"(?P<day>\d\d?)[ -](?P<name>[a-z]+)\.?[ -](?P<year>\d{2}|\d{4})",
    r"(?P<name>[a-z]+)\.?[ -]'?(?P<year>\d{2}|\d{4})",
)


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
    match = next((match for notation in NOTATIONS if (match := re.fullmatch(notation, normalised))), None)
    if match is None:
        raise NotADay(f"“{text}” is no date that I understand. Write it like 30/09/2009, or September 2009")
    parts = match.groupdict()
    year = int(parts["year"]) if len(parts["year"]) == 4 else 2000 + int(parts["year"])
    month = int(parts["month"]) if "month" in parts else _month(text, parts["name"])
    try:
        return date(year, month, int(parts["day"]) if "day" in parts else monthrange(year, month)[1])
    except ValueError as error:
        raise NotADay(f"“{text}” is no real date") from error


def _month(text, name):
    month = MONTHS.get(name) or (SHORT.get(name[:3]) if len(name) <= 4 else None)
    if month is None:
        raise NotADay(f"“{text}” names no month")
    return month
