"""A decision of a meeting that is put into the plan a week later."""

import re
from datetime import timedelta

from django.conf import settings
from django.test import override_settings
from playwright.sync_api import expect

from .conftest import address_of, on_both_screens
from .kinds import CHAIR, COORDINATOR
from .looks import looks_fine
from .test_meeting import open_recorder, set_meeting

PILOT = "Pilot Safer Pubs and Clubs initiative"
WEEK = int(timedelta(days=7).total_seconds())
DECIDED = "Two pubs are no pilot. It goes on to the end of March."


@on_both_screens
def test_a_decision_is_put_into_the_plan_a_week_later(browse, screen, find_action):
    action = address_of(find_action(PILOT))
    coordinator, chair = browse(COORDINATOR), browse(CHAIR)
    meeting = set_meeting(coordinator, screen)
    chair.goto(meeting)
    chair.get_by_role("button", name="Begin the meeting").click()
    chair.goto(chair.url.split("?")[0] + f"?at=action-{find_action(PILOT).pk}")
    open_recorder(chair)
    chair.get_by_label("Decision", exact=True).check()
    chair.get_by_label("Words", exact=True).fill(DECIDED)
    chair.get_by_label("Change this action", exact=True).check()
    chair.get_by_label(re.compile("^New due date")).fill("31 3 2010")
    looks_fine(chair, screen)
    chair.get_by_role("button", name="Record it").click()
    expect(chair.locator("#records")).to_contain_text("Due date: 31 March 2010")
    expect(chair.locator("#records")).to_contain_text("Not yet in the plan.")
    chair.goto(meeting + "close/")
    chair.get_by_role("button", name="Close the meeting for good").click()
    chair.goto(action)
    expect(chair.get_by_role("main")).to_contain_text("not yet in the plan: due date becomes 31 March 2010")

    with override_settings(CLOCK_OFFSET_SECONDS=settings.CLOCK_OFFSET_SECONDS + WEEK):
        coordinator = browse(COORDINATOR)
        coordinator.goto("/north-herts/desk/")
        coordinator.get_by_role("link", name="Put into the plan").click()
        looks_fine(coordinator, screen)
        coordinator.get_by_role("link", name="Preview: the plan as decided").click()
        expect(coordinator.get_by_role("main")).to_contain_text(PILOT)
        looks_fine(coordinator, screen)
        coordinator.go_back()
        decided = coordinator.get_by_role("listitem").filter(has_text=DECIDED)
        decided.get_by_role("button", name="Put it into the plan").click()
        expect(coordinator.get_by_role("alert")).to_contain_text("The decision is in the plan.")
        why = f"Decided by the Responsible Authority Group on 15 June 2009: {DECIDED}"
        expect(coordinator.locator(".story__item").filter(has_text=why).first).to_contain_text("31 March 2010")
        coordinator.get_by_role("link", name=why).first.click()
        expect(coordinator.get_by_role("main")).to_contain_text("Put into the plan by")
        looks_fine(coordinator, screen)
