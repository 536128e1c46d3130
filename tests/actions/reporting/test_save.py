"""Saving an update asks the database little, however much there is; its message is shown once, to who saved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.date_changes import ask
from actions.models import Update
from partners.accounts.form_recovery import SESSION_KEY
from partners.models import Session
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

SAVED = "Your update is saved."
MOST_QUERIES = 9


@pytest.fixture
def path(here):
    return f"/here/actions/{here.action.pk}/update/"


@pytest.fixture
def action_page(here):
    return f"/here/actions/{here.action.pk}/"


def save(browser, path, **fields):
    """The queries of a save by somebody who has read the newest update."""
    newest, number = Update.objects.filter(action=path.split("/")[3]).first(), Update.objects.count()
    form = {"status": "on_track", "happened": f"{number} locks fitted", "seen": newest.pk if newest else "none"}
    with CaptureQueriesContext(connection) as queries:
        assert browser.post(path, form | fields).status_code == 302
    assert Update.objects.count() == number + 1
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("who", ["officer", "fire_officer", "coordinator"])
def test_a_save_asks_nine_queries_at_most_and_no_more_when_there_is_more(who, here, cast, sign_in, path, report):
    browser = sign_in(getattr(cast, who))
    fields = {"authority": here.police.pk} if who == "coordinator" else {}
    first = save(browser, path, **fields)
    for number in range(5):
        report(here.action, cast.fire_officer, happened=f"Report {number}")
        another = factories.ActionFactory(priority=here.priority, lead=here.police)
        report(another, cast.officer)
        more = factories.AuthorityFactory(partnership=here.partnership)
        here.action.partners.create(authority=more)
    ask(here.action, by=cast.officer, authority=here.police, to_on=here.plan.ends_on, reason="Late locks")
    later = save(browser, path, **fields)
    assert len(later) <= len(first) <= MOST_QUERIES


def test_only_the_update_its_history_and_its_revision_are_written(cast, sign_in, path):
    queries = save(sign_in(cast.officer), path)
    inserts = [query.split("INSERT INTO ")[1].split()[0].strip('"') for query in queries if "INSERT INTO" in query]
    assert inserts == ["actions_update", "partners_revision", "actions_historicalupdate"]
    assert [query for query in queries if query.startswith(("UPDATE", "DELETE"))] == []


def test_a_save_writes_the_session_only_to_drop_what_was_kept_for_the_form(cast, sign_in, path):
    browser = sign_in(cast.officer)
    session = browser.session
    session[SESSION_KEY] = [{"action": path, "page": path}, {"action": "/elsewhere/", "page": "/elsewhere/"}]
    session.save()

    def writes(queries):
        return [q for q in queries if "partners_session" in q and not q.startswith("SELECT")]

    assert len(writes(save(browser, path))) == 1
    assert [entry["action"] for entry in browser.session[SESSION_KEY]] == ["/elsewhere/"]
    before = Session.objects.get().session_data
    assert writes(save(browser, path)) == []
    assert Session.objects.get().session_data == before


def test_the_message_is_shown_once(cast, sign_in, path, action_page):
    browser = sign_in(cast.officer)
    save(browser, path)
    assert SAVED in browser.get(action_page).content.decode()
    for _ in range(2):
        assert SAVED not in browser.get(action_page).content.decode()


def test_the_message_is_not_shown_to_who_signs_in_next_in_the_same_browser(cast, sign_in, path, action_page):
    browser = sign_in(cast.officer)
    save(browser, path)
    kept = browser.cookies["messages"].value
    browser.force_login(cast.coordinator)
    assert browser.cookies["messages"].value == kept
    words = browser.get(action_page).content.decode()
    assert (SAVED in words, "0 locks fitted" in words) == (False, True)
    browser.force_login(cast.officer)
    assert [SAVED in browser.get(action_page).content.decode() for _ in range(2)] == [True, False]


def test_the_message_is_not_shown_on_another_s_browser(cast, sign_in, path, action_page):
    browser, another = sign_in(cast.officer), sign_in(cast.fire_officer)
    save(browser, path)
    another.cookies["messages"] = browser.cookies["messages"].value
    assert SAVED not in another.get(action_page).content.decode()
    assert SAVED in browser.get(action_page).content.decode()


def test_who_signs_out_is_told_so_and_no_more(cast, sign_in, path):
    browser = sign_in(cast.officer)
    save(browser, path)
    words = browser.post("/account/logout/", follow=True).content.decode()
    assert SAVED not in words


def test_a_date_is_asked_for_once_also_if_another_request_came_meanwhile(here, cast, sign_in, path):
    browser = sign_in(cast.officer)
    asked = {"due_on": "31 3 2010", "due_why": "Late locks"}
    save(browser, path, **asked)
    save(browser, path, **asked)
    assert here.action.date_moves.waiting().count() == 1


def test_a_form_to_be_put_right_still_offers_another_date_unless_one_is_asked_for(here, cast, sign_in, path):
    browser = sign_in(cast.officer)
    wrong = {"status": "on_track", "happened": "", "seen": "none"}
    assert 'name="due_on"' in browser.post(path, wrong).content.decode()
    ask(here.action, by=cast.officer, authority=here.police, to_on=here.plan.ends_on, reason="Late locks")
    assert 'name="due_on"' not in browser.post(path, wrong).content.decode()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="PostgreSQL's own planning")
def test_the_newest_update_is_found_without_reading_those_before_it(here):
    plan = Update.objects.active().filter(action=here.action)[:1].explain()
    assert "Anti Join" in plan
