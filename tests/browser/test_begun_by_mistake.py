"""A draft begun weeks early by mistake, taken back; then begun in earnest on its day."""

from playwright.sync_api import expect

from partners.models import Meeting

from .conftest import on_both_screens
from .kinds import CHAIR, COORDINATOR
from .looks import looks_fine
from .test_meeting import new_meeting


@on_both_screens
def test_a_meeting_begun_by_mistake_is_taken_back(browse, screen):
    coordinator, chair = browse(COORDINATOR), browse(CHAIR)
    meeting = new_meeting(coordinator, "7 9 2009")
    row = Meeting.objects.latest("pk")

    chair.goto(meeting)
    chair.get_by_role("link", name="Begin the meeting now").click()
    expect(chair.get_by_role("main")).to_contain_text("Its day is Monday 7 September 2009, 84 days from now.")
    expect(chair.get_by_role("main")).to_contain_text("It is still a draft.")
    looks_fine(chair, screen)
    chair.get_by_role("button", name="Begin the meeting now").click()
    expect(chair.get_by_role("heading", level=1)).to_have_text("Welcome")
    looks_fine(chair, screen)

    coordinator.goto("/north-herts/desk/")
    first = coordinator.get_by_role("main").get_by_role("link").first
    expect(first).to_contain_text("Continue the meeting")
    looks_fine(coordinator, screen)

    chair.get_by_role("button", name="Undo the beginning").click()
    expect(chair.get_by_role("alert")).to_contain_text("The meeting is a draft again")
    looks_fine(chair, screen)
    row.refresh_from_db()
    assert (row.state, row.started_at, row.agenda.count()) == ("draft", None, 5)

    # What is recorded stays recorded: then nothing is taken back any more.
    chair.goto(meeting + "begin/")
    chair.get_by_role("button", name="Begin the meeting now").click()
    coordinator.goto(meeting)
    expect(coordinator.get_by_role("button", name="Undo the beginning")).to_be_visible()
    row.attendances.create(authority=row.group.partnership.authorities.first())
    coordinator.get_by_role("button", name="Undo the beginning").click()
    expect(coordinator.get_by_role("heading", level=1)).to_have_text("The meeting stays in progress")
    looks_fine(coordinator, screen)
