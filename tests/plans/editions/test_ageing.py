"""An edition that has grown old says so by itself: its data stay frozen, and it reads otherwise by the day."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action
from partners import clock
from plans.editions import page_cache
from plans.editions.ageing import aged, turning_days
from plans.editions.publishing import withdraw
from plans.models import Edition
from plans.serialization import freeze, sha256_of
from plans.status import Status
from priorities.models import SuccessCriterion
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def on(year, month, day):
    return clock.frozen_at(datetime(year, month, day, 9, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _asks_each_time():
    page_cache.current.forget()


@pytest.fixture
def six(here, cast, report):
    """Six actions of the priority, each with another status, all confirmed on 4 June 2009 but for the silent one."""
    Action.objects.update(added_on=date(2009, 6, 2))
    Action.objects.filter(pk=here.hallmark_action.pk).update(added_on=date(2009, 6, 10))
    made = {"quiet": here.action}
    with on(2009, 6, 4):
        for status in ("on_track", "at_risk", "off_track", "complete"):
            made[status] = factories.ActionFactory(priority=here.priority, wording=status, lead=here.police)
            report(made[status], cast.officer, status=status, next="Go on", achieved="All")
        made["late"] = factories.ActionFactory(priority=here.priority, wording="late", due_on=date(2009, 6, 8))
        report(made["late"], cast.officer)
    return made


@pytest.fixture
def quarterly(here):
    """The round in which they were confirmed, and the next one, whose grace ends on 29 September."""
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 6, 1), due_on=date(2009, 6, 14))
    return factories.RoundFactory(plan=here.plan, opens_on=date(2009, 9, 1), due_on=date(2009, 9, 15))


def read(client, path="/here/whole-plan/", **headers):
    page_cache.current.forget()
    return client.get(path, **headers)


def states(html):
    """{wording: its status in words} of the actions on a public page."""
    words = re.findall(r'act__words">(.*?)</p>\s*<p class="act__state">(.*?)<span class="quiet">', html, re.DOTALL)
    return {wording: " ".join(re.sub("<[^>]*>", "", state).split()) for wording, state in words}


def first_tally(html):
    items = re.search(r'<ul class="tally">(.*?)</ul>', html, re.DOTALL)[1]
    return [" ".join(re.sub("<[^>]*>", "", item).split()) for item in re.findall("<li>(.*?)</li>", items, re.DOTALL)]


AS_PUBLISHED = {
    "Fit better locks": "No update yet, added 2 June 2009",
    "on_track": "On track, confirmed 4 June 2009",
    "at_risk": "At risk, confirmed 4 June 2009",
    "off_track": "Off track, confirmed 4 June 2009",
    "complete": "Complete, confirmed 4 June 2009",
    "late": "Overdue since 8 June 2009; last report 4 June 2009: on track",
    "Review our skills": "No update yet, added 10 June 2009",
}
GROWN_OLD = AS_PUBLISHED | {
    "Fit better locks": "Not updated since it was added on 2 June 2009",
    "on_track": "Not updated since 4 June 2009 (then: on track)",
    "at_risk": "Not updated since 4 June 2009 (then: at risk)",
    "off_track": "Off track, not updated since 4 June 2009",
    "Review our skills": "Not updated since it was added on 10 June 2009",
}
NOTICE = "This page is out of date."


def test_after_the_grace_of_the_next_round_what_nobody_confirmed_reads_not_updated(six, quarterly, sign_in, published):
    published()
    reader = sign_in(None)
    with on(2009, 9, 29):
        before = read(reader).content.decode()
    with on(2009, 9, 30):
        after = read(reader).content.decode()
    with on(2010, 10, 28):
        later = read(reader).content.decode()
    assert (states(before), NOTICE in before) == (AS_PUBLISHED, False)
    assert (states(after), NOTICE in after) == (GROWN_OLD, True)
    assert later == after
    assert "and the updates due on 15 September 2009 have not been published" in after
    assert "No status on it has been confirmed since." in after
    counts = ["1 off track", "1 overdue", "4 not updated", "1 complete"]
    assert first_tally(before) == [
        "1 off track",
        "1 overdue",
        "1 at risk",
        "2 no update yet",
        "1 on track",
        "1 complete",
    ]
    assert first_tally(after) == counts


def test_where_no_later_round_is_known_a_status_is_good_for_four_months(six, sign_in, published):
    published()
    reader = sign_in(None)
    with on(2009, 10, 4):
        page = read(reader).content.decode()
    assert states(page)["on_track"] == "On track, confirmed 4 June 2009"
    with on(2009, 10, 5):
        page = read(reader).content.decode()
    assert states(page)["on_track"] == "Not updated since 4 June 2009 (then: on track)"
    assert "Part of this page is out of date." in page
    with on(2009, 10, 11):
        page = read(reader).content.decode()
    assert (NOTICE in page, "nothing newer has been published" in page) == (True, True)


def test_an_old_page_is_made_once_and_a_browser_that_has_it_is_told_so(six, quarterly, sign_in, published):
    edition, reader = published(), sign_in(None)
    fresh = reader.get("/here/whole-plan/")
    with on(2010, 10, 28):
        page = read(reader, headers={"if-none-match": fresh["ETag"]})
        assert (page.status_code, page["Last-Modified"]) == (
            200,
            "Tue, 29 Sep 2009 22:59:59 GMT",
        )  # its files are being made
        assert read(reader, headers={"if-modified-since": fresh["Last-Modified"]}).status_code == 200
        reader.get("/here/whole-plan/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            again = [reader.get("/here/whole-plan/", headers={"if-none-match": page["ETag"]}) for _ in range(2)]
        assert ([each.status_code for each in again], len(queries)) == ([304, 304], 0)
        assert reader.get("/here/plan.json").content.decode() == edition.payload
    assert json.loads(edition.payload)["rounds"] == [
        {"opens_on": "2009-06-01", "due_on": "2009-06-14", "grace_ends_on": "2009-06-28"},
        {"opens_on": "2009-09-01", "due_on": "2009-09-15", "grace_ends_on": "2009-09-29"},
    ]


def test_an_edition_that_was_replaced_says_so_and_stays_as_it_was(six, quarterly, here, cast, sign_in, published):
    published()
    reader, address = sign_in(None), f"/here/editions/{here.plan.slug}/1/whole-plan/"
    assert "A newer edition has replaced it." not in read(reader, address).content.decode()
    newer = published("Newer")
    with on(2010, 10, 28):
        page = read(reader, address)
        html = page.content.decode()
    assert "This is edition 1, published on 15 June 2009. A newer edition has replaced it." in html
    assert (states(html), NOTICE in html, page.has_header("Last-Modified")) == (AS_PUBLISHED, False, False)
    withdraw(newer, by=cast.chair, reason="A name was in it")
    with on(2010, 10, 28):
        html = read(reader, address).content.decode()
    assert (states(html), NOTICE in html, "A newer edition has replaced it." in html) == (GROWN_OLD, True, False)


def test_an_edition_without_rounds_in_it_grows_old_too(six, quarterly, here, sign_in, published):
    new = published()
    envelope = json.loads(new.payload)
    del envelope["rounds"]
    envelope |= {"schema": 5, "number": 2, "previous_sha256": new.sha256}
    words = freeze(envelope)
    fields = {"published_at": new.published_at + timedelta(seconds=1), "previous_sha256": new.sha256}
    Edition.objects.create(
        plan=here.plan, revision=new.revision, number=2, schema=5, payload=words, sha256=sha256_of(words), **fields
    )
    with on(2009, 10, 5):
        assert states(read(sign_in(None)).content.decode())["on_track"] == GROWN_OLD["on_track"]


def test_a_page_of_which_a_part_is_too_old_says_how_much(six, here, sign_in, published):
    Action.objects.filter(pk=here.hallmark_action.pk).update(added_on=date(2009, 2, 20))
    factories.RoundFactory(plan=here.plan, opens_on=date(2009, 3, 1), due_on=date(2009, 6, 12))
    published()
    with on(2009, 6, 26):
        before = read(sign_in(None)).content.decode()
    with on(2009, 6, 27):
        page = read(sign_in(None)).content.decode()
    assert ("Part of this page is out of date." in before, NOTICE in page) == (False, False)
    assert "1 of 7 statuses has not been confirmed since it was published on" in page
    assert states(page)["Review our skills"] == "Not updated since it was added on 20 February 2009"
    assert states(page)["on_track"] == AS_PUBLISHED["on_track"]


def test_what_is_complete_never_grows_old(here, cast, report, published):
    for action in (here.action, here.hallmark_action):
        report(action, cast.coordinator, status=Status.COMPLETE, authority=here.police)
    envelope = published().envelope
    assert turning_days(envelope) == ()
    assert aged(envelope, date(2019, 1, 1)) == (envelope["outline"], None)


def test_a_criterion_is_not_judged_by_a_figure_that_has_grown_too_old(here, sign_in, published):
    fields = {
        "unit": "%",
        "scale": "percent",
        "direction": "down",
        "baseline": 41,
        "baseline_period": "2007/08",
        "target": 35,
        "frequency": "quarter",
    }
    SuccessCriterion.objects.update(**fields, due_on=date(2011, 3, 31))
    factories.MeasurementFactory(
        criterion=here.criterion, value=37, starts_on=date(2009, 1, 1), ends_on=date(2009, 3, 31)
    )
    envelope = published().envelope
    assert date(2010, 1, 1) in turning_days(envelope)
    with on(2009, 12, 31):
        before = read(sign_in(None)).content.decode()
    with on(2010, 1, 1):
        after = read(sign_in(None)).content.decode()
    why = "The latest figure is out of date. The rating then: on target."
    assert [("On target</span>" in page, why in page) for page in (before, after)] == [(True, False), (False, True)]
