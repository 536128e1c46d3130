"""The screens of a meeting on a projector: all of each is in view, however long the words, and large enough to read."""

import uuid
from datetime import date

import pytest
from playwright.sync_api import expect

from actions.meetings import proceedings
from actions.models import Action, Record
from partners.models import Authority, Meeting, User
from plans.status import Status
from tests.factories import CriterionFactory, MeasurementFactory

from .conftest import Screen
from .kinds import CHAIR, COORDINATOR, OBSERVER
from .looks import faults

PROJECTORS = (1920, 1080), (1280, 720), (1024, 768)
LEAST_TYPE = 24
LONG = "Donaudampfschifffahrtsgesellschaft" * 12
MANY = "The licensing officers visited the public houses and found two of them shut. " * 40

# What has to be scrolled, and what is smaller than so many pixels: text of a chart as it is drawn.
FOUND = """least => {
  const found = [], root = document.documentElement;
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) found.push("the page");
  for (const element of document.querySelectorAll(PARTS)) {
    const {right, bottom} = element.getBoundingClientRect();
    const scrolls = getComputedStyle(element).overflowY === "auto" && element.scrollHeight > element.clientHeight + 1;
    const outside = element.checkVisibility() && (right > innerWidth + 1 || bottom > innerHeight + 1);
    if (scrolls || outside) found.push(`${element.className} ${element.scrollHeight} ${element.clientHeight}`);
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, words = texts.currentNode.data.trim();
    const unseen = element.closest(".govuk-visually-hidden, .govuk-skip-link, title");
    if (!words || unseen || !element.checkVisibility()) continue;
    const scale = element.closest("svg") ? element.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < least - 0.1) found.push(`${size}px: ${words.slice(0, 40)}`);
  }
  return found;
}""".replace("PARTS", '".pane, .screen, .top, .steps, .case__do, .screen__state, .kept, .tests"')


def wrong_at_each_size(page):
    found = {}
    for width, height in PROJECTORS:
        page.set_viewport_size({"width": width, "height": height})
        found[width] = page.evaluate(FOUND, LEAST_TYPE)
    return {width: what for width, what in found.items() if what}


@pytest.fixture
def running(site):
    """A meeting in progress at which everything has as many and as long words as there can be."""
    chair = User.objects.get(email=CHAIR)
    meeting = Meeting.objects.filter(group__kind="strategy", state="ready").earliest("starts_at")
    Authority.objects.filter(short_name="Constabulary").update(short_name=LONG[:60])
    point = meeting.agenda.filter(kind="words").first()
    meeting.agenda.filter(pk=point.pk).update(introduction=f"{MANY}\n\n{LONG}\n\n{MANY}", title=LONG[:200])
    of_alcohol = list(Action.objects.filter(priority__key="alcohol"))
    Action.objects.filter(pk=of_alcohol[0].pk).update(wording=LONG[:400])
    words = {"happened": MANY, "achieved": MANY[:1000], "next": LONG, "status": Status.OFF_TRACK}
    for action in of_alcohol:
        authority = action.lead or meeting.group.partnership.authorities.first()
        action.report(by=User.objects.get(email=COORDINATOR), authority=authority, **words)
    for number in range(14):
        criterion = CriterionFactory(priority=of_alcohol[0].priority, wording=f"{number} {LONG[:200]}")
        for month, value in ((4, 12345), (7, 67890)):
            days = {"starts_on": date(2008, month, 1), "ends_on": date(2008, month + 2, 30)}
            MeasurementFactory(criterion=criterion, value=value, **days)
    proceedings.begin(meeting, by=chair)
    meeting.refresh_from_db()
    for authority in meeting.group.partnership.authorities.acting().existing(meeting.day):
        people = [("Area commander of the northern division", True, False), (LONG[:100], False, True)]
        proceedings.attend(meeting, authority, by=chair, state="present", people=people)
    for target in [{"item": point}, {"priority": of_alcohol[1].priority}, {"action": of_alcohol[2]}, {}] * 3:
        for text in (MANY[:2000], LONG[:300], "Agreed."):
            fields = {"kind": Record.Kind.DECISION, "text": text, "follow_up": True, "target": target}
            proceedings.record(meeting, by=chair, token=uuid.uuid4(), **fields)
    return meeting


@pytest.mark.parametrize("screen", [Screen(1920, 1080)], ids=str)
def test_nothing_is_scrolled_and_everything_is_large_enough_at_every_place(browse, running):
    page = browse(CHAIR)
    run = f"/north-herts/meetings/{running.pk}/run/"
    page.goto(run)
    places = page.locator(".steps__places a").evaluate_all("links => links.map(link => link.search)")
    action = Action.objects.filter(priority__key="alcohol").order_by("pk")
    part = "?at=priority-alcohol"
    places += [f"?at=action-{action[0].pk}", f"?at=action-{action[2].pk}", f"{part}&others=1"]
    places += [f"{part}&decide={action[1].pk}", f"{places[4]}&page=2", f"{places[1]}&page=2", "?at=closing&page=2"]
    wrong = {}
    for place in places:
        page.goto(run + place)
        wrong[place] = wrong_at_each_size(page)
    for place in (f"?at=action-{action[0].pk}", f"{part}&decide={action[1].pk}", places[1]):
        page.goto(f"{run}{place}&record=1")
        for field in [*page.locator("[name=carries]").all(), *page.locator("[name=kind][value=challenge]").all()]:
            field.check(force=True)
            wrong[place, field.get_attribute("value")] = wrong_at_each_size(page)
    wrong = {place: found for place, found in wrong.items() if found}
    assert wrong == {}, "\n".join(f"{place}: {found}" for place, found in wrong.items())


@pytest.mark.parametrize("screen", [Screen(1280, 720), Screen(1280, 720, script=False)], ids=str)
def test_a_decision_on_an_action_is_recorded_without_losing_the_screen(browse, running, screen):
    Record.objects.filter(meeting=running, action__isnull=False).update(action=None)
    page = browse(CHAIR)
    page.goto(f"/north-herts/meetings/{running.pk}/run/?at=priority-burglary")
    title = page.get_by_role("heading", level=1).inner_text()
    case = page.locator(".case").first
    name = case.locator(".case__words").inner_text()
    case.get_by_role("link", name="Decide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".case[aria-current] .case__words")).to_have_text(name)
    expect(page.locator(".recorder__about")).to_have_text(name)
    if screen.script:
        assert faults(page) == []
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Enter what is to be recorded")
    page.get_by_label("Words", exact=True).fill("Ask the housing association.")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#records")).to_contain_text("Ask the housing association.")
    assert Record.objects.latest("pk").action.wording == name


@pytest.mark.parametrize("screen", [Screen(1280, 720)], ids=str)
def test_more_exceptions_than_fit_are_on_the_next_page(browse, running):
    page = browse(OBSERVER)
    page.emulate_media(color_scheme="dark")
    page.goto(f"/north-herts/meetings/{running.pk}/run/")
    page.get_by_role("link", name="Review of the plan", exact=True).first.click()
    expect(page.locator(".case")).to_have_count(8)
    first = page.locator(".case__words").all_inner_texts()
    page.get_by_role("link", name="The next", exact=True).click()
    expect(page.locator(".pages")).to_contain_text("9 to 16 of")
    assert not {*first} & {*page.locator(".case__words").all_inner_texts()}
    assert faults(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text("Promote reassurance and increase feeling of safety")
    page.keyboard.press("g")
    expect(page.get_by_role("link", name="Welcome", exact=True)).to_be_focused()
    page.keyboard.press("g")
    expect(page.get_by_role("link", name="Welcome", exact=True)).to_be_hidden()


@pytest.mark.parametrize("screen", [Screen(1280, 720), Screen(1280, 720, script=False)], ids=str)
def test_each_of_many_measures_is_shown_as_a_chart(browse, running, screen):
    Record.objects.filter(meeting=running).update(priority=None, action=None)
    page = browse(OBSERVER)
    page.goto(f"/north-herts/meetings/{running.pk}/run/?at=priority-alcohol")
    charts = page.locator(".measured__chart").locator("visible=true")
    expect(charts).to_have_count(1)
    name = page.locator(".measured__what a").last.inner_text()
    page.locator(".measured__what a").last.click()
    expect(page.locator(".measured__what").first).to_have_text(name)
    expect(charts).to_have_count(1)
    page.get_by_role("navigation", name="Pages of measures").get_by_role("link").click()
    expect(page.locator(".measured__what")).to_have_count(4)
    expect(page.locator(".measured__what").filter(has_text=name)).to_have_count(0)
