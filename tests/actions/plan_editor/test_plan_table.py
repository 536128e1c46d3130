"""Leads and dates of actions and criteria, in the table on which the plan is written."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from actions.plan_editor import overview
from tests import factories

PATH = "/here/write/"


def sent(page, **fields):
    """What the opened table sends back, changed in these fields: `{"a12-lead": 3}`."""
    data = {"action": [], "criterion": []}
    for row in page.context["table"].rows:
        data["action" if row.letter == "a" else "criterion"].append(row.part.pk)
        data[f"{row.prefix}-base"] = row.fingerprint
        for name in row.attributes:
            value = row[name].value()
            data[f"{row.prefix}-{name}"] = f"{value:%d %B %Y}" if isinstance(value, date) else value or ""
    return data | fields


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def rows(here):
    return [
        here.action,
        here.hallmark_action,
        factories.ActionFactory(priority=here.priority, wording="Light the park", position=9),
    ]


def facts(rows):
    now = Action.objects.in_bulk([row.pk for row in rows])
    return [(now[r.pk].lead and now[r.pk].lead.short_name, now[r.pk].due_on) for r in rows]


def test_several_get_leads_and_dates_at_once(here, cast, client, rows):
    _, skills, park = (f"a{one.pk}" for one in rows)
    page = client.get(PATH)
    data = sent(page, **{f"{skills}-lead": here.fire.pk, f"{park}-lead": here.council.pk})
    data |= {f"{park}-due_on": "30 9 2009", "why": "Agreed in June"}
    page = client.post(PATH, data, follow=True)
    assert "2 rows saved." in page.content.decode()
    assert facts(rows) == [("Police", date(2009, 12, 31)), ("Fire", None), ("Council", date(2009, 9, 30))]
    changed = [a.history.filter(revision__why="Agreed in June").count() for a in rows]
    assert changed == [0, 1, 1]
    assert rows[1].history.latest().history_user == cast.coordinator


def test_ticked_rows_are_filled_and_nothing_is_saved_before_she_saves(here, client, rows):
    before = facts(rows)
    data = sent(client.get(PATH), fill_lead=here.council.pk, fill_due_on="1 October 2009", fill="1")
    ticked = {f"a{one.pk}-ticked": "on" for one in rows[1:]}
    page = client.post(PATH, data | ticked)
    assert facts(rows) == before
    table = page.context["table"]
    assert [(r["lead"].value(), r["due_on"].value()) for r in table.rows if r.part in rows[1:]] == [
        (str(here.council.pk), "1 October 2009")
    ] * 2
    filled = {name: table.data[name] for name in table.data if name[0] in "ac" and name not in ("action", "criterion")}
    kept = {name: value for name, value in data.items() if name != "fill"}
    client.post(PATH, kept | filled | {"why": "All at once"})
    assert facts(rows)[1:] == [("Council", date(2009, 10, 1))] * 2


def test_one_wrong_date_saves_none_and_keeps_what_was_typed(here, client, rows):
    before = facts(rows)
    _, skills, park = (f"a{one.pk}" for one in rows)
    data = sent(client.get(PATH), **{f"{skills}-due_on": "30 9 2009", f"{park}-due_on": "soon"})
    page = client.post(PATH, data)
    html = page.content.decode()
    assert ("Nothing is saved yet" in html, 'value="soon"' in html, 'value="30 9 2009"' in html) == (True,) * 3
    assert facts(rows) == before


def test_a_date_that_moves_says_why(here, client, rows):
    data = sent(client.get(PATH), **{f"a{here.action.pk}-due_on": "31 3 2010"})
    assert "Enter the reason for the new due date" in client.post(PATH, data).content.decode()
    client.post(PATH, data | {"why": "The winter"})
    action = Action.objects.get(pk=here.action.pk)
    assert (action.due_on, action.due_first, action.due_moves) == (date(2010, 3, 31), date(2009, 12, 31), 1)


def test_who_supports_an_action_cannot_lead_it(here, client, rows):
    data = sent(client.get(PATH), **{f"a{here.action.pk}-lead": here.fire.pk})
    told = f"Fit better locks: {here.fire.name} supports this action, so it cannot lead it as well"
    assert told in client.post(PATH, data).content.decode()


def test_a_row_that_she_did_not_touch_stays_as_somebody_else_made_it(here, cast, client, rows):
    data = sent(client.get(PATH), **{f"a{rows[2].pk}-lead": here.fire.pk})
    here.action.due_on = date(2010, 1, 31)
    here.action.revise(by=cast.coordinator, why="Meanwhile")
    client.post(PATH, data)
    assert facts(rows) == [("Police", date(2010, 1, 31)), (None, None), ("Fire", None)]


def test_a_row_that_both_changed_shows_the_other_s_and_saves_when_she_insists(here, cast, client, rows):
    data = sent(client.get(PATH), **{f"a{rows[2].pk}-lead": here.fire.pk})
    rows[2].lead = here.council
    rows[2].revise(by=cast.coordinator, why="Meanwhile")
    page = client.post(PATH, data)
    text = page.content.decode()
    assert "”: Somebody else changed this while you were editing" in text
    assert f"Changed by {cast.coordinator.name}" in text
    assert "<dt>Lead</dt><dd>Council</dd><dd><b>You wrote:</b> Fire</dd>" in text
    assert facts(rows)[2] == ("Council", None)
    client.post(PATH, data | {f"{r.prefix}-base": r.fingerprint for r in page.context["table"].rows})
    assert facts(rows)[2] == ("Fire", None)


@pytest.mark.slow
def test_next_door_s_actions_and_authorities_are_not_taken(here, client, next_door, rows, sign_in):
    data = sent(client.get(PATH), **{f"a{here.action.pk}-lead": next_door.council.pk})
    assert client.post(PATH, data).context["table"].errors
    # The same row as next door's own coordinator would send it, which is right there.
    theirs = sign_in(factories.MembershipFactory(authority=next_door.council, role="coordinator").user)
    path, date_of_theirs = "/next-door/write/", {f"a{next_door.action.pk}-due_on": "1 10 2009"}
    foreign = sent(theirs.get(path), **date_of_theirs)
    data = sent(client.get(PATH))
    data |= foreign | {"action": [*data["action"], *foreign["action"]]}
    assert client.post(PATH, data).status_code == 302
    assert (Action.objects.get(pk=next_door.action.pk).due_on, facts(rows)[0][0]) == (None, "Police")
    theirs.post(path, foreign)
    assert Action.objects.get(pk=next_door.action.pk).due_on == date(2009, 10, 1)


@pytest.mark.parametrize(("by", "shown"), [("no-lead", 2), ("no-date", 2), ("", 3), ("nothing", 3)])
def test_the_gaps_alone(by, shown, client, rows):
    page = client.get(f"{PATH}?by={by}")
    assert sum(row.letter == "a" for row in page.context["table"].rows) == shown


def test_a_criterion_gets_its_reporter_and_the_date_of_its_target(here, cast, client):
    criterion = factories.CriterionFactory(priority=here.priority, reporter=None, due_on=None)
    name = f"c{criterion.pk}"
    data = sent(client.get(PATH), **{f"{name}-lead": here.police.pk, f"{name}-due_on": "1 2 2008"})
    page = client.post(PATH, data)
    assert [row["due_on"].value() for row in page.context["table"].rows if row.prefix == name] == ["1 2 2008"]
    client.post(PATH, data | {f"{name}-due_on": "31 March 2010", "why": "Agreed"})
    criterion.refresh_from_db()
    assert (criterion.reporter, criterion.due_on) == (here.police, date(2010, 3, 31))
    assert criterion.history.latest().history_user == cast.coordinator
    assert client.get(f"{PATH}?by=no-date").context["table"].rows != []


def test_a_large_plan_is_shown_a_part_at_a_time(here, client, rows, monkeypatch):
    monkeypatch.setattr(overview, "MOST_ROWS", 2)
    page = client.get(PATH)
    assert [chapter.anchor for chapter in page.context["chapters"]] == [f"priority-{here.priority.pk}"]
    assert "This plan is large, so the page shows one part at a time." in page.content.decode()
    skills = f"?part=hallmark-{here.hallmark.pk}"
    assert f'href="{skills}"' in page.content.decode()
    data = sent(client.get(f"{PATH}{skills}"), **{f"a{rows[1].pk}-lead": here.fire.pk})
    assert client.post(f"{PATH}{skills}", data).url == f"{PATH}{skills}"
    assert facts(rows)[1] == ("Fire", None)
    for nowhere in ("priority-x", "priority-99", "-", ""):
        assert client.get(f"{PATH}?part={nowhere}").context["only"] == f"priority-{here.priority.pk}"


@pytest.mark.slow
def test_it_asks_no_more_of_more_rows_and_pages_a_large_part(here, client, rows):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        return len(queries)

    asked()
    before = asked()
    factories.ActionFactory.create_batch(70, priority=here.priority)
    assert asked() == before
    factories.ActionFactory.create_batch(180, priority=here.priority)
    assert len(client.get(PATH).context["page"].object_list) == overview.ROWS_PER_PAGE
    assert client.get(f"{PATH}?page=99").context["page"].number == 5
