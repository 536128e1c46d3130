"""Two hosts that serve, made once; each test finds both running and leaves them so."""

import json
import signal
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import machine
from tests.object_storage import object_storage
from tests.post import post_office
from tests.web_servers import make_certificate
from tests.worlds import MONDAY

from .browser import Browser
from .machines import Database, Host, settings_of, web_server

# A partnership with a round whose answers are due today, and an action for each of those who write at once.
MAKE = """
import django; django.setup()
from datetime import timedelta
from types import SimpleNamespace
from partners import clock
from tests import factories, worlds
world = SimpleNamespace()
for build in (worlds.here, worlds.next_door, worlds.cast):
    build(world)
here, today = world.here, clock.today()
made = [factories.ActionFactory(priority=here.priority, wording=f"Action {n}", lead=here.police) for n in range(6)]
factories.RoundFactory(plan=here.plan, opens_on=today - timedelta(days=9), due_on=today, remind_on=[0])
from plans.editions.publishing import publish
publish(here.plan, by=world.cast.coordinator, note="To be read")
import json; print(json.dumps([action.pk for action in made]))
"""


@pytest.fixture(scope="session")
def folder():
    # Not $TMPDIR: a socket's path may have 107 characters at most.
    place = machine.folder_in_memory() or "/tmp"  # noqa: S108 (a folder of its own is made in it)
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir=place, ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)  # PostgreSQL's user reads below it
        yield path


@pytest.fixture(scope="session")
def database(folder):
    with machine.throwaway_postgres() as owner:
        yield Database(owner, folder)


@pytest.fixture(scope="session")
def pgbouncer(database):
    with database.pgbouncer() as process:
        yield process


@pytest.fixture(scope="session")
def office():
    with post_office() as office:
        yield office


@pytest.fixture(scope="session")
def storage():
    with object_storage() as storage:
        yield storage


@pytest.fixture(scope="session")
def hosts(folder, database, pgbouncer, storage, office):
    """Two hosts from two folders with one file of settings. `actions` are those of the writers."""
    env_file = folder / "living-plan.env"
    env_file.write_text(settings_of(database, storage, office, int((MONDAY - datetime.now(UTC)).total_seconds())))
    hosts = [Host(name, folder, env_file) for name in ("host-1", "host-2")]
    hosts[0].manage("migrate", "--verbosity", "0")
    with ThreadPoolExecutor() as pool:
        collected = [pool.submit(host.manage, "collectstatic", "--noinput", "--verbosity", "0") for host in hosts]
        actions = json.loads(hosts[0].run(MAKE))
        [each.result() for each in collected]
        [each.result() for each in [pool.submit(host.start) for host in hosts]]
    yield SimpleNamespace(one=hosts[0], two=hosts[1], both=hosts, actions=actions)
    for host in hosts:
        if host.process.poll() is None:
            host.signal(signal.SIGCONT)
        host.stop()


@pytest.fixture(scope="session")
def certificate(folder):
    return make_certificate(folder)


@pytest.fixture(scope="session")
def port(hosts, folder, certificate):
    """nginx's."""
    place = folder / "nginx"
    place.mkdir()
    with web_server(hosts.both, place, certificate) as port:
        yield port


@pytest.fixture(scope="session")
def officer(port):
    return Browser(port).sign_in("officer.of.the.constabulary@example.org")


@pytest.fixture(scope="session")
def coordinator(port):
    return Browser(port).sign_in("coordinator@example.org")
