"""Somebody signs out at a computer that others use, and the next one goes back."""

import pytest
from playwright.sync_api import expect

from .conftest import WIDE, context_for, sign_in, sign_out

CHAIR = "chair@example.org"


@pytest.fixture(params=[False, True], ids=["pages kept whole", "pages asked for again"])
def computer(request, playwright, browser_type_launch_args, site):
    """A browser as people have it, which keeps whole pages to go back to; and one that keeps only what was sent."""
    options = {} if request.param else {"ignore_default_args": ["--disable-back-forward-cache"]}
    browser = playwright.chromium.launch(**browser_type_launch_args, **options)
    yield browser.new_context(**context_for(WIDE, site))
    browser.close()


def test_nothing_private_is_shown_to_who_goes_back(computer, site):
    sign_in(computer, CHAIR, site)
    page = computer.new_page()
    page.goto("/north-herts/review/")
    page.goto("/north-herts/plan/")
    sign_out(page)
    expect(page.locator(".account")).to_have_count(0)
    for _ in range(2):
        page.go_back()
        expect(page.get_by_label("Password")).to_be_visible()


def test_a_page_that_still_holds_is_not_sent_again(computer, site):
    sign_in(computer, CHAIR, site)
    page = computer.new_page()
    for _ in range(2):  # the first answer sets a cookie, and is not kept
        page.goto("/north-herts/review/")
    answers = []
    session = computer.new_cdp_session(page)  # what came over the wire; to the page a 304 is the 200 that it kept
    session.send("Network.enable")
    session.on("Network.responseReceivedExtraInfo", lambda response: answers.append(response["statusCode"]))
    page.goto("/north-herts/review/")
    expect(page.get_by_role("heading", name="Review", level=1)).to_be_visible()
    assert 304 in answers
