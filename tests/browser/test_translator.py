"""The plan's English changed, and its page in Polish is stale: the translator mends it by a spreadsheet."""

import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from actions.models import Action
from partners.history import attributed_to
from partners.models import User
from plans.editions import page_cache
from plans.editions.publishing import publish

from .conftest import overflow
from .states import COORDINATOR

POLISH = "Mniej włamań do domów i mieszkań " + "w" * 60


def reword():
    """A priority that is translated gets another name, in an edition of its own."""
    priority = Action.objects.filter(priority__name="Reduce dwelling burglary").first().priority
    coordinator = User.objects.get(email=COORDINATOR)
    with attributed_to(by=coordinator, why="Clearer"):
        priority.name = "Reduce burglary of homes"
        priority.save()
    publish(priority.plan, by=coordinator, note="A clearer name")
    page_cache.current.forget()


def in_english(page):
    """How many texts of the plan its Polish page says that it has in English."""
    page_cache.current.forget()
    page.goto("/pl/north-herts/")
    return int(page.locator(".languages__english").inner_text().split()[0])


def filled(content):
    """The spreadsheet with the rows that are out of date translated anew, and how many those are."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["Translations"]
    head = [cell.value for cell in sheet[1]]
    stale = [row for row in sheet.iter_rows(min_row=2) if row[head.index("state")].value == "Out of date"]
    for row in stale:
        row[head.index("translation")].value = POLISH
    book.save(file := io.BytesIO())
    return file.getvalue(), len(stale)


def upload(page, name, content):
    page.get_by_label("The file you filled in").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Upload").click()


def test_a_stale_page_is_brought_up_to_date_by_a_spreadsheet(browse):
    reader, translator = browse(), browse(COORDINATOR)
    before = in_english(reader)
    reword()
    stale = in_english(reader)
    assert stale > before
    expect(reader.get_by_text("Reduce burglary of homes").first).to_have_attribute("lang", "en-GB")

    translator.goto("/north-herts/translations/pl/")
    with translator.expect_download() as started:
        translator.get_by_role("link", name="Download a spreadsheet").click()
    file, number = filled(Path(started.value.path()).read_bytes())
    assert number == 1
    translator.get_by_role("link", name="Upload a spreadsheet").click()
    upload(translator, "minutes.txt", b"Who came; who did not")
    expect(translator.get_by_role("alert")).to_contain_text("This file has no columns “key”, “seen” and “translation”")
    expect(translator.locator("#file-error")).to_be_visible()
    upload(translator, "texts.xlsx", file)
    expect(translator.get_by_role("heading", name="1 translation would be saved")).to_be_visible()
    expect(translator.get_by_text(POLISH)).to_have_attribute("lang", "pl")
    assert overflow(translator) <= 0
    translator.get_by_role("button", name="Save these, to be checked").click()
    expect(translator.get_by_role("alert")).to_contain_text("1 translation is saved.")
    assert in_english(reader) == stale

    translator.get_by_role("link", name="Reduce burglary of homes").click()
    assert overflow(translator) <= 0
    translator.get_by_role("button", name="Save and mark all as checked").click()
    translator.get_by_role("link", name="Publish what is checked").click()
    translator.get_by_role("button", name="Publish").click()
    expect(translator.get_by_role("alert")).to_contain_text("published")
    assert in_english(reader) == stale - 1
    expect(reader.get_by_text(POLISH).first).to_be_visible()
