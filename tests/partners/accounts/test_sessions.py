"""One query reads a session, its user and their roles, each time anew; a session is written only when it changes."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners import clock
from partners.accounts.sessions import SessionStore
from partners.models import Membership, Session
from partners.people.memberships import change_role, end
from partners.permissions import Role
from tests.factories import UserFactory

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

PASSWORD = "correct horse battery staple"
PAGE = "/here/my-actions/"


@pytest.fixture
def officer(cast):
    return cast.officer


@pytest.fixture
def window(officer, sign_in):
    """A browser in which the officer is signed in, on a page that their role opens."""
    browser = sign_in(officer)
    assert browser.get(PAGE).status_code == 200
    return browser


def is_asked_to_sign_in(response):
    return response.status_code == 302 and response.url.startswith("/account/login/?next=")


def queries_about(table, browser, page=PAGE):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(page).status_code == 200
    return [query["sql"] for query in queries if f'"{table}"' in query["sql"]]


def test_session_user_and_roles_are_one_query(window):
    [query] = queries_about("partners_session", window)
    assert query.startswith("SELECT")
    for table in ("partners_user", "partners_membership", "partners_authority", "partners_partnership"):
        assert f'"{table}"' in query
    roles = [query for query in queries_about("partners_membership", window) if "partners_revision" in query]
    assert len(roles) == 1


def test_a_session_names_its_user_and_nobody_before_they_sign_in_and_after_they_sign_out(cast):
    browser = Client()
    browser.get("/account/login/")
    browser.post("/account/login/", {"login": cast.officer.email, "password": PASSWORD})
    [session] = Session.objects.all()
    assert (session.user, session.get_decoded()[SESSION_KEY]) == (cast.officer, str(cast.officer.pk))
    browser.post("/account/logout/")
    assert not Session.objects.filter(user__isnull=False).exists()
    assert is_asked_to_sign_in(browser.get(PAGE))


def test_no_page_writes_a_session_in_which_nothing_changed(window, here):
    before = list(Session.objects.values_list())
    for page in (PAGE, f"/here/actions/{here.action.pk}/", "/here/", "/account/password/change/"):
        queries = queries_about("partners_session", window, page)
        assert [query for query in queries if not query.startswith("SELECT")] == []
    assert list(Session.objects.values_list()) == before


def test_a_closed_account_has_no_access_at_the_next_request(window, officer):
    officer.is_active = False
    officer.save()
    assert is_asked_to_sign_in(window.get(PAGE))


def test_a_role_that_ended_has_no_access_at_the_next_request(window, cast):
    end(cast.officer.memberships.get(), by=cast.coordinator)
    assert is_asked_to_sign_in(window.get(PAGE))


def test_one_role_of_two_that_ended_has_no_access_at_the_next_request(window, here, cast):
    Membership.objects.create(user=cast.officer, authority=here.fire, role=Role.OBSERVER)
    assert window.get(f"/here/actions/{here.action.pk}/update/").status_code == 200
    end(cast.officer.memberships.get(authority=here.police), by=cast.coordinator)
    assert window.get(PAGE).status_code == 200
    assert window.get(f"/here/actions/{here.action.pk}/update/").status_code == 403


def test_another_role_counts_at_the_next_request(window, here, cast):
    assert window.get("/here/people/").status_code == 403
    change_role(cast.officer.memberships.get(), Role.COORDINATOR, by=cast.coordinator)
    assert window.get("/here/people/").status_code == 200


def test_a_new_password_signs_out_everywhere_else(window, officer, sign_in):
    here, elsewhere = window, sign_in(officer)
    new = "four words that nobody guesses"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    officer.refresh_from_db()
    assert officer.check_password(new)
    assert here.get(PAGE).status_code == 200
    assert is_asked_to_sign_in(elsewhere.get(PAGE))
    assert list(officer.sessions.values_list("pk", flat=True)) == [here.cookies["sessionid"].value]


def test_a_session_that_expired_is_nobody_s(window, officer):
    officer.sessions.update(expire_date=timezone.now())
    assert is_asked_to_sign_in(window.get(PAGE))


def test_a_session_that_cannot_be_read_is_nobody_s(window, officer):
    officer.sessions.update(session_data="not signed by us")
    assert is_asked_to_sign_in(window.get(PAGE))


def test_who_a_session_s_row_names_is_not_who_is_signed_in_unless_its_signed_data_says_so(window, cast):
    cast.officer.sessions.update(user=cast.coordinator)
    assert window.get("/here/people/").status_code == 403


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "é" * 32, "a" * 4000, '"' + r"\000" * 32 + '"'])
def test_a_session_key_that_is_none_is_nobody_s(cast, key):
    browser = Client()
    browser.cookies["sessionid"] = key
    assert is_asked_to_sign_in(browser.get(PAGE))


def test_who_has_no_role_is_signed_in_all_the_same(here, sign_in):
    browser = sign_in(UserFactory())
    assert browser.get("/account/password/change/").status_code == 200
    assert browser.get(PAGE).status_code == 404


def test_sessions_that_ran_out_are_forgotten(window, officer):
    Session.objects.create(session_key="old", session_data="", expire_date=clock.now())
    Session.objects.create(session_key="new", session_data="", expire_date=timezone.now() + timezone.timedelta(days=1))
    SessionStore.clear_expired()
    assert set(Session.objects.values_list("pk", flat=True)) == {"new", window.cookies["sessionid"].value}
