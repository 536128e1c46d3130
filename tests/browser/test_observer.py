"""The observer sees all that the partnership sees, and is offered nothing to change it with."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import address_of, deeds_offered, open_menu, overflow

OBSERVER = "observer@example.org"


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("Review", "Review"),
        ("Plan", re.compile("Community Safety Plan")),
        ("Meetings", "Meetings"),
    ],
)
def test_she_reads_by_the_menu_and_may_change_nothing(name, heading, browse):
    page = browse(OBSERVER)
    page.goto("/")
    open_menu(page)
    menu = page.get_by_role("navigation", name="Menu")
    expect(menu.get_by_role("link")).to_have_text(["Review", "Plan", "Meetings", "Public page"])
    menu.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert_nothing_to_write(page)
    assert overflow(page) <= 0


def test_she_reads_an_action_and_may_change_nothing(browse, find_action):
    action = find_action("Pilot Safer Pubs and Clubs")
    page = browse(OBSERVER)
    page.goto("/north-herts/review/")
    page.get_by_role("link", name=action.wording).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(action.wording)
    assert_nothing_to_write(page)
    assert [page.goto(address_of(action, deed)).status for deed in ("update", "edit")] == [403, 403]


def assert_nothing_to_write(page):
    """The forms that are not for looking something up are the way out and that which hides the notice."""
    assert deeds_offered(page) == []
    assert page.locator("form").evaluate_all(
        "forms => forms.filter(form => form.method === 'post').map(form => new URL(form.action).pathname)"
    ) == ["/account/logout/", "/account/notice/"]
