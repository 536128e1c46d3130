"""The coordinator hands somebody's work over, and a trust is wound up and its successor begins."""

from playwright.sync_api import expect

from actions.models import Action
from partners.models import Authority, User

from .conftest import overflow

COORDINATOR = "coordinator@example.org"
AFTER = "County Council officer (demo) (county.officer@example.org)"


def test_she_hands_over_all_of_an_officer_s_work(browse, screen):
    page = browse(COORDINATOR)
    page.goto("/north-herts/people/")
    page.get_by_text("Change: Primary Care Trust officer").click()
    page.get_by_role("link", name="Hand over the work of Primary Care Trust officer").click()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a successor")
    page.get_by_label("Successor").select_option(label="County Council officer (demo) (county.officer@example.org)")
    page.get_by_label("Why").fill("She has a new post.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("main")).to_contain_text(
        "Partner officer for East and North Hertfordshire Primary Care Trust"
    )
    assert overflow(page) <= 0
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("alert")).to_contain_text("Handed over from Primary Care")
    page.get_by_role("link", name="Former members").click()
    expect(page.get_by_role("main")).to_contain_text("pct.officer@example.org")
    after = User.objects.get(email="county.officer@example.org")
    assert after.memberships.filter(authority__short_name="Primary Care Trust", role="officer").exists()


def test_a_trust_ends_and_its_successor_begins(browse, screen):
    trust = Authority.objects.get(short_name="Primary Care Trust")
    led = Action.objects.filter(lead=trust).count()
    page = browse(COORDINATOR)
    page.goto("/north-herts/authorities/")
    page.locator(".folk__one").filter(has_text=trust.name).get_by_text("More").click()
    page.get_by_role("link", name="Close this authority").filter(has_text=trust.name).click()
    page.get_by_label("Last day").fill("31 5 2009")
    page.get_by_label("Name of the new authority").fill("Hertfordshire Care Board")
    page.get_by_label("Short name").fill("Care Board")
    page.get_by_label("Why").fill("By law.")
    assert overflow(page) <= 0
    page.get_by_role("button", name="Close and transfer").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Hertfordshire Care Board has taken over from {trust.name}")
    expect(page.get_by_role("main")).to_contain_text(f"Successor of {trust.name}")
    new = Authority.objects.get(succeeds=trust)
    kept = [action for action in Action.objects.filter(lead=trust) if not action.closed]
    assert (kept, 0 < Action.objects.filter(lead=new).count() <= led) == ([], True)


def test_she_arranges_the_authorities_with_the_keyboard_alone(browse):
    first, second = Authority.objects.all()[:2]
    page = browse(COORDINATOR)
    page.goto("/north-herts/authorities/")
    menu = page.locator("summary").filter(has_text=first.name)
    for target in (menu, page.get_by_role("button", name="Move down").filter(has_text=first.name)):
        for _ in range(60):
            page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                break
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("has moved")
    assert list(Authority.objects.all()[:2]) == [second, first]
