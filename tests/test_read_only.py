"""Read-only mode: everything can be read and nothing changed, also on a database that takes no writes at all."""

import re
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from config.operations import findings
from partners import read_only
from partners.models import AccessEvent, MaintenanceRun, ReadOnlyMode
from partners.models.access_events import Kind

from .access import ACCOUNT, GET
from .access_worlds import an_edition_and_rounds, everybody_s_business, files_and_requests
from .addresses import address
from .sweep import UndoneAfterwards

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOTICE = "Being moved until 15:00. You can read <everything>."
SHOWN = "<strong>Maintenance.</strong> Being moved until 15:00. You can read &lt;everything&gt;."
HTML = re.compile(r'<div class="notice" role="region" aria-label="Maintenance">.*?</div></div>')
# Drawn by lot for each answer.
LOTS = re.compile(r'(name="(csrfmiddlewaretoken|opened|token)" value="|data-pulse=")[^"]*"')
# django-allauth makes the row of an address that has none when its page is opened.
WRITES = {"public": set(), "coordinator": {"account_email"}}


@pytest.fixture
def on(db):
    read_only.turn_on(NOTICE, by="root")


@contextmanager
def takes_no_writes():
    """The database refuses to write in this block."""
    with UndoneAfterwards():
        if connection.vendor == "sqlite":
            connection.connection.execute("PRAGMA query_only = on")
            try:
                yield
            finally:
                connection.connection.execute("PRAGMA query_only = off")
        else:
            connection.connection.execute("SET LOCAL transaction_read_only = on")
            yield


def answer(response):
    """(Status, how often a page has the notice or None, what it says beside)."""
    content = response.getvalue()  # to the end, so that a file that takes turns gives its turn back
    if response.status_code == 302 or not response.headers["Content-Type"].startswith("text/html"):
        return response.status_code, None, (response.get("Location"), response.get("Content-Type"))
    text, number = HTML.subn(read_only.PLACEHOLDER.decode(), content.decode())
    return response.status_code, number, LOTS.sub("", text)


# In a frame of another site nobody can send anything.
WITHOUT_NOTICE = {"embed"}


@pytest.mark.slow
@pytest.mark.world(everybody_s_business, files_and_requests, an_edition_and_rounds)
@pytest.mark.parametrize("role", ["public", "coordinator"])
def test_every_page_says_it_and_reads_as_ever_where_the_database_takes_no_writes(role, here, cast, sign_in):
    client = sign_in(getattr(cast, role, None))
    client.raise_request_exception = False
    paths = {name: address(name, here) for name in GET.keys() | ACCOUNT.keys()}

    def answers(names, block, notices):
        found = {}
        for name in sorted(names):
            with block():
                status, number, rest = answer(client.get(paths[name]))
            assert number in (notices, None) or name in WITHOUT_NOTICE, name
            found[name] = status, rest
        return found

    read_only.turn_on(NOTICE, by="root")
    found = answers(paths, takes_no_writes, 1)
    assert {name for name, (status, _) in found.items() if status >= 500} == WRITES[role]
    if connection.vendor == "sqlite":  # what else they say does not depend on the database
        read_only.turn_off(by="root")
        pages = {name for name, (_, rest) in found.items() if isinstance(rest, str)}
        assert len(pages) > 25
        usual = answers(pages, UndoneAfterwards, 0)
        assert {name for name in pages if found[name] != usual[name]} == WRITES[role]


def sent_update(client, here, **headers):
    path = reverse("action_update", args=["here", here.action.pk])
    return client.post(path, {"status": "on_track", "happened": "Typed with <care>"}, headers=headers)


def test_what_is_sent_is_refused_and_given_back(on, here, cast, sign_in):
    client = sign_in(cast.officer)
    response = sent_update(client, here)
    words = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"], response.headers["Cache-Control"]) == (
        503, "300", "no-store",
    )  # fmt: skip
    assert (words.count(SHOWN), "Sorry, nothing can be changed at the moment" in words) == (1, True)
    assert 'name="happened" value="Typed with &lt;care&gt;"' in words
    assert not here.action.updates.exists()
    # Whoever signed out meanwhile, and whoever never had an account.
    for path in (f"/here/actions/{here.action.pk}/update/", "/here/rounds/new/", reverse("account_reset_password")):
        assert sign_in(None).post(path, {"email": "a@example.org"}).status_code == 503
    read_only.turn_off(by="root")
    assert sent_update(client, here).status_code in (200, 302)


def test_one_signs_in_and_out_while_the_database_takes_that(on, here, cast, sign_in):
    cast.officer.set_password("a long password")
    cast.officer.save()
    client, way_in = sign_in(None), {"login": cast.officer.email, "password": "a long password"}
    client.raise_request_exception = False
    with takes_no_writes():
        response = client.post("/account/login/", way_in)
        words = response.content.decode()
        assert (response.status_code, SHOWN in words, "a long password" in words) == (503, True, False)
    assert client.post("/account/login/", way_in).status_code == 302
    assert client.get("/here/my-actions/").status_code == 200
    with takes_no_writes():
        assert client.post("/account/logout/").status_code == 503
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/here/my-actions/").status_code == 302


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_the_public_page_s_copies_hold_until_the_notice_comes_or_goes(encoding, here, cast, sign_in, published):
    published()

    def seen(*etags):
        headers = {"accept-encoding": encoding} | ({"if-none-match": ", ".join(etags)} if etags else {})
        response = sign_in(None).get("/here/", headers=headers)
        return response.status_code, response.get("ETag"), response.has_header("Last-Modified")

    usual = seen()
    read_only.turn_on(NOTICE, by="root")
    noticed = seen(usual[1])
    assert (noticed[0], noticed[1] == usual[1], noticed[2]) == (200, False, False)
    assert seen(noticed[1])[0] == 304
    assert SHOWN in sign_in(None).get("/here/").content.decode()
    read_only.turn_on("Longer: until 16:00.", by="root")
    assert seen(usual[1], noticed[1])[0] == 200
    read_only.turn_off(by="root")
    assert seen(noticed[1]) == usual
    assert seen(usual[1])[0] == 304
    assert SHOWN not in sign_in(None).get("/here/").content.decode()


def test_a_members_page_s_copy_holds_until_the_notice_comes_or_goes(here, cast, sign_in):
    client = sign_in(cast.officer)

    def seen(etag=None):
        response = client.get("/here/plan/", headers={"if-none-match": etag} if etag else {})
        return response.status_code, response.headers["ETag"]

    client.get("/here/plan/")  # which sets cookies
    _, usual = seen()
    read_only.turn_on(NOTICE, by="root")
    status, noticed = seen(usual)
    assert (status, seen(noticed)[0]) == (200, 304)
    read_only.turn_off(by="root")
    assert (seen(noticed), seen(usual)[0]) == ((200, usual), 304)


def run(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_the_operator_turns_it_on_and_off_and_both_are_kept(here, monkeypatch):
    monkeypatch.setenv("SUDO_USER", "ann")
    assert run("read_only") == "Off\n"
    for wrong in (["on"], ["on", " "], ["on", "x" * 301], ["sideways"]):
        with pytest.raises(CommandError):
            run("read_only", *wrong)
    assert not ReadOnlyMode.objects.exists()
    run("read_only", "on", "Until 15:00.")
    since = ReadOnlyMode.objects.get().began_at
    run("read_only", "on", "Until 16:00.")
    assert run("read_only") == "On since 2009-06-15 10:00, turned on by ann: Until 16:00.\n"
    assert ReadOnlyMode.objects.get().began_at == since
    with takes_no_writes(), pytest.raises(CommandError, match="The database itself is read-only"):
        run("read_only", "off")
    assert [run("read_only", "off") for _ in range(2)] == ["Off: changes are taken\n", "It was off\n"]
    assert list(AccessEvent.objects.order_by("pk").values_list("kind", "about")) == [
        (Kind.READ_ONLY_ON, "ann: Until 15:00."), (Kind.READ_ONLY_ON, "ann: Until 16:00."), (Kind.READ_ONLY_OFF, "ann"),
    ]  # fmt: skip


def test_the_timer_does_nothing_and_backups_and_verifications_are_made(on, here, tmp_path, settings):
    settings.SITE_URL = "https://plan.example.org"
    with takes_no_writes():
        for command in (["tick"], ["tick", "--jobs"], ["tick", "--pages"]):
            assert run(*command) == "The site is in read-only mode: nothing is done (manage.py read_only off ends it)\n"
        with pytest.raises(CommandError, match="read-only mode"):
            run("send_reminders")
        assert "rows" in run("backup", str(tmp_path / "one.zip"))
        assert "unbroken" in run("verify")
        assert not MaintenanceRun.objects.exists()
    run("backup", str(tmp_path / "two.zip"))
    assert MaintenanceRun.objects.get().succeeded_at


def test_monitors_see_it_and_the_site_is_ready_all_the_same(on, here, sign_in):
    client = sign_in(None)
    found = client.get("/readyz").json()["findings"]["read-only mode"]
    said = f"On since 2009-06-15 10:00, turned on by root: {NOTICE}"
    assert (found["level"], found["text"], found["advice"]) == ("warning", said, "manage.py read_only off")
    response = client.get("/readyz", headers={"x-forwarded-for": "203.0.113.9"})
    assert (response.status_code, response.content) == (200, b"ready, read-only\n")
    read_only.turn_off(by="root")
    assert findings.read_only_mode().level == "ok"


def test_what_goes_wrong_says_it_too(on, here, cast, sign_in):
    for client, path, status in (
        (sign_in(None), "/nowhere/at/all/", 404),
        (sign_in(cast.observer), "/here/settings/", 403),
    ):
        response = client.get(path)
        assert (response.status_code, response.content.decode().count(SHOWN)) == (status, 1)
        assert int(response.headers["Content-Length"]) == len(response.content)
