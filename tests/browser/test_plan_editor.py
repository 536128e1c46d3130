"""The coordinator writes the plan in the page: adds, arranges by keyboard alone, merges, retires and brings back."""

import pytest
from playwright.sync_api import expect

from actions.models import Action
from priorities.models import Priority

from .conftest import EVERY_SCREEN, on_both_screens, overflow

COORDINATOR = "coordinator@example.org"
WHY = "Agreed at the meeting in June."
# Where there are buttons to press and rows to drag.
WITH_SCRIPT = [screen for screen in EVERY_SCREEN if screen.script]


def words_of(page, selector):
    return [words.strip() for words in page.locator(selector).all_inner_texts()]


def test_she_adds_an_activity_and_finds_it_in_the_plan(browse, screen):
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/")
    assert overflow(page) <= 0
    page.get_by_role("link", name="Add an activity to Reduce vehicle crime").click()
    page.get_by_label("Wording").fill("Light the station car park")
    page.get_by_role("button", name="Add", exact=True).click()
    # An edition is published, so it asks why, and keeps what was typed.
    expect(page.get_by_role("alert")).to_contain_text("Enter why")
    expect(page.get_by_label("Wording")).to_have_value("Light the station car park")
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Light the station car park")
    expect(page.locator(".story__item").first).to_contain_text(WHY)


@pytest.mark.parametrize("screen", EVERY_SCREEN, ids=str)
def test_she_arranges_the_priorities_with_the_keyboard_alone(browse, screen):
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/order/priority/1/")
    first, second = words_of(page, ".order__words")[:2]
    if screen.script:
        page.get_by_role("button", name=f"Down: {first}").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text(f"{first}: 2 of 6")
        assert words_of(page, ".order__words")[:2] == [second, first]
        # The focus stays on the button, so that it can be pressed again.
        expect(page.get_by_role("button", name=f"Down: {first}")).to_be_focused()
    else:
        page.get_by_label(f"Place of “{second}”").fill("1")
    page.get_by_label("Why").focus()
    page.keyboard.type(WHY)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Order saved.")
    page.goto("/north-herts/plan/")
    expect(page.locator(".part h2").first).to_have_text(f"1. {second}")


@pytest.mark.parametrize("screen", WITH_SCRIPT, ids=str)
@pytest.mark.parametrize("way", ["up", "to the end"])
def test_at_the_end_of_the_list_the_focus_is_not_lost(way, browse):
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/order/priority/1/")
    words = words_of(page, ".order__words")
    name, press, other = (words[1], "Up", "Down") if way == "up" else (words[-2], "Down", "Up")
    page.get_by_role("button", name=f"{press}: {name}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"{press}: {name}")).to_be_disabled()
    expect(page.get_by_role("button", name=f"{other}: {name}")).to_be_focused()


@pytest.mark.parametrize("screen", WITH_SCRIPT, ids=str)
def test_she_drags_one_to_the_top(browse):
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/order/priority/1/")
    words = words_of(page, ".order__words")
    rows = page.locator(".order__one")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 20, "y": 2})
    assert words_of(page, ".order__words")[:2] == [words[1], words[0]]
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Order saved.")
    assert str(Priority.objects.order_by("position").first()) == words[1]


@on_both_screens
def test_she_reads_the_markdown_before_she_saves_it(browse, screen):
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/new/section/1/")
    page.get_by_label("Heading").fill("How we listen")
    page.get_by_label("Text").fill("We ask **everybody**.")
    if not screen.script:
        page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("everybody")
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The section is added to the plan.")


def test_she_retires_an_activity_and_brings_it_back(browse, find_action):
    action = find_action("Introduce a Rural Watch scheme")
    page = browse(COORDINATOR)
    page.goto(f"/north-herts/actions/{action.pk}/")
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("link", name="Remove from the plan").click()
    page.get_by_label("Why").fill("The parishes do it themselves.")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("alert")).to_contain_text("has been removed")
    expect(page.get_by_role("main")).to_contain_text("The parishes do it themselves.")
    page.goto("/north-herts/changes/")
    expect(page.get_by_role("main")).to_contain_text("Introduce a Rural Watch scheme")
    page.goto("/north-herts/write/")
    page.get_by_role("button", name="Restore").filter(has_text="Introduce a Rural Watch scheme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Introduce a Rural Watch scheme")
    assert Action.objects.filter(pk=action.pk).exists()


def test_she_gives_all_without_a_lead_one_and_a_date_at_once(browse, screen):
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/?by=no-lead")
    assert overflow(page) <= 0
    boxes = page.get_by_role("checkbox")
    number = boxes.count()
    for box in boxes.all():
        box.check()
    page.get_by_text("Change the selected rows").click()
    page.get_by_label("Lead (optional)").select_option(label="Hertfordshire Probation Area")
    page.locator("#id_fill_due_on").fill("30 September 2009")
    without = Action.objects.filter(lead=None).count()
    page.get_by_role("button", name="Fill the selected rows").click()
    assert Action.objects.filter(lead=None).count() == without > 0
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text(f"{number} rows saved.")
    assert Action.objects.filter(lead=None).count() == 0


@on_both_screens
def test_she_types_a_date_beside_the_name_and_finds_the_editor_behind_it(browse, find_action, screen):
    action = find_action("Introduce a Rural Watch scheme")
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/")
    if screen.width > 1000:
        page.mouse.wheel(0, 4000)
        expect(page.get_by_role("navigation", name="Contents")).to_be_in_viewport()
    row = page.get_by_role("row").filter(has_text=action.wording)
    row.get_by_label("Due date").fill("31 October 2009")
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("1 row saved.")
    action.refresh_from_db()
    assert str(action.due_on) == "2009-10-31"
    page.get_by_role("link", name=action.wording, exact=True).click()
    for verb in ("Move", "Merge with another", "Remove from the plan"):
        expect(page.get_by_role("link", name=verb, exact=True)).to_be_visible()
