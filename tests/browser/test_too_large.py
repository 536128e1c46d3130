"""A file that is too large is refused before it is sent, and the words stay; without JavaScript by the form."""

import pytest
from playwright.sync_api import expect

from partners.limits import MEGABYTE

from .conftest import EVERY_SCREEN, overflow

pytestmark = pytest.mark.parametrize("screen", EVERY_SCREEN, ids=str)

OFFICER = "police.officer@example.org"
HAPPENED = "Two of the five advisers left in May, so forty households still wait for a visit."
LARGE = {"name": "Survey.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + bytes(10 * MEGABYTE)}
SMALL = {**LARGE, "buffer": b"%PDF-1.4"}


def test_a_large_file_is_refused_beside_the_words_and_a_smaller_one_goes(browse, find_action, screen):
    action, page = find_action("Bespoke crime prevention advice"), browse(OFFICER)
    page.goto(f"/north-herts/actions/{action.pk}/update/")
    page.get_by_label("On track").check()
    page.get_by_label("What happened").fill(HAPPENED)
    page.get_by_label("What is next").fill("More locks")
    page.locator("details:has(input[type=file]) > summary").click()
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request))
    page.get_by_label("Files").set_input_files(LARGE)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Survey.pdf has 10.0 MB. Choose a file of up to 10 MB").last).to_be_visible()
    expect(page.get_by_label("What happened")).to_have_value(HAPPENED)
    assert len(sent) == (0 if screen.script else 1)
    assert overflow(page) <= 0
    page.get_by_label("Files").set_input_files(SMALL)
    # A second press within a second is taken for a double click.
    page.wait_for_timeout(1_500)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your update is saved.")).to_be_visible()
