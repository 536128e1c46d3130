"""Anybody reads what is being done about crime: without an account, a script or a wide screen, and on paper."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from .conftest import EVERY_SCREEN, Screen, on_both_screens, overflow

ADDRESS = "/north-herts/"
WHOLE = f"{ADDRESS}whole-plan/"


@on_both_screens
def test_she_reads_the_plan_without_an_account(browse):
    page = browse()
    asked = []
    page.on("request", lambda request: asked.append(request.resource_type))
    assert page.goto(ADDRESS).status == 200
    page.wait_for_load_state("networkidle")
    kinds = Counter(asked)
    assert (kinds["document"], kinds["script"]) == (1, 0)
    assert sum(kinds.values()) <= 3

    expect(page.get_by_label("Notice")).to_contain_text("made up for this demonstration")
    expect(page.get_by_label("Notice")).to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).to_contain_text("North Herts")
    contact = page.get_by_role("region", name="Contact and other formats")
    expect(contact.get_by_role("link").first).to_have_attribute("href", "tel:01462474000")
    expect(page.get_by_role("region", name="Report a crime").get_by_role("link", name="101")).to_be_visible()
    assert overflow(page) <= 0

    page.get_by_role("link", name="Reduce dwelling burglary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reduce dwelling burglary")
    expect(page.get_by_role("table").first).to_contain_text("Overdue")
    page.get_by_role("link", name="Overview").click()
    expect(page).to_have_url(re.compile(f"{ADDRESS}$"))


@pytest.mark.parametrize(("width", "height", "most"), [(1280, 900, 1600), (390, 844, 844 * 2.8)])
def test_the_front_page_is_short(new_context, site, width, height, most):
    page = new_context(base_url=site, viewport={"width": width, "height": height}, bypass_csp=True).new_page()
    page.goto(ADDRESS)
    # Without the notices of the demonstration and of its age, and in a font as wide as that of most phones.
    page.add_style_tag(content=".notice { display: none } :root { --sans: 'Liberation Sans', Arial }")
    assert page.locator("html").bounding_box()["height"] <= most


@pytest.mark.parametrize("screen", [Screen(320, 640)], ids=str)
def test_without_javascript_the_text_is_the_same(browse, new_context, site):
    with_script = browse()
    without = new_context(base_url=site, viewport={"width": 320, "height": 640}, java_script_enabled=False).new_page()
    texts = []
    for page in (with_script, without):
        page.goto(ADDRESS)
        texts.append(page.locator("body").inner_text())
    assert texts[0] == texts[1]
    assert len(texts[0]) > 1_500


@pytest.mark.parametrize("screen", [screen for screen in EVERY_SCREEN if screen.script], ids=str)
def test_on_paper_it_has_its_title_and_nothing_to_press(browse):
    page = browse()
    page.goto(ADDRESS)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("Notice")).to_be_visible()
    for name in ("Members: sign in", "Skip to main content"):
        expect(page.get_by_role("link", name=name)).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    assert overflow(page) <= 0


@on_both_screens
def test_a_page_read_500_days_later_says_that_it_is_old_at_the_top_and_beside_each_status(browse, settings):
    page = browse()
    page.goto(WHOLE)
    expect(page.get_by_label("Partly out of date")).to_contain_text("6 of 54 statuses have not been confirmed since")
    expect(page.get_by_label("Out of date", exact=True)).to_have_count(0)
    fresh = page.locator(".act__state", has_text="On track, confirmed")
    expect(fresh.first).to_be_visible()
    before = page.locator(".act__state", has_text="(then: on track)").count() + fresh.count()

    settings.CLOCK_OFFSET_SECONDS += 500 * 24 * 60 * 60
    page.goto(WHOLE)
    notice = page.get_by_label("Out of date", exact=True)
    expect(notice).to_be_in_viewport()
    expect(notice).to_contain_text(
        "It was published on 28 April 2009, and the updates due on 26 June 2009 have not been"
    )
    expect(page.locator(".act__state", has_text="(then: on track)")).to_have_count(before)
    expect(page.locator(".act .status--on_track")).to_have_count(0)
    expect(page.locator(".tally", has_text="on track")).to_have_count(0)
    assert overflow(page) <= 0

    page.goto(f"{ADDRESS}editions/2008-2011/3/")
    expect(page.get_by_label("Not the current plan")).to_contain_text("A newer edition has replaced it.")
    page.get_by_role("link", name="Read the current edition").click()
    expect(page.get_by_label("Out of date", exact=True)).to_be_visible()
