"""The coordinator brings her own spreadsheet: says what is what, looks, and saves."""

import re

from playwright.sync_api import expect

from actions.models import Action
from actions.plan_editor.kinds import PART_KINDS
from actions.plan_editor.operations import make_part
from actions.plan_import.undo import record_import
from partners.files.source import LeftOut
from partners.history import attributed_to
from partners.models import User
from plans.models import Plan
from tests.actions.plan_import.test_plan_import import workbook

from .conftest import where_axe_looks
from .looks import looks_fine

COORDINATOR = "coordinator@example.org"
OURS = workbook(
    (
        "Action plan 2009",
        [
            ["Community Safety Action Plan", None, None, None],
            ["Theme", "What we will do", "Who", "By when"],
            ["Reduce vehicle crime", "Light the station car park", "NHDC", "Sept 09"],
            ["Reduce vehicle crime", "Mark number plates", "Plod / Fire & Rescue", "31/12/2009"],
            ["Reduce arson", "Remove burnt cars", "NHDC", "soon"],
        ],
        ["A1:D1"],
    )
)


@where_axe_looks
def test_she_brings_her_own_spreadsheet_and_mends_it_before_it_is_saved(browse, screen, tmp_path):
    file = tmp_path / "Plan 2009.xlsx"
    file.write_bytes(OURS)
    page = browse(COORDINATOR)
    main = page.get_by_role("main")
    page.goto("/north-herts/write/")
    page.get_by_role("link", name="Import a file").click()
    looks_fine(page, screen)
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(main).to_contain_text("3 new activities")
    expect(main).to_contain_text("When: “soon”")
    looks_fine(page, screen)
    page.get_by_role("link", name="Match the names").click()
    expect(page.get_by_label("What we will do")).to_have_value("action")
    page.get_by_label("Plod").select_option(label="Hertfordshire Constabulary / North Hertfordshire")
    looks_fine(page, screen)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("link", name="Remove burnt cars").click()
    page.get_by_label("Due date").fill("Q2 2010/11")
    looks_fine(page, screen)
    page.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("Due 30 September 2010")
    page.get_by_role("link", name=re.compile("^Import ?:.*Theme")).click()
    looks_fine(page, screen)
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_role("alert")).to_contain_text("3 new activities")
    made = Action.objects.get(wording="Mark number plates")
    assert (str(made.priority), str(made.lead)) == ("Reduce vehicle crime", "Constabulary")


@where_axe_looks
def test_she_undoes_an_import(browse, screen):
    plan, by = Plan.objects.get(partnership__slug="north-herts", continues=None), User.objects.get(email=COORDINATOR)
    with attributed_to(by=by, why="From the spreadsheet"):
        priority = make_part(PART_KINDS["priority"], plan, by=by, why="From the spreadsheet", name="Reduce noise")
        activities = PART_KINDS["activity"]
        make_part(activities, priority, by=by, why="From the spreadsheet", wording="Visit the neighbours")
        left_out = [LeftOut("Row 9", "Total: 1", "It is a total")]
        record_import(plan, name="Action_plan_2009_" + "final_" * 20 + ".xlsx", kind="xlsx", left_out=left_out)
    page = browse(COORDINATOR)
    page.goto("/north-herts/write/")
    page.get_by_role("link", name="Past imports").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Added: 1 priority and 1 action")
    looks_fine(page, screen)
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_text("Actions that are removed (1)").click()
    expect(page.get_by_text("Visit the neighbours")).to_be_visible()
    looks_fine(page, screen)
    page.get_by_role("button", name="Undo the import").click()
    expect(main).to_contain_text("Undone on")
    looks_fine(page, screen)
    assert not Action.objects.filter(wording="Visit the neighbours").exists()
