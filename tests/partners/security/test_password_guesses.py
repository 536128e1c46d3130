"""Guessing is slow and shuts nobody out: strangers' wrong tries are counted apart from a known browser's."""

import os
import re
import subprocess
import sys
import threading
from contextvars import copy_context
from datetime import timedelta

import pytest
from allauth.account.forms import LoginForm
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections, connection, connections
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from partners import clock
from partners.models import AccessEvent, Tally
from partners.models.access_events import Kind
from partners.security import counters, networks, password_guesses
from tests.partners.accounts.test_second_factor import code_of, with_app
from tests.worlds import MONDAY

PASSWORD = "correct horse battery staple"
COOKIE = settings.KNOWN_BROWSER_COOKIE
TOO_MANY = {"__all__": [password_guesses.TOO_MANY]}


def sign_in(client, user, password=PASSWORD, **extra):
    email = user if isinstance(user, str) else user.email
    return client.post("/account/login/", {"login": email, "password": password}, **extra)


def is_in(client):
    return client.get("/here/plan/").status_code == 200


def known(user, **defaults):
    """A browser in which this user signed in and out again."""
    client = Client(**defaults)
    assert sign_in(client, user).status_code == 302
    client.post("/account/logout/")
    assert not is_in(client)
    return client


def guess(user, tries, networks_used, host="testserver"):
    """Strangers' tries from so many networks, a minute after each round. Returns how many were looked at.

    Through the sign-in form alone: a thousand pages take a minute to print.
    """
    looked_at = 0
    for number in range(tries):
        turn, network = divmod(number, networks_used)
        stranger = RequestFactory(REMOTE_ADDR=f"10.0.{network}.{turn + 1}", SERVER_NAME=host)
        request = stranger.post("/account/login/")
        with clock.frozen_at(MONDAY + timedelta(minutes=turn + 1)), request_context(request):
            form = LoginForm({"login": user.email, "password": "wrong"}, request=request)
            assert not form.is_valid()
            looked_at += form.errors != TOO_MANY
    return looked_at


@pytest.mark.slow
def test_after_a_thousand_tries_from_fifty_networks_the_known_browser_signs_in_at_once(here, cast, mailoutbox):
    at_home, secret = known(cast.officer, REMOTE_ADDR="10.0.7.9"), with_app(cast.chair)
    assert guess(cast.officer, 1000, 50) == password_guesses.STRANGERS_A_DAY <= 100
    # From one of the very networks, in the next second.
    with clock.frozen_at(MONDAY + timedelta(minutes=20, seconds=1)):
        assert sign_in(at_home, cast.officer).status_code == 302
        assert is_in(at_home)
        new = Client(REMOTE_ADDR="192.0.2.1")
        refused = sign_in(new, cast.officer)
        assert (refused.context["form"].errors, is_in(new)) == (TOO_MANY, False)
        assert "choose a new password with “Forgot your password?”" in refused.content.decode()
        # The other members do not notice, with and without a second factor.
        another = Client(REMOTE_ADDR="10.0.7.10")
        sign_in(another, cast.chair)
        another.post("/account/2fa/authenticate/", {"code": code_of(secret)})
        assert is_in(another)
    # One letter, to the one who is concerned, in both parts.
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == ([cast.officer.email], "Someone is trying to sign in as you")
    assert "Someone tried several wrong passwords for your account" in letter.body
    assert letter.alternatives[0].content.count(cast.officer.name) == 1
    with clock.frozen_at(MONDAY + timedelta(days=1, hours=2)):
        assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), cast.officer).status_code == 302


@pytest.mark.slow
def test_no_account_takes_more_than_a_hundred_guesses_in_any_day_known_browsers_included(here, cast):
    browsers = [known(cast.officer, REMOTE_ADDR=f"192.0.{n}.1") for n in range(6)]
    moments = []
    for minute in range(0, 26 * 60, 60):
        moment = MONDAY + timedelta(minutes=minute)
        with clock.frozen_at(moment):
            clients = [
                *browsers[minute % 3 :: 3],
                *(Client(REMOTE_ADDR=f"172.16.{minute % 251}.{n}") for n in range(5)),
            ]
            for client in clients:
                if sign_in(client, cast.officer, "wrong").context["form"].errors != TOO_MANY:
                    moments.append(moment)
    in_a_day = [sum(first <= m < first + timedelta(days=1) for m in moments) for first in moments]
    assert (max(in_a_day), len(moments) > 100) == (100, True)


@pytest.mark.slow
def test_a_browser_is_known_for_its_own_account_and_by_nothing_that_can_be_made_up(here, cast):
    browser = known(cast.officer)
    cookie = browser.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert cast.officer.email not in cookie.value
    guess(cast.chair, 75, 40)
    guess(cast.officer, 75, 40)
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        assert sign_in(browser, cast.chair).context["form"].errors == TOO_MANY
        forged = Client()
        forged.cookies[COOKIE] = cookie.value[:-2] + "xx"
        assert sign_in(forged, cast.officer).context["form"].errors == TOO_MANY
        assert sign_in(browser, cast.officer).status_code == 302
        # Both are known in it from now on, as on a shared computer.
        browser.post("/account/logout/")
    with clock.frozen_at(MONDAY + timedelta(days=2)):
        sign_in(browser, cast.chair)
        browser.post("/account/logout/")
        guess(cast.officer, 75, 40)
        assert sign_in(browser, cast.officer).status_code == 302


@pytest.mark.slow
def test_who_finds_a_known_browser_does_not_guess_for_long_and_the_owner_finds_a_way(here, cast, mailoutbox):
    browser = known(cast.officer)
    looked_at = 0
    for hour in range(5):
        with clock.frozen_at(MONDAY + timedelta(hours=hour)):
            for _ in range(6):
                looked_at += sign_in(browser, cast.officer, "wrong").context["form"].errors != TOO_MANY
    assert looked_at == password_guesses.KNOWN_A_DAY // 2
    with clock.frozen_at(MONDAY + timedelta(hours=5)):
        assert sign_in(browser, cast.officer).context["form"].errors == TOO_MANY
        reset(browser, cast.officer, mailoutbox)
        assert sign_in(browser, cast.officer, "an entirely different phrase").status_code == 302


def reset(client, user, mailoutbox):
    client.post("/account/password/reset/", {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[-1].body).group(1)
    new = "an entirely different phrase"
    page = client.get(link, follow=True)
    assert client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}).status_code == 302


@pytest.mark.slow
def test_a_password_reset_gets_in_while_guesses_go_on(here, cast, mailoutbox):
    guess(cast.officer, 75, 40)
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        new = Client(REMOTE_ADDR="192.0.2.1")
        assert sign_in(new, cast.officer).context["form"].errors == TOO_MANY
        reset(new, cast.officer, mailoutbox)
        assert sign_in(new, cast.officer, "an entirely different phrase").status_code == 302
        assert is_in(new)


@pytest.mark.both_databases
@pytest.mark.slow
def test_one_network_is_slowed_down_by_client_and_by_neighbourhood(here, cast):
    def looked_at(addresses):
        answers = [sign_in(Client(REMOTE_ADDR=a), f"nobody{n}@example.org", "x") for n, a in enumerate(addresses)]
        return sum(answer.context["form"].errors != TOO_MANY for answer in answers)

    assert looked_at(["10.1.1.1"] * 15) == 10
    # The rest of its /24, and one /64 of the next network's.
    assert looked_at([f"10.1.1.{n}" for n in range(2, 60)]) == 30
    assert looked_at([f"2001:db8:1:2::{n}" for n in range(1, 15)]) == 10
    assert looked_at([f"2001:db8:1:{n}::1" for n in range(3, 60)]) == 30
    assert sign_in(Client(REMOTE_ADDR="10.1.2.1"), cast.officer).status_code == 302


@pytest.mark.slow
def test_the_right_password_is_counted_by_nothing(here, cast):
    for _ in range(15):
        client = Client()
        assert sign_in(client, cast.officer).status_code == 302
    assert set(Tally.objects.filter(key__in=keys(cast.officer)).values_list("number", flat=True)) == {0}


def keys(user):
    return [counters.Rule("password", f"strangers user {user.pk}", password_guesses.STRANGERS_A_DAY, counters.DAY).key]


class Counting(MD5PasswordHasher):
    times = 0

    def encode(self, password, salt):
        Counting.times += 1
        return super().encode(password, salt)


def work(handler, email):
    """What an answer to a wrong password costs until it goes out: its hashes, queries, status and words."""
    request = RequestFactory().post("/account/login/", {"login": email, "password": "wrong"}, REMOTE_ADDR="10.9.0.1")
    request._dont_enforce_csrf_checks = True
    before = Counting.times
    with CaptureQueriesContext(connection) as queries:
        response = handler.get_response(request)
    words = re.sub(r'value="[^"]*"', "", response.content.decode())
    result = Counting.times - before, len(queries), response.status_code, words
    # Now the answer has gone out, and the server closes it; the test's connection stays.
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    return result


@pytest.mark.slow
def test_an_answer_takes_the_same_work_and_words_whether_there_is_such_an_account(here, cast, settings, mailoutbox):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    gone = cast.fire_officer
    gone.is_active = False
    gone.save()
    for user in (cast.officer, gone):
        user.set_password(PASSWORD)
        user.save()
    emails, handler = [cast.officer.email, gone.email, "nobody@example.org"], WSGIHandler()
    for n in range(7):
        with clock.frozen_at(MONDAY + timedelta(minutes=n / 2)):
            answers = [work(handler, email) for email in emails]
            assert answers[0] == answers[1] == answers[2]
            assert (answers[0][0], answers[0][2]) == (1 if n < 5 else 0, 200)
    assert [letter.to for letter in mailoutbox] == [[cast.officer.email]]


@pytest.mark.slow
def test_second_factor_codes_are_bounded_for_the_account_and_a_known_browser_goes_on(here, cast, mailoutbox):
    with_app(cast.chair)
    codes = RecoveryCodes.activate(cast.chair).generate_codes()

    def let_in(client):
        client.post("/account/2fa/authenticate/", {"code": codes.pop()})
        return is_in(client)

    at_home = Client(REMOTE_ADDR="10.8.0.1")
    sign_in(at_home, cast.chair)
    assert let_in(at_home)
    at_home.post("/account/logout/")
    looked_at = 0
    for n in range(80):
        with clock.frozen_at(MONDAY + timedelta(minutes=n)):
            thief = Client(REMOTE_ADDR=f"10.8.{n % 50}.2")
            sign_in(thief, cast.chair)
            wrong = thief.post("/account/2fa/authenticate/", {"code": "000000"})
            looked_at += wrong.context["form"].errors != {"code": [password_guesses.TOO_MANY]}
    assert looked_at == password_guesses.STRANGERS_A_DAY
    with clock.frozen_at(MONDAY + timedelta(hours=2)):
        assert not let_in(thief)
        sign_in(at_home, cast.chair)
        assert let_in(at_home)
    assert [(m.to, "they know your password" in m.body) for m in mailoutbox] == [([cast.chair.email], True)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/account/reauthenticate/", {"password": "wrong"}),
        ("/account/password/change/", {"oldpassword": "wrong", "password1": "x", "password2": "x"}),
    ],
)
def test_forms_that_ask_who_is_signed_in_for_their_password_are_no_way_to_guess_it(path, form, here, cast):
    client = Client()
    client.force_login(cast.officer)
    looked_at = 0
    for minute in range(0, 250, 10):
        with clock.frozen_at(MONDAY + timedelta(minutes=minute)):
            answer = client.post(path, form)
            looked_at += password_guesses.TOO_MANY not in answer.content.decode().replace("&#x27;", "'")
    assert looked_at == 20
    assert AccessEvent.objects.filter(kind=Kind.CONFIRM_FAILED, user=cast.officer).count() == 20


@pytest.mark.slow
def test_a_passkey_is_asked_for_by_nobody_s_leave(here, cast, client):
    guess(cast.officer, 75, 40)
    asked = client.get("/account/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert "challenge" in asked.json()["request_options"]["publicKey"]
    assert not Authenticator.objects.filter(user=cast.officer).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("sqlite" in settings.DATABASES["default"]["ENGINE"], reason="SQLite's writers queue anyway")
@pytest.mark.parametrize("rule", [counters.Rule("test", "all of them", 70, counters.DAY)])
def test_no_count_is_lost_and_no_limit_passed_by_many_at_once(rule):
    assert together(rule, threads=12, each=20) == 70
    assert counters.totals([rule]) == {rule: 70}


def together(rule, threads, each):
    taken = []

    def take():
        try:
            for _ in range(each):
                if counters.claim([rule, counters.Rule("test", f"thread {threading.get_ident()}", 999, 60)]):
                    taken.append(1)
        finally:
            connections.close_all()

    ready = [threading.Thread(target=copy_context().run, args=[take]) for _ in range(threads)]
    for thread in ready:
        thread.start()
    for thread in ready:
        thread.join()
    return len(taken)


PROXIES = [
    # (TRUSTED_PROXY_COUNT, REMOTE_ADDR, X-Forwarded-For, the client, a complaint)
    (1, "", "203.0.113.7", "203.0.113.7", None),
    (1, "", "1.2.3.4, 203.0.113.7", "203.0.113.7", None),  # nginx or Caddy that added to what a client made up
    (2, "", "1.2.3.4, 203.0.113.7, 10.0.0.2", "203.0.113.7", None),
    (2, "", "203.0.113.7", "203.0.113.7", "set too high"),
    (1, "", "unix:", "unknown", None),
    (1, "", None, "unknown", "there is no X-Forwarded-For"),
    (0, "", "203.0.113.7", "unknown", "unix socket"),
    (0, "127.0.0.1", "203.0.113.7", "127.0.0.1", "share the proxy's address"),
    (0, "198.51.100.3", "203.0.113.7", "198.51.100.3", None),
    (1, "", "203.0.113.7:50123", "203.0.113.7", None),
    (1, "", "[2001:db8::7]:50123", "2001:db8::7", None),
    (1, "", "::ffff:203.0.113.7", "203.0.113.7", None),
]


@pytest.mark.parametrize(("count", "remote", "forwarded", "client", "complaint"), PROXIES)
def test_clients_are_told_apart_behind_proxies_and_a_wrong_setting_is_said_and_lets_sign_in(
    count, remote, forwarded, client, complaint, cast, settings, caplog
):
    networks._complain.cache_clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
    meta = {"REMOTE_ADDR": remote} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert networks.address_of(RequestFactory().get("/", **meta)) == client
    messages = [record.getMessage() for record in caplog.records if record.name == "partners.security.networks"]
    assert [complaint in words for words in messages] == ([True] if complaint else [])
    assert sign_in(Client(**meta), cast.officer).status_code == 302


def test_a_client_s_own_header_gives_it_no_new_limit(cast, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client(REMOTE_ADDR="")
    answers = [
        sign_in(client, cast.officer, "wrong", HTTP_X_FORWARDED_FOR=f"10.7.{n}.1, 203.0.113.7") for n in range(9)
    ]
    assert sum(answer.context["form"].errors != TOO_MANY for answer in answers) == 5


@pytest.mark.slow
def test_over_https_the_cookie_belongs_to_this_host_alone():
    code = "import config.settings as s; print(s.KNOWN_BROWSER_COOKIE, s.SESSION_COOKIE_SECURE)"
    environment = {"SECRET_KEY": "x", "PATH": os.environ["PATH"]}
    completed = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert completed.stdout.split() == ["__Host-known_browser", "True"]
