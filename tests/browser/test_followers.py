"""A resident follows burglary by e-mail, without an account or scripts: one e-mail an edition, none of a correction."""

from datetime import timedelta

from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import expect

from actions.models import Action, Follower
from partners import clock
from partners.models import User
from plans.editions.publishing import publish
from plans.jobs import worker
from plans.models import Job

from .conftest import overflow

ROBIN = "robin@example.org"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()
    assert overflow(page) <= 0


def site_s_clock():
    """The moment that it is on the site, whose clock ticks; that of the tests may stand still."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)


def send(site):
    """What the timer sends, into the demonstration's mailbox."""
    Job.objects.exclude(kind__in=["follow_request", "edition_emails"]).delete()
    backend, folder = "partners.accounts.demo_mailbox.FolderBackend", settings.DEMO_MAIL_FOLDER
    mailbox = override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder, SITE_URL=site)
    with mailbox, clock.frozen_at(site_s_clock() + timedelta(minutes=1)):
        assert {job.state for job in worker.do_all()} <= {"done"}


def newest_to_robin(page):
    page.goto("/demo/mail/")
    return page.get_by_role("listitem").filter(has_text=ROBIN)


def new_edition(wording, **more):
    action = Action.objects.filter(priority__key="burglary").order_by("pk").first()
    coordinator = User.objects.get(email="coordinator@example.org")
    action.wording = wording
    with clock.frozen_at(site_s_clock()):
        action.revise(by=coordinator, why="Clearer")
        publish(action.priority.plan, by=coordinator, note="What is new", **more)


def test_a_resident_follows_burglary_gets_one_e_mail_none_after_a_correction_and_stops(
    browse, site, settings, tmp_path
):
    settings.DEMO_MAIL_FOLDER = str(tmp_path)  # the mailbox of all other stories is full
    Job.objects.all().delete()
    page = browse()
    page.goto("/north-herts/priorities/burglary/")
    page.get_by_role("link", name="Follow this priority by e-mail").click()
    page.get_by_label("E-mail address").fill(ROBIN)
    page.wait_for_timeout(2_100)  # a form that is sent sooner was not read
    press(page, "Send me a link to confirm")
    expect(page.get_by_role("heading", name="Check your e-mail")).to_be_visible()
    send(site)
    letter = newest_to_robin(page).first
    letter.locator("summary").click()
    letter.get_by_role("link", name="/north-herts/follow/confirm/").click()
    press(page, "Confirm")
    expect(page.get_by_role("heading", name="You follow “Reduce dwelling burglary”")).to_be_visible()
    new_edition("Mark property in every village", is_correction=True)
    send(site)
    assert newest_to_robin(page).count() == 1
    new_edition("Mark property in every village and town")
    send(site)
    assert newest_to_robin(page).count() == 2
    letter = newest_to_robin(page).first
    letter.locator("summary").click()
    expect(letter).to_contain_text("Mark property in every village and town")
    letter.get_by_role("link", name="/north-herts/follow/stop/").click()
    press(page, "Stop all e-mails")
    expect(page.get_by_role("heading", name="You get no e-mails any more")).to_be_visible()
    assert not Follower.objects.filter(address=ROBIN).exists()
    new_edition("Mark property everywhere")
    send(site)
    assert newest_to_robin(page).count() == 2
