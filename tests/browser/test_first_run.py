"""A new partnership, from an empty database to a published plan: one command, and then the pages alone."""

import re
from io import StringIO

from django.core.management import call_command
from playwright.sync_api import expect

from partners.models import Partnership
from plans.models import Edition

from .conftest import PASSWORD, PATIENCE, context_for, overflow


def save(page, button):
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("alert")).not_to_contain_text("There is a problem")


def done(page):
    page.goto("/vale/desk/")
    return [words.split("\n")[0].removesuffix(" Done") for words in page.locator(".steps__one--done").all_inner_texts()]


def test_from_nothing_to_a_published_plan(new_context, empty_site, screen):
    context = new_context(**context_for(screen, empty_site))
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("first_coordinator")
    said = StringIO()
    call_command(
        "first_coordinator", slug="vale", area="Vale", authority="Vale District Council", name="Ann Example",
        email="ann@example.org", stdout=said,
    )  # fmt: skip
    page.goto(re.search(r"/invitation/\S+", said.getvalue())[0])
    page.locator("#id_new_password1").fill(PASSWORD)
    page.locator("#id_new_password2").fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("heading", name="Set up")).to_be_visible()
    assert done(page) == []
    assert overflow(page) <= 0

    page.get_by_role("link", name="Add your details").click()
    page.get_by_label(re.compile("^Contact")).fill("Ring us for large print or another language.")
    page.get_by_label("Telephone").fill("01234 567890")
    save(page, "Save")
    page.goto("/vale/desk/")
    page.get_by_role("link", name="Add the authorities").click()
    page.get_by_role("button", name="Add an authority").click()
    page.get_by_label("Name", exact=True).fill("Vale Constabulary")
    page.get_by_label("Short name").fill("Constabulary")
    save(page, "Save")
    page.goto("/vale/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No plan yet")
    page.get_by_role("main").get_by_role("link", name="Your tasks").click()
    page.get_by_role("link", name="Start the plan").click()
    page.get_by_label("First day").fill("1 April 2009")
    page.get_by_label("Last day").fill("31 March 2012")
    save(page, "Start the plan")
    page.get_by_role("link", name="Add a priority").click()
    page.get_by_label("Priority").fill("Burglary of homes")
    save(page, "Add")
    page.get_by_role("link", name="Add an activity to Burglary of homes").click()
    page.get_by_label("Wording").fill("Fit better locks in Station Road")
    page.get_by_label("Lead authority").select_option(label="Vale Constabulary")
    page.get_by_label("Due date").fill("31 December 2009")
    save(page, "Add")
    page.goto("/vale/people/")
    page.goto("/vale/people/invite/")
    page.get_by_label("Name", exact=True).fill("Bob Example")
    page.get_by_label("E-mail address").fill("bob@example.org")
    page.get_by_label("Authority", exact=True).select_option(label="Vale Constabulary")
    page.get_by_label("Partner officer").check()
    page.get_by_role("button", name="Send the invitation").click()
    page.goto("/vale/rounds/new/")
    page.get_by_label("opens on").fill("1 July 2009")
    page.get_by_label("updates due on").fill("15 July 2009")
    page.get_by_role("main").get_by_role("button").last.click()
    page.goto("/vale/publish/")
    page.get_by_label(re.compile("note|What is new", re.IGNORECASE)).fill("The first plan of Vale.")
    page.get_by_role("button", name="Publish").click()

    stranger = new_context(base_url=empty_site).new_page()
    stranger.goto("/vale/whole-plan/")
    expect(stranger.get_by_role("main")).to_contain_text("Fit better locks in Station Road")
    expect(stranger.get_by_role("main")).to_contain_text("Ring us for large print or another language.")
    assert (Edition.objects.count(), Partnership.objects.get().slug) == (1, "vale")
    assert done(page) == [
        "Add your details", "Add the authorities", "Start the plan", "Add priorities and actions",
        "Open the first reporting round", "Publish the first edition",
    ]  # fmt: skip
