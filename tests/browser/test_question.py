"""A resident asks without an account or scripts, and reads the answer on the public page."""

import re

from playwright.sync_api import expect

from .conftest import overflow

ACTION = "Pilot Safer Pubs and Clubs initiative"
ASKED = "When does it reach Royston? Yours, Robin Example, 12 Example Road"
WORDS, ANSWER = "When does the scheme reach Royston?", "In the autumn, with four pubs."


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    fits(page)


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()
    fits(page)


def fits(page):
    page.wait_for_load_state()
    assert overflow(page) <= 0


def test_a_resident_asks_the_coordinator_assigns_the_officer_drafts_and_the_resident_reads_the_answer(browse, site):
    reference = ask(browse())
    coordinator = browse("coordinator@example.org")
    coordinator.goto("/north-herts/inbox/")
    coordinator.get_by_role("link", name=re.compile(reference)).click()
    question = coordinator.url
    expect(coordinator.get_by_text("Robin Example, 12 Example Road")).to_be_visible()
    press(coordinator, "Assign, date, urgent")
    coordinator.get_by_label("Assign to").select_option(label="Constabulary")
    press(coordinator, "Save")
    draft(browse("police.officer@example.org"), reference)
    coordinator.goto(question)
    press(coordinator, "Answer and publish")
    expect(coordinator.locator("mark").first).to_contain_text("Robin Example")
    coordinator.get_by_label("The question, in words for the public").fill(WORDS)
    press(coordinator, "Publish")
    expect(coordinator.get_by_text("The words are new.").first).to_be_visible()
    coordinator.get_by_label("I have looked for personal details in these texts").check()
    press(coordinator, "Publish")
    expect(coordinator.get_by_text("It is on the public page now.")).to_be_visible()
    read(browse(), reference)


def ask(page):
    """Asks about an action from its page; the reference."""
    page.goto("/north-herts/find/?q=Pilot+Safer+Pubs")
    follow(page, ACTION)
    follow(page, "Ask a question or say something about this action")
    expect(page.get_by_text("Do not report crime here.")).to_be_visible()
    page.get_by_label("Your question or remark").fill(ASKED)
    page.get_by_label("Your name").fill("Robin Example")
    page.wait_for_timeout(2_100)  # a form that is sent sooner was not read
    press(page, "Send")
    return page.get_by_role("heading", level=1).inner_text().removeprefix("Your question: ")


def draft(page, reference):
    page.goto("/north-herts/my-actions/")
    page.get_by_role("link", name=re.compile("^Draft the answer")).first.click()
    page.get_by_role("link", name=re.compile(reference)).click()
    expect(page.get_by_text("When does it reach Royston?")).to_be_visible()
    press(page, "Draft the answer")
    page.get_by_label("Answer").fill(ANSWER)
    press(page, "Save the draft")


def read(page, reference):
    page.goto(f"/north-herts/ask/{reference}/")
    follow(page, "Read the answer")
    for words in (WORDS, ANSWER):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text(re.compile("Robin|Example Road"))).to_have_count(0)
    follow(page, "All questions and answers")
    expect(page.get_by_text(WORDS, exact=True)).to_be_visible()
