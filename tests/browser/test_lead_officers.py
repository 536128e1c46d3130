"""Two officers of one authority in a round: each is asked for their own; one leaves, and the other gets them."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import expect

from partners.models import Authority, Membership, User

from .conftest import EVERY_SCREEN, overflow

pytestmark = pytest.mark.parametrize("screen", EVERY_SCREEN, ids=str)

OFFICER, SERGEANT, COORDINATOR = "police.officer@example.org", "sergeant@example.org", "coordinator@example.org"
TESTS = "Run test purchasing operations"


@pytest.fixture
def sergeant(site):
    user = User.objects.create(email=SERGEANT, name="Sergeant Green")
    Membership.objects.create(user=user, authority=Authority.objects.get(short_name="Constabulary"), role="officer")
    return user


def remind(site):
    backend, folder = "partners.accounts.demo_mailbox.FolderBackend", settings.DEMO_MAIL_FOLDER
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder, SITE_URL=site):
        call_command("send_reminders")


def test_each_is_asked_for_their_own_and_when_one_leaves_the_other_gets_them(browse, site, sergeant, find_action):
    officer = browse(OFFICER)
    officer.goto("/north-herts/my-actions/")
    officer.get_by_role("main").get_by_role("link", name="Lead officers").click()
    rows = officer.get_by_role("checkbox")
    number = rows.count()
    for place in range(number):
        rows.nth(place).check()
    officer.get_by_text("Change the selected rows").click()
    officer.get_by_label("Lead officer", exact=True).select_option(label="Constabulary officer (demo)")
    officer.get_by_label("Deputy", exact=True).select_option(label="Sergeant Green")
    officer.get_by_role("button", name="Fill the selected rows").click()
    action = find_action(TESTS)
    officer.get_by_label(f"Deputy of {action}").select_option(label="Nobody")
    officer.get_by_label(f"Lead officer of {action}").select_option(label="Sergeant Green")
    assert overflow(officer) <= 0
    officer.get_by_role("button", name="Save").click()
    expect(officer.get_by_role("alert")).to_contain_text(f"{number} actions saved.")

    sergeants = browse(SERGEANT)
    sergeants.goto("/north-herts/my-actions/")
    expect(sergeants.get_by_role("main")).to_contain_text("14 updates due by 26 June 2009, 1 from you")
    expect(sergeants.locator("h1 ~ h2").first).to_have_text("You are the lead officer")
    remind(site)
    officer.goto("/demo/mail/")
    letters = officer.get_by_role("listitem").filter(has_text="due by 26 June 2009")
    # The folder keeps the letters of the other screen.
    expect(letters.filter(has_text=OFFICER).filter(has_text="13 updates").first).to_be_visible()
    expect(letters.filter(has_text=SERGEANT).filter(has_text="1 update").first).to_be_visible()

    coordinator = browse(COORDINATOR)
    coordinator.goto("/north-herts/people/")
    coordinator.get_by_text("Change: Constabulary officer (demo)").click()
    coordinator.get_by_role("link", name="End access").filter(has_text="Constabulary officer (demo)").click()
    coordinator.get_by_role("button", name="End access").click()
    coordinator.goto("/north-herts/desk/")
    expect(coordinator.get_by_text(re.compile("whose lead officer has left")).first).to_be_visible()

    sergeants.goto("/north-herts/my-actions/")
    expect(sergeants.get_by_role("main")).to_contain_text("14 updates due by 26 June 2009")
    sergeants.get_by_role("link", name="Choose another").click()
    rows = sergeants.get_by_role("checkbox")
    assert rows.count() == number - 1
    sergeants.get_by_label(re.compile("^Select: ")).first.check()
    expect(sergeants.get_by_text("Constabulary officer (demo) is not an officer of Constabulary now.")).to_have_count(
        number - 1
    )
    assert overflow(sergeants) <= 0
