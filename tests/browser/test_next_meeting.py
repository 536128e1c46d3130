"""From meeting to meeting: a draft, moved, held; its minutes sent for comment, and agreed at the next."""

from datetime import timedelta

from django.conf import settings
from django.test import override_settings
from playwright.sync_api import expect

from actions.models import Agreement, Comment, PaperLetter
from partners.models import Meeting

from .conftest import on_both_screens
from .kinds import CHAIR, COORDINATOR, OFFICER
from .looks import looks_fine
from .test_meeting import new_meeting

FIVE_WEEKS = int(timedelta(weeks=5, days=1).total_seconds())


@on_both_screens
def test_a_draft_is_moved_and_held_and_minutes_are_agreed_at_the_next(browse, screen):
    coordinator, chair, officer = browse(COORDINATOR), browse(CHAIR), browse(OFFICER)
    earlier = Meeting.objects.filter(group__kind="strategy", state="closed").latest("started_at")
    following = Meeting.objects.filter(group=earlier.group, state="ready").earliest("starts_at")

    meeting = new_meeting(coordinator, "22 6 2009")
    expect(coordinator.get_by_role("list").filter(has_text="Minutes of the last meeting").first).to_be_visible()
    coordinator.goto(meeting + "move/")
    coordinator.get_by_label("Day").fill("15 6 2009")
    coordinator.get_by_label("Why it is moved").fill("The hall is let on the 22nd.")
    coordinator.get_by_role("button", name="Move the meeting").click()
    coordinator.get_by_role("button", name="Mark as ready").click()
    expect(coordinator.get_by_role("heading", level=1)).to_contain_text("15 June 2009")

    chair.goto(meeting)
    chair.get_by_role("button", name="Begin the meeting").click()
    chair.get_by_role("link", name="Minutes of the last meeting").first.click()
    expect(chair.get_by_role("main")).to_contain_text("21 April 2009: not yet agreed")
    looks_fine(chair, screen)
    chair.get_by_role("button", name="Record that they are agreed").click()
    expect(chair.get_by_role("alert")).to_contain_text("Choose how the minutes were agreed")
    looks_fine(chair, screen)
    chair.get_by_label("With these corrections").check()
    chair.get_by_role("textbox", name="Corrections").fill("The county sent apologies by its head of service.")
    chair.get_by_role("button", name="Record that they are agreed").click()
    expect(chair.get_by_role("main")).to_contain_text("agreed with corrections")

    coordinator.goto(meeting + "attendance/")
    police = coordinator.get_by_role("group", name="Hertfordshire Constabulary / North Hertfordshire", exact=True)
    police.get_by_label("Present", exact=True).check()
    coordinator.get_by_role("button", name="Save").click()
    expect(coordinator.get_by_role("alert")).to_contain_text("Attendance saved.")
    coordinator.goto(meeting + "minutes/send/")
    looks_fine(coordinator, screen)
    coordinator.get_by_role("button", name="Send to 2 people").click()
    expect(coordinator.get_by_role("main")).to_contain_text("The draft minutes were sent to")
    officer.goto(meeting + "minutes/comment/")
    officer.get_by_label("Comment").fill("The station manager came with me.")
    looks_fine(officer, screen)
    officer.get_by_role("button", name="Save comment").click()
    expect(officer.get_by_role("main")).to_contain_text("The station manager came with me.")
    coordinator.goto(meeting + "minutes/edit/")
    expect(coordinator.get_by_role("main")).to_contain_text("The station manager came with me.")
    looks_fine(coordinator, screen)
    coordinator.goto(meeting + "close/")
    coordinator.get_by_role("button", name="Close the meeting for good").click()
    coordinator.get_by_role("button", name="Send the minutes to the members").click()
    looks_fine(coordinator, screen)

    # Five weeks later the group meets again, and agrees the minutes of this meeting as they are.
    with override_settings(CLOCK_OFFSET_SECONDS=settings.CLOCK_OFFSET_SECONDS + FIVE_WEEKS):
        chair = browse(CHAIR)
        chair.goto(f"/north-herts/meetings/{following.pk}/")
        chair.get_by_role("button", name="Begin the meeting").click()
        chair.get_by_role("link", name="Minutes of the last meeting").first.click()
        expect(chair.get_by_role("main")).to_contain_text("15 June 2009: not yet agreed")
        chair.get_by_label("As a true record").check()
        chair.get_by_role("button", name="Record that they are agreed").click()
        expect(chair.get_by_role("main")).to_contain_text("15 June 2009: agreed")
        chair.goto(meeting + "minutes/")
        expect(chair.get_by_role("main")).to_contain_text("Agreed on 21 July 2009.")

    officer.goto(f"/north-herts/meetings/{earlier.pk}/minutes/")
    expect(officer.get_by_role("main")).to_contain_text("Agreed on 15 June 2009, with corrections.")
    expect(officer.get_by_role("main")).to_contain_text("The county sent apologies by its head of service.")
    looks_fine(officer, screen)
    agreed = Agreement.objects.order_by("-pk").values_list("minutes__meeting", "meeting")[:2]
    held = int(meeting.split("/")[-2])
    assert [*agreed] == [(held, following.pk), (earlier.pk, held)]
    assert Comment.objects.get().by.email == OFFICER
    assert {letter.address for letter in PaperLetter.objects.filter(sending__what="draft")} == {
        OFFICER,
        "police.commander@example.org",
    }
