"""A host dies, hangs, or the database is restarted, while people write: what was acknowledged is there, and once."""

import contextlib
import threading
import time
from collections import Counter
from http.client import HTTPException
from urllib.parse import urlencode

import pytest

from config.operations.proxy_examples import AWAY
from partners.outages import TRUST
from tests import machine

from .browser import Browser
from .machines import web_server, web_server_of_containers

WRITERS = 4
# Seconds in which all is well again after a restart of the database.
SOON = 10


class Writer(threading.Thread):
    """An officer who writes one update after another, each with words of its own, of an action of their own.

    `outcomes` is {words: the status of the answer, or None if there was none}.
    """

    def __init__(self, number, officer, action, over):
        super().__init__()
        self.number, self.officer, self.over = number, officer, over
        self.path, self.outcomes = f"/here/actions/{action}/update/", {}

    def run(self):
        while not self.over.is_set():
            form = None
            with contextlib.suppress(OSError, HTTPException):
                form = self.officer.form(self.path, "happened")
            if form is None:
                time.sleep(0.05)
                continue
            words, status = f"Writer {self.number}, {time.monotonic_ns()}", None
            fields = form | {"status": "on_track", "happened": words, "next": "More"}
            with contextlib.suppress(OSError, HTTPException):
                status = self.officer.ask("POST", self.path, urlencode(fields, doseq=True)).status
            self.outcomes[words] = status


@contextlib.contextmanager
def writing(hosts, officer):
    """People write all the while. Yields them; when it ends each has been answered."""
    over = threading.Event()
    writers = [Writer(n, officer.at(officer.server), action, over) for n, action in enumerate(hosts.actions[:WRITERS])]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        over.set()
        for writer in writers:
            writer.join(120)


def all_write(writers, more=3):
    """Wait until each has got this many more acknowledgements."""
    wanted = [_acknowledged(writer) + more for writer in writers]
    until = time.monotonic() + 30
    while any(_acknowledged(writer) < number for writer, number in zip(writers, wanted, strict=True)):
        assert time.monotonic() < until, [writer.outcomes for writer in writers]
        time.sleep(0.02)


def _acknowledged(writer):
    return list(writer.outcomes.values()).count(302)


def nothing_is_lost_or_doubled(writers, database):
    """Returns a sentence with the numbers."""
    outcomes = {words: status for writer in writers for words, status in writer.outcomes.items()}
    kept = Counter(words for [words] in database.rows("SELECT happened FROM actions_update") if words in outcomes)
    acknowledged = {words for words, status in outcomes.items() if status == 302}
    lost, doubled = acknowledged - kept.keys(), [words for words, number in kept.items() if number > 1]
    others = Counter(status for words, status in outcomes.items() if status != 302)
    assert (lost, doubled) == (set(), [])
    assert len(acknowledged) >= 6 * WRITERS
    unanswered = len(kept.keys() - acknowledged)
    return (
        f"{len(acknowledged)} acknowledged, none lost, none doubled; otherwise answered {dict(others)}, "
        f"of which {unanswered} saved"
    )


def test_a_host_that_is_killed_under_load_loses_nothing_and_comes_back(hosts, database, officer):
    with writing(hosts, officer) as writers:
        all_write(writers)
        hosts.one.kill()
        all_write(writers)
        hosts.one.stop()
        hosts.one.start()
        all_write(writers)
    print(f"\nOne of two hosts killed: {nothing_is_lost_or_doubled(writers, database)}")
    # Nobody was refused: what was in flight on the dead host is all that may have gone unanswered.
    failed = [status for writer in writers for status in writer.outcomes.values() if status != 302]
    assert (len(failed) <= WRITERS, set(failed) <= {503}) == (True, True)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_of_the_database_is_a_page_of_ours_and_then_all_is_well(mode, hosts, database, pgbouncer, officer):
    time.sleep(TRUST)
    with writing(hosts, officer) as writers:
        all_write(writers)
        with machine.postgres_stopped(database.owner, mode):
            reader, answers = Browser(officer.server), []
            for path in ("/here/", "/here/editions/"):
                answers.append(reader.get(path))
            form = officer.get(writers[0].path)
        back = time.monotonic()
        while {host.get("/readyz") for host in hosts.both} != {200} or reader.get("/here/editions/").status != 200:
            assert time.monotonic() - back < SOON
            time.sleep(0.05)
        took = time.monotonic() - back
        all_write(writers)
    assert [answer.status for answer in (*answers, form)] == [200, 503, 503]
    assert "Sorry, the site is not available" in answers[1].text
    assert [each.poll() for each in (pgbouncer, *(host.process for host in hosts.both))] == [None] * 3
    said = nothing_is_lost_or_doubled(writers, database)
    print(f"\nDatabase stopped ({mode}) and started: well after {took:.1f} s; {said}")


@pytest.fixture(params=["nginx", "caddy"])
def impatient(hosts, folder, certificate, request):
    """The port of a web server that waits two seconds for an answer: nginx, or the Caddy of compose.yaml."""
    place = folder / request.node.name
    place.mkdir()
    if request.param == "nginx":
        server = web_server(hosts.both, place, certificate, proxy_read_timeout="2s")
    else:
        server = web_server_of_containers(hosts.both, place, certificate, patience="2s")
    with server as port:
        yield port


def test_a_host_that_hangs_is_passed_over_and_a_form_is_sent_to_no_other(hosts, database, officer, impatient):
    person, answer, number, form_number = officer.at(impatient), None, 0, f"Form at {impatient}, {{}}".format
    paths = [f"/here/actions/{action}/update/" for action in hosts.actions]
    forms = [person.form(path, "happened") for path in paths]
    with hosts.one.frozen():
        assert [person.get("/here/review/").status for _ in range(4)] == [200] * 4
        time.sleep(5.5)  # from now on it is asked again
        for number, (path, form) in enumerate(zip(paths, forms, strict=True)):
            fields = form | {"status": "on_track", "happened": form_number(number), "next": "More"}
            answer = person.ask("POST", path, urlencode(fields, doseq=True))
            if answer.status != 302:
                break
        assert (answer.status, answer.text) == (503, AWAY)
        # The other host has those before, and not this one: it might be saved twice.
        assert _forms_kept(database, impatient) == [form_number(each) for each in range(number)]
    until = time.monotonic() + 10
    while _forms_kept(database, impatient) != [form_number(each) for each in range(number + 1)]:
        # The host that hung does what it was sent.
        assert time.monotonic() < until
        time.sleep(0.1)


def _forms_kept(database, port):
    forms = f"Form at {port}, %"
    rows = database.rows("SELECT happened FROM actions_update WHERE happened LIKE %s ORDER BY happened", forms)
    return [words for [words] in rows]


def test_if_no_host_answers_there_is_a_page_and_afterwards_the_site(hosts, officer, impatient):
    reader = Browser(impatient)
    with hosts.one.frozen(), hosts.two.frozen():
        answer = reader.get("/here/")
        assert (answer.status, answer.headers["retry-after"], answer.text) == (503, "60", AWAY)
    for host in hosts.both:
        host.kill()
        host.stop()
    answers = [reader.get("/here/"), officer.get("/here/review/")]
    assert [(each.status, each.text) for each in answers] == [(503, AWAY)] * 2
    for host in hosts.both:
        host.start()
    until = time.monotonic() + 10
    while officer.get("/here/review/").status != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
