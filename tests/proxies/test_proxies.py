"""Behind the web servers of docs/running.md: what a form promises gets through, and one slow visitor stops nobody."""

import io
import json
import random
import re
import threading
import time

import pytest
from django.urls import reverse
from PIL import Image

from config.operations.proxy_examples import AWAY, TOO_LARGE
from partners.limits import FORM_MB, LOGO_MB, MEGABYTE, ORDINARY_MB, Limit, limits
from tests.web_servers import HOST, Connection, connect

from .conftest import gunicorn, serving, socket_unit

SLACK = 4096
BOUNDARY = "a-boundary-of-the-test"
SESSION, CSRF = "__Host-sessionid", "__Host-csrftoken"
TOKEN = "t" * 32
HEAD = {
    "Host": HOST,
    "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    "Referer": f"https://{HOST}/",
}
# A form without files, which has to be answered for all that it holds.
WITHOUT_FILES = Limit("A form without files", ("write_plan",), ORDINARY_MB - FORM_MB)


@pytest.fixture
def ask(port, world):
    """(status, headers, body) of a request through the web server, by the coordinator."""

    def ask(method, path, body=b"", headers=(), length=None):
        connection = Connection(port)
        cookies = f"{SESSION}={world.session}; {CSRF}={TOKEN}"
        size = {"Content-Length": str(length or len(body))} if method == "POST" else {}
        connection.request(method, path, body, {**HEAD, "Cookie": cookies, **size, **dict(headers)})
        response = connection.getresponse()
        told = response.status, response.headers, response.read().decode()
        connection.close()
        return told

    return ask


def multipart(fields, files):
    """A form's body. `files` are [(field's name, file's name, bytes)]."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, called, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
        parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def noise():
    """A picture as large as a logo may be, in bytes."""
    picture = Image.frombytes("RGB", (700, 990), random.Random(1).randbytes(700 * 990 * 3))  # noqa: S311 (noise)
    written = io.BytesIO()
    picture.save(written, "PNG", compress_level=0)
    return written.getvalue()


def files_for(limit):
    """As many and as large files as the form says that it takes."""
    each, name = limit.megabytes * MEGABYTE // limit.number, limit.addresses[0]
    pdf = b"%PDF-" + bytes(each - 5)
    if name == "action_update":
        return [("files", f"{n}.pdf", pdf) for n in range(limit.number)]
    if name == "assessment_new":
        return [("document", "Whole.pdf", pdf)]
    if name == "crimes_load":
        return [("files", f"{n}.csv", b"0" * each) for n in range(limit.number)]
    if name == "logo_edit":
        picture = noise()
        assert LOGO_MB * MEGABYTE * 0.95 < len(picture) <= LOGO_MB * MEGABYTE
        return [("picture", "Logo.png", picture)]
    if name == "version_new":
        return [("file", "Whole.pdf", pdf)]
    return [("file", "Table.csv", (b"0" * 99 + b"\n") * (each // 100))]


# What each form answers to what it gets here: "go" where it was saved. Tables of zeros it refuses in its own words.
ANSWERS = {
    "action_update": "go",
    "assessment_new": "go",
    "version_new": "go",
    "crimes_load": "its name must be as data.police.uk gives it",
    "logo_edit": "go",
    "spreadsheet_upload": "This is not an Excel workbook",
    "translation_upload": "This file has no columns",
    "plan_import": "Import it in parts of at most 5,000",
    "criteria_table": "This table is too long",
}


def test_what_a_form_promises_arrives_and_what_is_larger_is_answered_with_words(ask, world):
    base = re.search(r'name="base" value="([^"]*)"', ask("GET", "/here/assessments/new/")[2]).group(1)
    fields = {"csrfmiddlewaretoken": TOKEN, "seen": "none", "status": "on_track", "happened": "Locks", "base": base}
    fields |= {"next": "More locks", "title": "Assessment", "words": "Safer Here", "authority": world.action.lead_id}
    fields |= {"format": "braille", "edition": world.edition.pk}
    arguments = {"action_update": [world.action.pk], "translation_upload": ["cy"]}
    told, refused = {}, {}
    for limit in limits():
        name = limit.addresses[0]
        path = reverse(name, args=["here", *arguments.get(name, [])])
        body = multipart(fields, files_for(limit))
        # All else that the form may hold besides its files.
        room = min(FORM_MB * MEGABYTE, limit.body_mb * MEGABYTE - len(body)) - SLACK
        body = multipart(fields | {"padding": "x" * room}, files_for(limit))
        assert limit.body_mb * MEGABYTE - 70_000 < len(body) < limit.body_mb * MEGABYTE
        status, _, page = ask("POST", path, body)
        told[name] = "go" if status == 302 else ANSWERS[name] if ANSWERS[name] in page else (status, page[-3000:])
        over = max(limit.body_mb, ORDINARY_MB) * MEGABYTE + 1
        status, headers, page = ask("POST", path, body[:SLACK], length=over)
        refused[name] = (status, page, headers["Content-Type"])
    assert told == ANSWERS
    assert refused == dict.fromkeys(ANSWERS, (413, TOO_LARGE, "text/html; charset=utf-8"))


def test_a_form_without_files_may_hold_as_much_as_the_site_takes(ask):
    body = multipart({"csrfmiddlewaretoken": TOKEN, "padding": "x" * (FORM_MB * MEGABYTE - SLACK)}, [])
    assert ask("POST", reverse("write_plan", args=["here"]), body)[0] in (200, 302)
    status, _, page = ask("POST", "/account/login/", b"", length=ORDINARY_MB * MEGABYTE + 1)
    assert (status, page) == (413, TOO_LARGE)


def test_nothing_that_a_visitor_makes_up_about_themselves_reaches_the_site(ask):
    made_up = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix")
    made_up += (
        "X-Forwarded-Proto",
        "X-Real-IP",
        "X-Request-ID",
        "X_Forwarded_For",
        "X_Forwarded_Proto",
        "SCRIPT_NAME",
        "PATH_INFO",
    )
    told = json.loads(ask("GET", "/told/", headers=dict.fromkeys(made_up, "/evil"))[2])
    assert {name: value for name, value in told.items() if "evil" in value} == {}
    assert (told["HTTP_X_FORWARDED_FOR"], told["HTTP_X_FORWARDED_PROTO"]) == ("127.0.0.1", "https")
    assert (told["HTTP_HOST"], told["SCRIPT_NAME"], told["PATH_INFO"]) == (HOST, "", "/told/")


def slow_to_send(port):
    """Two who have sent half a request: of one its head is whole."""
    half = f"POST /here/actions/1/update/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: text/plain\r\n".encode()
    for start in (half, half + b"Content-Length: 100000\r\n\r\nhalf"):
        connection = connect(port)
        connection.sendall(start)
        yield connection


def slow_to_read(port):
    """Somebody who asked for four megabytes and does not take the answer."""
    connection = connect(port, buffer=2048)
    connection.sendall(f"GET /large/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    yield connection


@pytest.mark.parametrize("slow", [slow_to_send, slow_to_read])
def test_slow_visitors_stop_nobody(slow, ask, port):
    connections = [connection for _ in range(20) for connection in slow(port)]
    over = threading.Event()

    def go_on():
        while not over.wait(1):
            for connection in connections if slow is slow_to_send else ():
                connection.sendall(b"x")

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        waited = []
        for _ in range(4):
            began = time.monotonic()
            assert ask("GET", "/healthz")[0] == 200
            waited.append(time.monotonic() - began)
            time.sleep(0.5)
    finally:
        over.set()
        thread.join()
        for connection in connections:
            connection.close()
    assert max(waited) < 2


def test_a_site_that_is_away_is_said_to_be_by_a_page(server, folder, certificate, world):
    with serving(server, folder / "no-such.sock", certificate) as port:
        connection = Connection(port)
        connection.request("GET", "/here/", headers={"Host": HOST})
        response = connection.getresponse()
        told = (response.status, response.headers["Retry-After"], response.read().decode())
    assert told == (503, "60", AWAY)


def test_a_restart_loses_no_request(server, folder, certificate, world):
    """Old process away, new one not yet there: whoever asks meanwhile waits, and gets their page."""
    path, told, over = folder / f"restarted-{server}.sock", [], threading.Event()

    def visit(port):
        while not over.is_set():
            connection = Connection(port)
            connection.request("GET", "/here/", headers={"Host": HOST})
            told.append(connection.getresponse().status)
            connection.close()

    with socket_unit(path) as held, serving(server, path, certificate) as port:
        visitors = [threading.Thread(target=visit, args=[port]) for _ in range(4)]
        for visitor in visitors:
            visitor.start()
        try:
            for number in range(3):
                with gunicorn(held, world, folder / f"{number}.log", workers=2):
                    before = len(told)
                    while len(told) < before + 20:
                        time.sleep(0.05)
                    if number == 2:
                        over.set()
                        for visitor in visitors:
                            visitor.join()
        finally:
            over.set()
            for visitor in visitors:
                visitor.join()
    assert len(told) >= 60
    assert set(told) == {200}
