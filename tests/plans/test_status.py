"""What an action's row says: a person's word, unless the calendar has overtaken it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.status import (
    CLOSED,
    GOES_STALE_AFTER,
    EffectiveStatus,
    Status,
    answer_wanted_since,
    effective_status,
    is_overdue,
)

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
    wanted_since = answer_wanted_since([], TODAY)
    assert effective_status(status, due_on=due_on, heard_on=heard_on, today=TODAY, wanted_since=wanted_since) == says


FIRST, SECOND = (date(2009, 1, 1), date(2009, 1, 29)), (date(2009, 4, 1), date(2009, 4, 29))


@pytest.mark.parametrize(
    ("rounds", "today", "since"),
    [
        ([], date(2009, 6, 15), date(2009, 2, 13)),
        ([FIRST], date(2009, 1, 29), date(2008, 9, 29)),
        ([FIRST], date(2009, 1, 30), date(2009, 1, 1)),
        ([FIRST, SECOND], date(2009, 4, 29), date(2009, 1, 1)),
        ([SECOND, FIRST], date(2009, 4, 30), date(2009, 4, 1)),
    ],
)
def test_an_answer_is_wanted_since_the_newest_round_whose_grace_is_over_has_opened(rounds, today, since):
    assert answer_wanted_since(rounds, today) == since


@given(status=statuses, due_on=st.none() | dates, heard_on=dates, today=dates, wanted_since=dates)
def test_there_is_always_one_status_and_a_green_is_never_old_or_late(status, due_on, heard_on, today, wanted_since):
    says = EffectiveStatus(
        effective_status(status, due_on=due_on, heard_on=heard_on, today=today, wanted_since=wanted_since)
    )
    if says == EffectiveStatus.ON_TRACK:
        assert not is_overdue(status, due_on, today)
        assert heard_on >= wanted_since


@given(
    status=st.sampled_from(sorted(CLOSED)), due_on=st.none() | dates, heard_on=dates, today=dates, wanted_since=dates
)
def test_what_is_closed_stays_closed_whatever_the_date(status, due_on, heard_on, today, wanted_since):
    assert effective_status(status, due_on=due_on, heard_on=heard_on, today=today, wanted_since=wanted_since) == status


@given(opened=st.lists(st.tuples(dates, st.integers(1, 60))), heard_on=dates, today=dates)
def test_a_green_is_one_that_was_answered_in_the_newest_round_that_is_over(opened, heard_on, today):
    rounds = [(opens_on, opens_on + timedelta(days=days)) for opens_on, days in opened]
    over = [opens_on for opens_on, ends_on in rounds if ends_on < today]
    wanted_since = answer_wanted_since(rounds, today)
    says = effective_status(Status.ON_TRACK, due_on=None, heard_on=heard_on, today=today, wanted_since=wanted_since)
    assert (says == EffectiveStatus.ON_TRACK) == (heard_on >= (max(over) if over else today - GOES_STALE_AFTER))
