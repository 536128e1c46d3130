"""Doors: closed by default, and what the pages tell the browser."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.checks import run_checks
from django.test import Client

from partners.models import User
from partners.security.password_guesses import TOO_MANY

from .factories import UserFactory

PASSWORD = "correct horse battery staple"

PAGES = ["/", "/here/", "/account/login/", "/account/password/reset/", "/here/theme.css", "/nowhere/", "/healthz"]
MEMBER_PAGES = ["/here/plan/", "/here/review/", "/here/my-actions/", "/here/my-actions/spreadsheet/", "/here/meetings/"]


def sign_in_by_form(client, email, password):
    return client.post("/account/login/", {"login": email, "password": password})


@pytest.mark.parametrize("path", PAGES + MEMBER_PAGES)
def test_every_answer_carries_a_strict_content_security_policy(path, here, cast, sign_in):
    policy = sign_in(cast.coordinator).get(path).headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("path", PAGES + MEMBER_PAGES)
def test_no_page_has_script_or_style_in_it(path, here, cast, sign_in):
    page = sign_in(cast.coordinator).get(path).content.decode()
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", page) == []


def test_over_https_everything_is_asked_for_that_keeps_it_so(here, settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    response = Client().get("/here/", secure=True)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.slow
def test_a_production_site_has_secure_cookies_and_redirects():
    code = (
        "import django; django.setup(); from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.CSRF_COOKIE_HTTPONLY, "
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.DEBUG, s.CLOCK_OFFSET_SECONDS)"
    )
    environment = {"SECRET_KEY": "x", "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["True", "True", "True", "True", "True", "31536000", "False", "0"]


def test_nobody_signs_up(db):
    client = Client()
    before = User.objects.count()
    page = client.post(
        "/account/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    ).content.decode()
    assert ("Getting an account" in page, User.objects.count()) == (True, before)


@pytest.mark.slow
def test_somebody_signs_in_and_lands_where_their_day_begins(here, cast):
    landed = {}
    for role in ("officer", "chair", "coordinator", "observer"):
        client = Client()
        sign_in_by_form(client, getattr(cast, role).email, PASSWORD)
        landed[role] = client.get("/", follow=True).request["PATH_INFO"]
    assert landed == {
        "officer": "/here/my-actions/",
        "chair": "/here/desk/",
        "coordinator": "/here/desk/",
        "observer": "/here/plan/",
    }


def test_sign_in_goes_on_to_the_page_that_was_asked_for(here, cast):
    client = Client()
    asked = client.get(f"/here/actions/{here.action.pk}/update/")
    response = client.post(asked.url, {"login": cast.officer.email, "password": PASSWORD})
    assert (response.status_code, client.get("/account/login/").status_code) == (302, 302)


def test_a_wrong_password_says_so_and_not_which_half_was_wrong(here, cast):
    answers = {
        email: Client().post("/account/login/", {"login": email, "password": "wrong"}).context["form"].errors
        for email in (cast.officer.email, "nobody@example.org")
    }
    assert answers[cast.officer.email] == answers["nobody@example.org"] != {}


@pytest.mark.slow
def test_guessing_a_password_is_stopped_and_then_even_the_right_one_waits(here, cast):
    client = Client()
    for _ in range(6):
        sign_in_by_form(client, cast.officer.email, "wrong")
    page = sign_in_by_form(client, cast.officer.email, PASSWORD)
    assert (page.status_code, page.context["form"].errors) == (
        200,
        {"__all__": [TOO_MANY]},
    )
    other = sign_in_by_form(Client(REMOTE_ADDR="10.1.2.3"), cast.chair.email, PASSWORD)
    assert other.status_code == 302


def test_a_forgotten_password_is_mailed_to_its_owner_alone(here, cast):
    for email in (cast.officer.email, "nobody@example.org"):
        response = Client().post("/account/password/reset/", {"email": email})
        assert (response.status_code, response.url) == (302, "/account/password/reset/done/")
    assert [m.to for m in mail.outbox if "/account/password/reset/key/" in m.body] == [[cast.officer.email]]


def test_a_mailed_link_sets_a_new_password_once(here, cast):
    client = Client()
    client.post("/account/password/reset/", {"email": cast.officer.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    new = "an entirely different phrase"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in_by_form(Client(), cast.officer.email, new).status_code == 302
    assert Client().get(link).context["token_fail"] is True


def test_sign_out_takes_a_button_and_ends_the_session_on_the_server(here, cast):
    client = Client()
    client.force_login(cast.officer)
    cookie = client.cookies["sessionid"].value
    client.get("/account/logout/")
    assert client.get("/here/plan/").status_code == 200
    client.post("/account/logout/")
    stolen = Client()
    stolen.cookies["sessionid"] = cookie
    assert stolen.get("/here/plan/").status_code == 302


def test_a_form_from_somewhere_else_is_refused(here, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.officer)
    response = client.post(f"/here/actions/{here.action.pk}/update/", {"status": "on_track", "happened": "x"})
    assert (response.status_code, here.action.updates.count()) == (403, 0)
    assert "Nothing was saved" in response.content.decode()


def test_a_sign_in_is_no_change_to_a_person(here, cast):
    before = cast.officer.history.count()
    sign_in_by_form(Client(), cast.officer.email, PASSWORD)
    cast.officer.refresh_from_db()
    assert (cast.officer.last_login is not None, cast.officer.history.count()) == (True, before)


@pytest.mark.parametrize("path", MEMBER_PAGES)
def test_no_page_of_the_partnerships_own_is_kept_by_a_cache(path, here, cast, sign_in):
    assert sign_in(cast.coordinator).get(path).headers["Cache-Control"] == "private, no-store"


def test_a_password_is_not_in_history(db):
    user = UserFactory()
    assert {"password", "last_login"} & {f.name for f in user.history.model._meta.fields} == set()


def test_a_colour_cannot_leave_the_stylesheet(here):
    response = Client().get("/here/colour.css")
    assert (response.headers["Content-Type"], response.content.decode()) == (
        "text/css; charset=utf-8",
        f":root{{--brand:{here.partnership.colour}}}\n",
    )


@pytest.mark.slow
def test_letters_for_a_forgotten_password_are_three_an_hour_and_the_answer_is_the_same(here, cast):
    """From many networks, since one network alone is stopped sooner."""
    with time_machine.travel(datetime(2026, 6, 15, 9, tzinfo=UTC), tick=False) as clock:
        answers = set()
        for n in range(8):
            for email in (cast.officer.email, cast.officer.email.upper(), "nobody@example.org"):
                answer = Client(REMOTE_ADDR=f"10.0.{n}.1").post("/account/password/reset/", {"email": email})
                answers.add((answer.status_code, answer.url, answer.content))
        assert answers == {(302, "/account/password/reset/done/", b"")}
        assert [m.to for m in mail.outbox] == [[cast.officer.email]] * 3
        clock.shift(timedelta(minutes=61))
        Client().post("/account/password/reset/", {"email": cast.officer.email})
        assert len(mail.outbox) == 4


def in_production(code, **environment):
    """What a program prints in a site with production's settings."""
    said = {"SECRET_KEY": "x", "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **environment}
    code = f"import django; django.setup(); from django.conf import settings as s; {code}"
    done = subprocess.run([sys.executable, "-c", code], env=said, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.slow
def test_over_https_every_cookie_is_this_host_s_alone_and_over_http_there_is_none_of_that_name():
    code = (
        "from config.storage import Messages; "
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, Messages.storage_classes[0](None).cookie_name, sep='\\n')"
    )
    assert in_production(code) == ["__Host-sessionid", "__Host-csrftoken", "__Host-messages"]
    assert in_production(code, INSECURE_COOKIES="true") == ["sessionid", "csrftoken", "messages"]


def test_a_site_whose_cookies_or_contact_no_browser_would_take_is_told_so_before_it_starts(settings):
    assert [e.id for e in run_checks(include_deployment_checks=True) if e.id.startswith("partners.E")] == []
    settings.INSECURE_COOKIES, settings.SECURITY_CONTACT = False, ["security@example.org", "https://example.org"]
    found = {e.id for e in run_checks(include_deployment_checks=True) if e.id.startswith("partners.E")}
    assert found == {"partners.E001", "partners.E002"}


def test_what_a_browser_keeps_of_a_form_s_reader_has_the_prefix_too(here, cast, settings):
    settings.COOKIE_PREFIX, settings.SESSION_COOKIE_SECURE = "__Host-", True
    client = Client()
    client.force_login(cast.officer)
    path = f"/here/actions/{here.action.pk}/update/"
    client.get(path, secure=True)
    mark = client.cookies["__Host-shown_to"]
    assert (mark["secure"], mark["path"], mark["domain"]) == (True, "/", "")
    client.session.flush()
    asked = client.post(path, {"happened": "Forty locks"}, secure=True)
    client.post(asked.url, {"login": cast.officer.email, "password": PASSWORD}, secure=True)
    assert "Forty locks" in client.get(path, secure=True).content.decode()
