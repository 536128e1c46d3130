"""The chair runs the meeting from the review: what is wrong comes first, and all of it can be opened."""

import re

import pytest
from playwright.sync_api import expect

from partners.models import Authority, User
from plans.status import EXCEPTIONS, Status
from tests.volume import FULL

from .conftest import PASSWORD, SCREENS, Screen, address_of, deeds_offered, overflow

CHAIR = "chair@example.org"
PROJECTOR = Screen(1920, 1080)
PLACE = {status.label: place for place, status in enumerate(EXCEPTIONS)}


@pytest.mark.parametrize("screen", [*(SCREENS if FULL else SCREENS[1:]), PROJECTOR], ids=str)
def test_they_see_the_exceptions_first_and_open_one(browse, find_action, screen):
    page = browse()
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(CHAIR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/north-herts/desk/$"))
    expect(page.get_by_role("main").get_by_text("Responsible Authority Group meets on").first).to_be_visible()
    page.goto("/north-herts/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Review")
    expect(page.get_by_role("main").get_by_text("54 actions on 15 June 2009")).to_be_visible()
    assert parts_of(page)[0] == "Promote reassurance and increase feeling of safety"
    assert_exceptions_first(page)
    assert overflow(page) <= 0

    page.get_by_role("navigation", name="Arrange by").get_by_role("link", name="By authority").click()
    expect(page).to_have_url(re.compile(r"\?by=authority$"))
    leads = Authority.objects.filter(actions_led__isnull=False).distinct()
    assert parts_of(page) == [*(authority.name for authority in leads), "Lead to be agreed"]
    assert_exceptions_first(page)
    assert overflow(page) <= 0

    action = find_action("Introduce a Rural Watch scheme")
    constabulary = page.get_by_role("region", name=action.lead.name)
    expect(constabulary.locator(".row").first).to_contain_text(action.latest_update.happened)
    constabulary.get_by_role("link", name=action.wording).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(action.wording)
    expect(page.locator(".now .status")).to_have_text("Off track")


def test_they_read_an_action_and_do_not_write_to_it(browse, find_action):
    action = find_action("Introduce a Rural Watch scheme")
    page = browse(CHAIR)
    page.goto(address_of(action))
    assert deeds_offered(page) == []
    assert [page.goto(address_of(action, deed)).status for deed in ("update", "edit")] == [403, 403]


@pytest.mark.parametrize("screen", [PROJECTOR], ids=str)
def test_the_whole_plan_at_a_glance_fits_a_projector(browse):
    page = browse(CHAIR)
    page.goto("/north-herts/review/")
    expect(page.get_by_role("table", name="Actions by ")).to_be_in_viewport(ratio=1)


def test_they_publish_what_the_officer_told_the_public_and_no_more(browse, find_action):
    action = find_action("Bespoke crime prevention advice")
    officer = User.objects.get(email="police.officer@example.org")
    happened, sentence = "Two of five advisers left in May.", "Advice visits are slower than planned."
    action.report(
        by=officer, authority=action.lead, status=Status.OFF_TRACK, happened=happened, public=sentence, next="Hire."
    )
    page = browse(CHAIR)
    page.goto("/north-herts/plan/")
    page.get_by_role("banner").get_by_role("link", name="Publish", exact=True).click()
    expect(page.get_by_role("region", name="Changes since edition")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what is new in this edition")
    page.get_by_label("What is new in this edition").fill("Progress to the middle of June.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("Edition 5 is published.")
    assert overflow(page) <= 0

    public = browse()
    public.goto("/north-herts/")
    expect(public.get_by_text("Progress to the middle of June.")).to_be_visible()
    public.get_by_role("link", name="Whole plan on one page").click()
    item = public.get_by_role("listitem").filter(has_text=action.wording)
    expect(item.locator(".status")).to_have_text("Off track")
    expect(item.get_by_text(sentence)).to_be_visible()
    assert [words in public.content() for words in (sentence, happened, officer.name)] == [True, False, False]


def parts_of(page):
    return page.locator("main section > h2").all_inner_texts()


def assert_exceptions_first(page):
    """In each part off track comes before overdue, overdue before not updated, and all of them before the rest."""
    found = 0
    for part in page.locator("main section").all():
        rows = part.locator(".rows").first.locator(".status").all_inner_texts()
        places = [PLACE[label.strip()] for label in rows if label.strip() in PLACE]
        assert places == sorted(places)
        assert len(places) == part.locator(".row .status").filter(has_text=re.compile("|".join(PLACE))).count()
        found += len(places)
    assert found == sum(
        int(page.locator(".tally li").filter(has_text=label.lower()).locator("strong").first.text_content())
        for label in PLACE
    )
