"""Search, and lists that can be mailed: their address is all there is to them."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import overflow

OBSERVER, CHAIR = "observer@example.org", "chair@example.org"
LIST = "/north-herts/actions/"


def test_she_finds_an_update_by_a_word_and_gets_to_its_page(browse, find_action):
    page = browse(OBSERVER)
    page.goto("/north-herts/search/")
    page.get_by_label("Search for").fill("RANK taxi")
    page.get_by_role("button", name="Search", exact=True).click()
    action = find_action("Provision of Taxi Marshalling")
    result = page.get_by_role("main").get_by_role("listitem").filter(has_text="Update").first
    expect(result.locator("mark").nth(1)).to_have_text("Rank")
    assert overflow(page) <= 0
    result.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(action.wording)
    expect(page.get_by_text("Rank move is with County highways").first).to_be_visible()


def test_what_she_narrowed_somebody_else_sees_by_its_address(browse):
    page = browse(OBSERVER)
    page.goto(LIST)
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Authority", exact=True).select_option(label="Hertfordshire Constabulary / North Hertfordshire")
    page.get_by_label("Its role").select_option(label="leads")
    page.get_by_label("Status", exact=True).select_option(label="Overdue")
    page.get_by_role("button", name="Show").click()
    told = page.locator(".found__told")
    expect(told).to_have_text(
        "2 actions that Hertfordshire Constabulary / North Hertfordshire leads and that are overdue."
    )
    address, rows = page.url, page.locator(".row__link").all_inner_texts()
    assert (address.partition("?")[2], len(rows)) == ("authority=1&part=lead&reading=overdue", 2)
    assert overflow(page) <= 0
    other = browse(CHAIR)
    other.goto(address)
    assert other.locator(".row__link").all_inner_texts() == rows
    assert other.locator(".found__told").inner_text() == told.inner_text()
    other.get_by_role("link", name="that are overdue").click()
    expect(other.locator(".found__clauses li")).to_have_count(1)


@pytest.mark.parametrize(
    ("address", "column"),
    [(f"{LIST}?reading=off_track&sort=worst", "wording"), ("/north-herts/updates/?status=withdrawn", "wording")],
)
def test_the_download_holds_what_is_shown(address, column, browse):
    page = browse(OBSERVER)
    page.goto(address)
    shown = page.locator(".row__link").all_inner_texts()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    words = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert [row[column] for row in csv.DictReader(io.StringIO(words))] == shown != []
