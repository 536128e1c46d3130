import calendar
from datetime import date


def days_in_words(days):
    """-7 as "7 days before", 1 as "1 day after"."""
    return f"{abs(days)} day{'' if abs(days) == 1 else 's'} {'before' if days < 0 else 'after'}"


def months_after(day, months):
    """The same day of the month so many months later or, if negative, earlier; or the last: 31 January, 30 April."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
