"""The lists that are no search's: criteria, gaps, duties and people as files, just as their pages show them."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from partners import clock
from partners.people.memberships import end
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def rows(sign_in, cast):
    """The rows of a list's CSV file."""

    def rows(path, who="observer"):
        response = sign_in(getattr(cast, who)).get(f"/here/{path}")
        assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
        return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    return rows


def columns(found, *names):
    return [tuple(row[name] for name in names) for row in found]


@pytest.fixture
def criteria(here):
    """One that the Constabulary reports each month, one that nobody does yet, and one next door to neither."""
    common = {"priority": here.priority, "unit": "offences"}
    ours = factories.CriterionFactory(wording="Fewer thefts", reporter=here.police, frequency="month", **common)
    return ours, factories.CriterionFactory(wording="Fewer fires", **common)


@pytest.mark.slow
def test_criteria_are_those_that_the_page_shows(here, criteria, rows, sign_in, cast):
    assert columns(rows("criteria/criteria.csv"), "wording", "reporter") == [
        ("Fewer burglaries", ""), ("Fewer thefts", "The Constabulary"), ("Fewer fires", "")
    ]  # fmt: skip
    mine = rows("criteria/criteria.csv?by=mine", "officer")
    assert columns(mine, "wording") == [("Fewer thefts",)]
    (due,) = rows("criteria/criteria.csv?by=due")
    page = sign_in(cast.observer).get("/here/criteria/?by=due")
    shown = [[str(period) for period in due] for _, found in page.context["parts"] for _, due in found]
    assert [due["figures_due"].split("; ")] == shown


def test_what_is_missing_is_a_row_for_each_thing(here, criteria, rows):
    here.action.lead, here.action.due_on = None, None
    here.action.save()
    found = rows("gaps/gaps.csv")
    assert ("activity", "Fit better locks") in columns(found, "kind", "wording")
    first, _ = rows("gaps/gaps.csv?by=lead")
    assert (first["id"], first["serves"]) == (str(here.action.pk), here.priority.name)
    assert len(first["missing"].split("; ")) >= 2


@pytest.mark.slow
def test_a_list_of_a_past_day_is_as_it_was_then(here, rows):
    with clock.frozen_at(datetime(2009, 6, 20, tzinfo=UTC)):
        here.action.lead = None
        here.action.save()
        before = [("Review our skills",)]
        assert columns(rows("gaps/gaps.csv?by=lead"), "wording") == [("Fit better locks",), *before]
        assert columns(rows("gaps/gaps.csv?by=lead&at=2009-06-15"), "wording") == before


def test_duties_are_a_row_each_with_what_shows_them(here, rows):
    duty = factories.DutyFactory(
        partnership=here.partnership, obligation="Prepare one", knows="assessment", authority=here.fire
    )
    factories.AssessmentFactory(plan=here.plan, prepared_on=date(2008, 12, 12))
    assert columns(rows("duties/duties.csv"), "id", "words", "by", "state", "done_on", "due_on") == [
        (str(duty.pk), "Prepare one", "The Fire Service", "done", "2008-12-12", "2009-12-12")
    ]


def test_people_are_those_that_the_page_shows(here, cast, rows, next_door):
    end(cast.officer.memberships.get(), by=cast.coordinator, why="A new post")
    factories.InvitationFactory(authority=here.fire, name="To come", email="to-come@example.org")
    found = rows("people/people.csv", "coordinator")
    states = {row["name"]: row["state"] for row in found}
    assert (states["Coordinator"], states["To come"], states[cast.officer.name]) == (
        "member", "sent, not accepted yet", "left"
    )  # fmt: skip
    assert not [row for row in found if "next" in row["authority"].lower() or row["email"] == next_door.officer.email]
    assert {row["role"] for row in rows("people/people.csv?role=chair", "coordinator")} == {"Chair"}
    assert columns(rows("people/people.csv?show=left", "coordinator"), "name") == [(cast.officer.name,)]


def test_a_workbook_says_what_it_is_and_where_it_is_from(here, cast, sign_in):
    response = sign_in(cast.coordinator).get("/here/people/people.xlsx?role=chair")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    told = dict(row[:2] for row in book[book.sheetnames[0]].iter_rows(values_only=True) if row[0])
    assert told["Address"].endswith("/here/people/?role=chair")
    assert told["For"] == "The partnership only: not for publication"
    assert sign_in(cast.coordinator).get("/here/people/people.pdf").status_code == 404
