"""What an action's row says: a person's word, unless the calendar has overtaken it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.reading import CLOSED, GOES_STALE_AFTER, Reading, Status, is_overdue, reading

TODAY = date(2009, 6, 15)
YESTERDAY = TODAY - timedelta(days=1)
LONG_AGO = TODAY - GOES_STALE_AFTER - timedelta(days=1)
JUST_IN_TIME = TODAY - GOES_STALE_AFTER

dates = st.dates(date(2000, 1, 1), date(2020, 1, 1))
statuses = st.sampled_from([None, *Status])


@pytest.mark.parametrize(
    ("status", "due_on", "heard_on", "says"),
    [
        (None, None, TODAY, "no_report"),
        (None, None, LONG_AGO, "not_updated"),
        (None, YESTERDAY, TODAY, "overdue"),
        (Status.ON_TRACK, TODAY, TODAY, "on_track"),
        (Status.ON_TRACK, YESTERDAY, TODAY, "overdue"),
        (Status.ON_TRACK, None, JUST_IN_TIME, "on_track"),
        (Status.ON_TRACK, None, LONG_AGO, "not_updated"),
        (Status.AT_RISK, YESTERDAY, LONG_AGO, "overdue"),
        (Status.OFF_TRACK, YESTERDAY, LONG_AGO, "off_track"),
        (Status.COMPLETE, YESTERDAY, LONG_AGO, "complete"),
        (Status.WITHDRAWN, YESTERDAY, LONG_AGO, "withdrawn"),
        (Status.NOT_STARTED, None, TODAY, "not_started"),
    ],
)
def test_what_is_said_of(status, due_on, heard_on, says):
    assert reading(status, due_on=due_on, heard_on=heard_on, today=TODAY) == says


@given(status=statuses, due_on=st.none() | dates, heard_on=dates, today=dates)
def test_there_is_always_one_reading_and_a_green_is_never_old_or_late(status, due_on, heard_on, today):
    says = Reading(reading(status, due_on=due_on, heard_on=heard_on, today=today))
    if says == Reading.ON_TRACK:
        assert not is_overdue(status, due_on, today)
        assert today - heard_on <= GOES_STALE_AFTER


@given(status=st.sampled_from(sorted(CLOSED)), due_on=st.none() | dates, heard_on=dates, today=dates)
def test_what_is_closed_stays_closed_whatever_the_date(status, due_on, heard_on, today):
    assert reading(status, due_on=due_on, heard_on=heard_on, today=today) == status
