"""From the e-mail's link, through sign-in, to the very form."""

from .conftest import PASSWORD


def test_the_link_of_a_reminder_still_points_to_its_action_after_signing_in(browse):
    page = browse()
    page.goto("/north-herts/my-actions/#action-7")
    page.get_by_label("Email").fill("police.officer@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="My actions", exact=True).wait_for()
    assert page.url.endswith("/north-herts/my-actions/#action-7")
