"""Days, months and periods in words."""

import calendar
from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext


def days_in_words(days):
    """-7 as "7 days before", 1 as "1 day after"."""
    return f"{abs(days)} day{'' if abs(days) == 1 else 's'} {'before' if days < 0 else 'after'}"


def months_after(day, months):
    """The same day of the month so many months later or, if negative, earlier; or the last: 31 January, 30 April."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def period_in_words(starts_on, ends_on):
    """A period with both its days: 2008/09; January to March 2009; March 2009; 5 March 2009; otherwise both days."""
    return _period(starts_on, ends_on, get_language())


@lru_cache(2048)  # the figures of a plan are of few periods
def _period(starts_on, ends_on, language):
    if starts_on == ends_on:
        return date_format(starts_on)
    is_whole = starts_on.day == 1 and (ends_on == date.max or (ends_on + timedelta(days=1)).day == 1)
    if not is_whole or starts_on > ends_on:
        return _from_to(date_format(starts_on), date_format(ends_on))
    if starts_on.month == 4 and (ends_on.year, ends_on.month) == (starts_on.year + 1, 3):
        return f"{starts_on.year}/{ends_on.year % 100:02}"
    first, last = date_format(starts_on, "F Y"), date_format(ends_on, "F Y")
    if first == last:
        return first
    return _from_to(date_format(starts_on, "F") if starts_on.year == ends_on.year else first, last)


def _from_to(first, last):
    return gettext("%(first)s to %(last)s") % {"first": first, "last": last}
