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
