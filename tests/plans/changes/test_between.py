"""What changed between any two days, for the partnership; and between any two editions, for all."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from partners import clock
from plans import plan_pages
from plans.dates import months_after
from plans.editions.publishing import withdraw
from plans.outline import kept
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.both_databases


def on(day, month, year=2009):
    return clock.frozen_at(datetime(year, month, day, 12, tzinfo=UTC))


@pytest.fixture
def a_year(here, cast, report):
    """Written down on 15 June 2009, reworded in September, off track in December; it is 1 February 2010."""
    with on(1, 9):
        here.action.wording = "Fit any locks"
        here.action.revise(by=cast.coordinator, why="None of the better ones are left")
    with on(1, 12):
        report(here.action, cast.officer, status=Status.OFF_TRACK, happened="No locks came")
    with on(1, 2, 2010):
        yield


def words(client, query=""):
    return " ".join(client.get(f"/here/changes/{query}").content.decode().split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "reworded", "off_track"),
    [
        ("?from=2009-06-15", True, True),
        ("?from=2009-06-15&to=", True, True),
        ("?from=15+June+2009&to=31/10/2009", True, False),
        ("?from=2009-09-01&to=2010-02-01", False, True),
        ("?from=2009-08-31&to=2009-09-01", True, False),
        ("?from=2009-09-01&to=2009-09-30", False, False),
    ],
)
def test_what_changed_is_from_the_end_of_one_day_to_the_end_of_another(
    query, reworded, off_track, cast, sign_in, a_year
):
    said = words(sign_in(cast.observer), query)
    assert ("1 wording changed" in said, "No locks came" in said) == (reworded, off_track)
    assert ("Nothing changed." in said) == (not reworded and not off_track)


@pytest.mark.slow
def test_links_lead_to_the_day_that_is_compared(here, cast, sign_in, a_year):
    new = factories.ActionFactory(priority=here.priority, wording="Mark bicycles")
    Action.objects.get(pk=here.hallmark_action.pk).delete()
    client = sign_in(cast.observer)
    live, past = words(client, "?from=2009-06-15"), words(client, "?from=2009-06-15&to=2009-10-31")
    assert f'href="/here/actions/{new.pk}/"' in live
    assert f'href="/here/actions/{here.hallmark_action.pk}/?at=2009-06-15"' in live
    assert f'href="/here/actions/{here.action.pk}/?at=2009-10-31"' in past


@pytest.mark.slow
def test_between_two_past_days_it_is_made_once(here, cast, sign_in, a_year):
    client = sign_in(cast.observer)
    for query in ("?from=2009-06-15&to=2009-10-31", "?from=2009-06-15"):
        words(client, query)
    assert [key[-2:] for key in plan_pages.past.entries] == [(date(2009, 6, 15), date(2009, 10, 31))]
    with CaptureQueriesContext(connection) as queries:
        assert "1 wording changed" in words(client, "?from=2009-06-15&to=2009-10-31")
    assert [q for q in queries.captured_queries if "historicalaction" in q["sql"]] == []


@pytest.mark.slow
def test_without_days_it_is_since_the_last_meeting_of_the_strategy_group(here, cast, sign_in, a_year, published):
    group = factories.GroupFactory(partnership=here.partnership)
    working = factories.GroupFactory(partnership=here.partnership, name="Tasking", kind="working")
    for each, day in ((group, (2009, 10, 1)), (group, (2010, 3, 1)), (working, (2010, 1, 1))):
        factories.MeetingFactory(group=each, starts_at=datetime(*day, 14, tzinfo=UTC), held=day != (2010, 3, 1))
    with on(1, 11):
        published()
    said = words(sign_in(cast.observer))
    assert "Since the last meeting of the Responsible Authority Group, 1 October 2009</h2>" in said
    assert ("No locks came" in said, "1 wording changed" in said) == (True, False)
    assert 'href="?from=2009-11-01">Since edition 1</a>' in said
    assert 'href="?from=2009-11-01">Since three months ago</a>' in said
    assert "Since a year ago" not in said


@pytest.mark.slow
def test_without_a_meeting_it_is_since_the_edition_that_the_public_reads(here, cast, sign_in, a_year, published):
    with on(1, 10):
        published()
    with on(2, 1, 2010):
        withdraw(published(), by=cast.chair, reason="A name was in it")
    said = words(sign_in(cast.observer))
    assert "Since edition 1, 1 October 2009</h2>" in said


def test_without_either_it_is_the_last_three_months(cast, sign_in, a_year):
    assert "Since three months ago, 1 November 2009</h2>" in words(sign_in(cast.observer))


@pytest.mark.slow
def test_a_plan_that_began_today_has_nothing_to_compare_yet(here, cast, sign_in):
    response = sign_in(cast.observer).get("/here/changes/")
    assert (response.status_code, "was recorded here on 15 June 2009" in response.content.decode()) == (200, True)


@pytest.mark.slow
def test_a_plan_of_a_few_weeks_is_not_compared_with_days_before_it(here, cast, sign_in):
    with on(1, 7):
        client = sign_in(cast.observer)
        response = client.get("/here/changes/")
        assert (response.status_code, response.context["suggestions"]) == (200, [])
        assert "Nothing changed." in words(client, "?from=2009-06-15")


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("?from=soon", "from", "Enter it as a real date, such as 30 9 2009 or 30 September 2009"),
        ("?from=2009-02-30", "from", "Enter it as a real date, such as 30 9 2009 or 30 September 2009"),
        ("?from=%00", "from", "Enter it as a real date, such as 30 9 2009 or 30 September 2009"),
        ("?from=", "from", "Enter a start date"),
        ("?to=2009-10-31", "from", "Enter a start date"),
        ("?from=2009-06-14", "from", "There was no plan yet. Its history begins on 15 June 2009"),
        ("?from=0001-01-01", "from", "There was no plan yet. Its history begins on 15 June 2009"),
        ("?from=2010-02-02", "from", "2 February 2010 is in the future. Enter a date up to today"),
        (
            "?from=2010-02-01",
            "from",
            "Enter a date before today",
        ),
        ("?from=2009-09-01&to=9999-12-31", "to", "31 December 9999 is in the future. Enter a date up to today"),
        ("?from=2009-09-01&to=2009-09-01", "to", "Enter a date after 1 September 2009, or leave blank"),
        ("?from=2009-09-01&to=2009-08-01", "to", "Enter a date after 1 September 2009, or leave blank"),
        ("?from=2009-09-01&to=never", "to", "Enter it as a real date, such as 30 9 2009 or 30 September 2009"),
    ],
)
def test_days_that_cannot_be_compared_are_told_by_their_field_and_stay_typed(query, field, says, cast, sign_in, a_year):
    response = sign_in(cast.observer).get(f"/here/changes/{query}")
    form = response.context["form"]
    assert (response.status_code, form.errors) == (404, {field: [says]})
    typed = response.wsgi_request.GET.get(field)
    assert form[field].value() == typed
    assert 'class="changed"' not in response.content.decode()


def test_a_partnership_older_than_its_plan_has_no_past_before_the_plan(cast, sign_in, next_door):
    with on(1, 9):
        factories.PlanFactory(partnership=next_door.partnership, slug="2009-2012", starts_on=date(2009, 3, 1))
    with on(1, 10):
        client = sign_in(next_door.officer)
        for path in ("plan/?at=2009-08-01", "review/?at=2009-08-01", "changes/?from=2009-08-01"):
            response = client.get(f"/next-door/{path}")
            assert (response.status_code, "begins on 1 September 2009" in response.content.decode()) == (404, True)


@pytest.mark.slow
def test_what_changed_takes_the_same_number_of_queries_whatever_the_plan(here, cast, sign_in, a_year, report):
    client = sign_in(cast.observer)

    def queries():
        kept.forget()
        with CaptureQueriesContext(connection) as found:
            words(client, "?from=2009-06-15")
        return len(found)

    few = queries()
    for n in range(12):
        action = factories.ActionFactory(priority=here.priority, lead=here.police)
        factories.CriterionFactory(priority=here.priority)
        report(action, cast.officer, happened=f"Done {n}")
    assert queries() == few


@pytest.mark.slow
def test_the_menu_the_review_and_a_past_day_lead_there(here, cast, sign_in, a_year):
    group = factories.GroupFactory(partnership=here.partnership)
    factories.MeetingFactory(group=group, starts_at=datetime(2009, 10, 1, 14, tzinfo=UTC), held=True)
    client = sign_in(cast.observer)
    found = {
        path: sorted(part.partition('"')[0] for part in client.get(path).content.decode().split('"/here/changes/')[1:])
        for path in ("/here/plan/", "/here/review/", "/here/plan/?at=2009-09-02", "/here/review/?at=2009-12-02")
    }
    assert found == {
        "/here/plan/": [""],
        "/here/review/": ["?from=2009-10-01"],
        "/here/plan/?at=2009-09-02": ["", "?from=2009-09-02"],
        "/here/review/?at=2009-12-02": ["?from=2009-10-01&amp;to=2009-12-02", "?from=2009-12-02"],
    }


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2009, 6, 15), 3, date(2009, 3, 15)),
        (date(2009, 5, 31), 3, date(2009, 2, 28)),
        (date(2009, 1, 31), 3, date(2008, 10, 31)),
        (date(2008, 2, 29), 12, date(2007, 2, 28)),
    ],
)
def test_months_before_a_day(day, months, before):
    assert months_after(day, -months) == before


@pytest.fixture
def four_editions(here, cast, report, published):
    """The wording of the first, a report before the second, another before the fourth; the third was withdrawn."""
    published("One")
    report(here.action, cast.officer, public="Ten homes are safer.")
    published("Two")
    here.action.wording = "Fit any locks"
    here.action.revise(by=cast.coordinator)
    withdraw(published("Three"), by=cast.chair, reason="A name was in it")
    report(here.action, cast.officer, public="Twenty homes are safer.")
    published("Four")


@pytest.mark.parametrize(
    ("query", "before"),
    [("", 2), ("?since=2", 2), ("?since=1", 1), ("?since=", 2)],
)
def test_an_edition_is_compared_with_any_earlier_one(query, before, sign_in, four_editions):
    response = sign_in(None).get(f"/here/editions/2008-2011/4/changes/{query}")
    page = response.content.decode()
    assert response.context["before"].number == before
    assert ("1 wording changed" in page, "Twenty homes are safer." in page) == (True, True)
    assert ("No update yet" in page) == (before == 1)
    assert [e.number for e in response.context["earlier"]] == [2, 1]
    assert ('href="?since=1"' in page) == (before != 1)


def test_what_the_public_reads_of_changes_leads_to_no_page_of_the_partnership(here, sign_in, published):
    published()
    Action.objects.get(pk=here.hallmark_action.pk).delete()
    factories.ActionFactory(priority=here.priority, wording="Mark bicycles")
    published()
    page = sign_in(None).get("/here/editions/2008-2011/2/changes/").content.decode()
    assert ("Review our skills" in page, "Mark bicycles" in page) == (True, True)
    links = [part.partition('"')[0] for part in page.partition("<main")[2].partition("</main>")[0].split('href="')[1:]]
    editions = "/here/editions/2008-2011/"
    assert links == [f"{editions}1/", f"{editions}2/", f"{editions}2/changes.docx"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("4/changes/?since=3", 410),
        ("3/changes/?since=1", 410),
        ("4/changes/?since=4", 404),
        ("2/changes/?since=4", 404),
        ("4/changes/?since=0", 404),
        ("4/changes/?since=-1", 404),
        ("4/changes/?since=two", 404),
        ("4/changes/?since=²", 404),
        (f"4/changes/?since={'9' * 5000}", 404),
        ("1/changes/", 200),
        ("1/changes/?since=1", 404),
    ],
)
def test_an_edition_that_cannot_be_compared_with_is_not_there_or_was_withdrawn(path, status, sign_in, four_editions):
    response = sign_in(None).get(f"/here/editions/2008-2011/{path}")
    assert response.status_code == status
    assert ("A name was in it" in response.content.decode()) == (status == 410)
