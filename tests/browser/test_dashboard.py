"""What waits for the coordinator stands on the desk, leads to where it is decided, and then waits no more."""

from playwright.sync_api import expect

from actions.models import Action

from .conftest import address_of, where_axe_looks
from .looks import looks_fine

COORDINATOR = "coordinator@example.org"
OFFICER = "police.officer@example.org"
MOVED = "Pilot Safer Pubs and Clubs"
ASKED = "requests for a new due date"


@where_axe_looks
def test_an_officer_s_request_waits_on_her_desk_until_she_has_decided(browse, find_action, screen):
    action = find_action(MOVED)
    page = browse(COORDINATOR)
    page.goto("/north-herts/desk/")
    expect(page.get_by_text("Nothing outstanding for:")).to_contain_text(ASKED)

    officer = browse(OFFICER)
    officer.goto(address_of(action, "update"))
    officer.get_by_label("Off track").check()
    officer.get_by_label("What happened").fill("Six of the nine licensees have signed.")
    officer.get_by_label("What is next").fill("See the other three.")
    officer.get_by_text("Request a new due date").click()
    officer.get_by_label("New due date").fill("31 July 2009")
    officer.get_by_label("Reason for the new date").fill("The licensees asked for the summer.")
    officer.get_by_role("button", name="Save").click()
    expect(officer.get_by_role("alert")).to_contain_text("Your update is saved.")

    page.reload()
    waits = page.locator(".tasks__one").filter(has_text="1 request for a new due date")
    waits.locator("summary").click()
    expect(waits).to_contain_text(MOVED)
    expect(page.get_by_text("Nothing outstanding for:")).not_to_contain_text(ASKED)
    looks_fine(page, screen)
    waits.get_by_role("listitem").get_by_role("link").click()
    page.get_by_label("Approve: change the date now").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/north-herts/desk/")
    expect(page.get_by_text("1 request for a new due date")).to_have_count(0)
    assert str(Action.objects.get(pk=action.pk).due_on) == "2009-07-31"
