"""What the site says of its own running, to monitors, in its log and to `manage.py doctor`."""

import contextlib
import json
import re
import sqlite3
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config import logs
from config.operations import findings
from partners import clock
from partners.maintenance import heartbeat, recorded
from partners.models import MaintenanceRun
from tests import serving

pytestmark = pytest.mark.django_db
Kind = MaintenanceRun.Kind
ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="A copy of SQLite's file is served")
STRANGER = ("X-Forwarded-For", "203.0.113.9")


@contextlib.contextmanager
def listening(date="Mon, 15 Jun 2009 09:00:00 GMT"):
    """A server that answers everything, at another time: yields its address and the list of paths asked for."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def date_time_string(self, timestamp=None):
            return date

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def doctor(**options):
    """(What it says, the error in which it ends or "")."""
    out = StringIO()
    try:
        call_command("doctor", stdout=out, **options)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


@ON_SQLITE
@pytest.mark.slow
def test_a_monitor_learns_whether_the_site_is_ready_and_the_machine_itself_why_not(here, tmp_path):
    database = tmp_path / "plan.sqlite3"
    token = {"MONITOR_TOKEN": "t" * 32, "TRUSTED_PROXY_COUNT": "1"}
    with serving.Site(serving.copy_of_the_database(database), tmp_path, **token) as site:
        assert site.get("/readyz", headers=[STRANGER])[::2] == (200, b"ready\n")
        wrong = [STRANGER, ("Authorization", "Bearer t")]
        assert site.get("/readyz", headers=wrong)[2] == b"ready\n"
        right = [STRANGER, ("Authorization", f"Bearer {'t' * 32}")]
        for headers in ([], right):
            status, _, body = site.get("/readyz", headers=headers)
            found = json.loads(body)["findings"]
            assert (status, found["migrations"]["level"], found["backup"]["level"]) == (200, "ok", "warning")
        # The proxy's id is taken and sent back, a visitor's forgery of a line is not.
        assert site.get("/here/", headers=[("X-Request-ID", "from-the-proxy")])[1]["x-request-id"] == "from-the-proxy"
        made = site.get("/static/none.css", headers=[("X-Request-ID", "two words")])[1]["x-request-id"]
        assert re.fullmatch("[0-9a-f]{32}", made)

        with contextlib.closing(sqlite3.connect(database)) as other:
            other.execute("DELETE FROM django_migrations WHERE app = 'actions'")
            other.execute("DROP TABLE plans_plan")
            other.commit()
        status, headers, body = site.get("/readyz", headers=[STRANGER])
        assert (status, headers["retry-after"], b"migrations" in body) == (503, "5", True)


@pytest.mark.both_databases
def test_a_run_is_kept_with_its_end_and_its_failure_and_the_age_of_its_success():
    with clock.frozen_at(clock.now() - timedelta(hours=27)), recorded(Kind.BACKUP):
        assert MaintenanceRun.objects.get().ended_at is None
    [found] = [each for each in findings.runs() if each.subject == "backup"]
    assert (found.level, found.text) == ("warning", "The latest backup succeeded 27 hours ago")
    with pytest.raises(OSError, match="full"), recorded(Kind.BACKUP):
        raise OSError("The disk is full")
    run = MaintenanceRun.objects.get()
    assert (run.failure, run.succeeded_at < run.ended_at) == ("The disk is full", True)
    with recorded(Kind.BACKUP):
        pass
    assert {each.subject: each.level for each in findings.runs()} == {
        "tick": "warning", "backup": "ok", "verify": "warning", "drill": "warning",
    }  # fmt: skip


def test_the_commands_record_their_runs_and_the_monitor_hears_of_the_timer(here, tmp_path, settings):
    with listening() as (address, asked):
        settings.HEARTBEAT_URL = f"{address}/ping"
        call_command("tick", stdout=StringIO(), stderr=StringIO())
        with pytest.raises(ValueError, match="x"), heartbeat():
            raise ValueError("x")
    assert asked == ["/ping", "/ping/fail"]
    with heartbeat():  # nobody listens any more, and nothing comes of it
        pass
    call_command("verify", stdout=StringIO())
    call_command("backup", str(tmp_path / "plan.zip"), stdout=StringIO())
    done = MaintenanceRun.objects.exclude(succeeded_at=None).values_list("kind", flat=True)
    assert set(done) == {"tick", "verify", "backup"}
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        call_command("record_backup")  # what pg_dump's timer calls
        assert [each.level for each in findings.runs() if each.subject == "backup"] == ["ok"]


@pytest.mark.both_databases
def test_the_doctor_says_what_is_wrong_and_what_to_do(here, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "partners.smtp.EmailBackend", "127.0.0.1", 1
    with listening() as (address, asked):
        settings.SITE_URL = address
        said, error = doctor()
    assert asked == ["/healthz"]
    for line in (
        "wrong   static files: They are not collected\n        Run manage.py collectstatic --noinput",
        "wrong   storage: The folder of evidence cannot be written to",
        "wrong   mail: 127.0.0.1:1: [Errno 111] Connection refused",
        "wrong   address: Its clock differs from this machine's by -",
        "ok      migrations: All are applied",
        "warning backup: No backup has succeeded yet",
        "ok      mail backlog: No e-mails are held up",
    ):
        assert line in said
    assert re.fullmatch(r"\d checks failed", error)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "ok      e-mail: The mail server took an e-mail to you@example.org" in doctor(mail_to="you@example.org")[0]


def test_a_line_of_the_log_is_one_json_object_with_the_request_s_id():
    record = logs.logging.LogRecord("living_plan", 30, "x.py", 1, "Two\nlines of %s", ("“it”",), None)
    token = logs.request_id.set("abcdefgh")
    try:
        line = logs.JsonFormatter().format(record)
        assert logs.TextFormatter("{message}", style="{").format(record) == "Two\nlines of “it” [abcdefgh]"
    finally:
        logs.request_id.reset(token)
    assert json.loads(line) | {"time": ""} == {
        "time": "", "level": "WARNING", "logger": "living_plan", "message": "Two\nlines of “it”",
        "request_id": "abcdefgh",
    }  # fmt: skip
    assert "\n" not in line
