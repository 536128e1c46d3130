"""A session runs out over lunch, in the middle of an update."""

import re

from playwright.sync_api import expect

from actions.models import Update
from partners.models import Session

from .conftest import PASSWORD, address_of, on_both_screens
from .looks import looks_fine

OFFICER = "police.officer@example.org"
HAPPENED = "Two of the five advisers left in May.\nForty households still wait."


def sign_in(page):
    page.get_by_label("E-mail address").fill(OFFICER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@on_both_screens
def test_what_was_typed_is_there_after_sign_in_and_is_saved_only_then(browse, find_action, screen):
    action = find_action("Bespoke crime prevention advice")
    page = browse()
    page.goto(address_of(action, "update"))
    sign_in(page)
    page.get_by_label("On track").check()
    page.get_by_label("What happened").fill(HAPPENED)
    page.get_by_label("What is next").fill("More locks")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#kept-form")).to_contain_text("it will be in the form again")
    looks_fine(page, screen)

    before = Update.objects.count()
    sign_in(page)
    expect(page).to_have_url(re.compile(f"{address_of(action, 'update')}$"))
    expect(page.get_by_role("alert")).to_contain_text("What you typed is not saved yet.")
    expect(page.get_by_label("What happened")).to_have_value(HAPPENED)
    expect(page.get_by_label("On track")).to_be_checked()
    looks_fine(page, screen)
    assert Update.objects.count() == before
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Your update is saved.")
    assert Update.objects.count() == before + 1
