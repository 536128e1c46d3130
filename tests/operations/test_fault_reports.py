"""Reports of faults to a server of Sentry's protocol: enough to mend the fault, and nothing that somebody wrote."""

import contextlib
import gzip
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO

import pytest
import sentry_sdk
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config import fault_reports, logs, urls

SECRET = "Ann-Secret"  # in an exception's text, a variable, a form, a header, a cookie, an address


def fails(request, word):
    words = request.POST["words"]
    try:
        raise KeyError(words)
    except KeyError as error:
        raise ValueError(f"No such person: {words}") from error


def logs_an_error(request):
    logging.getLogger("some_library").error(f"Refused by {SECRET}")
    logging.getLogger("plans.jobs").error("The job %s cannot be done", SECRET)
    return HttpResponse("ok")


urlpatterns = [path("fails/<word>", fails), path("logs", logs_an_error), *urls.urlpatterns]
handler500 = "config.error_pages.server_error"
for each in (fails, logs_an_error):
    each.login_required = False


@pytest.fixture
def received(settings):
    """The envelopes that a server received, as bytes."""
    envelopes = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            envelopes.append((self.path, gzip.decompress(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Take) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SENTRY_DSN = f"http://key@127.0.0.1:{server.server_port}/7"
        fault_reports.start()
        yield envelopes
        sentry_sdk.get_client().close()
        sentry_sdk.init()
        server.shutdown()


def reports(received):
    """The events, from what was received."""
    sentry_sdk.flush(timeout=10)
    assert {address for address, _ in received} <= {"/api/7/envelope/"}
    return [json.loads(body.splitlines()[2]) for _, body in received]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_fault_is_reported_with_its_lines_of_code_and_without_a_word_of_anybody(received, client):
    client.raise_request_exception = False
    client.cookies["known"] = SECRET
    token = logs.request_id.set("from-the-proxy")
    try:
        answer = client.post(f"/fails/{SECRET}?token={SECRET}", {"words": SECRET}, headers={"Referer": f"/{SECRET}"})
    finally:
        logs.request_id.reset(token)
    assert answer.status_code == 500
    [report] = reports(received)
    assert SECRET.encode() not in b"".join(body for _, body in received)
    assert (report["level"], report["tags"]) == ("error", {"request_id": "from-the-proxy"})
    assert [each["type"] for each in report["exception"]["values"]] == ["KeyError", "ValueError"]
    last = report["exception"]["values"][-1]["stacktrace"]["frames"][-1]
    assert (last["function"], last["context_line"].strip()) == (
        "fails", 'raise ValueError(f"No such person: {words}") from error',
    )  # fmt: skip
    assert not {"user", "request", "server_name", "breadcrumbs", "extra", "contexts"} & report.keys()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_error_in_the_log_is_reported_without_its_values(received):
    assert Client().get("/logs").content == b"ok"
    assert [report.get("logentry") for report in reports(received)] == [
        None, {"message": "The job %s cannot be done"},
    ]  # fmt: skip
    assert SECRET.encode() not in b"".join(body for _, body in received)


@pytest.mark.django_db
def test_the_doctor_sends_a_trial_report_and_says_when_there_is_no_server_for_it(received, settings):
    out = StringIO()
    with contextlib.suppress(CommandError):  # of the other findings
        call_command("doctor", report_fault=True, stdout=out)
    assert "ok      fault reports: A trial report was sent" in out.getvalue()
    [report] = [each for each in reports(received) if each["logger"] == "config.fault_reports"]
    assert report["logentry"] == {"message": "A trial by manage.py doctor: nothing has failed"}
    settings.SENTRY_DSN = ""
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", report_fault=True, stdout=out)
    assert "wrong   fault reports: SENTRY_DSN is not set" in out.getvalue()
