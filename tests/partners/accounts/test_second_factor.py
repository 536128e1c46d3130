"""Something besides the password: set up, asked for, and required where a partnership says so."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.factories import InvitationFactory

PASSWORD = "correct horse battery staple"


def code_of(secret):
    """What an authenticator app that holds the secret shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in_by_form(user):
    client = Client()
    answer = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    return client, answer.url


def with_app(user):
    """The user has an authenticator app; returns its secret."""
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


@pytest.fixture
def strict(here):
    here.partnership.require_second_factor = True
    here.partnership.save()


@pytest.mark.slow
def test_an_app_is_set_up_and_recovery_codes_come_with_it(cast):
    client, _ = sign_in_by_form(cast.chair)
    path = "/account/2fa/totp/activate/"
    client.post(f"/account/reauthenticate/?next={path}", {"password": PASSWORD})
    page = client.get(path)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert page.content.decode().count("<svg") == 2
    wrong = client.post(path, {"code": "000000"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (200, ["code"])
    done = client.post(path, {"code": code_of(secret)})
    assert done.url == "/account/2fa/recovery-codes/"
    page = client.get(done.url).content.decode()
    assert len(re.findall(r'<li class="fingerprint">\d{8}</li>', page)) == 10
    kinds = Authenticator.objects.filter(user=cast.chair).values_list("type", flat=True)
    assert sorted(kinds) == ["recovery_codes", "totp"]


def test_the_code_is_asked_for_after_the_password_and_a_wrong_one_opens_nothing(cast):
    secret = with_app(cast.chair)
    client, went = sign_in_by_form(cast.chair)
    assert (went, client.get("/here/plan/").status_code) == ("/account/2fa/authenticate/", 302)
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert (wrong.status_code, client.get("/here/plan/").status_code) == (200, 302)
    right = client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert (right.url, client.get("/here/plan/").status_code) == ("/", 200)


def test_a_recovery_code_works_once(cast):
    with_app(cast.chair)
    code = RecoveryCodes.activate(cast.chair).generate_codes()[0]
    opened = []
    for _ in range(2):
        client, _ = sign_in_by_form(cast.chair)
        client.post("/account/2fa/authenticate/", {"code": code})
        opened.append(client.get("/here/plan/").status_code)
    assert opened == [200, 302]


@pytest.mark.parametrize("role", ["chair", "coordinator"])
def test_who_needs_one_is_led_to_it_before_any_page_of_that_partnership(role, strict, here, cast, next_door, sign_in):
    user = getattr(cast, role)
    client = sign_in(user)
    paths = ["/here/plan/", "/here/review/", "/here/publish/", "/here/people/", f"/here/actions/{here.action.pk}/"]
    assert {client.get(path).headers.get("Location") for path in paths} == {"/account/2fa/?needed=1"}
    assert "requires coordinators and chairs" in client.get("/account/2fa/?needed=1").content.decode()
    posted = client.post("/here/people/second-factor/", {})
    here.partnership.refresh_from_db()
    assert (posted.url, here.partnership.require_second_factor) == ("/account/2fa/?needed=1", True)
    # What is the public's, and the way out, are open all the same.
    assert [client.get(path).status_code for path in ("/here/", "/account/logout/")] == [200, 200]
    with_app(user)
    assert client.get("/here/plan/").status_code == 200
    assert "requires coordinators" not in client.get("/account/2fa/?needed=1").content.decode()


@pytest.mark.parametrize("role", ["officer", "observer"])
def test_who_does_not_need_one_is_not_asked(role, strict, cast, sign_in):
    assert sign_in(getattr(cast, role)).get("/here/plan/").status_code == 200


def test_a_chair_elsewhere_is_not_asked_there(strict, cast, next_door, sign_in):
    next_door.council.memberships.create(user=cast.chair, role="chair")
    client = sign_in(cast.chair)
    assert [client.get(f"/{slug}/plan/").status_code for slug in ("here", "next-door")] == [302, 200]


def test_a_member_whose_link_was_followed_still_meets_their_second_factor(here, cast):
    """To come back through an invitation sets a new password; it does not go round the app."""
    with_app(cast.chair)
    cast.chair.is_active = False
    cast.chair.save()
    InvitationFactory(authority=here.fire, email=cast.chair.email, token="back")
    client = Client()
    new = {"new_password1": "four words not guessed", "new_password2": "four words not guessed"}
    assert client.post("/invitation/back/", new).url == "/account/2fa/authenticate/"
    assert client.get("/here/plan/").status_code == 302


def test_one_s_own_address_changes_only_once_the_new_one_is_confirmed(cast, mailoutbox):
    client, _ = sign_in_by_form(cast.officer)
    old = cast.officer.email
    client.post("/account/reauthenticate/?next=/account/email/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "new@example.org"})
    cast.officer.refresh_from_db()
    assert cast.officer.email == old
    client.post("/account/email/", {"action_remove": "", "email": old})
    cast.officer.refresh_from_db()
    assert cast.officer.email == old
    [letter] = [m for m in mailoutbox if m.to == ["new@example.org"]]
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", letter.body).group(1)
    client.post(link)
    cast.officer.refresh_from_db()
    assert cast.officer.email == "new@example.org"
