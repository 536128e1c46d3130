"""Two workers, each with a memory of its own: whoever saves sees it at once, whichever answers."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection  # noqa: F401 (named in the mark below)
from django.test import Client

from . import serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the database is copied as a file"),
]

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ASKED = 12


@pytest.fixture
def cookies(cast):
    """The session cookies of the officer and of the chair, who are signed in."""
    clients = {name: Client() for name in ("officer", "chair")}
    for name, client in clients.items():
        client.force_login(getattr(cast, name))
    return {name: client.cookies[settings.SESSION_COOKIE_NAME].value for name, client in clients.items()}


@pytest.fixture
def site(cookies, tmp_path):
    with serving.Site(serving.copy_of_the_database(tmp_path / "plan.sqlite3"), tmp_path, workers=2) as site:
        yield site


def header(session, more=""):
    return [("Cookie", f"sessionid={session}{more}")]


def test_a_save_is_seen_at_once_whichever_worker_answers(site, cookies, here):
    def shown():
        """What the review shows to the officer and the chair, asked often enough that both workers answer."""
        pages = [site.get("/here/review/", headers=header(cookies[name])) for name in cookies for _ in range(ASKED)]
        assert {status for status, *_ in pages} == {200}
        return {match and match[0] for match in (re.search(rb"Locks at last, \d", body) for *_, body in pages)}

    assert shown() == {None}
    form = f"/here/actions/{here.action.pk}/update/"
    for number in range(3):
        _, headers, body = site.get(form, headers=header(cookies["officer"]))
        token, secret = TOKEN.search(body.decode())[1], headers["set-cookie"].partition(";")[0]
        seen, happened = re.search(r'name="seen" value="(\w+)"', body.decode())[1], f"Locks at last, {number}"
        fields = {
            "csrfmiddlewaretoken": token,
            "seen": seen,
            "status": "off_track",
            "happened": happened,
            "next": "More",
        }
        saved = site.post(form, urlencode(fields), header(cookies["officer"], f"; {secret}"))
        assert (saved[0], saved[1]["location"]) == (302, f"/here/actions/{here.action.pk}/")
        assert shown() == {happened.encode()}
