"""Find on the public pages: from the frozen edition, by words, authority and how it goes; addresses can be shared."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.editions import find
from plans.outline.build import PUBLIC, outline
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def names(sign_in):
    """Names of what a search here finds, in order."""

    def names(query, path="/here/find/"):
        page = sign_in(None).get(path + query)
        assert page.status_code == 200
        return [unescape(each) for each in re.findall(r'found__name"><a href="[^"]+">([^<]+)', page.content.decode())]

    return names


@pytest.fixture
def two(here, cast, report, published):
    """An action of the council at a café, at risk, beside the locks, of which the public was told."""
    cafe = factories.ActionFactory(priority=here.priority, lead=here.council, wording="Open a café for the young")
    report(cafe, cast.council_officer, status=Status.AT_RISK, public="It opens in May.")
    report(here.action, cast.officer, status=Status.ON_TRACK, public="Forty homes have new locks.")
    published()
    return cafe


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=LOCKS", ["Fit better locks"]),
        ("?q=homes+forty", ["Fit better locks"]),
        ("?q=cafe", ["Open a café for the young"]),
        ("?q=caf%C3%A9", ["Open a café for the young"]),
        ("?q=ock", []),
        ("?q=locks+caf", []),
        ("?state=at_risk", ["Open a café for the young"]),
        ("?q=caf&state=on_track", []),
        ("?q=%00" + "x" * 5000, []),
        ("?q=%27%22%3Cb%3E%25_*", []),
    ],
)
def test_words_begin_words_whatever_their_case_and_accents(query, found, two, names):
    assert names(query) == found


def test_an_authority_is_found_by_what_it_leads_and_supports(here, two, names):
    assert names(f"?authority={here.council.pk}") == ["Open a café for the young"]
    assert names(f"?authority={here.police.pk}") == ["Fit better locks"]
    assert names(f"?authority={here.fire.pk}") == ["Fit better locks"]


def test_measures_and_sections_are_found_with_the_place_where_they_are(here, two, sign_in, cast, published):
    factories.SectionFactory(plan=here.plan, key="foreword", heading="Foreword", body="We met at the *bandstand*.")
    published()
    page = sign_in(None).get("/here/find/?q=bandstand").content.decode()
    assert 'href="../the-plan-as-agreed/#foreword"' in page
    page = sign_in(None).get(f"/here/find/?q={here.criterion.wording.split()[0]}").content.decode()
    assert f'href="../priorities/{here.priority.key}/#measures"' in page


def test_what_is_asked_wrongly_is_left_out_and_the_page_stays_a_page(here, two, names, next_door):
    everything = names("?q=")
    for query in (
        "?state=nonsense",
        f"?authority={next_door.council.pk}",
        "?authority=x",
        "?page=0",
        "?page=99999",
        "?page=-1",
    ):
        assert names(query) == everything


def test_an_edition_is_searched_as_it_was_published(here, two, names, cast, report, published):
    report(two, cast.council_officer, status=Status.COMPLETE, public="The bandstand is theirs now.")
    assert names("?q=bandstand") == []
    published()
    assert names("?q=bandstand") == ["Open a café for the young"]
    assert names("?q=bandstand", "/here/editions/2008-2011/1/find/") == []
    assert names("?q=caf", "/here/editions/2008-2011/1/find/") == ["Open a café for the young"]


def test_nobody_is_told_what_to_search_for_by_a_search_engine_and_no_one_without_results_is_left_alone(two, sign_in):
    client = sign_in(None)
    form, none = client.get("/here/find/"), client.get("/here/find/?q=zzz")
    assert (form.has_header("X-Robots-Tag"), none["X-Robots-Tag"]) == (False, "noindex")
    assert "0 results for “zzz”" in none.content.decode()
    assert "whole-plan/" in none.content.decode()


@pytest.mark.usefixtures("_trust_lasts")
def test_a_search_asks_the_database_nothing_once_the_edition_is_in_memory(two, sign_in):
    client = sign_in(None)
    client.get("/here/find/?q=caf")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/here/find/?q=locks").status_code == 200
    assert len(queries) == 0


def test_more_results_than_a_page_holds_are_paged_by_addresses_that_keep_what_was_asked(
    here, published, sign_in, names
):
    for number in range(30):
        factories.ActionFactory(priority=here.priority, lead=here.police, wording=f"Watch street {number}")
    published()
    page = sign_in(None).get("/here/find/?q=watch").content.decode()
    assert "30 results for “watch”" in page
    assert 'href="?q=watch&amp;page=2"' in page
    assert len(names("?q=watch")) + len(names("?q=watch&page=2")) == 30


def test_the_words_beside_a_result_are_those_around_what_was_asked():
    text = "Before it, much was said. " * 20 + "The bandstand was opened. " + "After it, much was said. " * 20
    entry = find.Entry("", "", text, "", "", "", frozenset(), "", "", "", "")
    shown = find.excerpt(entry, "BANDST")
    assert ("The bandstand was opened." in shown, shown[:2], shown[-2:], len(shown) < 200) == (True, "… ", " …", True)
    assert len(find.excerpt(entry._replace(text="x" * 900), "y")) < 200


def test_every_action_and_measure_of_the_plan_can_be_found(north_herts):
    whole = outline(north_herts.plan if hasattr(north_herts, "plan") else north_herts, audience=PUBLIC)
    kept = find.entries(whole)
    measures = [c for p in whole["priorities"] for c in p["criteria"] if not c["placeholder"]]
    assert sum(entry.group == "Actions" for entry in kept) == whole["total"]
    assert sum(entry.group == "Measures" for entry in kept) == len(measures)
    for entry in kept:
        assert entry in find.found(find.Asked(entry.title, None, "", 1), kept)
