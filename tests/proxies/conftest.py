"""The site with one worker behind gunicorn, and before it a real nginx or Caddy.

The web servers get the very configuration that docs/running.md prints (see tests/partners/test_limits.py); what is put
in place of its own are addresses and paths only.
"""

import contextlib
import os
import shutil
import socket
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from config.operations.proxy_examples import SOCKET, caddy, nginx
from partners import clock
from partners.accounts.sessions import SessionStore
from partners.permissions import Role
from plans.editions.publishing import publish
from tests import factories
from tests.web_servers import HOST, free_port, listens, make_certificate, nginx_options, running, wait_for
from tests.worlds import MONDAY, member

EXAMPLES = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="session")
def folder():
    # Not $TMPDIR: a socket's path may have 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def certificate(folder):
    return make_certificate(folder)


@contextlib.contextmanager
def own_database(folder):
    """A SQLite file with all tables, in place of the other tests' database. Yields its path."""
    theirs, ours = connection.settings_dict["NAME"], str(folder / "plan.sqlite3")
    connection.close()
    connection.settings_dict["NAME"] = ours
    try:
        # As the models are: how they came to be so is tried elsewhere.
        with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
            call_command("migrate", run_syncdb=True, verbosity=0)
        call_command("createcachetable")
        yield ours
    finally:
        connection.close()
        connection.settings_dict["NAME"] = theirs


@pytest.fixture(scope="session")
def world(folder, django_db_blocker):
    """A partnership with a plan and its coordinator, who is signed in: written for good, as gunicorn reads it too."""
    with django_db_blocker.unblock(), clock.frozen_at(MONDAY), own_database(folder) as database:
        partnership = factories.PartnershipFactory(slug="here", area="Here")
        authority = factories.AuthorityFactory(partnership=partnership, name="The Council", short_name="Council")
        plan = factories.PlanFactory(partnership=partnership)
        priority = factories.PriorityFactory(plan=plan, key="burglary", name="Reduce burglary")
        factories.CriterionFactory(priority=priority, wording="Fewer burglaries")
        action = factories.ActionFactory(priority=priority, wording="Fit better locks", lead=authority)
        coordinator = member(authority, Role.COORDINATOR, "Coordinator")
        edition = publish(plan, by=coordinator, note="The first")
        session = SessionStore()
        session[SESSION_KEY] = str(coordinator.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = coordinator.get_session_auth_hash()
        session.save()
    return SimpleNamespace(
        partnership=partnership,
        plan=plan,
        action=action,
        edition=edition,
        session=session.session_key,
        database=database,
    )


@contextlib.contextmanager
def socket_unit(path):
    """The socket as systemd holds it (living-plan.socket), whether or not anybody takes requests from it."""
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(str(path))
        held.listen(4096)
        yield held


# The handle is 3, and the process knows by its own number that it is meant (sd_listen_fds(3)).
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.execve(sys.argv[2], sys.argv[2:], os.environ | {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())})
"""


@contextlib.contextmanager
def gunicorn(held, world, log, *, app="tests.proxies.app", workers=1):
    """The site as systemd starts it (living-plan.service), with a socket that is held already."""
    offset = (MONDAY - datetime.now(UTC)).total_seconds()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "INSECURE_COOKIES": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{world.database}",
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "TRUSTED_PROXY_COUNT": "1",
        "CLOCK_OFFSET_SECONDS": str(int(offset)),
    }
    options = ("--config", "config/gunicorn.conf.py", "--workers", str(workers))
    command = (sys.executable, "-c", AS_SYSTEMD, str(held.fileno()), sys.executable, "-m", "gunicorn", *options, app)
    with running(*command, environment=environment, log=log, pass_fds=[held.fileno()]) as process:
        yield process


@pytest.fixture(scope="session")
def site(folder, world):
    """The path of the socket on which the site is served by one worker, which one slow request would stop."""
    path, log = folder / "living-plan.sock", folder / "gunicorn.log"
    with socket_unit(path) as held, gunicorn(held, world, log):
        yield path


def _nginx(folder, port, upstream, certificate):
    words = nginx(HOST)
    assert SOCKET in words
    return nginx_options(folder, port, words.replace(SOCKET, f"unix:{upstream}"), certificate)


def _caddy(folder, port, upstream, certificate):
    words, socket_ = caddy(HOST), SOCKET.replace(":", "/")
    assert words.startswith(f"{HOST} {{\n")
    assert words.count(socket_) == 2
    words = words.replace(
        f"{HOST} {{\n", f"https://{HOST}:{port} {{\nbind 127.0.0.1\ntls {' '.join(map(str, certificate))}\n", 1
    )
    words = words.replace(socket_, f"unix/{upstream}")
    (folder / "Caddyfile").write_text(f"{{\nadmin off\nauto_https disable_redirects\n}}\n{words}")
    return "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"


@contextlib.contextmanager
def serving(name, upstream, certificate):
    """A web server before the socket `upstream`; yields its port."""
    program = os.environ.get(f"LIVING_PLAN_{name.upper()}") or shutil.which(name)
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        folder, port = Path(folder), free_port()
        arguments = {"nginx": _nginx, "caddy": _caddy}[name](folder, port, upstream, certificate)
        environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        log = folder / "log"
        with running(program, *map(str, arguments), environment=environment, log=log) as process:
            wait_for(lambda: listens(port), process, log)
            yield port


@pytest.fixture(scope="module", params=EXAMPLES)
def server(request):
    return request.param


@pytest.fixture(scope="module")
def port(server, site, certificate):
    with serving(server, site, certificate) as port:
        yield port
