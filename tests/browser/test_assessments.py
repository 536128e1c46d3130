"""The year's assessment and a consultation are entered, stand beside the effort, and a resident reads both."""

from playwright.sync_api import expect

from plans.editions import page_cache
from plans.models import Assessment, Consultation

from .conftest import overflow

COORDINATOR, CHAIR, OBSERVER = "coordinator@example.org", "chair@example.org", "observer@example.org"
PDF = {"name": "Assessment.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 all of it"}
WHY = "The year’s, as the regulations ask."
ORDER = {"Reduce vehicle crime": "1", "Reduce dwelling burglary": "2", "Reduce anti-social behaviour": "3"}


def give_places(page, order):
    for words, place in order.items():
        page.get_by_label(f"Place of “{words}").fill(place)


def enter_assessment(page):
    page.goto("/north-herts/assessments/")
    page.get_by_role("button", name="Enter an assessment").click()
    page.get_by_label("Title").fill("Strategic assessment 2009")
    page.get_by_label("Prepared on").fill("1 6 2009")
    page.get_by_label("Summary").fill("Cars are **stolen** again.")
    page.get_by_label("Value for money, for the partnership").fill("The cameras cost more than they bring.")
    page.get_by_label("Value for money, for the public").fill("We looked at what each activity costs.")
    page.get_by_label("Document (PDF)").set_input_files(PDF)
    give_places(page, ORDER)
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Save").click()


def enter_consultation(page):
    page.goto("/north-herts/assessments/")
    page.get_by_role("button", name="Enter a consultation").click()
    page.get_by_label("Title").fill("Street survey 2009")
    page.get_by_label("Who was asked").fill("Shoppers in four towns")
    page.get_by_label("To (optional)").fill("5 June 2009")
    page.get_by_label("How many were asked").fill("400")
    page.get_by_label("How many answered").fill("4000")
    page.get_by_label("You said").fill("Homes are broken into.")
    page.get_by_label("We did").fill("Patrols were moved.")
    give_places(page, {"Reduce dwelling burglary": "1", "Reduce vehicle crime": "2", "Reduce anti-social": "2"})
    page.get_by_label("Wording in the consultation for “Reduce dwelling burglary").fill("Break-ins")
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Save").click()
    # It says what cannot be, and keeps the rest.
    expect(page.get_by_role("alert")).to_contain_text("The number of answers cannot be above the 400")
    expect(page.get_by_label("Wording in the consultation for “Reduce dwelling burglary")).to_have_value("Break-ins")
    page.get_by_label("How many answered").fill("212")
    page.get_by_role("button", name="Save").click()


def test_she_enters_both_and_sees_them_beside_the_effort(browse, screen, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    page = browse(COORDINATOR)
    enter_assessment(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Strategic assessment 2009")
    expect(page.get_by_role("main")).to_contain_text("Assessment.pdf")
    assert Assessment.objects.get(title="Strategic assessment 2009").document_name == "Assessment.pdf"
    enter_consultation(page)
    expect(page.get_by_role("main")).to_contain_text("212 of the 400 people who were asked answered (53%)")
    assert Consultation.objects.get(title="Street survey 2009").history.get().history_change_reason == WHY
    page.goto("/north-herts/assessments/")
    main = page.get_by_role("main")
    expect(main).to_contain_text(
        "People put “Break-ins” 1st; the strategic assessment puts it 2nd, and the plan gives it 6 of 45 actions."
    )
    row = page.get_by_role("row", name="Reduce vehicle crime")
    assert [cell.inner_text().split()[:2] for cell in row.get_by_role("cell").all()] == [
        ["1st"], ["joint", "2nd"], ["4", "9%;"],
    ]  # fmt: skip
    expect(page.get_by_role("row", name="Increase the awareness").get_by_role("cell").first).to_have_text("not named")
    assert overflow(page) <= 0


def test_a_resident_reads_what_people_said_and_what_was_done(browse, screen, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    page = browse(COORDINATOR)
    enter_assessment(page)
    enter_consultation(page)
    page = browse(CHAIR)
    page.goto("/north-herts/publish/")
    expect(page.get_by_role("main")).to_contain_text("Street survey 2009")
    page.get_by_label("What is new in this edition").fill("What people said this summer.")
    page.get_by_role("button", name="Publish").click()
    page_cache.current.forget()
    page = browse()
    page.goto("/north-herts/whole-plan/")
    section = page.locator("section", has=page.locator("#orders"))
    for words in ("People put “Break-ins” 1st", "Homes are broken into.", "Patrols were moved.", "212 of the 400"):
        expect(section).to_contain_text(words)
    expect(section).to_contain_text("We looked at what each activity costs.")
    expect(page.get_by_role("main")).not_to_contain_text("The cameras cost more")
    expect(page.get_by_role("main")).not_to_contain_text("Assessment.pdf")
    assert overflow(page) <= 0


def test_an_observer_reads_and_is_offered_no_form(browse, screen):
    page = browse(OBSERVER)
    page.goto("/north-herts/plan/")
    page.get_by_role("banner").get_by_role("link", name="Assessment and consultation").click()
    page.get_by_role("link", name="Strategic assessment 2008").first.click()
    expect(page.get_by_role("main")).to_contain_text("It has no review of value for money")
    expect(page.get_by_role("link", name="Edit it")).to_have_count(0)
