"""From the e-mail's link to "saved": what an officer in a hurry has to do, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import EVERY_SCREEN, overflow

pytestmark = pytest.mark.parametrize("screen", EVERY_SCREEN, ids=str)

OFFICER = "police.officer@example.org"
ASKED = "Run test purchasing operations"
OTHERS = ["Full risk assessment on all reports", "Improve sharing of depersonalised"]


def test_she_follows_the_link_and_has_answered_in_two_steps_and_her_words(browse, find_action):
    action = find_action(ASKED)
    page = browse(OFFICER)
    page.goto(f"/north-herts/my-updates/#action-{action.pk}")
    form = page.get_by_role("group", name=action.wording, exact=True)
    expect(form).to_be_in_viewport()
    form.get_by_label("On track").check()
    form.get_by_label("What happened").fill("Nine shops tried in May; one sold.")
    page.get_by_role("button", name=re.compile("^Save (all|1 answer)$")).click()
    expect(page.get_by_role("alert")).to_contain_text(
        "1 answer saved: “Run test purchasing operations at identified hotspot"
    )
    assert overflow(page) <= 0
    assert action.updates.first().happened == "Nine shops tried in May; one sold."
    # The address names it, so that the browser may have opened what is folded already.
    page.locator("details", has_text="11 answered in this round").evaluate("folded => { folded.open = true; }")
    answered = page.get_by_role("listitem").filter(has_text=action.wording)
    expect(answered).to_contain_text("15 June 2009")


def test_she_chooses_no_change_for_all_and_saves_them_at_once(browse, find_action, screen):
    actions = [find_action(words) for words in OTHERS]
    page = browse(OFFICER)
    page.goto("/north-herts/my-actions/")
    page.get_by_role("link", name="Answer : 14 updates due by 26 June 2009").click()
    for action in actions:
        row = page.get_by_role("group", name=action.wording, exact=True)
        row.get_by_label("No change").check()
        expect(row.get_by_label("What happened")).to_be_hidden()
    page.get_by_role("button", name="Save 2 answers" if screen.script else "Save all").click()
    expect(page.get_by_role("alert")).to_contain_text("2 answers saved: ")
    for action in actions:
        before, now = list(action.updates.order_by("-pk")[:2])[::-1]
        assert (now.status, now.happened, now.next) == (before.status, "No change.", before.next)


def test_what_she_wrote_before_no_change_stays_in_view_since_it_is_saved(browse, find_action):
    action = find_action(OTHERS[0])
    page = browse(OFFICER)
    page.goto("/north-herts/my-updates/")
    row = page.get_by_role("group", name=action.wording, exact=True)
    coming, happened = row.get_by_label("What is next"), row.get_by_label("What happened")
    row.get_by_label("On track").check()
    coming.fill("Train the new staff.")
    row.get_by_label("No change").check()
    expect(coming).to_be_visible()
    expect(happened).to_be_hidden()
    row.get_by_label("On track").check()
    happened.fill("All were assessed.")
    row.get_by_label("No change").check()
    expect(happened).to_be_visible()
    happened.fill("")
    page.get_by_role("button", name=re.compile("^Save (all|1 answer)$")).click()
    expect(page.get_by_role("alert")).to_contain_text("1 answer saved: ")
    saved = action.updates.first()
    assert (saved.happened, saved.next) == ("No change.", "Train the new staff.")


def test_an_error_in_one_leaves_what_she_wrote_and_leads_to_it(browse, find_action, screen):
    ticked, wrong = (find_action(words) for words in OTHERS)
    page = browse(OFFICER)
    page.goto(f"/north-herts/my-updates/#action-{wrong.pk}")
    form = page.get_by_role("group", name=wrong.wording, exact=True)
    form.get_by_label("At risk").check()
    form.get_by_label("What is next").fill("Ask the county again.")
    page.get_by_role("group", name=ticked.wording, exact=True).get_by_label("No change").check()
    page.get_by_role("button", name=re.compile("^Save (all|2 answers)$")).click()
    summary = page.locator(".govuk-error-summary")
    expect(summary.get_by_role("link")).to_have_text(
        [re.compile("^Improve sharing of depersonalised information: Enter what happened since the last update$")]
    )
    expect(page.locator(".govuk-notification-banner")).to_contain_text(ticked.wording)
    assert (ticked.updates.first().happened, wrong.updates.count()) == ("No change.", 3)
    expect(form.get_by_label("What is next")).to_have_value("Ask the county again.")
    summary.get_by_role("link").click()
    expect(form.get_by_label("What happened")).to_be_in_viewport()
    if screen.script:
        expect(form.get_by_label("What happened")).to_be_focused()
    form.get_by_label("What happened").fill("The county has the draft.")
    form.get_by_label("Date this update is about").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1 answer saved: “Improve sharing of depersonalised information”")
    assert wrong.updates.first().next == "Ask the county again."


def test_from_every_field_the_save_button_at_hand_hides_nothing(browse, find_action):
    """What has the focus is seen whole above the bar that stays at the foot of the window."""
    page = browse(OFFICER)
    page.goto(f"/north-herts/my-updates/#action-{find_action(ASKED).pk}")
    form = page.get_by_role("group", name=find_action(ASKED).wording, exact=True)
    for field in (form.get_by_label("What happened"), form.get_by_label("A sentence for the public")):
        field.focus()
        box, bar = field.bounding_box(), page.locator(".answers__all").bounding_box()
        assert box["y"] + box["height"] <= bar["y"] + 1 or box["y"] >= bar["y"] + bar["height"]
