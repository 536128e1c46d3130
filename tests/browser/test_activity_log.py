"""An observer finds out who moved a due date and why, and takes what is shown away as a file."""

from playwright.sync_api import expect

from .conftest import open_account, overflow
from .looks import looks_fine


def test_she_finds_who_moved_a_date_and_why(browse, find_action, screen):
    action = find_action("Pilot Safer Pubs and Clubs")
    coordinator = browse("coordinator@example.org")
    coordinator.goto(f"/north-herts/actions/{action.pk}/edit/")
    coordinator.get_by_label("Due date").fill("30 November 2009")
    coordinator.get_by_label("Why").fill("The licensees asked for the summer.")
    coordinator.get_by_role("button", name="Save").click()
    expect(coordinator.get_by_role("alert")).to_contain_text("Your changes are saved.")

    page = browse("observer@example.org")
    page.goto("/north-herts/plan/")
    open_account(page)
    looks_fine(page, screen)
    if screen.script:
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="Activity log")).to_have_count(0)
        open_account(page)
    page.get_by_role("link", name="Activity log").click()
    page.get_by_label("Search reasons").fill("licensees")
    page.get_by_role("button", name="Show").click()
    line = page.locator(".story__item")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Plan coordinator (demo)")
    expect(line).to_contain_text("30 November 2009")
    assert overflow(page) <= 0
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "The licensees asked for the summer." in download.value.path().read_text(encoding="utf-8-sig")
