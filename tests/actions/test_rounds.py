"""Reporting rounds: what is asked of whom, and what silence comes to."""

from datetime import timedelta

import pytest

from actions.rounds import owed
from partners import clock
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(here):
    today = clock.today()
    return factories.RoundFactory(plan=here.plan, opens_on=today - timedelta(days=5), due_on=today + timedelta(days=9))


def test_an_open_action_is_owed_until_it_is_answered(now, here, cast, report):
    assert owed(now) == [here.action, here.hallmark_action]
    report(here.action, cast.officer)
    assert owed(now) == [here.hallmark_action]
