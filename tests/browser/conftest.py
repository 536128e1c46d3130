"""The North Herts plan and its illustrative year, served to a real browser; each story begins on the same Monday.

The plan is imported once. Before each story the database is put back to what it was then, so stories may come in any
order and none sees what another wrote.
"""

import os
import re
import sqlite3
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import expect

from actions.models import Action
from config.operations.seed.plan import import_plan, read
from config.operations.seed.year import import_year
from partners import clock
from partners.models import User
from tests.volume import FULL
from tests.worlds import MONDAY, NORTH_HERTS

HOST = "127.0.0.1"
PATIENCE = 30_000  # milliseconds for anything that shall happen on a page; a busy machine takes some
PASSWORD = "correct horse battery staple"
PRINTED = timezone.make_aware(datetime(2008, 6, 12, 9))


class Screen(NamedTuple):
    width: int
    height: int
    script: bool = True

    def __str__(self):
        return f"{self.width}x{self.height} {'with' if self.script else 'without'} JavaScript"


# Wide with a script and narrow without, pairwise: between them two screens have both of each. EVERY_SCREEN is for the
# stories in which width and script meet: the update, the meeting, putting things in order.
WIDE, NARROW = Screen(1280, 800), Screen(320, 640, script=False)
SCREENS = [WIDE, NARROW]
EVERY_SCREEN = [Screen(*size, script) for size in ((1280, 800), (320, 640)) for script in (True, False)]
EVERY_SCREEN = EVERY_SCREEN if FULL else SCREENS
# Where a script does something, both screens. Where axe looks, the one on which it can, and `looks_fine` narrows it.
# Everything else that somebody does is done on the screen that gives them least.
on_both_screens = pytest.mark.parametrize("screen", SCREENS, ids=str)
where_axe_looks = pytest.mark.parametrize("screen", SCREENS if FULL else [WIDE], ids=str)


expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync"
    )
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("LIVING_PLAN_CHROMIUM"),
        "args": quiet.split(),
    }


@pytest.fixture(scope="session")
def base_url():
    """Each browser is told its own; see `browse`."""


@contextmanager
def own_database(folder):
    """A new SQLite file with all tables, in place of the other tests' database."""
    theirs = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(folder / "north-herts.sqlite3")
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = theirs


@contextmanager
def served(mail):
    """The site in threads of its own, whose clock stands on the demo's Monday and ticks. Yields its address.

    The folder `mail` is the demonstration's.
    """
    offset = int((MONDAY - timezone.now()).total_seconds())
    hosts = [HOST, "localhost"]
    with override_settings(ALLOWED_HOSTS=hosts, CLOCK_OFFSET_SECONDS=offset, DEMO_MAIL_FOLDER=str(mail)):
        server = LiveServerThread(HOST, StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        try:
            yield f"http://{HOST}:{server.port}"
        finally:
            server.terminate()


def snapshot():
    """A copy of the whole database."""
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def restore(copy):
    connection.ensure_connection()
    copy.backup(connection.connection)


@pytest.fixture(scope="package")
def imported(playwright, django_db_blocker, tmp_path_factory):
    """The site's address, and its database as it is after the import and as it was before, with nothing in it.

    Playwright comes first, because Django has other connections once Playwright's event loop runs in this thread.
    """
    plan_data = read(NORTH_HERTS / "plan.toml")
    with django_db_blocker.unblock(), own_database(tmp_path_factory.mktemp("site")):
        empty = snapshot()
        with clock.frozen_at(PRINTED):
            plan = import_plan(plan_data)
        import_year(plan, read(NORTH_HERTS / "illustrative-year.toml"), plan_data, password=PASSWORD)
        with served(tmp_path_factory.mktemp("mail")) as address:
            yield address, snapshot(), empty


@pytest.fixture
def site(imported):
    """The site's address; nobody has done anything there yet."""
    address, monday, _ = imported
    restore(monday)
    return address


@pytest.fixture
def empty_site(imported):
    """The same site on the day on which it was installed: there is nothing in it."""
    address, _, empty = imported
    restore(empty)
    return address


@pytest.fixture(params=SCREENS if FULL else [NARROW], ids=str)
def screen(request):
    return request.param


def context_for(screen, address):
    """What the browser is told of a screen and of where the site is."""
    return {
        "base_url": address,
        "viewport": {"width": screen.width, "height": screen.height},
        "java_script_enabled": screen.script,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
    }


def sign_in(context, email, address):
    client = Client()
    client.force_login(User.objects.get(email=email))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


@pytest.fixture
def browse(new_context, site, screen):
    """A browser of its own for somebody who is signed in already; without an e-mail address, for the public."""

    def browse(email=None):
        context = new_context(**context_for(screen, site))
        context.set_default_timeout(PATIENCE)
        if email:
            sign_in(context, email, site)
        return context.new_page()

    return browse


@pytest.fixture(scope="module")
def window(browser, imported):
    """One window for many pages, since opening one costs more than most pages do."""
    with browser.new_context(**context_for(WIDE, imported[0])) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture
def visit(window, site):
    """The window as somebody has it who comes to the site for the first time; they are signed in already, or public."""

    def visit(email=None):
        window.context.clear_cookies()
        window.set_viewport_size({"width": WIDE.width, "height": WIDE.height})
        if email:
            sign_in(window.context, email, site)
        else:
            # What anybody may read a browser keeps for an hour, and this one has seen what the last test wrote.
            window.context.new_cdp_session(window).send("Network.clearBrowserCache")
        return window

    return visit


@pytest.fixture
def find_action(site):
    """An action of the plan by its first words."""

    def find_action(words):
        return Action.objects.get(wording__startswith=words)

    return find_action


def address_of(action, deed=""):
    return f"/north-herts/actions/{action.pk}/{deed and f'{deed}/'}"


def open_menu(page):
    """On a phone the menu is folded up, if there is a script to unfold it."""
    toggle = page.get_by_role("button", name="Menu")
    if toggle.is_visible() and toggle.get_attribute("aria-expanded") == "false":
        toggle.click()


def open_account(page):
    """The menu with what is one's own, and the way out."""
    open_menu(page)
    page.locator(".account summary").click()


def sign_out(page):
    open_account(page)
    page.get_by_role("button", name="Sign out").click()


def deeds_offered(page):
    """The addresses of writing to which the page links."""
    addresses = page.locator("main a[href]").evaluate_all("links => links.map(link => link.pathname)")
    return [address for address in addresses if re.search("/(update|edit|publish|withdraw)/", address)]


def overflow(page):
    """By how many CSS pixels the page is wider than its window."""
    page.wait_for_load_state()  # of a page that has only begun to come there is no element yet
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
