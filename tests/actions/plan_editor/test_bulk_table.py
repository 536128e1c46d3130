"""Leads and due dates of many actions in one table."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from tests import factories

PATH = "/here/write/table/"


def sent(page, **fields):
    """What the opened table sends back, changed in these fields: `{"a12-lead": 3}`."""
    data = {"action": []}
    for row in page.context["table"].rows:
        due_on = row.action.due_on
        data["action"].append(row.action.pk)
        data[f"{row.prefix}-base"] = row.fingerprint
        data[f"{row.prefix}-lead"] = row.action.lead_id or ""
        data[f"{row.prefix}-due_on"] = f"{due_on:%d %B %Y}" if due_on else ""
        data[f"{row.prefix}-due_words"] = row.action.due_words
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
    data |= {f"{park}-due_on": "30 9 2009", "why": "Agreed in June", "save": "1"}
    page = client.post(PATH, data, follow=True)
    assert "2 actions saved." in page.content.decode()
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
    assert [(r["lead"].value(), r["due_on"].value()) for r in table.rows if r.action != rows[0]] == [
        (str(here.council.pk), "1 October 2009")
    ] * 2
    filled = {name: table.data[name] for name in table.data if name.startswith("a") and name != "action"}
    kept = {name: value for name, value in data.items() if name != "fill"}
    client.post(PATH, kept | filled | {"why": "All at once", "save": "1"})
    assert facts(rows)[1:] == [("Council", date(2009, 10, 1))] * 2


def test_one_wrong_date_saves_none_and_keeps_what_was_typed(here, client, rows):
    before = facts(rows)
    _, skills, park = (f"a{one.pk}" for one in rows)
    data = sent(client.get(PATH), **{f"{skills}-due_on": "30 9 2009", f"{park}-due_on": "soon"}, save="1")
    page = client.post(PATH, data)
    html = page.content.decode()
    assert ("Nothing is saved yet" in html, 'value="soon"' in html, 'value="30 9 2009"' in html) == (True,) * 3
    assert facts(rows) == before


def test_a_date_that_moves_says_why(here, client, rows):
    data = sent(client.get(PATH), **{f"a{here.action.pk}-due_on": "31 3 2010"}, save="1")
    assert "Enter the reason for the new due date" in client.post(PATH, data).content.decode()
    client.post(PATH, data | {"why": "The winter"})
    action = Action.objects.get(pk=here.action.pk)
    assert (action.due_on, action.due_first, action.due_moves) == (date(2010, 3, 31), date(2009, 12, 31), 1)


def test_who_supports_an_action_cannot_lead_it(here, client, rows):
    data = sent(client.get(PATH), **{f"a{here.action.pk}-lead": here.fire.pk}, save="1")
    assert "supports “Fit better locks”" in client.post(PATH, data).content.decode()


def test_a_row_that_she_did_not_touch_stays_as_somebody_else_made_it(here, cast, client, rows):
    data = sent(client.get(PATH), **{f"a{rows[2].pk}-lead": here.fire.pk}, save="1")
    here.action.due_on = date(2010, 1, 31)
    here.action.revise(by=cast.coordinator, why="Meanwhile")
    client.post(PATH, data)
    assert facts(rows) == [("Police", date(2010, 1, 31)), (None, None), ("Fire", None)]


def test_a_row_that_both_changed_shows_the_other_s_and_saves_when_she_insists(here, cast, client, rows):
    data = sent(client.get(PATH), **{f"a{rows[2].pk}-lead": here.fire.pk}, save="1")
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
    data = sent(client.get(PATH), **{f"a{here.action.pk}-lead": next_door.council.pk}, save="1")
    assert client.post(PATH, data).context["table"].errors
    # The same row as next door's own coordinator would send it, which is right there.
    theirs = sign_in(factories.MembershipFactory(authority=next_door.council, role="coordinator").user)
    path, date_of_theirs = "/next-door/write/table/", {f"a{next_door.action.pk}-due_on": "1 10 2009", "save": "1"}
    foreign = sent(theirs.get(path), **date_of_theirs)
    data = sent(client.get(PATH), save="1")
    data |= foreign | {"action": [*data["action"], *foreign["action"]]}
    assert client.post(PATH, data).status_code == 302
    assert (Action.objects.get(pk=next_door.action.pk).due_on, facts(rows)[0][0]) == (None, "Police")
    theirs.post(path, foreign)
    assert Action.objects.get(pk=next_door.action.pk).due_on == date(2009, 10, 1)


@pytest.mark.parametrize(("by", "shown"), [("no-lead", 2), ("no-date", 2), ("", 3), ("nothing", 3)])
def test_the_gaps_alone(by, shown, client, rows):
    assert len(client.get(f"{PATH}?by={by}").context["table"].rows) == shown


@pytest.mark.slow
def test_it_is_paged_and_asks_no_more_of_more_rows(here, client, rows):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(PATH)
        return len(queries)

    asked()
    before = asked()
    factories.ActionFactory.create_batch(70, priority=here.priority)
    assert asked() == before
    assert len(client.get(f"{PATH}?page=2").context["table"].rows) == 13
    assert client.get(f"{PATH}?page=99").context["page"].number == 2
