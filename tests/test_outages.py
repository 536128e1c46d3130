"""The database goes away, in all the ways that it does, under a running site; and it comes back."""

import fcntl
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time

import psycopg
import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection, connections

from partners import outages

from . import machine, serving

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own ways")
ON_POSTGRESQL = pytest.mark.skipif("connection.vendor == 'sqlite'", reason="PostgreSQL's own ways")

# What the site holds for everybody.
HELD = ("/here/", "/here/theme.css", "/here/colour.css")
# What it has to ask for.
ASKED = ("/", "/here/editions/", "/here/how-we-judge/", "/here/editions/2008-2011/7/", "/stranger/")
COOKIE = ("Cookie", f"csrftoken={'a' * 32}; sessionid={'b' * 32}")
FORM = f"csrfmiddlewaretoken={'a' * 32}"


def answers(site, paths):
    return {path: site.get(path, headers=[COOKIE])[0] for path in paths}


def update(site, page, cookie):
    """An update as somebody types it into its page."""
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', site.get(page, headers=[cookie])[2].decode())
    return f"{FORM}&status=on_track&happened=Typed+with+<care>&seen={seen}"


def goes_on(site):
    """What holds while the database is away: pages from memory, marked; 503 with a page of ours; alive, not ready."""
    site.until(lambda: site.get("/readyz")[0] == 503, 5)
    for path in HELD:
        status, headers, _ = site.get(path)
        assert (path, status) == (path, 200)
    time.sleep(outages.TRUST)
    for path in HELD:
        status, headers, body = site.get(path, headers=[COOKIE])
        assert (path, status) == (path, 200)
        assert re.fullmatch(r"living-plan; hit; ttl=-\d+; detail=database-away", headers["cache-status"])
    for path in ASKED:
        status, headers, body = site.get(path, headers=[COOKIE])
        assert (path, status, int(headers["retry-after"]) > 0, headers["cache-control"]) == (
            path,
            503,
            True,
            "no-store",
        )
        assert "Sorry, the site is not available" in body.decode()
        assert "default-src 'none'" in headers["content-security-policy"]
        assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("DENY", "nosniff")
    assert site.get("/healthz")[0] == 200


def is_back(site):
    """All is well again by itself within three seconds."""
    took = site.until(lambda: site.get("/readyz")[0] == 200, 3)
    assert answers(site, ["/", "/here/", "/here/editions/", "/stranger/"]) == {
        "/": 200, "/here/": 200, "/here/editions/": 200, "/stranger/": 404,
    }  # fmt: skip
    time.sleep(outages.TRUST)
    assert "cache-status" not in site.get("/here/")[1]
    return took


def is_held(site):
    """Until the worker's thread has been round."""
    site.until(lambda: answers(site, HELD) == dict.fromkeys(HELD, 200), 10)


@ON_SQLITE
def test_a_missing_a_damaged_and_a_locked_file(here, cast, sign_in, published, tmp_path):
    published()
    session = sign_in(cast.officer).cookies["sessionid"].value
    path, aside = tmp_path / "plan.sqlite3", tmp_path / "aside"
    with serving.Site(serving.copy_of_the_database(path), tmp_path) as site:
        is_held(site)
        path.rename(aside)
        goes_on(site)
        assert not path.exists()
        aside.rename(path)
        is_back(site)

        shutil.copy(path, aside)
        path.write_bytes(b"This is no database. " * 1000)
        goes_on(site)
        path.write_bytes(aside.read_bytes()[:6000])
        goes_on(site)
        os.replace(aside, path)
        is_back(site)

        _somebody_writes(site, path, here.action, session)


def _somebody_writes(site, path, action, session):
    """Another writer holds the database for longer than anybody waits: what was typed is offered again."""
    page, cookie = f"/here/actions/{action.pk}/update/", ("Cookie", f"csrftoken={'a' * 32}; sessionid={session}")
    form = update(site, page, cookie)
    turn = os.open(f"{path}-queue", os.O_RDWR | os.O_CREAT)
    fcntl.flock(turn, fcntl.LOCK_EX)
    begun = time.monotonic()
    status, headers, body = site.post(page, form, [cookie])
    waited = time.monotonic() - begun
    assert (status, headers["cache-control"], 8 < waited < 20) == (503, "no-store", True)
    words = body.decode()
    assert "<p>Typed with &lt;care&gt;</p>" in words
    assert 'name="happened" value="Typed with &lt;care&gt;"' in words
    assert f'action="{page}"' in words
    assert site.get("/here/")[0] == 200
    os.close(turn)
    assert site.post(page, form, [cookie])[0] == 302


@ON_SQLITE
def test_a_full_disk_takes_no_writes_and_shows_all_that_there_is(here, cast, sign_in, published, tmp_path):
    published()
    cookie = ("Cookie", f"csrftoken={'a' * 32}; sessionid={sign_in(cast.officer).cookies['sessionid'].value}")
    shown = ["/here/", "/here/editions/", "/readyz", "/here/plan/"]
    url, page = serving.copy_of_the_database(tmp_path / "plan.sqlite3"), f"/here/actions/{here.action.pk}/update/"
    # Less than the journal needs for one update, and enough for its index: SQLite meets what it meets on a full disk.
    with serving.Site(url, tmp_path, largest_file=36 * 1024) as site:
        status, headers, body = site.post(page, update(site, page, cookie), [cookie])
        assert (status, b"Typed with &lt;care&gt;" in body, "retry-after" in headers) == (503, True, True)
        assert {path: site.get(path, headers=[cookie])[0] for path in shown} == dict.fromkeys(shown, 200)


# Tables straight from the models, as nothing here asks what the migrations add.
MAKE = """
import django; django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
settings.MIGRATION_MODULES = dict.fromkeys((app.label for app in apps.get_app_configs()))
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("createcachetable")
settings.MIGRATION_MODULES = {}
call_command("migrate", fake=True, verbosity=0)
from tests import factories
from plans.editions.publishing import publish
partnership = factories.PartnershipFactory(slug="here", area="Here")
plan = factories.PlanFactory(partnership=partnership)
publish(plan, by=factories.UserFactory(), note="The first")
"""


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_server_that_stops_hangs_is_locked_and_comes_back(tmp_path):
    with machine.throwaway_postgres() as url:
        environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        subprocess.run([sys.executable, "-c", MAKE], cwd=settings.BASE_DIR, env=environment, check=True)
        with serving.Site(url, tmp_path) as site:
            is_held(site)
            for stop in ("fast", "immediate"):
                with machine.postgres_stopped(url, stop):
                    goes_on(site)
                is_back(site)
            with machine.postgres_frozen(url):
                _the_public_waits_for_nobody(site)
                assert site.get("/readyz")[0] == 503
            is_back(site)
            with psycopg.connect(url, autocommit=False) as holder:
                holder.execute("LOCK TABLE plans_edition IN ACCESS EXCLUSIVE MODE")
                _the_public_waits_for_nobody(site)
                assert site.get("/here/editions/")[0] == 503
                holder.rollback()
            is_back(site)


def _the_public_waits_for_nobody(site):
    time.sleep(outages.TRUST)
    begun = time.monotonic()
    assert [site.get("/here/")[0] for _ in range(5)] == [200] * 5
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize(
    "error", [IntegrityError("x"), ProgrammingError("x"), DataError("x"), OSError(2, "x"), KeyError()]
)
def test_a_fault_of_ours_is_not_taken_for_an_outage(error):
    assert not outages.is_away(error)


@ON_SQLITE
def test_a_wrong_statement_is_our_fault_and_not_the_database_s(db):
    with pytest.raises(OperationalError) as wrong, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert not outages.is_away(wrong.value)


def test_what_was_heard_does_for_a_quarter_of_an_hour_and_no_longer(db, monkeypatch):
    class Away(OperationalError):
        pass

    def ask():
        raise Away("gone")

    rumour = outages.TtlCache()
    rumour.entries["here"] = (time.monotonic() - outages.PATIENCE + 5, "The first")
    with monkeypatch.context() as outside:
        outside.setattr(connections["default"], "in_atomic_block", False)
        assert rumour.get("here", ask) == "The first"
    assert outages.stale_age.get() > outages.PATIENCE - 6
    rumour.entries["here"] = (time.monotonic() - outages.PATIENCE, "The first")
    with pytest.raises(Away):
        rumour.get("here", ask)


def test_whoever_waits_for_a_turn_in_vain_takes_nobody_else_s(tmp_path):
    from config.sqlite3.base import take_turn

    path = tmp_path / "queue"
    first = take_turn(path, 1)
    with pytest.raises(sqlite3.OperationalError):
        take_turn(path, 0.05)
    os.close(first)
    os.close(take_turn(path, 1))
