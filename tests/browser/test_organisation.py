"""Sign-in with an account of one's organisation, all the way there and back, under the site's own security policy."""

import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.partners.accounts.test_organisation import running, settings_for
from tests.volume import FULL

from .conftest import SCREENS, WIDE
from .looks import looks_fine

CHAIR = "chair@example.org"
PEOPLE = {
    "chair": {"email": CHAIR, "email_verified": True},
    "stranger": {"email": "stranger@example.org", "email_verified": True},
}


@pytest.fixture(params=SCREENS if FULL else [WIDE], ids=str)
def screen(request):
    return request.param


def go_there(page, name):
    page.get_by_role("button", name="Sign in with Anytown Council").click()
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Sign in there").click()


def test_there_and_back(site, browse, screen):
    with (
        running(f"{site}/account/oidc/organisation/login/callback/", PEOPLE) as provider,
        override_settings(**settings_for(provider)),
    ):
        page = browse()
        page.goto("/north-herts/meetings/")
        looks_fine(page, screen)
        go_there(page, "stranger")
        expect(page.get_by_role("heading", level=1)).to_have_text("You have not been invited")
        looks_fine(page, screen)
        page = browse()
        page.goto("/north-herts/meetings/")
        go_there(page, "chair")
        expect(page).to_have_url(re.compile("/north-herts/meetings/$"))
    with override_settings(**settings_for("http://127.0.0.1:9")):
        page = browse()
        page.goto("/account/login/")
        page.get_by_role("button", name="Sign in with Anytown Council").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("That sign-in did not work")
        looks_fine(page, screen)
