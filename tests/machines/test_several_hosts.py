"""docs/several-hosts.md, followed on the database's machine and on the replica's: two Debians, each with its systemd.

In place of the page's addresses stand such of this machine's own; two PostgreSQLs cannot share localhost.
"""

import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from .bare import booted, install
from .book import Commands, File, sections, steps

PAGE = sections((Path(__file__).resolve().parents[2] / "docs" / "several-hosts.md").read_text(encoding="utf-8"))
PLACES = {"localhost, 10.0.0.": "127.0.0.", "10.0.0.": "127.0.0."}
DATABASE, REPLICA = "127.0.0.20", "127.0.0.21"
PATIENCE = 30


@pytest.fixture(scope="module")
def machines():
    """The database's machine, and the replica's."""
    with tempfile.TemporaryDirectory(prefix="living-plan-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        roots = [Path(folder, name) for name in ("database", "replica")]
        roots[0].mkdir(mode=0o755)
        install(roots[0])
        subprocess.run(["cp", "--archive", *map(str, roots)], check=True)
        with booted(roots[0]) as database, booted(roots[1]) as replica:
            for machine in (database, replica):
                machine.run("apt-get -q update")
            # Debian's package takes another port where 5432 is in use, and the machines share a network here.
            replica.run("apt-get -q install -y postgresql-15 && systemctl stop postgresql@15-main")
            yield database, replica


def follow(machine, blocks):
    for step in blocks:
        text = step.text.replace("apt install ", "apt-get -q install -y ")
        for is_, becomes in PLACES.items():
            text = text.replace(is_, becomes)
        if isinstance(step, File):
            machine.write(step.path, text)
        elif isinstance(step, Commands):
            machine.run(text)


def asked(host, port, query):
    with psycopg.connect(f"postgres://livingplan:PASSWORD@{host}:{port}/livingplan", autocommit=True) as server:
        return server.execute(query).fetchone()


def test_pages_and_commands_reach_the_database_and_a_replica_follows_it(machines):
    database, replica = machines
    follow(database, steps(PAGE["The database"]))
    assert asked(DATABASE, 5432, "SELECT current_user, current_setting('lock_timeout'), current_setting('jit')") == (
        "livingplan", "0", "off",
    )  # fmt: skip
    assert asked(DATABASE, 6432, "SELECT current_user, current_setting('lock_timeout')") == ("livingplan", "10s")
    primary_s, replica_s = [step for step in steps(PAGE["A replica of the database"]) if isinstance(step, Commands)]
    follow(database, [primary_s])
    follow(replica, [replica_s])
    with psycopg.connect(f"postgres://livingplan:PASSWORD@{DATABASE}:6432/livingplan") as server:
        server.execute("CREATE TABLE written (here text)")
        server.execute("INSERT INTO written VALUES ('first')")
    until = time.monotonic() + PATIENCE
    while asked(REPLICA, 5432, "SELECT to_regclass('written')") == (None,):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert asked(REPLICA, 5432, "SELECT here, pg_is_in_recovery() FROM written") == ("first", True)
    # The first is lost.
    database.run("systemctl stop pgbouncer postgresql@15-main")
    replica.run("runuser -u postgres -- pg_ctlcluster 15 main promote")
    assert asked(REPLICA, 5432, "SELECT here, pg_is_in_recovery() FROM written") == ("first", False)
