"""The pages of the list of updates begin below an id: each update once, whatever is saved meanwhile."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Update
from plans.status import Status

pytestmark = pytest.mark.both_databases


@pytest.fixture
def many_updates(here, cast, report, next_door):
    """A hundred and seventy updates, by two authorities in turn, with those of another partnership between them."""
    made = []
    for number in range(17):
        report(next_door.action, next_door.officer, happened="Theirs")
        for officer in (cast.officer, cast.fire_officer) * 5:
            made.append(report(here.action, officer, [Status.ON_TRACK, Status.AT_RISK][number % 2]).pk)
    return made[::-1]


def _turned(client, address, rel):
    """The pages from an address on, by their links of this `rel`: [(ids, where the reader is)]."""
    pages = []
    while address:
        soup = client.get(address)
        text = soup.content.decode()
        pages.append(([u.pk for u in soup.context["page"]], re.search(r"<span>(\S+ to \S+ of \S+)</span>", text)[1]))
        link = re.search(rf'rel="{rel}" href="([^"]+)"', text)
        address = link and f"/here/updates/{html.unescape(link[1])}"
    return pages


def test_the_pages_of_updates_have_each_once_and_lead_back(many_updates, cast, sign_in):
    client = sign_in(cast.observer)
    older = _turned(client, "/here/updates/", "next")
    assert [pk for ids, _ in older for pk in ids] == many_updates
    assert [place for _, place in older] == [
        "1 to 50 of 170",
        "51 to 100 of 170",
        "101 to 150 of 170",
        "151 to 170 of 170",
    ]
    last = f"/here/updates/?after={many_updates[149]}"
    assert _turned(client, last, "prev") == older[::-1]


def test_the_pages_of_updates_keep_the_filters(many_updates, here, cast, sign_in):
    client = sign_in(cast.observer)
    theirs = [u.pk for u in here.action.updates.filter(authority=here.fire).order_by("-pk")]
    pages = _turned(client, f"/here/updates/?authority={here.fire.pk}", "next")
    assert [ids for ids, _ in pages] == [theirs[:50], theirs[50:]]


def test_a_new_update_moves_no_page_of_updates(many_updates, here, cast, sign_in, report):
    client = sign_in(cast.observer)
    new = [report(here.action, cast.officer).pk for _ in range(2)]
    page = f"/here/updates/?after={many_updates[49]}"
    assert _turned(client, page, "next")[0] == (many_updates[50:100], "53 to 102 of 172")
    back = _turned(client, page, "prev")
    assert [ids for ids, _ in back[1:]] == [many_updates[:50], [*new[::-1], *many_updates[:48]]]


def test_a_page_of_updates_that_is_not_there_is_the_newest(here, cast, sign_in, report):
    first = report(here.action, cast.fire_officer).pk
    client = sign_in(cast.observer)
    for after in ("x", "0", "-1", first, "²", "9" * 30):
        response = client.get(f"/here/updates/?after={after}&authority={here.fire.pk}")
        assert (after, response.status_code, response.url) == (after, 302, f"/here/updates/?authority={here.fire.pk}")


def _rows_read(node):
    """How many rows of updates a plan's nodes have read."""
    read = sum(_rows_read(each) for each in node.get("Plans", ()))
    if node.get("Relation Name") == "actions_update":
        left_out = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        read += (node["Actual Rows"] + left_out) * node["Actual Loops"]
    return read


@pytest.mark.skipif(connection.vendor != "postgresql", reason="its planner's choice")
def test_a_page_of_updates_reads_no_other_partnership_s(many_updates, next_door, cast, sign_in):
    theirs = {"action": next_door.action, "authority": next_door.council, "by": next_door.officer}
    Update.objects.bulk_create(Update(status=Status.ON_TRACK, happened="Theirs", **theirs) for _ in range(3_000))
    client = sign_in(cast.observer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for address, number in (("/here/updates/", 3), (f"/here/updates/?after={many_updates[149]}", 5)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            asked = [query["sql"] for query in queries if 'FROM "actions_update"' in query["sql"]]
            plans = []
            for sql in asked:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}")
                plans.append(cursor.fetchone()[0][0]["Plan"])
            assert (len(plans), [plan for plan in plans if _rows_read(plan) > len(many_updates)]) == (number, [])
