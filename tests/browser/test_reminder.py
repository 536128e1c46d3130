"""From the e-mail in the mailbox, through sign-in, to saved: the officer's minute, step by step."""

import re

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import expect

from actions.models import Update

from .conftest import PASSWORD, overflow

OFFICER = "police.officer@example.org"


def test_from_the_e_mail_in_the_mailbox_to_saved(browse, site):
    backend, folder = "partners.accounts.demo_mailbox.FolderBackend", settings.DEMO_MAIL_FOLDER
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder, SITE_URL=site):
        call_command("send_reminders")
    page = browse()
    page.goto("/demo/mail/")
    letter = page.get_by_role("listitem").filter(has_text=OFFICER).filter(has_text="14 updates due by 26 June 2009")
    letter.first.locator("summary").click()
    steps = []

    def step(what, do):
        steps.append(what)
        do()
        assert overflow(page) <= 0

    step("follow the link", letter.first.get_by_role("link", name=re.compile("^http")).first.click)
    page.get_by_label("E-mail address").fill(OFFICER)
    page.get_by_label("Password").fill(PASSWORD)
    step("sign in", page.get_by_role("button", name="Sign in", exact=True).click)
    form = page.locator(".answer__form:target")
    expect(form).to_be_in_viewport()
    before = Update.objects.count()
    form.get_by_label("What happened").fill("Two more villages have a coordinator.")
    form.get_by_label("What is next").fill("Train them in July.")
    form.get_by_label("At risk").check()
    step("save", page.get_by_role("button", name=re.compile("^Save")).click)
    expect(page.get_by_role("alert")).to_contain_text("1 answer saved: ")
    update = Update.objects.first()
    assert (update.happened, update.by.email) == ("Two more villages have a coordinator.", OFFICER)
    assert (Update.objects.count(), steps) == (before + 1, ["follow the link", "sign in", "save"])


def test_the_link_still_points_to_its_action_after_a_wrong_password(browse):
    page = browse()
    page.goto("/north-herts/my-actions/#action-7")
    page.get_by_label("E-mail address").fill(OFFICER)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="My actions", exact=True).wait_for()
    assert page.url.endswith("/north-herts/my-actions/#action-7")
