"""A reader asks for large print without an account; the coordinator answers, and everybody reads that it was."""

from playwright.sync_api import expect

from .conftest import overflow
from .states import COORDINATOR


def test_a_reader_asks_for_large_print_is_answered_and_counted(browse):
    reader = browse(None)
    reader.goto("/north-herts/")
    reader.get_by_role("link", name="I need this in another format or language").click()
    reader.get_by_role("button", name="Send request").click()
    expect(reader.get_by_role("alert")).to_contain_text("Choose what you need")
    reader.get_by_label("Large print").check()
    reader.get_by_label("Telephone number").fill("01632 960009")
    assert overflow(reader) <= 0
    reader.wait_for_timeout(2500)  # nobody fills in a form in less
    reader.get_by_role("button", name="Send request").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("We have your request")

    coordinator = browse(COORDINATOR)
    coordinator.goto("/north-herts/desk/")
    expect(coordinator.get_by_text("2 requests for another format", exact=True)).to_be_visible()
    coordinator.goto("/north-herts/format-requests/")
    coordinator.get_by_role("region", name="Not answered yet").get_by_role("link", name="Large print").click()
    expect(coordinator.get_by_text("01632 960009")).to_be_visible()
    coordinator.get_by_role("button", name="Answer").click()
    coordinator.get_by_label("Provided", exact=True).check()
    coordinator.get_by_label("How it was provided, or why it was not").fill("Printed in size 24 and posted.")
    coordinator.get_by_role("button", name="Save").click()
    expect(coordinator.get_by_role("alert")).to_contain_text("The answer is saved.")

    reader.get_by_role("link", name="Other formats").click()
    expect(
        reader.get_by_text("7 requests for another format in the last 12 months: 6 answered, 5 in time.")
    ).to_be_visible()
