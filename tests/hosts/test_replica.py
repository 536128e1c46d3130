"""A replica of the database answers for pages that are the same for everybody, as long as it is not behind."""

import re
import time
from urllib.parse import quote

import psycopg
import pytest

from partners.outages import TRUST
from tests import machine

from .browser import Browser
from .machines import PASSWORD, ROLE

# Seconds in which a change has to be seen, at the latest.
SOON = 5
# What nobody keeps in memory, and what nobody has asked for before.
LIVE = ("/", "/here/editions/", "/here/how-we-judge/", "/here/public-meetings/")
NEVER_ASKED = ("/here/editions/2008-2011/1/", "/here/editions/2008-2011/1/check/", "/sitemap.xml", "/here/whole-plan/")


@pytest.fixture(scope="module")
def replica(hosts, database, pgbouncer):
    """The replica's URL for its superuser. Host two reads from it; host one has none."""
    with machine.throwaway_replica(database.owner) as owner:
        _, folder, _ = machine.server_of(owner)
        url = f"postgres://{ROLE}:{PASSWORD}@/{ROLE}?host={quote(folder, safe='')}"
        hosts.two.stop()
        hosts.two.environment["DATABASE_REPLICA_URL"] = url
        hosts.two.start()
        # Afterwards it has a replica that is away, and asks the primary.
        yield owner


def _last_asked(replica):
    """When a page last asked the replica for rows."""
    with psycopg.connect(replica) as server:
        asked = "SELECT max(query_start) FROM pg_stat_activity WHERE usename = %s AND query LIKE '%%partners_%%'"
        return server.execute(asked, [ROLE]).fetchone()[0]


def _until(holds):
    until = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_replica_answers_whoever_is_not_signed_in_and_nobody_else(hosts, replica, officer):
    member, reader = officer.at(hosts.two), Browser(hosts.two)
    reader.get("/here/editions/")
    before = _last_asked(replica)
    # Both workers, and the pages that members and strangers share.
    assert {member.get(path).status for path in (*LIVE[1:], "/here/review/") for _ in range(4)} == {200}
    assert _last_asked(replica) == before
    _until(lambda: reader.get("/here/editions/").status == 200 and _last_asked(replica) not in (None, before))


def test_what_the_replica_does_not_have_yet_is_asked_of_the_primary(hosts, replica, coordinator):
    with psycopg.connect(replica, autocommit=True) as server:
        server.execute("SELECT pg_wal_replay_pause()")
        note = "Published while the replica stands still"
        sent = coordinator.at(hosts.one).send("/here/publish/", "note", note=note, sure="on")
        assert sent.status == 302
        time.sleep(TRUST + 0.2)
        reader = Browser(hosts.two)
        try:
            assert [
                note in reader.get(path).text for path in ("/here/editions/", "/here/", "/here/editions.atom") * 3
            ] == [True] * 9
        finally:
            server.execute("SELECT pg_wal_replay_resume()")


def test_anonymous_pages_outlive_the_primary_and_nothing_else_does(hosts, database, replica, officer):
    reader, member, other = Browser(hosts.two), officer.at(hosts.two), Browser(hosts.one)
    # Both of its workers have heard from the primary how far it is.
    assert {reader.get(LIVE[1]).status for _ in range(12)} == {200}
    with machine.postgres_stopped(database.owner, "fast"):
        time.sleep(TRUST)
        answers = [reader.get(path) for path in (*LIVE, *NEVER_ASKED)]
        assert [(answer.status, path) for answer, path in zip(answers, (*LIVE, *NEVER_ASKED), strict=True)] == [
            (200, path) for path in (*LIVE, *NEVER_ASKED)
        ]
        assert {"detail=database-away" in answer.headers["cache-status"] for answer in answers} == {True}
        assert [member.get(path).status for path in (LIVE[1], "/here/review/")] == [503, 503]
        assert other.get(LIVE[1]).status == 503
        assert hosts.two.get("/readyz") == 503
    _until(lambda: {host.get("/readyz") for host in hosts.both} == {200})
    _until(lambda: member.get("/here/review/").status == 200)


def _finding(host):
    """What the doctor says of the replica."""
    said = host.begin("manage.py", "doctor").communicate(timeout=60)[0]
    return re.search(r"(?m)^(\w+) +replica: (.{20})", said).groups()


def test_without_the_replica_the_primary_is_asked(hosts, replica):
    reader = Browser(hosts.two)

    def is_read():
        before = _last_asked(replica)
        return reader.get(LIVE[1]).status == 200 and _last_asked(replica) not in (None, before)

    assert _finding(hosts.two) == ("ok", "It follows the datab")
    for take_away in (lambda: machine.postgres_stopped(replica, "fast"), lambda: machine.postgres_frozen(replica)):
        _until(is_read)
        with take_away():
            time.sleep(TRUST + 0.1)  # who asks sooner has no reason yet to doubt it
            begun = time.monotonic()
            assert [reader.get(path).status for path in LIVE * 3] == [200] * len(LIVE * 3)
            # At most one waits until it is clear that nothing comes, in each of two workers.
            print(f"\n{len(LIVE * 3)} pages without the replica: {time.monotonic() - begun:.1f} s")
            assert time.monotonic() - begun < SOON
    _until(is_read)
