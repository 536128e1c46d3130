"""The coordinator speaks for an authority that is silent, and mends the plan's dates with a reason."""

import re

from playwright.sync_api import expect

from .conftest import address_of, on_both_screens, overflow

COORDINATOR = "coordinator@example.org"
SILENT = "Introduction identification and assessment of alcohol problems"


def test_she_updates_on_behalf_of_an_authority_and_the_page_says_so(browse, find_action):
    action = find_action(SILENT)
    page = browse(COORDINATOR)
    page.goto(address_of(action))
    page.get_by_role("button", name="Update this action").click()
    expect(page.get_by_text("You are answering on behalf of")).to_contain_text("Primary Care Trust")
    page.get_by_label("At risk").check()
    page.get_by_label("What happened").fill("By telephone: two practices have begun.")
    page.get_by_label("What is next").fill("Ring the other practices.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Your update is saved.")
    now = page.locator(".now:not(.challenge)")
    expect(now).to_contain_text("By telephone: two practices have begun.")
    expect(now).to_contain_text("Primary Care Trust, written on its behalf by Plan coordinator (demo)")
    page.goto("/north-herts/review/")
    row = page.locator(".row").filter(has_text="By telephone: two practices have begun.")
    expect(row).to_contain_text("Primary Care Trust, by Plan coordinator (demo)")


@on_both_screens
def test_she_moves_a_due_date_and_the_history_says_from_when_to_when_and_why(browse, find_action, screen):
    action = find_action("Pilot Safer Pubs and Clubs")
    page = browse(COORDINATOR)
    page.goto(address_of(action))
    page.get_by_role("button", name=re.compile("^Edit")).click()
    due, why = page.get_by_label("Due date"), page.get_by_label("Why")
    expect(due).to_have_value("31 March 2009")
    due.fill("31 November 2009")
    why.fill("The licensees asked for the summer.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_text(re.compile("Enter the due date as a real date"))
    expect(due).to_have_accessible_description(re.compile(r"Error:\s+Enter the due date as a real date"))
    expect(due).to_have_value("31 November 2009")
    expect(why).to_have_value("The licensees asked for the summer.")
    assert overflow(page) <= 0
    page.get_by_role("alert").get_by_role("link").click()
    if screen.script:
        expect(due).to_be_focused()

    due.fill("30 November 2009")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Your changes are saved.")
    expect(page.get_by_role("main").get_by_role("definition").filter(has_text="30 November 2009").first).to_be_visible()
    newest = page.locator(".story__item").first
    expect(newest).to_contain_text("Plan coordinator (demo)")
    expect(newest).to_contain_text(re.compile(r"Due on:\s+from\s+31 March 2009\s+→\s*to\s+30 November 2009"))
    expect(newest).to_contain_text("Why: The licensees asked for the summer.")
