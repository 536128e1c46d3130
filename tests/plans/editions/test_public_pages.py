"""The public's pages of an edition: each has its addresses, says what it is, and is light."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config.operations.seed.plan import import_plan, read
from config.operations.seed.year import import_year
from partners import clock
from plans.editions import page_cache
from plans.editions.public_pages import KINDS, pages_of
from plans.editions.publishing import withdraw
from plans.models import Edition
from plans.soft_delete import retire

EDITION = "/here/editions/2008-2011/1/"
LIVE = ("editions/", "how-we-judge/", "public-meetings/", EDITION[6:] + "check/", EDITION[6:] + "changes/")
FRONT_MOST, MOST = 14 * 1024, 21 * 1024


class Head(HTMLParser):
    """What a page says of itself, what its browser asks for with it, and where its links lead."""

    def __init__(self, html):
        super().__init__()
        self.meta, self.asked, self.links, self.canonical = {}, [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "meta" and "content" in attributes:
            self.meta[attributes.get("name") or attributes.get("property")] = attributes["content"]
        if tag == "link" and attributes["rel"] in ("icon", "stylesheet"):
            self.asked.append(attributes["href"])
        if tag == "link" and attributes["rel"] == "canonical":
            self.canonical = attributes["href"]
        if tag in ("img", "script"):
            self.asked.append(attributes["src"])
        if tag == "a":
            self.links.append(attributes["href"])


@pytest.fixture
def demonstration(db):
    """The pages of the newest edition of the demonstration, by kind."""
    folder = settings.BASE_DIR / "fixtures" / "north-herts-2008"
    data = read(folder / "plan.toml")
    with clock.frozen_at(datetime(2008, 6, 12, 9, tzinfo=UTC)):
        plan = import_plan(data)
    with clock.frozen_at(datetime(2009, 6, 15, 10, tzinfo=UTC)):
        import_year(plan, read(folder / "illustrative-year.toml"), data, password="a long one")
        yield pages_of(Edition.objects.current(plan).outline)


def weight(client, path):
    """(bytes, number of requests) of a first visit: the page, and what a browser asks for with it."""
    packed = {"accept-encoding": "br"}
    page = client.get(path, headers=packed)
    head = Head(brotli.decompress(page.content).decode())
    files = [urlsplit(address).path for address in dict.fromkeys(head.asked)]
    sizes = [_size(client.get(file, headers=packed)) if "/static/" not in file else _static(file) for file in files]
    return len(page.content) + sum(sizes), 1 + len(files)


def _size(response):
    return len(response.content)


def _static(path):
    return len(brotli.compress(Path(finders.find(path.partition("/static/")[2])).read_bytes()))


def test_a_first_visit_to_any_public_page_is_three_requests_and_few_bytes(demonstration, client):
    for page in (*demonstration, *LIVE):
        size, requests = weight(client, f"/north-herts/{page}")
        assert (page, requests) == (page, 3)
        assert size <= (FRONT_MOST if page == "" else MOST), (page, size)


def test_every_page_has_a_short_address_and_the_same_below_its_edition(published, client):
    pages = pages_of(published().outline)
    assert {re.sub(r"[^/]+/$", "", page) if page.count("/") > 1 else page for page in pages} == {
        kind.suffix.removesuffix("{}/") for kind in KINDS.values()
    }
    for page in pages:
        short, own = client.get(f"/here/{page}"), client.get(EDITION + page)
        assert (page, short.status_code, own.status_code) == (page, 200, 200)
        assert short.content == own.content


def test_every_public_page_says_what_it_is(published, client):
    outline = published().outline
    for page in (*pages_of(outline), *LIVE):
        head = Head(client.get(f"/here/{page}").text)
        assert [name for name in ("description", "og:title", "og:description") if not head.meta.get(name)] == [], page
        assert urlsplit(head.canonical).path == f"/here/{page}"


def test_every_link_of_a_public_page_leads_somewhere(published, client):
    followed = {}
    for base in ("/here/", EDITION):
        for page in (*pages_of(published().outline)[:40], *(LIVE if base == "/here/" else ())):
            for link in Head(client.get(base + page).text).links:
                address = urljoin(base + page, link).partition("#")[0]
                if address.startswith("/here/") and "." not in address.rsplit("/", 1)[-1]:
                    followed.setdefault(address, base + page)
    wrong = {address: page for address, page in followed.items() if client.get(address).status_code != 200}
    assert wrong == {}


def test_a_page_that_an_edition_has_not_is_not_there(published, client):
    published()
    for page in ("priorities/none-such/", "public-actions/999999/", "public-authorities/999999/", "no-such-page/x/"):
        assert [client.get(base + page).status_code for base in ("/here/", EDITION)] == [404, 404]


def test_a_page_that_left_the_plan_names_the_edition_that_had_it(here, cast, published, client):
    published()
    address = KINDS["action"].address(here.action.pk)
    retire([here.action], by=cast.coordinator, why="It is done elsewhere")
    published("Without it")
    answer = client.get(f"/here/{address}")
    assert (answer.status_code, f'href="{EDITION}{address}"' in answer.text) == (404, True)
    assert client.get(EDITION + address).status_code == 200


def test_every_page_of_an_edition_tells_that_it_was_replaced_or_withdrawn(published, cast, client):
    first = published()
    published("Newer")
    for page in pages_of(first.outline):
        html = client.get(EDITION + page).text
        assert ("A newer edition has replaced it." in html, Head(html).canonical.endswith(EDITION + page)) == (
            True,
            True,
        )
    withdraw(first, by=cast.chair, reason="A name was in it")
    page_cache.current.forget()
    for page in pages_of(first.outline):
        answer = client.get(EDITION + page)
        assert (answer.status_code, "A name was in it" in answer.text) == (410, True)


def test_the_preview_has_every_page_with_links_that_stay_in_it(here, cast, sign_in, published):
    chair = sign_in(cast.chair)
    preview = "/here/publish/preview/"
    for page in pages_of(published().outline):
        answer = chair.get(preview + page)
        assert (answer.status_code, "Nothing is published yet." in answer.text) == (200, True)
        for link in Head(answer.text).links:
            if not link.startswith(("/", "#", "http", "tel:", "mailto:")):
                assert urljoin(preview + page, link).startswith(preview)


def test_the_sitemaps_list_every_public_page_of_the_current_edition(published, client):
    pages = pages_of(published().outline)
    assert "/here/sitemap.xml</loc>" in client.get("/sitemap.xml").text
    listed = re.findall("<loc>[^<]*/here/([^<]*)</loc>", client.get("/here/sitemap.xml").text)
    assert listed == [*pages, "editions/", "how-we-judge/", "public-meetings/"]
    assert client.get("/next-door/sitemap.xml").status_code == 404
