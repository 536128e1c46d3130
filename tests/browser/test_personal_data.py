"""An officer takes what is held about them; of one who left, the coordinator removes the contact details."""

import json

from playwright.sync_api import expect

from partners.models import User

from .conftest import open_account, where_axe_looks
from .looks import looks_fine

OFFICER = "fire.officer@example.org"
LEAVER = "pct.officer@example.org"


@where_axe_looks
def test_an_officer_takes_what_is_held_about_them(browse, screen):
    page = browse(OFFICER)
    page.goto("/north-herts/my-actions/")
    open_account(page)
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Your data on this site").click()
    expect(page.get_by_role("main")).to_contain_text(OFFICER)
    looks_fine(page, screen)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your data").click()
    held = json.loads(download.value.path().read_text())
    assert (held["person"], OFFICER in json.dumps(held)) == (User.objects.get(email=OFFICER).name, True)
    assert "coordinator@example.org" not in json.dumps(held)


@where_axe_looks
def test_of_one_who_left_she_removes_the_contact_details_and_the_history_stays(browse, screen):
    person = User.objects.get(email=LEAVER)
    wrote = person.updates.count()
    page = browse("coordinator@example.org")
    page.goto("/north-herts/people/")
    page.get_by_text(f"Change: {person.name}").click()
    page.get_by_role("link", name="Personal data").filter(has_text=person.name).click()
    expect(page.get_by_role("main")).to_contain_text("You cannot remove their contact details yet")
    page.goto("/north-herts/people/")
    page.get_by_text(f"Change: {person.name}").click()
    page.get_by_role("link", name="Hand over").filter(has_text=person.name).click()
    page.get_by_label("Successor").select_option(label="County Council officer (demo) (county.officer@example.org)")
    page.get_by_label("Why").fill("A post in another county.")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/north-herts/people/")
    page.get_by_role("link", name="Former members").click()
    page.get_by_text(f"More about {person.name}").click()
    page.get_by_role("link", name="Personal data").filter(has_text=person.name).click()
    page.get_by_role("link", name="Remove their contact details").click()
    looks_fine(page, screen)
    page.get_by_role("button", name="Remove permanently").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter why the details are removed")
    page.get_by_label("Why").fill("They asked for it.")
    page.get_by_role("button", name="Remove permanently").click()
    expect(page.get_by_role("main")).to_contain_text("The contact details are removed.")
    expect(page.get_by_role("main")).not_to_contain_text(LEAVER)
    page.goto("/north-herts/log/")
    expect(page.get_by_role("main")).to_contain_text("They asked for it.")
    assert not User.objects.filter(email=LEAVER).exists()
    assert person.updates.count() == wrote > 0
