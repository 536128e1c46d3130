"""The chair’s week: what turned and what recovered, by e-mail on Monday."""

from datetime import timedelta

import pytest

from actions.models import NotificationLetter
from partners import clock
from tests import factories
from tests.post import text_of
from tests.worlds import MONDAY

from .conftest import QUARTER, SITE

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]


@pytest.fixture
def weekly(tell, cast):
    cast.chair.email_opt_outs.all().delete()
    return tell


MONDAYS = [timedelta(days=7 * n, hours=1) for n in range(5)]


def test_the_chair_is_told_on_monday_what_turned_and_what_recovered(here, cast, weekly, office, report):
    assert weekly(MONDAYS[0]) == []
    assert NotificationLetter.objects.get().outcome == "Not sent: nothing had changed"
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        report(here.action, cast.officer, status="off_track")
        factories.ActionFactory(priority=here.priority, wording="Never red", lead=here.fire)
    assert weekly(timedelta(days=2)) == []
    week = (cast.chair.email, "This week: 1 now overdue, off track or not updated, 0 recovered")
    assert [weekly(MONDAYS[1]), weekly(MONDAYS[1] + QUARTER)] == [[week], []]
    text = text_of(office.accepted[-1][1])
    assert "This has changed since 15 June 2009." in text
    assert "* Fit better locks\n  Police. Off track (before: No update yet)." in text
    assert f"{SITE}/here/review/" in text
    assert "Never red" not in text
    assert weekly(MONDAYS[2]) == [], "still off track"
    with clock.frozen_at(MONDAY + MONDAYS[2] + timedelta(days=1)):
        report(here.action, cast.officer, status="on_track")
    assert weekly(MONDAYS[3]) == [(cast.chair.email, "This week: 0 now overdue, off track or not updated, 1 recovered")]
    assert "(before: Off track)" in text_of(office.accepted[-1][1])


def test_a_week_that_could_not_be_told_is_told_with_the_next(here, cast, weekly, office, report):
    weekly(MONDAYS[0])
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        report(here.action, cast.officer, status="off_track")
    office.moody = lambda address: "451 4.7.1 Later"
    assert weekly(MONDAYS[1]) == []
    office.moody = lambda address: None
    assert [address for address, _ in weekly(MONDAYS[2])] == [cast.chair.email]
    assert [letter.outcome for letter in weekly.tried] == ["Sent"]
    assert "This has changed since 15 June 2009." in text_of(office.accepted[-1][1])
