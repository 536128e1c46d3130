"""What happened and when we learned of it are two dates: what was entered late says so."""

from datetime import UTC, date, datetime

import pytest

from partners import clock
from plans.status import Status, entered_late
from plans.templatetags.formatting import late
from tests import factories

pytestmark = pytest.mark.both_databases

MARK = "entered late: recorded 30 June 2009"


@pytest.mark.parametrize(
    ("speaks_of", "is_late"),
    [(date(2009, 6, 30), False), (date(2009, 6, 16), False), (date(2009, 6, 15), True), (date(2009, 7, 1), False)],
)
def test_later_than_a_fortnight_is_late(speaks_of, is_late):
    assert entered_late(speaks_of, date(2009, 6, 30)) == is_late


def test_a_moment_is_of_its_day_in_london():
    almost_july = datetime(2009, 6, 29, 23, 30, tzinfo=UTC)
    assert MARK in late(date(2009, 6, 15), almost_july)
    assert late(date(2009, 6, 16), almost_july) == ""


@pytest.fixture
def entered(here, cast, report):
    """An update about a day and a measurement of a period; both recorded on 30 June."""

    def entered(speaks_of):
        with clock.frozen_at(datetime(2009, 6, 30, 12, tzinfo=UTC)):
            report(here.action, cast.officer, status=Status.AT_RISK, speaks_of=speaks_of)
            factories.MeasurementFactory(criterion=here.criterion, starts_on=date(2009, 4, 1), ends_on=speaks_of)

    return entered


def marks(sign_in, cast, here, at=""):
    """{page: how often it says that something was entered late}"""
    paths = {
        "plan": "plan/",
        "action": f"actions/{here.action.pk}/",
        "its history": f"history/action/{here.action.pk}/",
        "review": "review/",
        "criterion": f"history/criterion/{here.criterion.pk}/",
    } | ({} if at else {"my actions": "my-actions/"})
    client = sign_in(cast.officer)
    with clock.frozen_at(datetime(2009, 7, 10, 12, tzinfo=UTC)):
        return {name: client.get(f"/here/{path}{at}").content.decode().count(MARK) for name, path in paths.items()}


@pytest.mark.slow
@pytest.mark.parametrize("at", ["", "?at=2009-07-05"])
def test_every_page_says_what_was_entered_late(at, entered, sign_in, cast, here):
    entered(date(2009, 6, 15))
    found = marks(sign_in, cast, here, at)
    wanted = {"plan": 2, "action": 2, "its history": 1, "review": 1, "criterion": 1}
    assert found == wanted | ({} if at else {"my actions": 1})


@pytest.mark.slow
@pytest.mark.parametrize("at", ["", "?at=2009-07-05"])
def test_no_page_says_it_of_what_was_entered_in_time(at, entered, sign_in, cast, here):
    entered(date(2009, 6, 16))
    assert set(marks(sign_in, cast, here, at).values()) == {0}


def test_the_date_it_speaks_of_stands_beside_it(entered, sign_in, cast, here):
    entered(date(2009, 6, 12))
    for path in ("review/", f"actions/{here.action.pk}/"):
        said = sign_in(cast.officer).get(f"/here/{path}").content.decode()
        assert f'about 12 June 2009, <span class="late">{MARK}</span>' in said
