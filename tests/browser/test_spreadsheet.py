"""The police officer writes her updates in a spreadsheet, sends it, reads what would change, and saves."""

from pathlib import Path

from playwright.sync_api import expect

from actions.models import Update
from partners.models import User
from tests.actions.reporting.spreadsheet.sheets import filled, listed

from .conftest import where_axe_looks
from .kinds import OFFICER, SPREADSHEET
from .looks import looks_fine


def download(page):
    page.goto("/north-herts/my-actions/")
    page.get_by_role("link", name="Update by spreadsheet").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the spreadsheet").click()
    return Path(started.value.path()).read_bytes()


def send(page, content):
    page.goto(SPREADSHEET)
    page.get_by_label("The file you filled in").set_input_files(
        {"name": "updates.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Preview").click()


@where_axe_looks
def test_she_writes_reads_and_saves(browse, find_action, screen):
    page = browse(OFFICER)
    before = Update.objects.count()
    file = download(page)
    first, second, third = listed(file)[:3]

    send(page, filled(file, {2: {"status": "Green", "happened": "Ten locks"}, 3: {"happened": "Half of it"}}))
    expect(page.get_by_role("alert")).to_contain_text("Row 2, How is it going: “Green” is not in the list.")
    expect(page.get_by_role("alert")).to_contain_text("Row 3, How is it going: Choose how the action is going")
    looks_fine(page, screen)

    file = filled(
        file,
        {
            2: {"status": "On track", "happened": "Ten locks\n\nfitted", "next": "Ten more", "public": "A" * 300},
            3: {"no_change": "yes", "next": "The other half"},
            4: {"status": "Off track", "happened": "Nobody came", "next": "Ask them again"},
        },
    )
    officer = User.objects.get(email=OFFICER)
    meanwhile = find_action(third["wording"])
    meanwhile.report(by=officer, authority=meanwhile.lead, status="at_risk", happened="One came", next="Ask others")
    send(page, file)
    expect(page.get_by_role("heading", level=1)).to_have_text("Preview of your spreadsheet")
    conflict = page.get_by_role("listitem").filter(has_text="Saved since you downloaded the file")
    expect(conflict).to_contain_text("One came")
    expect(conflict).to_contain_text("Nobody came")
    looks_fine(page, screen)
    assert Update.objects.count() == before + 1

    conflict.get_by_label("Save mine too").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("3 updates are saved.")
    newest = {u.action_id: u.happened for u in Update.objects.order_by("-pk")[:3]}
    assert newest == {
        first["number"]: "Ten locks\n\nfitted",
        second["number"]: "No change.",
        third["number"]: "Nobody came",
    }

    send(page, file)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to save")
    expect(page.get_by_role("main")).to_contain_text("3 rows of it are saved already.")
    looks_fine(page, screen)
