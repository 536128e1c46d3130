"""A whole meeting, from its draft to its locked minutes: two people write at once, and the server is killed."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from partners.models import Meeting
from tests.volume import FULL
from tests.worlds import MONDAY

from .conftest import HOST, PATIENCE, Screen, context_for, sign_in
from .kinds import CHAIR, COORDINATOR, OBSERVER
from .looks import looks_fine

SCREENS = [Screen(1024, 768), Screen(1024, 768, script=False), *([Screen(320, 640)] if FULL else [])]
RANK = "Move the taxi rank under the cameras"


def environment(static):
    """The settings of the site as another process has it."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "INSECURE_COOKIES": "true",
        "STATIC_ROOT": str(static),
        "CLOCK_OFFSET_SECONDS": str(int((MONDAY - timezone.now()).total_seconds())),
    }


class Site:
    """The site in a process of its own, as in production; it can be killed and comes back at the same address."""

    def __init__(self, static):
        # Held without listening: nobody else gets the port while the site is dead, and nobody is answered.
        self.reserved = socket.socket()
        self.reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.reserved.bind((HOST, 0))
        self.port, self.environment = self.reserved.getsockname()[1], environment(static)
        self.address = f"http://{HOST}:{self.port}"

    def start(self):
        options = ["--config", "config/gunicorn.conf.py", "--workers", "2", "--reuse-port", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{self.port}", *options],
            cwd=settings.BASE_DIR,
            env=self.environment,
            start_new_session=True,
        )
        while self.process.poll() is None and not self.answers():
            time.sleep(0.05)

    def answers(self):
        with closing(socket.socket()) as knock:
            return knock.connect_ex((HOST, self.port)) == 0

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while self.answers():  # a worker of it is not dead yet, and would be taken for the next site
            time.sleep(0.05)


@pytest.fixture
def static(site, tmp_path_factory):
    """The static files as they are served, collected once."""
    folder = tmp_path_factory.getbasetemp() / "static"
    if not folder.exists():
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
        subprocess.run(collect, cwd=settings.BASE_DIR, env=environment(folder), check=True)
    return folder


@pytest.fixture
def served(site, static):
    """The site of the stories, on the same database, that can be killed."""
    connection.close()
    served = Site(static)
    served.start()
    yield served
    served.kill()
    served.reserved.close()


@pytest.fixture
def enter(new_context, served, screen):
    """A browser of its own for somebody who is signed in already."""

    def enter(email):
        context = new_context(**context_for(screen, served.address))
        context.set_default_timeout(PATIENCE)
        sign_in(context, email, served.address)
        connection.close()
        return context.new_page()

    return enter


def new_meeting(page, day):
    """The coordinator sets a meeting of the strategy group. Returns its address; the agenda is before them."""
    page.goto("/north-herts/meetings/")
    page.get_by_role("button", name="Add a meeting").click()
    page.get_by_label("Group").select_option(label="Responsible Authority Group")
    for name, value in (("Day", day), ("Begins", "10:00"), ("Ends", "11:30"), ("Venue", "Council Offices")):
        page.get_by_label(name).fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda")
    return page.url.removesuffix("agenda/")


def set_meeting(page, screen):
    """The coordinator sets a meeting for this Monday and writes its agenda. Returns its address."""
    meeting = new_meeting(page, "15 6 2009")
    page.get_by_label("Title").fill("A word from the parishes")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("list").filter(has_text="A word from the parishes").first).to_be_visible()
    looks_fine(page, screen)
    page.goto(meeting)
    page.get_by_role("button", name="Mark as ready").click()
    expect(page.get_by_role("button", name="Return to draft")).to_be_visible()
    looks_fine(page, screen)
    return meeting


def open_recorder(page):
    if not page.get_by_role("button", name="Record it").is_visible():
        page.locator(".recorder > summary").click()


def attend(page, authority, represented_by, screen):
    """Writes down who came: with a script it is saved as it is entered."""
    seat = page.get_by_role("group", name=authority, exact=True)
    seat.get_by_label("Present", exact=True).check()
    seat.get_by_label("Name", exact=True).fill(represented_by)
    seat.get_by_label("In a senior position").first.check()
    if screen.script:
        expect(page.locator(".who-list__one").filter(has_text=f"{represented_by} senior")).to_be_visible()


def record(page, kind, words, adds=""):
    """Puts something on record where the page is; `adds` is the action that it adds to the plan."""
    open_recorder(page)
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("Words", exact=True).fill(words)
    if adds:
        page.get_by_label("Add an action", exact=True).check()
        page.get_by_label("The action").fill(adds)
        page.get_by_label("Who leads").select_option(label="North Hertfordshire District Council")
        page.get_by_label(re.compile("^Due")).fill("30 9 2009")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator("#records")).to_contain_text(words)


@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_nothing_that_was_entered_is_lost(enter, served, screen, find_action):
    coordinator, chair = enter(COORDINATOR), enter(CHAIR)
    meeting = set_meeting(coordinator, screen)

    chair.goto(meeting)
    chair.get_by_role("button", name="Begin the meeting").click()
    expect(chair.get_by_role("heading", level=1)).to_have_text("Welcome")
    looks_fine(chair, screen)

    coordinator.reload()
    coordinator.get_by_role("button", name="Continue the meeting").click()
    coordinator.get_by_role("link", name="Record attendance").click()
    attend(coordinator, "Hertfordshire Constabulary / North Hertfordshire", "Area commander", screen)
    attend(coordinator, "North Hertfordshire District Council", "Strategic director", screen)
    looks_fine(coordinator, screen)
    # With scripts the last name is on its way by itself when the form is sent.
    coordinator.get_by_role("button", name="Save").click()
    expect(coordinator.get_by_role("alert")).to_contain_text("Attendance saved.")
    if not screen.script:
        chair.reload()
    expect(chair.locator(".who-list")).to_contain_text("Strategic director")
    expect(chair.locator(".tests")).to_contain_text("2 responsible authorities present, 4 needed")

    # The chair challenges what is late, while the minute-taker writes a decision elsewhere.
    chair.goto(chair.url.split("?")[0] + "?at=priority-alcohol")
    chair.get_by_role("link", name="Pilot Safer Pubs and Clubs initiative", exact=True).click()
    expect(chair.get_by_role("heading", level=1)).to_have_text("Pilot Safer Pubs and Clubs initiative")
    open_recorder(chair)
    for kind, shown in (("Decision", [True, False]), ("Note", [False, False]), ("Challenge", [False, True])):
        chair.get_by_label(kind, exact=True).check()
        fields = [chair.get_by_label(name) for name in ("Raise again until done", "Who must answer")]
        assert (kind, [field.is_visible() for field in fields]) == (kind, shown)
    record(chair, "Challenge", "Is two pubs a pilot?")
    looks_fine(chair, screen)

    coordinator.goto(meeting + "run/?at=priority-alcohol")
    record(coordinator, "Decision", "Ask County highways about the rank", adds=RANK)
    expect(coordinator.locator("#records")).to_contain_text("Is two pubs a pilot?")
    open_recorder(coordinator)
    coordinator.get_by_label("Note").check()
    coordinator.get_by_label("Words", exact=True).fill("The taxi trade was asked")
    if screen.script:
        expect(coordinator.locator("[data-kept]")).to_contain_text("Kept at")

    # The power fails in the middle of a sentence.
    served.kill()
    coordinator.get_by_label("Words", exact=True).fill("The taxi trade was asked twice")
    if screen.script:
        expect(coordinator.locator("[data-kept]")).to_contain_text("Not kept yet")
    served.start()
    if screen.script:
        expect(coordinator.locator("[data-kept]")).to_contain_text("Kept at")
        coordinator.reload()
        expect(coordinator.get_by_label("Words", exact=True)).to_have_value("The taxi trade was asked twice")
        coordinator.get_by_label("Note").check()
    coordinator.get_by_role("button", name="Record it").click()
    expect(coordinator.locator("#records")).to_contain_text("The taxi trade was asked twice")
    chair.goto(meeting + "run/?at=closing")
    for words in ("Is two pubs a pilot?", "Ask County highways about the rank", "The taxi trade was asked twice"):
        expect(chair.get_by_role("main")).to_contain_text(words)

    # The minutes have written themselves; the coordinator adds a word and closes them for good.
    coordinator.goto(meeting + "minutes/")
    coordinator.get_by_role("button", name="Edit the minutes").click()
    coordinator.get_by_label("Opening paragraph").fill("The chair thanked the parishes.")
    coordinator.get_by_role("button", name="Save", exact=True).click()
    expect(coordinator.get_by_role("main")).to_contain_text("The chair thanked the parishes.")
    coordinator.get_by_role("button", name="Close the meeting").click()
    expect(coordinator.get_by_role("heading", level=1)).to_have_text("Close the meeting")
    looks_fine(coordinator, screen)
    coordinator.get_by_role("button", name="Close the meeting for good").click()
    expect(coordinator.get_by_role("main")).to_contain_text("These minutes are final")

    chair.goto(meeting + "run/?at=closing")
    expect(chair).to_have_url(re.compile("/meetings/[0-9]+/$"))
    observer = enter(OBSERVER)
    observer.goto(meeting + "minutes/")
    told = ["Area commander", "Is two pubs a pilot?", RANK, "30 September 2009", "The chair thanked the parishes."]
    for words in told:
        expect(observer.get_by_role("main")).to_contain_text(words)
    looks_fine(observer, screen)
    # A week later the challenge, which was answered by telephone, is marked as done from the minutes.
    chair.goto(meeting + "minutes/")
    chair.get_by_role("link", name=re.compile("Challenge.*Is two pubs a pilot")).click()
    chair.get_by_role("button", name="Mark as done").click()
    chair.get_by_label("How did it end?").fill("A third pub has joined")
    chair.get_by_role("button", name="Mark as done").click()
    expect(chair.get_by_role("main")).to_contain_text("Done on 15 June 2009: A third pub has joined")
    looks_fine(chair, screen)

    coordinator.goto("/north-herts/decided/")
    decided = coordinator.get_by_role("listitem").filter(has_text=RANK)
    decided.get_by_role("button", name="Put it into the plan").click()
    expect(coordinator.get_by_role("alert")).to_contain_text("The decision is in the plan.")
    observer.goto(f"/north-herts/actions/{find_action(RANK).pk}/")
    expect(observer.get_by_role("main")).to_contain_text("Added by this decision")

    kept = Meeting.objects.latest("pk").records.values_list("kind", "text", "by__email")
    assert list(kept) == [
        ("challenge", "Is two pubs a pilot?", CHAIR),
        ("decision", "Ask County highways about the rank", COORDINATOR),
        ("note", "The taxi trade was asked twice", COORDINATOR),
    ]
