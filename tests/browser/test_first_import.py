"""A new partnership with a tracker of its own: from the first sign-in to a published plan in few presses."""

import re
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from playwright.sync_api import expect

from actions.models import Action
from plans.models import Edition

from .conftest import PASSWORD, PATIENCE, context_for
from .looks import looks_fine

TRACKER = Path(__file__).resolve().parents[1] / "fixtures" / "import_cases" / "11-tracker" / "tracker.xlsx"
AUTHORITIES = """Westmere District Council
Caldshire Constabulary
Caldshire County Council
Caldshire Fire and Rescue Service
Caldshire Integrated Care Board
Caldshire Probation Service"""
MOST_PRESSES = 15


class Presses:
    """A page of which each press of a button, link or tick is counted."""

    def __init__(self, page):
        self.page, self.number = page, 0

    def press(self, role, name):
        self.number += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()


def test_a_tracker_of_their_own_is_a_published_plan_in_fifteen_presses(new_context, empty_site, screen):
    said = StringIO()
    call_command(
        "first_coordinator", slug="westmere", area="Westmere", authority="Westmere District Council",
        name="Ann Example", email="ann@example.org", stdout=said,
    )  # fmt: skip
    context = new_context(**context_for(screen, empty_site))
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(re.search(r"/invitation/\S+", said.getvalue())[0])
    page.locator("#id_new_password1").fill(PASSWORD)
    page.locator("#id_new_password2").fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    her = Presses(page)
    her.press("link", "Start the plan")
    page.get_by_label("First day").fill("1 April 2025")
    page.get_by_label("Last day").fill("31 March 2026")
    page.get_by_label(re.compile("authorities", re.IGNORECASE)).fill(AUTHORITIES)
    her.press("button", "Start and import a file")
    her.number += 1  # the press that opens the computer's own window of files
    page.get_by_label("The file").set_input_files(TRACKER)
    her.press("button", "Upload")
    expect(page.get_by_role("main")).to_contain_text("17 new activities")
    looks_fine(page, screen)
    her.press("button", "Save all")
    page.goto("/westmere/publish/")
    her.number += 2  # Editions, and there Publish
    page.get_by_label(re.compile("note|What is new", re.IGNORECASE)).fill("The first plan of Westmere.")
    page.get_by_label(re.compile("^Publish it")).check()  # the plan begins only in years, by the site's clock
    her.number += 1
    her.press("button", "Publish")
    assert (Edition.objects.count(), Action.objects.count(), her.number <= MOST_PRESSES) == (1, 17, True)
    stranger = new_context(base_url=empty_site).new_page()
    stranger.goto("/westmere/whole-plan/")
    words = stranger.get_by_role("main").inner_text()
    assert "Hold a Safer Streets week in each of the five towns" in words
    assert "death reviews" not in words
    assert "262 people" not in words, "progress is for members"
