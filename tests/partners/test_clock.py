"""The site's clock: dates are those of London, which is an hour ahead of Greenwich in summer."""

from datetime import UTC, date, datetime, timedelta, timezone

from django.utils import timezone as django_timezone
from hypothesis import example, given
from hypothesis import strategies as st

from partners import clock
from tests.volume import some

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@example(datetime(2009, 3, 29, 0, 59, 59, 999999, UTC))  # a second before summer time begins, and as it does
@example(datetime(2009, 3, 29, 1, tzinfo=UTC))
@example(datetime(2009, 10, 24, 22, 59, 59, 999999, UTC))  # midnight on the last night of summer time
@example(datetime(2009, 10, 24, 23, tzinfo=UTC))
@example(datetime(2009, 10, 25, 23, 59, 59, 999999, UTC))  # and on the first after it
@example(datetime(1847, 12, 31, 23, 59, 59, 999999, UTC))
@example(datetime(1945, 7, 1, 22, tzinfo=UTC))  # double summer time
@example(datetime(1970, 1, 1, tzinfo=UTC))
@given(st.datetimes(datetime(1800, 1, 2), datetime(9999, 12, 30), timezones=ZONES))
def test_a_date_is_that_of_london_at_any_moment(moment):
    assert clock.date_of(moment) == django_timezone.localdate(moment)


def test_it_is_so_at_every_hour_of_some_years():
    begin = datetime(2008, 1, 1, tzinfo=UTC)
    for hour in range(some(2, 20) * 366 * 24):
        for moment in (begin + timedelta(hours=hour), begin + timedelta(hours=hour + 1, microseconds=-1)):
            assert clock.date_of(moment) == django_timezone.localdate(moment)


def test_summer_days_begin_an_hour_earlier_in_greenwich():
    assert clock.date_of(datetime(2009, 6, 15, 23, tzinfo=UTC)) == date(2009, 6, 16)
    assert clock.date_of(datetime(2009, 1, 15, 23, tzinfo=UTC)) == date(2009, 1, 15)
