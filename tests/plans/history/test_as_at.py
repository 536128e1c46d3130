"""The partnership's pages as at any past day: the same pages, one banner, nothing to be changed."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from partners import clock
from plans.soft_delete import retire
from plans.status import Status
from tests.factories import ActionFactory, PlanFactory

pytestmark = pytest.mark.both_databases


@pytest.fixture
def a_year(here, cast, report):
    """Reported on track in June, reworded and off track in September; it is October."""
    report(here.action, cast.officer, status=Status.ON_TRACK, happened="Ten locks fitted")
    with clock.frozen_at(datetime(2009, 9, 1, 9, tzinfo=UTC)):
        here.action.wording = "Fit any locks"
        here.action.revise(by=cast.coordinator, why="None of the better ones are left")
        report(here.action, cast.officer, status=Status.OFF_TRACK, happened="No locks came")
    with clock.frozen_at(datetime(2009, 10, 1, 9, tzinfo=UTC)):
        yield


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
PAGES = ["plan/", "review/", "review/?by=authority", "actions/{}/"]


def get(client, page, here, at=None):
    path = f"/here/{page.format(here.action.pk)}"
    return client.get(path + (f"{'&' if '?' in path else '?'}at={at}" if at else ""))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_each_page_says_what_it_said_that_day_and_that_it_is_the_past(page, here, cast, sign_in, a_year):
    client = sign_in(cast.coordinator)
    then, now = (get(client, page, here, at).content.decode() for at in ("2009-06-20", None))
    assert ("As at 20 June 2009." in then, "As at" in now) == (True, False)
    assert ("Fit better locks" in then, "No locks came" in then) == (True, False)
    assert ("Fit any locks" in now, "No locks came" in now) == (True, True)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_offered_that_would_change_the_past(page, here, cast, sign_in, a_year):
    for role in ("officer", "coordinator"):
        words = get(sign_in(getattr(cast, role)), page, here, "2009-06-20").content.decode().partition("<main")[2]
        assert ("/update/" in words, "/edit/" in words, "/publish/" in words) == (False, False, False)


@pytest.mark.slow
def test_an_actions_history_ends_with_that_day(here, cast, sign_in, a_year):
    words = get(sign_in(cast.observer), "actions/{}/", here, "2009-06-20").content.decode()
    assert ("Ten locks fitted" in words, "None of the better ones are left" in words) == (True, False)


@pytest.mark.slow
def test_one_steps_from_change_to_change(here, cast, sign_in, a_year):
    client = sign_in(cast.observer)
    days = []
    at = "2009-09-30"
    while at:
        day = get(client, "plan/", here, at).wsgi_request.page.day
        days.append((day.before, day.day, day.after))
        at = day.before and day.before.isoformat()
    june, september = date(2009, 6, 15), date(2009, 9, 1)
    assert days == [
        (september, date(2009, 9, 30), None),
        (june, september, None),
        (None, june, september),
    ]


def test_before_the_first_day_of_a_plan_there_is_none(here, cast, sign_in, a_year):
    """The partnership and its authorities were there before."""
    with clock.frozen_at(datetime(2009, 9, 9, 9, tzinfo=UTC)):
        plan = PlanFactory(partnership=here.partnership, slug="another", continues=here.plan)
    day = sign_in(cast.observer).get(f"/here/plan/?plan={plan.slug}&at=2009-09-09").wsgi_request.page.day
    assert (day.before, day.after) == (None, None)


def test_today_is_not_the_past(here, cast, sign_in, a_year):
    assert "As at" not in get(sign_in(cast.observer), "plan/", here, "2009-10-01").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2009-10-02", "2 October 2009 is in the future"),
        ("9999-12-31", "31 December 9999 is in the future"),
        ("2009-06-14", "There was no plan yet. Its history begins on 15 June 2009."),
        ("0001-01-01", "There was no plan yet."),
        ("2009-02-30", "Enter a real date"),
        ("yesterday", "Enter a real date"),
        ("%00", "Enter a real date"),
    ],
)
@pytest.mark.parametrize("page", ["plan/", "review/", "actions/{}/"])
def test_a_day_that_cannot_be_shown_gets_a_page_that_says_why(page, at, why, here, cast, sign_in, a_year):
    response = get(sign_in(cast.observer), page, here, at)
    assert (response.status_code, why in response.content.decode()) == (404, True)


@pytest.mark.slow
def test_an_action_that_was_not_there_yet_says_so_and_one_removed_since_is_there(here, cast, sign_in, a_year):
    new = ActionFactory(priority=here.priority, wording="Brand new")
    client = sign_in(cast.observer)
    response = client.get(f"/here/actions/{new.pk}/?at=2009-06-20")
    assert (
        response.status_code,
        f"not in the plan on {date_format(date(2009, 6, 20))}" in response.content.decode(),
    ) == (
        404,
        True,
    )
    pk = here.action.pk
    retire([here.action], by=cast.coordinator, why="Not ours to do")
    assert "Removed from the plan" in client.get(f"/here/actions/{pk}/").content.decode()
    past = client.get(f"/here/actions/{pk}/?at=2009-06-20")
    assert (past.status_code, "Fit better locks" in past.content.decode()) == (200, True)


def test_the_past_of_another_partnership_is_as_closed_as_its_present(here, next_door, cast, sign_in, a_year):
    client = sign_in(cast.officer)
    paths = [f"/here/actions/{next_door.action.pk}/?at=2009-06-20", "/next-door/plan/?at=2009-06-20"]
    assert [client.get(path).status_code for path in paths] == [404, 404]


@pytest.mark.slow
def test_a_page_of_the_past_is_made_once(here, cast, sign_in, a_year):
    get(sign_in(cast.officer), "plan/", here, "2009-06-20")
    client = sign_in(cast.observer)
    with CaptureQueriesContext(connection) as queries:
        words = get(client, "plan/", here, "2009-06-20").content.decode()
    assert "Fit better locks" in words
    assert [q for q in queries.captured_queries if "historicalupdate" in q["sql"] and "happened" in q["sql"]] == []


@pytest.mark.parametrize("page", ["plan/", "review/"])
def test_a_past_day_seen_before_asks_five_times_at_most_also_after_a_save(page, here, cast, sign_in, report, a_year):
    client = sign_in(cast.observer)
    before = get(client, page, here, "2009-06-20").content.decode()
    report(here.action, cast.officer)
    with CaptureQueriesContext(connection) as queries:
        after = get(client, page, here, "2009-06-20").content.decode()
    assert (len(queries) <= 5, TOKEN.sub("", after)) == (True, TOKEN.sub("", before)), queries.captured_queries
