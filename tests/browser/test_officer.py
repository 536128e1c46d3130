"""The police officer says how an action is going, in under a minute and without losing a word."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from actions.models import Update

from .conftest import EVERY_SCREEN, PASSWORD, address_of, deeds_offered, overflow

pytestmark = pytest.mark.parametrize("screen", EVERY_SCREEN, ids=str)

OFFICER = "police.officer@example.org"
OURS = "Bespoke crime prevention advice"
SHARED = "Pilot Safer Pubs and Clubs"
NOT_OURS = "Improve the content of District Council Internet site"
HAPPENED = "Two of the five advisers left in May, so forty households still wait for a visit."
SENTENCE = "Advice visits are slower than planned; we are training three more advisers."
NEXT = "Train three more advisers by the end of July."


def test_she_signs_in_and_finds_what_is_hers_soonest_first(browse):
    page = browse()
    page.goto("/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("E-mail address").fill(OFFICER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/north-herts/my-actions/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("My actions")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Due from you", "We lead", "We support"])

    def due(words):
        day = words.partition(",")[0]
        return datetime.strptime(day, "Due %d %B %Y") if words.startswith("Due") else datetime.max

    for actions in (page.locator(".mine").nth(0), page.locator(".mine").nth(1)):
        dates = [due(words) for words in actions.locator(".mine__one > p:nth-of-type(1)").all_inner_texts()]
        assert len(dates) > 10
        assert dates == sorted(dates)
    assert overflow(page) <= 0


def test_she_updates_an_action_and_the_partnership_sees_it_at_once(browse, find_action, screen):
    action = find_action(OURS)
    page = browse(OFFICER)
    page.goto("/north-herts/my-actions/")
    page.get_by_role("link", name=action.wording, exact=True).click()
    page.get_by_role("button", name="Update this action").click()
    page.get_by_role("button", name="Save").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("There is a problem")
    expect(summary.get_by_role("link")).to_have_text(
        ["Choose how the action is going", "Enter what happened since the last update"]
    )
    if screen.script:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    status = page.get_by_role("radiogroup", name="How is it going?")
    expect(status).to_have_accessible_description(re.compile("Choose how the action is going"))
    expect(status.get_by_text("Choose how the action is going")).to_be_visible()
    happened = page.get_by_label("What happened")
    expect(happened).to_have_accessible_description(re.compile("Enter what happened since the last update"))
    assert action.updates.count() == 0

    summary.get_by_role("link", name="Enter what happened").click()
    if screen.script:
        expect(happened).to_be_focused()
    page.get_by_label("Off track").check()
    happened.fill(HAPPENED)
    page.get_by_label("What is next").fill(NEXT)
    page.get_by_label("A sentence for the public").fill(SENTENCE)
    page.get_by_role("button", name="Save").click()

    expect(page).to_have_url(re.compile(f"{address_of(action)}(#id_happened)?$"))
    expect(page.get_by_role("alert")).to_contain_text("Your update is saved.")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    now = page.locator(".now:not(.challenge)")
    expect(now.locator(".status")).to_have_text("Off track")
    for words in (HAPPENED, NEXT, SENTENCE):
        expect(now).to_contain_text(words)
    assert overflow(page) <= 0
    page.reload()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.goto("/north-herts/my-actions/")
    expect(page.get_by_role("listitem").filter(has_text=action.wording)).to_contain_text("Off track")


def test_she_cannot_update_what_her_authority_neither_leads_nor_supports(browse, find_action):
    action = find_action(NOT_OURS)
    page = browse(OFFICER)
    page.goto("/north-herts/my-actions/")
    expect(page.get_by_role("link", name=action.wording)).to_have_count(0)
    assert page.goto(address_of(action)).status == 200
    expect(page.get_by_role("heading", level=1)).to_have_text(action.wording)
    assert deeds_offered(page) == []
    assert page.goto(address_of(action, "update")).status == 403
    assert page.goto(address_of(action, "edit")).status == 403


def test_of_two_officers_who_write_at_once_neither_overwrites_the_other(browse, find_action):
    action = find_action(SHARED)
    before = action.updates.count()
    hers, his = browse(OFFICER), browse("district.officer@example.org")
    for page in (hers, his):
        page.goto(address_of(action, "update"))
    hers.get_by_label("At risk").check()
    hers.get_by_label("What happened").fill("Four pubs have signed.")
    hers.get_by_label("What is next").fill("Visit the other six.")
    his.get_by_label("What happened").fill("The licence conditions are agreed.")
    his.get_by_label("What is next").fill("Ask two more pubs.")
    his.get_by_role("button", name="Save").click()
    expect(his.get_by_role("alert")).to_contain_text("Your update is saved.")

    hers.get_by_role("button", name="Save").click()
    expect(hers.get_by_role("alert")).to_contain_text("Somebody else updated this action while you were writing")
    newest = hers.locator("#now")
    expect(newest).to_contain_text("Saved while you were writing")
    expect(newest).to_contain_text("North Hertfordshire District Council")
    expect(newest).to_contain_text("The licence conditions are agreed.")
    expect(hers.get_by_label("At risk")).to_be_checked()
    expect(hers.get_by_label("What happened")).to_have_value("Four pubs have signed.")
    expect(hers.get_by_label("What is next")).to_have_value("Visit the other six.")
    assert action.updates.count() == before + 1
    hers.get_by_role("alert").get_by_role("link").click()
    expect(newest).to_be_in_viewport()

    hers.get_by_role("button", name="Save").click()
    expect(hers.get_by_role("alert")).to_contain_text("Your update is saved.")
    expect(hers.locator(".now:not(.challenge)")).to_contain_text("Four pubs have signed.")
    story = hers.locator(".story__item")
    expect(story.nth(0)).to_contain_text("Four pubs have signed.")
    expect(story.nth(1)).to_contain_text("The licence conditions are agreed.")
    newest = Update.objects.filter(action=action)[:2]
    assert [u.happened for u in newest] == ["Four pubs have signed.", "The licence conditions are agreed."]


def test_she_enters_an_older_fact_and_the_newer_status_stays(browse, find_action):
    action = find_action(OURS)
    page = browse(OFFICER)
    for status, day, happened in (
        ("At risk", "4 June 2009", "Advisers left"),
        ("On track", "20 January 2009", "Trained"),
    ):
        page.goto(f"/north-herts/actions/{action.pk}/update/")
        page.get_by_label(status, exact=True).check()
        page.get_by_label("What happened").fill(happened)
        page.get_by_label("What is next").fill(NEXT if status == "At risk" else "")
        page.get_by_label("Date this update is about").fill(day)
        about = page.get_by_label("Date this update is about")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("Your update is saved.")
    expect(page.get_by_role("alert")).to_contain_text("kept as an earlier report. The status stays “at risk”.")
    newest = page.locator(".now").first
    expect(newest.locator(".status")).to_have_text("Overdue")
    expect(newest).to_contain_text("last reported: At risk, 4 June 2009")
    expect(newest).to_contain_text("Advisers left")
    expect(page.locator(".story__item").first).to_contain_text("entered late: recorded 15 June 2009")
    assert overflow(page) <= 0

    page.goto(f"/north-herts/actions/{action.pk}/update/")
    expect(about).to_have_accessible_description(re.compile("before 4 June 2009.*the status stays “at risk”"))
    page.goto(f"/north-herts/actions/{action.pk}/")
    page.get_by_role("link", name="Undo the earlier report of 20 January 2009").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(".now").first).to_contain_text("last reported: At risk, 4 June 2009")
