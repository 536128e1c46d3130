"""What an authority has delivered in a period: its own page, made from the outline."""

from datetime import UTC, date, datetime

import pytest

from actions.models import ActionPartner
from actions.review.delivery_report import delivered, financial_year
from partners import clock
from plans.status import Status
from tests import factories


def moment(*numbers):
    return clock.frozen_at(datetime(*numbers, 9, tzinfo=UTC))


@pytest.fixture
def a_year(here, cast, report):
    """It is June 2010. Of the Constabulary's actions one was completed last year and one this year; one is on track."""
    actions = {
        name: factories.ActionFactory(priority=here.priority, wording=name, lead=here.police)
        for name in ("Done last year", "Done this year", "Going well", "Going badly")
    }
    theirs = factories.ActionFactory(priority=here.priority, wording="Led by the Fire Service", lead=here.fire)
    ActionPartner.objects.create(action=theirs, authority=here.police)
    with moment(2010, 3, 1):
        done = {"status": Status.COMPLETE, "public": "Told last year."}
        report(actions["Done last year"], cast.officer, achieved="Last year’s good", **done)
    with moment(2010, 5, 4):
        done = {"status": Status.COMPLETE, "public": "Told this year."}
        report(actions["Done this year"], cast.officer, achieved="This year’s good", **done)
        report(actions["Going well"], cast.officer)
        report(actions["Going badly"], cast.officer, Status.OFF_TRACK, next="Ask again")
        report(theirs, cast.fire_officer, Status.COMPLETE, achieved="Theirs", public="Told by them.")
    with moment(2010, 6, 15):
        yield


def words(found):
    lists = ("completed", "on_track", "to_do", "sentences", "supported")
    return {name: [a["wording"] for a in found[name]] for name in lists}


def test_it_holds_what_was_led_and_supported_in_the_period(here, a_year):
    found = delivered(here.plan, here.police, date(2010, 4, 1), date(2010, 6, 15))
    assert words(found) == {
        "completed": ["Done this year"],
        "on_track": ["Going well"],
        "to_do": ["Going badly", "Fit better locks"],
        "sentences": ["Done this year"],
        "supported": ["Led by the Fire Service"],
    }
    assert (found["led"], found["before"]) == (5, 1)


def test_a_past_period_is_as_it_ended(here, a_year):
    found = delivered(here.plan, here.police, date(2009, 4, 1), date(2010, 3, 31))
    assert (words(found)["completed"], words(found)["sentences"], found["before"]) == (
        ["Done last year"],
        ["Done last year"],
        0,
    )
    assert "Going badly" in words(found)["to_do"]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2009, 3, 31), date(2008, 4, 1)),
        (date(2009, 4, 1), date(2009, 4, 1)),
        (date(2009, 12, 31), date(2009, 4, 1)),
        (date(2010, 1, 1), date(2009, 4, 1)),
    ],
)
def test_a_financial_year_goes_from_april_to_march(day, first):
    assert financial_year(day) == (first, date(first.year + 1, 3, 31))


@pytest.mark.slow
def test_an_officer_gets_this_financial_year_of_their_own_authority(here, cast, sign_in, a_year):
    page = sign_in(cast.officer).get("/here/delivered/").content.decode()
    told = ("Delivery report: The Constabulary", "1 April 2010 to 15 June 2010", "This year’s good", "Told this year.")
    assert [each in page for each in told] == [True] * len(told)
    assert ("Not for publication" in page, "Last year’s good" in page, "Told by them." in page) == (True, False, False)
    page = sign_in(cast.officer).get("/here/delivered/?from=2009-04-01&to=31+March+2010").content.decode()
    assert ("Last year’s good" in page, "This year’s good" in page) == (True, False)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["officer", "fire_officer", "chair", "coordinator", "observer"])
def test_an_officer_sees_their_own_authority_and_the_others_any_that_acts(role, here, next_door, cast, sign_in, a_year):
    scrutiny = factories.AuthorityFactory(partnership=here.partnership, kind="observing")
    asked = {"police": here.police, "fire": here.fire, "scrutiny": scrutiny, "next door": next_door.council}
    client = sign_in(getattr(cast, role))
    found = [name for name, a in asked.items() if client.get(f"/here/delivered/?authority={a.pk}").status_code == 200]
    own = {"officer": ["police"], "fire_officer": ["fire"]}
    assert found == own.get(role, ["police", "fire"])
    assert client.get("/here/delivered/?authority=x%00").status_code == 404


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("from=soon", {"from": ["Enter the date as a real date, such as 1 4 2009 or 1 April 2009"]}),
        ("from=2009-05-01&to=2009-04-01", {"from": ["The period must start before it ends, and not in the future"]}),
        ("from=2010-01-01", {"from": ["The period must start before it ends, and not in the future"]}),
        ("from=0001-01-01", {"from": ["Enter a date after 1990"]}),
        ("from=2007-01-01&to=2007-02-01", {"to": ["Enter a later date: the plan was not recorded here yet"]}),
    ],
)
def test_a_period_that_cannot_be_meant_is_said_beside_the_field(query, errors, here, cast, sign_in):
    page = sign_in(cast.officer).get(f"/here/delivered/?{query}")
    assert (page.status_code, page.context["form"].errors) == (200, errors)


def test_an_end_to_come_is_today(here, cast, sign_in, a_year):
    page = sign_in(cast.officer).get("/here/delivered/?from=2010-04-01&to=2011-03-31").content.decode()
    assert "1 April 2010 to 15 June 2010" in page
