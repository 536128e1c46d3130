"""The cast: two partnerships beside each other, and the people who come to them.

The Constabulary leads the action, the Fire Service supports it, the Council has nothing to do with it. Next door is
another partnership with people, an authority and an action of its own.
"""

import gc
import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, SimpleTestCase
from hypothesis import settings as examples

from actions.meetings.db_lock import unlock
from partners import clock, outages, read_only
from partners.immutable_tables import rules, unprotect
from partners.settings import views as settings_pages
from plans import cached_pages, plan_pages
from plans.editions import page_cache
from plans.editions.moved_on import editions, summaries
from plans.editions.publishing import publish
from plans.outline import kept
from plans.outline.fragments import fragments

from .sites import Databases
from .volume import FULL
from .worlds import BUILDERS, report, world

# How long an example takes says how busy the machine is.
examples.register_profile("patient", deadline=None)
examples.load_profile("patient")


def pytest_collection_finish():
    """What was imported stays: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(tryfirst=True)  # pytest-django sorts by transactions afterwards, and leaves the rest as it is
def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what it may answer in another way, or in a full run whatever asks a database at all.

    The slow ones come first, so that no worker ends long after the other. In a file those come together that begin
    with the same world.
    """
    if connection.vendor != "sqlite":
        kept = _depends_on_database if FULL else _may_differ
        config.hook.pytest_deselected(items=[item for item in items if not kept(item)])
        items[:] = filter(kept, items)
    places = {}
    items.sort(
        key=lambda item: (
            not item.get_closest_marker("slow"),
            places.setdefault(item.path, len(places)),
            [b.__name__ for b in _wanted(item)],
        )
    )


def _may_differ(item):
    marked = item.get_closest_marker("both_databases") or _is_transactional(item)
    return bool(marked) and _depends_on_database(item)


def _depends_on_database(item):
    if item.get_closest_marker("any_database"):
        return False
    marked = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    return bool(marked) or issubclass(item.cls or object, SimpleTestCase)


@pytest.fixture(autouse=True)
def _june_2009(request):
    """Every test begins on the demo's Monday; the clock ticks from there, or from when what it begins with was made."""
    if "_world_stands" in request.fixturenames:
        request.getfixturevalue("_world_stands")
    with clock.frozen_at(world.moment):
        yield


@pytest.fixture(scope="session")
def _world_ends(django_db_setup, django_db_blocker):
    yield
    with django_db_blocker.unblock():
        world.stand()


@pytest.fixture
def _world_stands(request, _world_ends, django_db_blocker):
    """What the test begins with, built before its own transaction; see tests/worlds.py."""
    with django_db_blocker.unblock():
        world.stand(*([] if _is_transactional(request.node) else _wanted(request.node)))


def _is_transactional(item):
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in item.fixturenames


def _wanted(item):
    """The builders of what a test asks for, from the ground up."""
    more = [builder for marker in reversed([*item.iter_markers("world")]) for builder in marker.args]
    return [builder for name, builder in BUILDERS.items() if name in item.fixturenames] + more


@pytest.fixture
def _django_db_helper(request, _world_stands, _django_db_helper):
    """pytest-django's own, which begins the test's transaction, or deletes all rows afterwards.

    On SQLite those are deleted one by one, which triggers refuse; `migrate`'s signal at the end makes them anew.
    """
    yield
    if _is_transactional(request.node) and connection.vendor == "sqlite":
        unlock(connection)
        unprotect(*filled_tables())


def filled_tables():
    with connection.cursor() as cursor:
        for rule in rules():
            cursor.execute(f"SELECT 1 FROM {rule.table} LIMIT 1")
            if cursor.fetchone():
                yield rule.table


@pytest.fixture
def things(db):
    """The test's copy of what stands, under the names of the fixtures; nothing if nothing does."""
    return world.things()


def _thing(things, name):
    if not hasattr(things, name):
        BUILDERS[name](things)
    return getattr(things, name)


@pytest.fixture
def here(things):
    """A partnership with a plan of one priority and one hallmark."""
    return _thing(things, "here")


@pytest.fixture
def long_ago(things):
    """The partnership `here`, whose plan has been there since the year before."""
    return _thing(things, "long_ago")


@pytest.fixture
def next_door(things):
    """The next district's partnership, with an action that its own officer reports on."""
    return _thing(things, "next_door")


@pytest.fixture
def cast(here, next_door, things):
    """The people who come to the partnership here, and one from next door."""
    return _thing(things, "cast")


@pytest.fixture
def sign_in():
    """A browser in which somebody is signed in; None is the public."""

    def sign_in(user):
        client = Client()
        if user:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture(name="report")
def _report():
    """An update, by whoever may write one."""
    return report


@pytest.fixture
def published(here, cast):
    """Publishes the plan as it stands; the public page shows it at once."""

    def published(note="What is new"):
        edition = publish(here.plan, by=cast.coordinator, note=note)
        page_cache.current.forget()
        return edition

    return published


@pytest.fixture
def _evidence_of_its_own(tmp_path, settings):
    """A copy of the files of what stands, for a test that does what comes after a commit too."""
    kept, settings.EVIDENCE_ROOT = Path(settings.EVIDENCE_ROOT), tmp_path / "evidence"
    if kept.exists():
        shutil.copytree(kept, settings.EVIDENCE_ROOT)


@pytest.fixture
def _trust_lasts(monkeypatch):
    """Which edition is current is not asked again, however slow the machine is between two requests."""
    monkeypatch.setattr(outages, "TRUST", float("inf"))


@pytest.fixture(autouse=True)
def _empty_shopwindow(django_db_blocker):
    for rumour in (page_cache.current, settings_pages.pictures):
        rumour.forget()
    page_cache.front.entries.clear()
    for cache in (page_cache.pages, page_cache.files, page_cache.readings, plan_pages.past, summaries, editions):
        cache.clear()
    for cache in (cached_pages.pages, fragments):
        cache.clear()
    kept.forget()
    # It is off until a test turns it on, and nobody has to ask.
    read_only.states.entries[read_only.KEY] = (float("inf"), None)
    yield
    with django_db_blocker.unblock():
        outages.messenger.rest()


@pytest.fixture
def north_herts(things):
    """The real plan, as printed, imported on the day that it was."""
    return _thing(things, "north_herts")


@pytest.fixture(scope="module")
def databases(django_db_setup, django_db_blocker, tmp_path_factory):
    """Sites beside the one of the tests, for what needs processes of its own."""
    with django_db_blocker.unblock():
        world.stand()  # nobody copies a database in the middle of a transaction
        with Databases(tmp_path_factory.mktemp("sites")) as databases:
            yield databases
