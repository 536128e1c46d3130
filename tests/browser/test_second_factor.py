"""A passkey and an authenticator app, in a browser that has a key of its own."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from partners.models import Partnership, User
from partners.security import password_guesses
from tests.partners.accounts.test_second_factor import code_of
from tests.partners.security.test_password_guesses import guess

from .conftest import PASSWORD, Screen, sign_out
from .looks import faults

CHAIR = "chair@example.org"


@pytest.fixture(params=[Screen(1280, 800)], ids=str)
def screen(request):
    """One screen is enough for what happens behind it; every page of it is looked at in test_every_page.py."""
    return request.param


@pytest.fixture
def site(site):
    """A passkey belongs to a name and not to a number: browsers refuse one for 127.0.0.1."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def with_key(browse):
    """A browser of the public's with a key built in, which answers as if its owner had put their finger on it."""
    page = browse()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def sign_in(page):
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(CHAIR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_chair_who_must_have_one_adds_a_passkey_and_signs_in_with_it_alone(with_key):
    page = with_key
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    Partnership.objects.update(require_second_factor=True)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    expect(page.locator("#needed")).to_contain_text("requires coordinators and chairs to have a second factor")
    page.get_by_role("button", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("Work phone")
    assert faults(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.get_by_role("link", name="Continue").click()
    expect(page).to_have_url(re.compile("/north-herts/desk/$"))

    # Strangers guess at their password until nobody's is looked at any more: the passkey is not held up.
    sign_out(page)
    page.context.clear_cookies()
    assert guess(User.objects.get(email=CHAIR), 75, 40, "localhost") == password_guesses.STRANGERS_A_DAY
    sign_in(page)
    expect(page.get_by_role("alert")).to_contain_text("Too many wrong tries")
    assert faults(page) == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/north-herts/desk/$"))
    assert complaints == []


def test_a_passkey_comes_after_the_password_just_as_well(with_key):
    page = with_key
    sign_in(page)
    page.goto("/account/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Sign in with it instead of the password").uncheck()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    for path in ("reauthenticate/", "", "keys/1/edit/", "keys/1/remove/"):
        page.goto(f"/account/2fa/webauthn/{path.replace('1', str(Authenticator.objects.get(type='webauthn').pk))}")
        assert faults(page) == []
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    assert faults(page) == []
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page).to_have_url(re.compile("/north-herts/desk/$"))


def test_when_nothing_comes_of_a_passkey_the_page_says_so(browse):
    page = browse()
    page.goto("/account/login/")
    page.route("**/account/2fa/webauthn/login/", lambda route: route.abort())
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("Try again")


def test_an_authenticator_app_is_set_up_and_asked_for(browse):
    page = browse()
    sign_in(page)
    page.goto("/account/2fa/totp/activate/")
    confirm(page)
    assert faults(page) == []
    secret = page.locator(".fingerprint").inner_text()
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    code = page.locator(".codes li").first.inner_text()
    page.goto("/account/2fa/totp/deactivate/")
    assert faults(page) == []
    page.goto("/account/2fa/recovery-codes/generate/")
    assert faults(page) == []
    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/north-herts/desk/$"))
