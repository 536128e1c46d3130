"""An edition is one moment of the plan, kept for ever; the public reads the newest that stands."""

import gzip
from datetime import date, timedelta
from hashlib import sha256

import brotli
import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from partners import clock
from partners.immutable_tables import lifted
from plans.editions import page_cache
from plans.editions.chain import broken_links
from plans.editions.publishing import AlreadyWithdrawn, PlanHasChanged, missing, publish, withdraw
from plans.models import Edition, Withdrawal
from plans.outline.build import PUBLIC, outline
from plans.outline.result import result
from plans.soft_delete import retire
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.both_databases

SECRET = "the informer lives at number nine"


def test_an_edition_holds_the_public_outline_of_its_moment(here, published, report, cast):
    report(here.action, cast.officer, public="Forty homes have new locks.")
    edition = published()
    whole = outline(here.plan, audience=PUBLIC, as_at=edition.published_at)
    assert edition.outline == whole


def test_editions_are_numbered_and_each_names_the_one_before(here, published):
    first, second = published("One"), published("Two")
    assert [(e.number, e.previous_sha256) for e in (first, second)] == [(1, ""), (2, first.sha256)]
    assert second.sha256 == sha256(second.payload.encode()).hexdigest()
    assert second.envelope["note"] == "Two"


def test_what_is_private_is_in_no_edition(here, cast, report, published):
    from tests import factories

    cast.officer.name = SECRET
    cast.officer.save()
    factories.MeasurementFactory(criterion=here.criterion, note=SECRET, by=cast.officer)
    report(here.action, cast.officer, happened=SECRET, next=SECRET)
    here.criterion.override, here.criterion.override_reason = "short", "One bad month"
    here.criterion.override_on, here.criterion.override_by = date(2009, 6, 1), cast.officer
    here.criterion.save()
    edition = published()
    assert "One bad month" in edition.payload
    assert (SECRET in edition.payload, cast.coordinator.name in edition.payload) == (False, False)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda e: Edition.objects.filter(pk=e.pk).update(payload="{}"),
        lambda e: e.delete(),
        lambda e: setattr(e, "note", "Another") or e.save(),
        lambda e: Edition.objects.filter(pk=e.pk).delete(),
        lambda e: connection.cursor().execute("UPDATE plans_edition SET number = 9"),
        lambda e: connection.cursor().execute("DELETE FROM plans_edition"),
    ],
)
def test_an_edition_is_neither_changed_nor_deleted_by_orm_or_by_sql(attempt, published):
    edition = published()
    with pytest.raises(Error, match="plans_edition never changes"), transaction.atomic():
        attempt(edition)
    assert [e.payload for e in Edition.objects.all()] == [edition.payload]


def test_a_withdrawal_is_not_taken_back(published, cast):
    withdrawal = withdraw(published(), by=cast.chair, reason="A name was in it")
    with pytest.raises(Error, match="plans_withdrawal never changes"), transaction.atomic():
        withdrawal.delete()


def test_the_public_reads_the_newest_edition_and_not_the_plan_since(here, cast, sign_in, published, report):
    published()
    report(here.action, cast.officer, status=Status.OFF_TRACK, public="The locks did not come.")
    page_cache.current.forget()
    before = sign_in(None).get("/here/whole-plan/").content.decode()
    published()
    after = sign_in(None).get("/here/whole-plan/").content.decode()
    assert ("The locks did not come." in before, "The locks did not come." in after) == (False, True)


def test_an_edition_keeps_its_address(here, sign_in, published):
    first = published("The very first words")
    published("Other words")
    page = sign_in(None).get("/here/editions/2008-2011/1/whole-plan/")
    assert (page.status_code, "The very first words" in page.content.decode()) == (200, True)
    assert first.fingerprint in page.content.decode()
    assert sign_in(None).get("/here/editions/2008-2011/3/").status_code == 404
    assert sign_in(None).get("/here/editions/2011-2014/1/").status_code == 404


def test_before_the_first_edition_there_is_a_page_that_says_so(here, sign_in):
    page = sign_in(None).get("/here/")
    assert (page.status_code, "has not published its plan yet" in page.content.decode()) == (200, True)
    assert sign_in(None).get("/here/whole-plan/").status_code == 404


@pytest.mark.slow
def test_a_chair_publishes_after_seeing_what_changed_and_what_is_missing(here, cast, sign_in, report, published):
    published()
    report(here.action, cast.officer, status=Status.OFF_TRACK)
    client = sign_in(cast.chair)
    page = client.get("/here/publish/")
    missing = page.context["missing"]
    assert {key: [a["wording"] for a in missing[key]] for key in ("sentence", "update")} == {
        "sentence": ["Fit better locks", "Review our skills"],
        "update": ["Review our skills"],
    }
    assert "Preview." in client.get("/here/publish/preview/").content.decode()
    client.post("/here/publish/", {"seen": page.context["seen"], "note": "Locks are late"})
    edition = Edition.objects.get(number=2)
    assert (edition.note, edition.by, edition.outline["tally"]) == (
        "Locks are late",
        cast.chair,
        {"off_track": 1, "no_report": 1},
    )


@pytest.mark.slow
def test_a_plan_that_changed_under_the_publisher_is_not_published(here, cast, sign_in, report):
    client = sign_in(cast.chair)
    seen = client.get("/here/publish/").context["seen"]
    report(here.action, cast.officer)
    page = client.post("/here/publish/", {"seen": seen, "note": "Locks are late"})
    assert (page.status_code, Edition.objects.count()) == (200, 0)
    assert page.context["form"]["note"].value() == "Locks are late"
    with pytest.raises(PlanHasChanged):
        publish(here.plan, by=cast.chair, note="x", seen="")


def test_a_plan_without_actions_or_not_begun_is_published_only_by_who_says_so(here, cast, sign_in):
    retire([here.action, here.hallmark_action], by=cast.coordinator, why="x")
    here.plan.starts_on = date(2009, 7, 1)
    here.plan.save()
    client = sign_in(cast.coordinator)
    page = client.get("/here/publish/")
    assert page.context["doubts"] == [
        "The plan has no action that the public may read.", "The plan begins only on 1 July 2009.",
    ]  # fmt: skip
    said = {"seen": page.context["seen"], "note": "The first"}
    again = client.post("/here/publish/", said)
    assert (list(again.context["form"].errors), Edition.objects.count()) == (["sure"], 0)
    assert again.context["form"]["note"].value() == "The first"
    assert client.post("/here/publish/", said | {"sure": "on"}).status_code == 302
    assert Edition.objects.count() == 1


def test_what_the_plan_lacks_is_named_with_where_it_is_filled(here, cast, sign_in):
    empty = factories.PriorityFactory(plan=here.plan, name="Roads")
    here.action.lead = here.hallmark_action.lead = None
    for action in (here.action, here.hallmark_action):
        action.revise(by=cast.coordinator, why="x")

    def unfilled(who):
        return dict(sign_in(who).get("/here/publish/").context["unfilled"])

    coordinator, chair = unfilled(cast.coordinator), unfilled(cast.chair)
    assert coordinator["Priorities without an activity"] == [("Roads", f"/here/write/new/activity/{empty.pk}/")]
    assert coordinator["Actions without a lead authority"] == [
        ("Fit better locks", f"/here/actions/{here.action.pk}/edit/"),
        ("Review our skills", f"/here/actions/{here.hallmark_action.pk}/edit/"),
    ]
    assert chair["Priorities without an activity"] == [("Roads", "/here/plan/")]
    assert chair["Actions without a lead authority"][0] == ("Fit better locks", f"/here/actions/{here.action.pk}/")
    assert list(coordinator) == [
        "Priorities without an activity", "Priorities without a success criterion",
        "Actions without a lead authority", "Actions without a due date", "Success criteria without a baseline",
        "Success criteria without a target", "Success criteria without a target date",
    ]  # fmt: skip


def test_publishing_without_a_note_asks_for_one(here, cast, sign_in):
    client = sign_in(cast.chair)
    seen = client.get("/here/publish/").context["seen"]
    page = client.post("/here/publish/", {"seen": seen, "note": ""})
    assert (page.context["form"].errors, Edition.objects.count()) == (
        {"note": ["Enter what is new in this edition"]},
        0,
    )


def test_who_published_is_not_told_to_the_public(here, sign_in, published, cast):
    published()
    pages = [sign_in(None).get(path).content.decode() for path in ("/here/", "/here/editions/")]
    assert [cast.coordinator.name in page or cast.coordinator.email in page for page in pages] == [False, False]


def test_a_withdrawn_edition_answers_410_with_the_reason_and_the_one_before_is_current(here, cast, sign_in, published):
    published("The harmless one")
    published("The one with a name in it")
    client = sign_in(cast.chair)
    client.post("/here/editions/2008-2011/2/withdraw/", {"reason": "A name was in it"})
    page_cache.current.forget()
    page = sign_in(None).get("/here/editions/2008-2011/2/")
    assert (page.status_code, "A name was in it" in page.content.decode()) == (410, True)
    assert "The one with a name in it" not in page.content.decode()
    assert "The harmless one" in sign_in(None).get("/here/whole-plan/").content.decode()
    assert Edition.objects.current(here.plan).note == "The harmless one"
    listed = sign_in(None).get("/here/editions/").content.decode()
    assert ("Withdrawn on" in listed, "The one with a name in it" in listed) == (True, False)
    assert client.post("/here/editions/2008-2011/2/withdraw/", {"reason": "Again"}).status_code == 404
    with pytest.raises(AlreadyWithdrawn):
        withdraw(Edition.objects.get(number=2), by=cast.chair, reason="Again")
    assert Withdrawal.objects.count() == 1


def test_the_chain_verifies_with_a_withdrawn_edition_in_it(here, published, cast, capsys):
    published()
    withdraw(published(), by=cast.chair, reason="A name was in it")
    published()
    call_command("verify")
    assert "3 editions, 1 withdrawal: unbroken" in capsys.readouterr().out


def tampered(sql):
    """As somebody with the database's own password would: the protection off, a change, the protection on."""
    with lifted("plans_edition"), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "UPDATE plans_edition SET payload = REPLACE(payload, 'locks', 'socks') WHERE number = 2",
            "Edition 2 .*its words",
        ),
        ("DELETE FROM plans_edition WHERE number = 2", "Edition 3 .*edition 2 is missing"),
        ("DELETE FROM plans_edition WHERE number = 1", "Edition 2 .*edition 1 is missing"),
        ("UPDATE plans_edition SET note = 'All is well' WHERE number = 3", "Edition 3 .*its number, moment or note"),
    ],
)
def test_tampering_is_found_and_the_first_broken_link_is_named(sql, says, here, published):
    for _ in range(3):
        published()
    tampered(sql)
    with pytest.raises(CommandError, match=says):
        call_command("verify")


def test_an_edition_whose_words_name_another_before_it_is_found(here, published):
    """Also if whoever altered the words counted their SHA-256 anew, and left the column beside them as it was."""
    first, second = published(), published()
    words = second.payload.replace(first.sha256, "0" * 64)
    assert words != second.payload
    with lifted("plans_edition"):
        Edition.objects.filter(pk=second.pk).update(payload=words, sha256=sha256(words.encode()).hexdigest())
    [(edition, what)] = broken_links(here.plan)
    assert (edition, what) == (second, "it does not follow the edition before it")


def test_what_was_said_on_the_first_day_of_the_quarter_is_said_in_the_quarter():
    def action(speaks_of, status="on_track"):
        return {"status": status, "sentence": "x", "update": {"speaks_of": speaks_of}}

    actions = [action(date(2009, 3, 31)), action(date(2009, 4, 1)), action(date(2009, 1, 1), "complete")]
    for today in (date(2009, 4, 1), date(2009, 6, 30)):
        found = missing({"today": today, "priorities": [{"actions": actions}], "hallmarks": []})
        assert found == {"sentence": [], "update": actions[:1], "quarter": date(2009, 4, 1)}


def test_a_clock_that_was_set_back_does_not_put_an_edition_before_the_last(here, published):
    first = published()
    with clock.frozen_at(clock.now() - timedelta(days=1)):
        second = published()
    assert second.published_at > first.published_at


def test_the_page_to_publish_reads_the_plan_once(here, cast, sign_in):
    chair = sign_in(cast.chair)
    with CaptureQueriesContext(connection) as queries:
        chair.get("/here/publish/")
    assert len([query for query in queries if '"actions_action"."wording"' in query["sql"]]) == 1


@pytest.mark.usefixtures("_trust_lasts")
def test_the_public_page_asks_the_database_nothing_of_the_plan(here, sign_in, published):
    published()
    client = sign_in(None)
    client.get("/here/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/here/")
    assert len(queries) == 0


def test_the_page_of_a_new_edition_is_ready_before_anybody_asks(here, cast, sign_in):
    chair = sign_in(cast.chair)
    seen = chair.get("/here/publish/").context["seen"]
    assert chair.post("/here/publish/", {"note": "The first", "seen": seen}).status_code == 302
    page_cache.pages.clear()
    with CaptureQueriesContext(connection) as queries:
        page = sign_in(None).get("/here/")
    assert "The first" in page.content.decode()
    assert [query["sql"] for query in queries if '"plans_edition"."payload"' in query["sql"]] == []


@pytest.mark.parametrize(
    ("accepted", "sent"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("identity", None), ("", None)]
)
def test_the_page_is_sent_in_the_best_compression_that_the_reader_knows(accepted, sent, sign_in, published):
    published()
    page = sign_in(None).get("/here/whole-plan/", headers={"Accept-Encoding": accepted})
    unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[sent](page.content)
    assert (page.headers.get("Content-Encoding"), b"Fit better locks" in unpacked) == (sent, True)


def test_a_reader_who_has_it_already_is_told_so(here, sign_in, published):
    published()
    client = sign_in(None)
    page = client.get("/here/", headers={"Accept-Encoding": "gzip"})
    assert (page.headers["Content-Encoding"], page.headers["Vary"]) == ("gzip", "Accept-Encoding")
    again = {"Accept-Encoding": "gzip", "If-None-Match": page.headers["ETag"]}
    assert client.get("/here/", headers=again).status_code == 304
    since = {"If-Modified-Since": page.headers["Last-Modified"]}
    assert client.get("/here/", headers=since).status_code == 304
    published("Something new")
    assert client.get("/here/", headers=again).status_code == 200


def test_publishing_shows_within_a_second_on_a_worker_that_knew_another_edition(here, sign_in, cast, published):
    import time

    published("Old news")
    client = sign_in(None)
    client.get("/here/whole-plan/")
    publish(here.plan, by=cast.coordinator, note="Fresh news")
    deadline = time.monotonic() + 1
    while "Fresh news" not in client.get("/here/whole-plan/").content.decode():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.slow
def test_the_demo_has_the_printed_edition_and_quarterly_ones_after_it(db, tmp_path):
    call_command("prepare_demo", sign_ins=tmp_path / "sign-ins.txt")
    editions = list(Edition.objects.order_by("number"))
    assert [f"{e.published_at:%Y-%m}" for e in editions] == ["2008-06", "2008-10", "2009-01", "2009-04"]
    first = editions[0].outline
    assert (first["tally"], first["total"]) == ({"no_report": 54}, 54)
    call_command("verify")


def test_the_result_is_the_rules_sentence_unless_the_publisher_corrects_it(here, cast, sign_in):
    chair = sign_in(cast.chair)
    page = chair.get("/here/publish/")
    rule = page.context["form"]["result"].value()
    assert rule.startswith("After the first year, no progress has been reported on the 2 actions. ")

    def publish_with(typed):
        said = {"seen": page.context["seen"], "note": "New", "rule": rule, "result": typed}
        assert chair.post("/here/publish/", said).status_code == 302
        return Edition.objects.first()

    for typed, kept in ((rule, rule), ("", rule), ("Work begins in July.", "Work begins in July.")):
        edition = publish_with(typed)
        assert (edition.envelope["result"], edition.result) == (kept, kept)
    assert broken_links(here.plan) == []


def test_a_corrected_result_is_kept_after_an_error_and_an_untouched_one_follows_the_plan(here, cast, sign_in, report):
    chair = sign_in(cast.chair)
    page = chair.get("/here/publish/")
    seen, rule = page.context["seen"], page.context["form"]["result"].value()
    report(here.action, cast.officer, status=Status.COMPLETE)
    now = result(outline(here.plan, audience=PUBLIC))

    def shown(typed):
        form = chair.post("/here/publish/", {"seen": seen, "note": "", "rule": rule, "result": typed}).context["form"]
        return form["result"].value(), form["rule"].value(), now in form["result"].help_text

    assert shown(rule) == (now, now, False)
    assert shown("Locks are fitted.") == ("Locks are fitted.", now, True)
    assert Edition.objects.count() == 0
