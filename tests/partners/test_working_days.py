"""Working days are Monday to Friday."""

from datetime import date

import pytest

from partners.working_days import next_working_day, working_days_after, working_days_before, working_days_between


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2009, 6, 29), 5, date(2009, 6, 22)),
        (date(2009, 6, 29), 1, date(2009, 6, 26)),
        (date(2009, 6, 24), 2, date(2009, 6, 22)),
        (date(2009, 6, 24), 3, date(2009, 6, 19)),
        (date(2009, 6, 28), 1, date(2009, 6, 25)),
        (date(2009, 6, 28), 0, date(2009, 6, 26)),
    ],
)
def test_days_before_are_counted_without_weekends(day, number, expected):
    assert working_days_before(day, number) == expected


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2009, 6, 15), 10, date(2009, 6, 29)),
        (date(2009, 6, 19), 1, date(2009, 6, 22)),
        (date(2009, 6, 20), 1, date(2009, 6, 22)),
    ],
)
def test_days_after_are_counted_without_weekends_and_counted_back(day, number, expected):
    assert (working_days_after(day, number), working_days_between(day, expected)) == (expected, number)


def test_after_friday_comes_monday():
    assert [next_working_day(date(2009, 6, day)).day for day in (11, 12, 13, 14)] == [12, 15, 15, 15]
