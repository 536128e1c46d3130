"""Sign-in with an account of one's organisation, against a real provider: a process that runs while these tests do."""

import html
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from partners import clock, read_only
from partners.models import AccessEvent, Invitation, User
from partners.models.access_events import Kind
from partners.security import password_guesses
from tests.factories import InvitationFactory, MembershipFactory, UserFactory
from tests.partners.security.test_password_guesses import guess

from .test_second_factor import with_app

pytestmark = pytest.mark.slow

CALLBACK = "http://testserver/account/oidc/organisation/login/callback/"
FIRE = "officer.of.the.fire.service@example.org"
PEOPLE = {
    "fire": {"email": FIRE.title(), "email_verified": True},
    "entra": {"email": FIRE, "xms_edov": "1"},
    "unverified": {"email": FIRE},
    "denied": {"email": FIRE, "email_verified": False, "preferred_username": FIRE},
    "by-name": {"preferred_username": FIRE},
    "nothing": {"name": "Nobody"},
    "ann": {"email": "ann@example.org", "email_verified": True},
    "stranger": {"email": "stranger@example.org", "email_verified": True},
}


@contextmanager
def running(callback, people):
    """A provider that knows these people and sends them back to this address. Yields its own."""
    command = [sys.executable, str(Path(__file__).with_name("provider.py")), callback, json.dumps(people)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = int(process.stdout.readline())
            yield f"http://127.0.0.1:{port}/o"
        finally:
            process.stdin.close()
            process.wait(20)


@pytest.fixture(scope="module")
def provider():
    with running(CALLBACK, PEOPLE) as address:
        yield address


def settings_for(issuer):
    """What the environment's OIDC_... make of the settings."""
    environment = {
        "OIDC_ISSUER": issuer,
        "OIDC_NAME": "Anytown Council",
        "OIDC_CLIENT_ID": "living-plan",
        "OIDC_CLIENT_SECRET": "a secret between the two",
    }
    code = (
        "import json, config.settings as s; "
        "print(json.dumps({n: getattr(s, n) for n in ('OIDC_ISSUER', 'OIDC_NAME', 'SOCIALACCOUNT_PROVIDERS')}))"
    )
    completed = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(completed.stdout)


@pytest.fixture
def configured(settings):
    """The site, told of a provider at this address."""

    def configured(issuer):
        for name, value in settings_for(issuer).items():
            setattr(settings, name, value)

    return configured


@pytest.fixture
def sign_in_there(provider, configured, here, cast):
    """Somebody signs in at the provider, and comes back. Gives their browser here and the answer they got."""
    configured(provider)

    def sign_in_there(name, client=None, next_page=""):
        client = client or Client()
        there = requests.Session()
        leave = client.get("/account/oidc/organisation/login/" + (f"?next={next_page}" if next_page else ""))
        form = there.get(leave.url)
        token = html.unescape(re.search(r'csrfmiddlewaretoken" value="([^"]+)"', form.text).group(1))
        fields = {"username": name, "password": "password", "csrfmiddlewaretoken": token}
        back = there.post(form.url, fields, allow_redirects=False)
        back = there.get(requests.compat.urljoin(form.url, back.headers["Location"]), allow_redirects=False)
        assert back.headers["Location"].startswith(CALLBACK)
        way = urlsplit(back.headers["Location"])
        return client, client.get(f"{way.path}?{way.query}")

    return sign_in_there


def test_without_the_settings_there_is_no_such_way_in(db):
    assert "Sign in with" not in Client().get("/account/login/").content.decode().replace("Sign in with a passkey", "")
    assert Client().get("/account/oidc/organisation/login/").status_code == 404


def test_with_them_the_sign_in_page_offers_it_and_remembers_where_one_was_going(configured, here):
    configured("http://127.0.0.1:9")
    page = Client().get("/account/login/?next=/here/plan/").content.decode()
    assert 'href="/account/oidc/organisation/login/?next=/here/plan/">Sign in with Anytown Council</a>' in page


@pytest.mark.parametrize("name", ["fire", "entra"])
def test_a_member_with_a_verified_address_is_in_and_comes_to_the_page_they_asked_for(name, sign_in_there, cast):
    before = User.objects.count()
    client, answer = sign_in_there(name, next_page="/here/meetings/")
    assert (answer.status_code, answer.url) == (302, "/here/meetings/")
    page = client.get("/here/meetings/")
    assert (page.status_code, page.wsgi_request.user) == (200, cast.fire_officer)
    assert User.objects.count() == before
    assert cast.fire_officer.history.count() == 1


def test_strangers_who_guess_at_a_member_s_password_do_not_hold_up_this_way_in(sign_in_there, cast):
    assert guess(cast.fire_officer, 75, 40) == password_guesses.STRANGERS_A_DAY
    client, answer = sign_in_there("fire")
    assert (answer.status_code, client.get("/here/plan/").status_code) == (302, 200)
    sign_in_there("stranger")
    noted = AccessEvent.objects.exclude(kind=Kind.SIGN_IN_FAILED).order_by("pk").values_list("kind", "user", "about")
    fire = cast.fire_officer.pk
    assert list(noted)[-2:] == [("signed_in", fire, "organisation"), ("organisation_refused", None, "")]


@pytest.mark.parametrize("name", ["unverified", "denied", "by-name", "nothing"])
def test_an_address_that_nobody_vouches_for_opens_nothing(name, sign_in_there):
    client, answer = sign_in_there(name)
    page = answer.content.decode()
    assert (answer.status_code, "You have not been invited" in page, "has not verified" in page) == (403, True, True)
    assert (client.get("/here/plan/").status_code, SocialAccount.objects.count()) == (302, 0)


@pytest.mark.parametrize(("name", "status"), [("by-name", 302), ("unverified", 302), ("nothing", 403)])
def test_where_the_operator_trusts_its_addresses_the_name_will_do(name, status, sign_in_there, settings):
    settings.OIDC_TRUST_ADDRESSES = True
    assert sign_in_there(name)[1].status_code == status


def test_who_was_not_invited_is_told_so_and_nobody_is_created(sign_in_there):
    before = User.objects.count()
    client, answer = sign_in_there("stranger")
    page = answer.content.decode()
    assert (answer.status_code, "stranger@example.org" in page) == (403, True)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert client.get("/here/plan/").status_code == 302


def test_who_was_invited_is_in_and_the_invitation_is_accepted(sign_in_there, here):
    InvitationFactory(authority=here.fire, email="Ann@example.org", name="Ann")
    InvitationFactory(authority=here.council, email="ann@example.org", name="Ann", role="chair")
    client, answer = sign_in_there("ann")
    ann = User.objects.get(email__iexact="ann@example.org")
    assert (answer.status_code, client.get("/here/plan/").status_code) == (302, 200)
    assert {(m.authority, m.role) for m in ann.memberships.all()} == {(here.fire, "officer"), (here.council, "chair")}
    assert ({i.state for i in Invitation.objects.all()}, ann.has_usable_password()) == ({"accepted"}, False)


def test_read_only_mode_lets_in_whom_it_knows_and_nobody_new(sign_in_there, cast, here):
    InvitationFactory(authority=here.fire, email="ann@example.org", name="Ann")
    sign_in_there("fire")
    read_only.turn_on("Until 15:00.", by="root")
    assert (sign_in_there("ann")[1].status_code, Invitation.objects.get(email="ann@example.org").state) == (503, "open")
    assert sign_in_there("fire")[0].get("/here/plan/").status_code == 200


@pytest.mark.parametrize("end", ["revoked_at", "expires_at"])
def test_an_invitation_that_has_ended_opens_nothing(end, sign_in_there, here):
    invitation = InvitationFactory(authority=here.fire, email="ann@example.org")
    Invitation.objects.update(**{end: invitation.made_at + clock.TICK})
    assert sign_in_there("ann")[1].status_code == 403
    assert not User.objects.filter(email="ann@example.org").exists()


def test_a_leaver_is_not_let_in_again_by_an_account_that_was_tied_to_theirs(sign_in_there, cast):
    sign_in_there("fire")
    User.objects.filter(pk=cast.fire_officer.pk).update(is_active=False)
    client, answer = sign_in_there("fire")
    assert (answer.status_code, client.get("/here/plan/").status_code) == (403, 302)


def test_a_leaver_who_is_invited_again_comes_back_this_way(sign_in_there, cast, here):
    sign_in_there("fire")
    User.objects.filter(pk=cast.fire_officer.pk).update(is_active=False)
    InvitationFactory(authority=here.council, email=FIRE)
    client, answer = sign_in_there("fire")
    assert (answer.status_code, client.get("/here/plan/").status_code) == (302, 200)


def test_once_tied_an_account_is_known_by_its_subject_and_not_by_an_address(sign_in_there, cast):
    sign_in_there("fire")
    User.objects.filter(pk=cast.fire_officer.pk).update(email="renamed@example.org")
    impostor = UserFactory(email=FIRE)
    MembershipFactory(user=impostor, authority=cast.officer.memberships.get().authority)
    client, _ = sign_in_there("fire")
    assert client.get("/here/plan/").wsgi_request.user == cast.fire_officer


def test_a_second_factor_is_asked_for_here_all_the_same(sign_in_there, cast):
    with_app(cast.fire_officer)
    client, answer = sign_in_there("fire")
    assert (answer.url, client.get("/here/plan/").status_code) == ("/account/2fa/authenticate/", 302)


def test_nobody_ties_an_account_to_somebody_else_s(sign_in_there, cast, sign_in):
    client = sign_in(cast.observer)
    leave = client.get("/account/oidc/organisation/login/?process=connect")
    assert leave.status_code == 302
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("query", ["code=made-up&state=made-up", "error=access_denied", "error=server_error", ""])
def test_a_way_back_that_was_not_begun_here_opens_nothing(query, provider, configured, here):
    configured(provider)
    client = Client(raise_request_exception=False)
    answer = client.get(f"/account/oidc/organisation/login/callback/?{query}", follow=True)
    assert (answer.status_code, SocialAccount.objects.count()) == (401, 0)
    assert "That sign-in did not work" in answer.content.decode()


def test_a_provider_that_does_not_answer_is_told_of_in_plain_words(configured, here):
    configured("http://127.0.0.1:9")
    answer = Client(raise_request_exception=False).get("/account/oidc/organisation/login/")
    assert (answer.status_code, "could not sign you in" in answer.content.decode()) == (502, True)
