"""The plan is carried forward: the coordinator chooses, the officer sees one list, the resident reads what was."""

from playwright.sync_api import expect

from actions.models import Action
from plans.models import Plan

from .conftest import on_both_screens
from .looks import looks_fine


@on_both_screens
def test_the_coordinator_begins_the_next_plan_from_this_one(browse, screen):
    page = browse("coordinator@example.org")
    page.goto("/north-herts/plans/")
    page.get_by_role("link", name="Carry forward").click()
    looks_fine(page, screen)
    left = page.get_by_role("checkbox", name="Increase the awareness of domestic violence", exact=True)
    left.uncheck()
    if screen.script:
        group = page.get_by_role("group", name="Priority: Increase the awareness of domestic violence")
        expect(group.get_by_role("checkbox").nth(1)).to_be_disabled()
    page.get_by_role("button", name="Preview").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("5 priorities")
    expect(main.get_by_role("listitem").filter(has_text="Increase the awareness of domestic violence")).to_be_visible()
    looks_fine(page, screen)
    page.get_by_role("button", name="Start the next plan").click()
    expect(page.get_by_role("alert")).to_contain_text("The plan of April 2011 to March 2014 has been started.")
    expect(page.get_by_role("region", name="Another plan")).to_contain_text("Begins on 1 April 2011.")
    looks_fine(page, screen)
    new = Plan.objects.get(slug="2011-2014")
    page.goto("/north-herts/plan/?plan=2011-2014")
    expect(page.get_by_role("heading", level=1)).to_contain_text("April 2011 to March 2014")
    page.get_by_role("link", name="Current plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("March 2008 to March 2011")
    page.goto(f"/north-herts/actions/{Action.objects.in_plan(new).first().pk}/")
    page.get_by_role("link", name="See it there").click()
    expect(page.get_by_role("main")).to_contain_text("Carried forward to the April 2011 to March 2014 plan")
    looks_fine(page, screen)
