"""Two hosts, one database: whatever one of them does the other knows, and what is due is done once."""

import json
import re
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg

from config.postgresql.base import LIMITS
from tests.web_servers import HOST

from .browser import Browser
from .machines import printed_by

# Seconds until a publication has to be seen on the other host, at the latest; it is one at most, and is printed.
UNTIL_SEEN = 3


def test_a_session_of_one_host_holds_on_the_other_and_ends_on_both(hosts):
    person = Browser(hosts.one).sign_in("observer@example.org")
    assert "Observer" in person.at(hosts.two).get("/here/review/").text
    over = person.at(hosts.two).send("/account/logout/", "csrfmiddlewaretoken")
    assert over.status == 302
    assert [person.at(host).get("/here/review/").status for host in hosts.both] == [302, 302]


def test_two_timers_at_once_do_what_is_due_once(hosts, database, office, coordinator):
    _publish(coordinator, "Its files are to be made")
    ticks = [host.begin("manage.py", "tick") for host in hosts.both]
    printed = "".join(map(printed_by, ticks))
    jobs = database.rows("SELECT about, kind, state, attempts FROM plans_job")
    assert (len(jobs) >= 2, {(state, attempts) for *_, state, attempts in jobs}) == (True, {("done", 1)})
    # Each is named by the one timer that did it.
    assert printed.count("Done: ") == len(jobs)
    assert max(Counter(office.addresses).values()) == 1
    reminded = database.rows("SELECT email FROM actions_reminder JOIN partners_user ON partners_user.id = user_id")
    assert sorted(office.addresses) == sorted(email for [email] in reminded) != []
    assert printed_by(hosts.two.begin("manage.py", "tick")).count("Done: ") == 0
    assert len(office.accepted) == len(reminded)


def _publish(browser, note):
    answer = browser.send("/here/publish/", "note", note=note, sure="on")
    assert answer.status == 302, answer.text


def test_evidence_sent_to_one_host_is_read_from_the_other(hosts, officer):
    update, evidence = f"/here/actions/{hosts.actions[-1]}/update/", b"%PDF-1.4 Locks were fitted"
    words = {"status": "on_track", "happened": "Locks were fitted", "next": "More locks"}
    sent = officer.at(hosts.one).send(update, "happened", files=[("files", "Locks.pdf", evidence)], **words)
    assert sent.status == 302, sent.text
    reader = officer.at(hosts.two)
    [address] = set(re.findall(r"/here/evidence/\d+/", reader.get(sent.headers["location"]).text))
    assert reader.get(address).body == evidence


def test_an_edition_published_on_one_host_is_on_the_other_within_a_second(hosts, coordinator):
    """Each of the other's two workers has a memory of its own, so the last time that the one before is seen counts."""
    publisher, waited = coordinator.at(hosts.one), []
    for number in (1, 2):
        _publish(publisher, f"Published again, {number}")
        begun = last_seen = time.monotonic()
        while time.monotonic() - begun < UNTIL_SEEN:
            asked = time.monotonic()
            if f"Published again, {number}" not in Browser(hosts.two).get("/here/").text:
                last_seen = asked
        waited.append(last_seen - begun)
    print(f"\nOn the other host after {', '.join(f'{each:.2f}' for each in waited)} s")
    assert max(waited) < UNTIL_SEEN - 1


def test_backups_and_verifications_on_both_hosts_at_once_and_a_rehearsal(hosts, database):
    folders = [host.folder / "archives" for host in hosts.both]
    for folder in folders:
        folder.mkdir()
    nightly = [host.begin("manage.py", "backup", folder) for host, folder in zip(hosts.both, folders, strict=True)]
    nightly += [host.begin("manage.py", "verify") for host in hosts.both]
    for each in nightly:
        printed_by(each)
    digests = []
    for folder in folders:
        [archive] = folder.iterdir()
        with zipfile.ZipFile(archive) as opened:
            assert opened.testzip() is None
            digests.append(_digests(opened))
    assert digests[0] == digests[1]
    assert "came back as they were" in hosts.two.manage("restore_drill", folders[0])


def _digests(archive):
    """What an archive's manifest says of each table and file, but for the traces that the two backups leave."""
    manifest = json.loads(archive.read("manifest.json"))
    del manifest["tables"]["partners.AccessEvent"]
    assert len(manifest["tables"]) > 30
    return manifest["tables"] | manifest["evidence"]


def test_limits_are_pgbouncer_s_for_pages_and_commands_have_none(hosts, database, pgbouncer, officer):
    with ThreadPoolExecutor(8) as readers:
        list(readers.map(lambda _: officer.get("/here/review/"), range(16)))
    names = [words.split()[1] for words in LIMITS.split("; ")]
    asked = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    of_pages = set()
    # As many connections as PgBouncer has, each held by a transaction.
    pages = [psycopg.connect(database.pooler) for _ in range(8)]
    for page in pages:
        of_pages.add(page.execute(asked).fetchone())
    for page in pages:
        page.close()
    assert of_pages == {("10s", "25s", "1min")}
    with psycopg.connect(database.url) as command:
        assert command.execute(asked).fetchone() == ("0", "0", "0")
    found = hosts.one.begin("manage.py", "doctor").communicate(timeout=60)[0]
    assert re.search(r"ok +time limits.*a lock timeout of 10s", found), found


INTERLEAVED = """
import config.wsgi
from threading import Event, Thread
from django.db import transaction
from actions.models import Action
pks = Action.objects.order_by("pk").values_list("pk", flat=True)
holds, over = Event(), Event()
def other():
    with transaction.atomic():
        Action.objects.first()
        holds.set()
        over.wait(20)
reader = pks.iterator(chunk_size=1)
read = [next(reader)]
thread = Thread(target=other)
thread.start()
holds.wait(20)
read += reader
over.set()
thread.join()
assert read == list(pks) and len(read) > 6, read
with transaction.atomic():
    assert list(pks.iterator(chunk_size=1)) == read
print("read in whole")
"""


def test_what_is_read_bit_by_bit_does_not_hang_on_one_connection_of_pgbouncer_s(hosts):
    assert "read in whole" in hosts.one.run(INTERLEAVED)


def test_whom_a_visitor_makes_up_reaches_neither_host(port):
    browser = Browser(port)
    assert browser.get("/readyz").text == "ready\n"
    assert HOST in browser.get("/here/").text
