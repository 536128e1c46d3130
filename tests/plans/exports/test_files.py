"""The files' and the feed's own addresses: what stands there, for whom, and for how long."""

import hashlib
import json
import re
from pathlib import Path

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.editions import page_cache
from plans.editions.publishing import withdraw
from plans.exports import pdf
from plans.exports.docx import from_html
from plans.exports.formats import FILES, make_tables, make_word
from plans.exports.tables import LICENCE_ADDRESS
from plans.jobs import worker

EDITION = "/here/editions/2008-2011/1/"
# A PDF needs Pango and takes a second or two: test_pdf.py is about those.
QUICK = [name for name in FILES if name != "plan.pdf"]


@pytest.fixture
def published(published):
    """The same, with its files made by now; but for the PDF, which the tests that want one have made."""

    def made(note="What is new"):
        edition = published(note)
        make_tables(edition.sha256)
        make_word(edition.sha256)
        return edition

    return made


@pytest.mark.slow
def test_every_file_is_linked_from_the_public_page_and_from_its_members_page(published, cast, sign_in):
    published()
    for page, base in (
        ("/here/whole-plan/", EDITION),
        (f"{EDITION}whole-plan/", EDITION),
        ("/here/plan/", "/here/plan/"),
    ):
        words = sign_in(cast.observer).get(page).content.decode()
        assert set(re.findall(f'href="{base}([a-z]+[.][a-z]+)"', words)) == set(FILES)


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_an_edition_s_file_is_the_same_under_both_its_addresses(name, published, client):
    published()
    newest, own = (client.get(base + name) for base in ("/here/", EDITION))
    assert (newest.status_code, newest.content, newest.headers["ETag"]) == (200, own.content, own.headers["ETag"])
    assert own.headers["Content-Type"] == FILES[name][1]
    assert own.headers["Link"] == f'<{LICENCE_ADDRESS}>; rel="license"'
    stem = "" if name.startswith("plan") else f"-{name.split('.')[0]}"
    assert f'filename="here-2008-2011-edition-1{stem}.{name.split(".")[1]}"' in own.headers["Content-Disposition"]


def test_the_json_is_what_the_fingerprint_is_of(published, client):
    edition = published()
    content = client.get(EDITION + "plan.json").content
    assert hashlib.sha256(content).hexdigest() == edition.sha256
    assert json.loads(content)["number"] == 1


@pytest.mark.usefixtures("_trust_lasts")
@pytest.mark.parametrize("name", QUICK)
def test_a_file_is_made_once_and_not_sent_to_whoever_has_it(name, published, client):
    published()
    etag = client.get(EDITION + name).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again = client.get(EDITION + name, headers={"if-none-match": etag})
    assert (again.status_code, again.content, len(queries)) == (304, b"", 0)


def test_what_is_packed_already_is_not_packed_again(published, client):
    published()
    encodings = {
        name: client.get(EDITION + name, headers={"accept-encoding": "gzip"}).headers.get("Content-Encoding")
        for name in QUICK
    }
    assert encodings == {name: None if name in ("plan.docx", "plan.xlsx") else "gzip" for name in QUICK}


@pytest.mark.parametrize("name", FILES)
def test_the_files_of_a_withdrawn_edition_are_gone_and_say_why(name, published, cast, client):
    edition = published()
    assert name == "plan.pdf" or client.get(EDITION + name).status_code == 200
    withdraw(edition, by=cast.chair, reason="A name was in it")
    page_cache.current.forget()
    gone = client.get(EDITION + name)
    assert (gone.status_code, "A name was in it" in gone.content.decode()) == (410, True)
    assert client.get("/here/" + name).status_code == 404


@pytest.mark.parametrize("path", ["/here/plan.json", EDITION + "plan.json", "/nowhere/plan.json", "/here/plan.docx"])
def test_where_nothing_is_published_there_is_no_file(path, here, client):
    assert client.get(path).status_code == 404


def test_a_member_s_file_has_the_plan_as_at_a_day(here, cast, sign_in, report):
    report(here.action, cast.officer, happened="Ten locks fitted")
    client = sign_in(cast.observer)
    live = client.get("/here/plan/actions.csv")
    assert ("Ten locks fitted" in live.content.decode(), live.headers["Cache-Control"]) == (True, "private, no-store")
    assert client.get("/here/plan/actions.csv?at=1999-01-01").status_code == 404
    assert json.loads(client.get("/here/plan/plan.json").content)["outline"]["audience"] == "partnership"


def test_where_no_pdf_can_be_made_a_page_says_so(published, client, monkeypatch):
    published()
    monkeypatch.setattr(pdf, "MOST_ACTIONS", 1)
    assert [job.state for job in worker.do_all() if job.kind == "edition_pdf"] == ["refused"]
    answer = client.get(EDITION + "plan.pdf")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert "Please print the page instead" in answer.content.decode()


def test_where_a_word_document_would_be_too_long_a_page_says_so(published, cast, client, sign_in, monkeypatch):
    monkeypatch.setattr(from_html, "MOST_LETTERS", 1000)
    with pytest.raises(worker.CannotBeDone, match="too long for a Word document"):
        published()
    assert {job.kind: job.state for job in worker.do_all()}["edition_word"] == "refused"
    for answer in (client.get(EDITION + "plan.docx"), sign_in(cast.observer).get("/here/plan/plan.docx")):
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
        assert "This is too long for a Word document. Please print the page instead." in answer.content.decode()


def test_the_list_of_editions_says_the_size_of_each_document(published, client):
    edition = published()
    page = client.get("/here/editions/").content.decode().replace("\xa0", " ")
    sizes = dict(edition.files.filter(name__in=("plan.docx", "plan.xlsx")).values_list("name", "size"))
    for name, label in (("plan.docx", "Word"), ("plan.xlsx", "Excel")):
        assert f'{name}">{label}</a> ({sizes[name] / 1024:.1f} KB)' in page


def test_a_word_document_is_a_file_to_keep_that_no_browser_takes_for_another(published, cast, client, sign_in):
    published()
    public, members = client.get(EDITION + "plan.docx"), sign_in(cast.observer).get("/here/plan/plan.docx")
    for answer, name in ((public, "here-2008-2011-edition-1.docx"), (members, "here-2008-2011-as-at-2009-06-15.docx")):
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ("max-age=3600" in public.headers["Cache-Control"], members.headers["Cache-Control"]) == (
        True, "private, no-store",
    )  # fmt: skip


def test_the_feed_tells_of_each_edition_and_of_what_changed(here, cast, published, report, client, settings):
    settings.SITE_URL = "http://testserver"
    first = published("The first")
    report(here.action, cast.officer, public="Forty homes have new locks.")
    wrong = published("The second")
    third = published("The third")
    withdraw(wrong, by=cast.coordinator, reason="A mistake")
    feed = feedparser.parse(client.get("/here/editions.atom").content)
    assert (feed.bozo, feed.feed.title) == (False, "Here Community Safety Partnership: editions of the plan")
    told = f"{third.result}\n\nThe third\n\nWhat changed: 1 new sentence for the public, 1 status changed."
    assert [(e.title, e.link, e.summary) for e in feed.entries] == [
        ("Edition 3", "http://testserver/here/editions/2008-2011/3/", told),
        ("Edition 2, withdrawn", "http://testserver/here/editions/2008-2011/2/", "Withdrawn: A mistake"),
        ("Edition 1", "http://testserver/here/editions/2008-2011/1/", f"{first.result}\n\nThe first"),
    ]
    assert len({entry.id for entry in feed.entries}) == 3


def test_a_partnership_that_published_nothing_has_an_empty_feed(here, client):
    feed = feedparser.parse(client.get("/here/editions.atom").content)
    assert (feed.bozo, feed.entries) == (False, [])


def test_the_page_about_open_data_names_every_file():
    words = Path("docs/open-data.md").read_text()
    assert {name for name in FILES if name not in words} == set()
