"""Working days: Monday to Friday. Public holidays are not known here."""

from datetime import timedelta

ONE_DAY = timedelta(days=1)


def is_working_day(day):
    return day.weekday() < 5


def next_working_day(day):
    day += ONE_DAY
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_before(day, number):
    """The day so many working days before a day; with 0, the day itself or the last working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    for _ in range(number):
        day = working_days_before(day - ONE_DAY, 0)
    return day


def working_days_after(day, number):
    """The day so many working days after a day; with 0, the day itself."""
    for _ in range(number):
        day = next_working_day(day)
    return day


def working_days_between(first, last):
    """How many working days after the first day the last one is; 0 for the same day."""
    return sum(is_working_day(first + ONE_DAY * number) for number in range(1, (last - first).days + 1))
