"""No header of a visitor's gets into what another visitor reads, nor into a letter."""

import gzip
import re
import subprocess
import sys
from datetime import timedelta

import brotli
import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners import clock
from plans.editions import page_cache
from plans.exports.formats import make_tables

from . import factories, serving

pytestmark = pytest.mark.slow

EVIL = "evil.example"

# Whatever gunicorn, Django, WhiteNoise, django-allauth or a web server before them may take for more than it is, as a
# visitor may write it. Those with an underscore are what CGI calls them.
PATHS = (
    "SCRIPT_NAME", "Script-Name", "X-Script-Name", "X-Forwarded-Prefix", "X-Forwarded-Path", "PATH_INFO",
    "Path-Info", "PATH_TRANSLATED", "SCRIPT_URL", "Script-Url", "REDIRECT_URL", "REQUEST_URI", "X-Original-URL",
    "X-Original-URI", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Accel-Redirect", "X-Sendfile", "Referer", "Origin",
    "DOCUMENT_ROOT", "Destination",
)  # fmt: skip
HOSTS_AND_MORE = (
    "X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-Host", "X-HTTP-Host-Override", "HTTP_HOST",
    "SERVER_NAME", "Server-Name", "HTTP_X_FORWARDED_HOST", "REMOTE_USER", "Remote-User", "X-Forwarded-User",
    "X-Forwarded-For", "X-Real-IP", "REMOTE_ADDR", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP",
    "From", "User-Agent", "Accept-Language", "Accept-Charset", "Via", "Cache-Status", "X-Csrftoken",
)  # fmt: skip
HEADERS = {
    **dict.fromkeys(PATHS, f"/{EVIL}"),
    **dict.fromkeys(HOSTS_AND_MORE, EVIL),
    "Forwarded": f"for={EVIL};host={EVIL};proto=gopher",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Protocol": "ssl",
    "X-Forwarded-Ssl": "on",
    "X-Forwarded-Scheme": "gopher",
    "X-Scheme": "gopher",
    "X-Url-Scheme": "gopher",
    "Front-End-Https": "on",
    "HTTPS": "on",
    "X-Forwarded-Port": "1",
    "SERVER_PORT": "1",
    "X-Http-Method-Override": "PUT",
    "Accept-Encoding": "br;q=0, gzip;q=0, zstd",
    "Cookie": f"csrftoken={EVIL}; sessionid={EVIL}; messages={EVIL}; shown_to={EVIL}",
    "Authorization": "Basic ZXZpbDpldmls",
    "Range": "bytes=0-3",
    "Content-Type": "text/html; charset=utf-16",
    "Proxy": EVIL,
    "Upgrade": "h2c",
    "Expect": "100-continue",
}  # fmt: skip
# What django-allauth answers a script of its own, and keeps for nobody.
FOR_SCRIPTS = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"}
# Asked for under a path of the visitor's, these would be believed.
PREFIXED = ("SCRIPT_NAME", "PATH_INFO", "X-Forwarded-Prefix", "X-Script-Name")
HOSTS = [EVIL, f"{serving.HOST}@{EVIL}", f"{EVIL}:80", f"{serving.HOST}.{EVIL}", f"{serving.HOST}:80@{EVIL}", ""]

PUBLIC = [
    "/", "/here/", "/here/theme.css", "/here/colour.css", "/here/editions/", "/here/editions.atom",
    "/here/how-we-judge/", "/here/actions.csv", "/here/plan.json", "/here/plan.xlsx", "/here/public-meetings/",
    "/here/public-meetings.ics", "/here/editions/2008-2011/1/", "/here/editions/2008-2011/2/",
    "/here/editions/2008-2011/2/changes/", "/here/editions/2008-2011/1/plan.json", "/nowhere/", "/here", "/here/plan/",
    "/account/login/", "/account/password/reset/", "/here/logo-0123456789abcdef.png", "/static/css/public.css",
]  # fmt: skip
# Asked for with each header by itself; all others with many at once.
KEPT = (
    "/here/",
    "/here/theme.css",
    "/here/editions.atom",
    "/here/editions/2008-2011/1/",
    "/account/login/",
    "/here/plan/",
)
# What is new on each page, or of the moment.
FRESH = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def plain(headers, body):
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(headers.get("content-encoding"), bytes)
    return FRESH.sub(b"", unpack(body))


@pytest.fixture
def published(published):
    """The same, with its files made by now, but for the PDF."""

    def made(note):
        edition = published(note)
        make_tables(edition.sha256)
        return edition

    return made


@pytest.fixture
def two_editions(here, published):
    to_come = clock.now() + timedelta(days=3)
    factories.MeetingFactory(group__partnership=here.partnership, starts_at=to_come, in_public=True, state="ready")
    published("The first")
    return published("The second")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the database is copied as a file")
def test_through_gunicorn_no_header_gets_into_what_anybody_else_reads(two_editions, cast, tmp_path):
    url = serving.copy_of_the_database(tmp_path / "plan.sqlite3")
    with serving.Site(url, tmp_path) as site:
        clean = {path: site.get(path) for path in PUBLIC}
    clean = {path: (status, headers.get("location"), plain(headers, body)) for path, (status, headers, body) in
             clean.items()}  # fmt: skip
    assert {clean[path][0] for path in PUBLIC[:16]} == {200}
    # Another start: its memory is empty, and the first who ask it are the evil ones.
    with serving.Site(url, tmp_path) as site:
        odd = []
        for path in PUBLIC:
            headers = list(HEADERS.items())
            one_by_one = [[header] for header in headers] if path in KEPT else [headers[:22], headers[22:47]]
            asked = [(path, each, serving.HOST) for each in one_by_one]
            if not path.startswith("/account/"):
                asked += [(path, [header], serving.HOST) for header in FOR_SCRIPTS.items()]
            asked += [(f"/{EVIL}{path}", [(name, f"/{EVIL}")], serving.HOST) for name in PREFIXED]
            asked += [(path, [], host) for host in HOSTS[: len(HOSTS) if path in KEPT else 1]]
            for asking, headers, host in asked:
                status, told, body = site.get(asking, headers=headers, host=host)
                answer = (status, told.get("location"), plain(told, body))
                if answer != clean[path] and (status not in (400, 404) or EVIL.encode() in body):
                    odd.append((asking, headers, host, status))
        assert odd == []
        for path in PUBLIC:
            status, told, body = site.get(path, headers=[("Accept-Encoding", "br")])
            assert (path, status, told.get("location"), plain(told, body)) == (path, *clean[path])
        _letters(site, cast)


def _letters(site, cast):
    """Letters that a visitor can have sent: each leads to the site."""
    cookie = [("Cookie", "csrftoken=" + "a" * 32)]
    form = f"csrfmiddlewaretoken={'a' * 32}&email={cast.officer.email}"
    hostile = [("X-Forwarded-Host", EVIL), ("SCRIPT_NAME", f"/{EVIL}"), ("X-Forwarded-Prefix", f"/{EVIL}")]
    for headers in ([], hostile):
        assert site.post("/account/password/reset/", form, [*cookie, *headers])[0] == 302
    letters = [path.read_text() for path in site.mail.iterdir()]
    links = [re.search(r"https?://\S+/account/password/reset/key/", letter) for letter in letters]
    assert [link and link[0] for link in links] == [f"{serving.ADDRESS}/account/password/reset/key/"] * 2


def test_no_variable_of_wsgi_gets_into_what_anybody_else_reads(
    two_editions, cast, settings, django_capture_on_commit_callbacks
):
    settings.SITE_URL, settings.ALLOWED_HOSTS = serving.ADDRESS, ["*"]
    variables = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in HEADERS.items()}
    variables |= {name.upper().replace("-", "_"): value for name, value in HEADERS.items() if name != "PATH_INFO"}
    variables |= {"SERVER_NAME": EVIL, "SERVER_PORT": "1", "HTTP_HOST": EVIL}
    for name in ("CONTENT_TYPE", "HTTP_CONTENT_TYPE", "REMOTE_ADDR", "HTTP_COOKIE"):
        del variables[name]
    client, evil = Client(), Client(**variables)
    evil_answers = {path: evil.get(path) for path in PUBLIC}
    for path, answer in evil_answers.items():
        clean = client.get(path)
        assert (path, clean.status_code, clean.headers.get("Location")) == (
            path, answer.status_code, answer.headers.get("Location"),
        )  # fmt: skip
        assert b"".join(clean) == b"".join(answer) or FRESH.sub(b"", clean.content) == FRESH.sub(b"", answer.content)
    evil.post("/account/password/reset/", {"email": cast.officer.email})
    evil.force_login(cast.coordinator)
    who = {"name": "Ann", "email": "ann@example.org", "authority": cast.officer.memberships.get().authority_id}
    with django_capture_on_commit_callbacks(execute=True):
        evil.post("/here/people/invite/", who | {"role": "officer"})
    links = [re.search(r"https?://[^/\s]+/\w+/", letter.body)[0] for letter in mail.outbox]
    assert links == [f"{serving.ADDRESS}/account/", f"{serving.ADDRESS}/invitation/"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the database is copied as a file")
def test_a_site_below_a_path_is_linked_with_that_path_everywhere(two_editions, tmp_path):
    url = serving.copy_of_the_database(tmp_path / "plan.sqlite3")
    with serving.Site(url, tmp_path, SITE_URL="https://council.example.org/plan") as site:
        # The proxy takes the path away.
        page, feed = (site.get(path)[2].decode() for path in ("/here/", "/here/editions.atom"))
    assert set(re.findall(r'href="(/[a-z]+)', page)) == {"/plan"}
    assert set(re.findall(r'https://council[^"]*/here/', feed)) == {"https://council.example.org/plan/here/"}


@pytest.mark.parametrize(("address", "starts"), [("plan.example.org", False), (serving.ADDRESS, True), ("", True)])
def test_a_site_does_not_start_with_half_an_address(address, starts):
    command = [sys.executable, "-c", "import config.settings"]
    told = subprocess.run(command, env={"SECRET_KEY": "x", "SITE_URL": address}, capture_output=True, text=True)
    assert (told.returncode == 0, "SITE_URL has to be a whole address" in told.stderr) == (starts, not starts)


def test_a_site_that_does_not_know_its_address_tells_no_visitor_s(two_editions, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "", ["*"]
    for path in ("/here/editions.atom", "/here/public-meetings.ics", "/here/"):
        assert EVIL not in Client(HTTP_HOST=EVIL).get(path).content.decode()


@pytest.mark.usefixtures("_trust_lasts")
def test_whatever_strangers_ask_for_the_front_page_stays_where_it_is(here, published, monkeypatch):
    for number in range(6):
        published(f"Edition {number}")
    for shelf in (page_cache.pages, page_cache.files):
        monkeypatch.setattr(shelf, "most", 2)
    front = ["/here/", "/here/theme.css", "/here/actions.csv", "/here/editions.atom", "/here/editions/2008-2011/6/"]
    client = Client()
    before = {path: client.get(path).content for path in front}
    held = dict(page_cache.front.entries)
    for number in range(1, 7):
        for file in ("", "changes/", "plan.json", "actions.csv", "measurements.csv", "?x=1", "?since=1"):
            client.get(f"/here/editions/2008-2011/{number}/{file}")
    for number in range(40):
        for path in ("", "theme.css", "colour.css", "editions.atom", "actions.csv", "editions/2008-2011/1/"):
            client.get(f"/stranger-{number}/{path}")
        client.get(f"/here/?{number}")
        client.get(f"/here/editions/2008-2011/{number + 7}/")
        client.get(f"/here/logo-{number:016x}.png")
    assert len(page_cache.pages.entries) == 2
    assert {place: page_cache.front.entries[place] is thing for place, thing in held.items()} == dict.fromkeys(
        held, True
    )
    assert {where[-1] for where in page_cache.front.entries} == {"here"}
    with CaptureQueriesContext(connection) as queries:
        assert {path: client.get(path).content for path in front} == before
    assert len(queries) == 0


def test_the_stamp_of_a_release_is_of_all_that_a_page_is_drawn_from(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    files = (
        "plans/outline/build.py", "priorities/charts/drawing.py", "partners/forms/fields.py", "actions/views.py",
        "config/settings.py", "config/formats/en_GB/formats.py", "templates/base.html", "static/css/public.css",
        "static/vendor/govuk-frontend/app.css", "requirements.txt", "priorities/templatetags/charts.py",
    )  # fmt: skip
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("before")
    stamps = [page_cache.release.__wrapped__()]
    for file in files:
        (tmp_path / file).write_text("after")
        stamps.append(page_cache.release.__wrapped__())
    settings.FORCE_SCRIPT_NAME = "/plan"
    stamps.append(page_cache.release.__wrapped__())
    settings.VERSION = "0.0.1"
    stamps.append(page_cache.release.__wrapped__())
    assert len(set(stamps)) == len(files) + 3
