"""Feeds of parts of the plan and of searches in it: the editions that changed them, and how."""

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.followers.mailings import note_meetings
from partners import clock
from plans.editions import page_cache
from plans.editions.publishing import publish, withdraw
from plans.editions.rendering import prerender
from tests import factories


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://plan.example.org"


@pytest.fixture
def edition(here, cast):
    def edition(wording, **more):
        here.action.wording = wording
        here.action.revise(by=cast.coordinator, why="Clearer")
        made = publish(here.plan, by=cast.coordinator, note="New locks", **more)
        page_cache.current.forget()
        return made

    return edition


def entries(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    return [(entry.title, entry.summary) for entry in feed.entries]


def test_a_part_s_feed_has_the_editions_that_changed_it(client, here, edition, published):
    published("The first")
    edition("Fit the best locks")
    edition("Fit the best locks", is_correction=True)
    said = "1 wording changed.\nFit the best locks:\nWording: Fit the best locks"
    found = {
        page: entries(client, f"/here/{page}/feed.atom")
        for page in (
            "priorities/burglary",
            f"public-actions/{here.action.pk}",
            f"public-authorities/{here.police.pk}",
            f"public-authorities/{here.council.pk}",
        )
    }
    assert [[words for _, words in each] for each in found.values()] == [[said], [said], [said], []]
    assert [[title for title, _ in each] for each in found.values()] == [
        ["Edition 2: Reduce burglary"], ["Edition 2: Fit the best locks"], ["Edition 2: The Constabulary"], [],
    ]  # fmt: skip


def test_a_withdrawn_edition_is_in_no_feed_and_what_it_said_neither(client, edition, published, cast):
    published("The first")
    withdraw(edition("Fit locks at Mrs Smith's"), by=cast.coordinator, reason="A name")
    edition("Fit locks")
    page_cache.current.forget()
    [(title, summary)] = entries(client, "/here/priorities/burglary/feed.atom")
    assert (title, "Smith" in summary) == ("Edition 3: Reduce burglary", False)


def test_a_search_s_feed_has_the_actions_that_are_found_anew(client, here, edition, published):
    published("The first")
    edition("Fit locks")
    factories.ActionFactory(priority=here.priority, wording="Light the park", lead=here.council)
    edition("Fit the locks")
    assert entries(client, "/here/find/feed.atom?q=PARK&x=1") == [("Edition 3: Search in the plan", "Light the park")]
    assert client.get("/here/find/?q=park").text.count("/here/find/feed.atom?q=park") == 2
    assert client.get("/here/find/feed.atom").status_code == 404


@pytest.mark.parametrize("page", ["priorities/theirs", "public-actions/0", "whole-plan", "what-people-told-us"])
def test_a_page_that_cannot_be_followed_has_no_feed(client, published, page):
    published()
    assert client.get(f"/here/{page}/feed.atom").status_code == 404


def test_pages_name_their_feed_and_their_form(client, here, published):
    published()
    for page, kind, which in (
        ("priorities/burglary/", "priority", "burglary"),
        (f"public-actions/{here.action.pk}/", "action", here.action.pk),
        (f"public-authorities/{here.police.pk}/", "authority", here.police.pk),
    ):
        text = client.get(f"/here/{page}").text
        assert f'href="/here/{page}feed.atom"' in text.partition("</head>")[0]
        assert f"/here/follow/?what={kind}&amp;id={which}" in text
        assert client.get(f"/here/follow/?what={kind}&id={which}").status_code == 200


def test_a_feed_costs_no_more_queries_the_more_editions_there_are(client, edition, published):
    prerender(published("The first"))
    counts = []
    for last in (3, 9):
        for n in range(last):
            prerender(edition(f"Fit {n} locks of {last}"))
        page_cache.pages.clear()
        page_cache.front.entries.clear()
        for path in ("priorities/burglary/feed.atom", "editions.atom"):
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/here/{path}")
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_public_meetings_have_a_feed(client, here):
    group = factories.GroupFactory(partnership=here.partnership, name="Public forum")
    for public in (True, False):
        factories.MeetingFactory(
            group=group, starts_at=clock.now().replace(month=7, hour=18 + public), in_public=public, state="ready",
            place="Town Hall",
        )  # fmt: skip
    note_meetings()
    [(title, summary)] = entries(client, "/here/public-meetings.atom")
    assert (title, summary.split("\n")[0::2]) == ("Public meeting on 15 July 2009", ["Public forum", "Town Hall"])
