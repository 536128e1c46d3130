"""Tampering of every kind, by somebody with the database’s password: what `verify` finds alone, and by a receipt."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from actions.meetings.closing import close, correct
from actions.meetings.db_lock import lock, unlock
from actions.models import Answer, Correction, FollowUp, Minutes, Pack, Update
from actions.personal_data.erasure import remove
from partners import clock
from partners.history import attributed_to
from partners.immutable_tables import lifted
from partners.models import Revision
from partners.people.memberships import end
from plans.editions.publishing import publish, withdraw
from plans.models import Edition, Withdrawal
from plans.outline.build import PARTNERSHIP, outline
from plans.serialization import freeze, sha256_of
from plans.verification import fingerprints
from plans.verification.receipts import NotAReceipt, make_receipt, read_receipts
from tests import factories
from tests.worlds import report


def build_official(world):
    """Three editions, of which the second is withdrawn; a closed meeting and what hangs on it; and a last update."""
    here, cast = world.here, world.cast
    publish(here.plan, by=cast.chair, note="First")
    withdraw(publish(here.plan, by=cast.chair, note="Second"), by=cast.chair, reason="A name was in it")
    group = factories.GroupFactory(partnership=here.partnership)
    here.meeting = meeting = factories.MeetingFactory(group=group, starts_at=clock.now(), begun=True)
    payload = freeze({"outline": outline(here.plan, audience=PARTNERSHIP)})
    frozen = {"why": "begun", "by": cast.chair, "schema": 1, "payload": payload, "sha256": sha256_of(payload)}
    for number in (1, 2):
        Pack.objects.create(meeting=meeting, number=number, made_at=clock.now(), **frozen)
    challenge = factories.RecordFactory(
        meeting=meeting, kind="challenge", action=here.action, challenged=here.police, by=cast.chair
    )
    decision = factories.RecordFactory(meeting=meeting, kind="decision", follow_up=True, by=cast.chair)
    minutes = close(meeting, by=cast.chair)
    with attributed_to(by=cast.officer):
        Answer.objects.create(record=challenge, text="We will", by=cast.officer, authority=here.police)
    with attributed_to(by=cast.chair):
        FollowUp.objects.create(record=decision, done=True, text="It is done", by=cast.chair)
    correct(minutes, by=cast.chair, text="It was Tuesday")
    publish(here.plan, by=cast.chair, note="Third")
    report(here.action, cast.officer, happened="Ten locks")
    world.official = here


@pytest.fixture
def official(here, next_door, cast, things):
    return things.official


pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db,
    pytest.mark.world.with_args(build_official),
]


def verify(*receipts):
    """(whether all is well, what it said)"""
    said = StringIO()
    try:
        call_command("verify", *(word for path in receipts for word in ("--receipt", str(path))), stdout=said)
    except CommandError as error:
        return False, f"{said.getvalue()}{error}"
    return True, said.getvalue()


def change(rows, **values):
    """Update rows, append-only or not."""
    QuerySet(rows.model).filter(pk__in=rows.values("pk")).update(**values)


def delete(rows):
    QuerySet(rows.model).filter(pk__in=list(rows.values_list("pk", flat=True)))._raw_delete("default")


def refreeze(rows, old, new):
    """Change the frozen text of a row, and make its sum anew."""
    row = rows.get()
    assert old in row.payload
    payload = row.payload.replace(old, new)
    change(rows, payload=payload, sha256=sha256_of(payload))


def edition(number):
    return Edition.objects.filter(number=number)


def swap_editions(here):
    """The notes of the first two, and the whole chain made anew."""
    before, notes = "", {1: "Second", 2: "First", 3: "Third"}
    for number, note in notes.items():
        row = edition(number).get()
        payload = row.payload.replace(f'"note":"{row.note}"', f'"note":"{note}"')
        payload = payload.replace(f'"previous_sha256":"{row.previous_sha256}"', f'"previous_sha256":"{before}"')
        change(edition(number), payload=payload, sha256=sha256_of(payload), previous_sha256=before, note=note)
        before = sha256_of(payload)


def forget_correction(here):
    """Row and history, and that its revision says it holds one."""
    for row in Correction.history.all():
        change(Revision.objects.filter(pk=row.revision_id), holds=" ")
    delete(Correction.history.all())
    delete(Correction.objects.all())


def forget_newest_revision(here):
    """The last update with its history and its revision."""
    row = Update.history.get()
    delete(Update.history.all())
    delete(Revision.objects.filter(pk=row.revision_id))
    delete(Update.objects.all())


def join_revisions(here):
    """A revision in the middle is gone, and its rows are another's."""
    row = Answer.history.get()
    before = Revision.objects.get(partnership=here.partnership, number=row.revision.number - 1)
    change(Answer.history.all(), revision=before)
    delete(Revision.objects.filter(pk=row.revision_id))


def add_withdrawal(here):
    """As if the first edition had been withdrawn with the second."""
    with_second = Withdrawal.objects.get()
    Withdrawal.objects.create(
        edition=edition(1).get(), at=with_second.at, reason="x", by=with_second.by, revision=with_second.revision
    )


# What is done; whether it is found without a receipt; and what a receipt finds.
TAMPERING = {
    "delete the newest edition": (lambda here: delete(edition(3)), False, "edition .*/3: missing"),
    "delete an edition": (lambda here: delete(edition(1)), True, "edition .*/1: missing"),
    "drop a withdrawal": (lambda here: delete(Withdrawal.objects.all()), False, "withdrawal .*/2: missing"),
    "add a withdrawal": (add_withdrawal, False, "withdrawal .*/1: added afterwards, with an older date"),
    "change a withdrawal's reason": (
        lambda here: change(Withdrawal.objects.all(), reason="x"),
        False,
        "withdrawal .*/2: changed",
    ),
    "change an edition": (lambda here: refreeze(edition(3), "locks", "socks"), False, "edition .*/3: changed"),
    "swap two editions": (swap_editions, False, "edition .*/1: changed"),
    "renumber an edition": (lambda here: change(edition(3), number=4), True, "edition .*/3: missing"),
    "change minutes": (lambda here: refreeze(Minutes.objects.all(), "{", "{ "), False, "minutes .*: changed"),
    "change minutes and not their sum": (
        lambda here: change(Minutes.objects.all(), payload="{}"),
        True,
        "minutes .*: changed",
    ),
    "say that another closed them": (
        lambda here: change(Minutes.objects.all(), by=Answer.objects.get().by),
        False,
        "minutes .*: changed",
    ),
    "delete minutes": (
        lambda here: (forget_correction(here), delete(Minutes.objects.all())),
        True,
        "minutes .*: missing",
    ),
    "change a pack": (lambda here: refreeze(Pack.objects.filter(number=1), "{", "{ "), False, "pack .*/1 .*: changed"),
    "delete a pack": (lambda here: delete(Pack.objects.filter(number=1)), True, "pack .*/1 .*: missing"),
    "delete a correction": (lambda here: delete(Correction.objects.all()), True, "correction .*: missing"),
    "delete a correction and its history": (
        lambda here: (delete(Correction.objects.all()), delete(Correction.history.all())),
        True,
        "correction .*: missing",
    ),
    "delete all trace of a correction": (forget_correction, False, "correction .*: missing"),
    "delete an answer": (lambda here: delete(Answer.objects.all()), True, "answer .*: missing"),
    "change a follow-up": (lambda here: change(FollowUp.objects.all(), text="x"), True, "follow up .*: changed"),
    "change an update": (lambda here: change(Update.objects.all(), happened="x"), True, ""),
    "change history": (lambda here: change(Update.history.all(), happened="x"), True, "revisions 1-.*: changed"),
    "change an update and its history": (
        lambda here: (change(Update.objects.all(), happened="x"), change(Update.history.all(), happened="x")),
        False,
        "revisions 1-.*: changed",
    ),
    "change who wrote": (lambda here: change(Revision.objects.all(), by=None), False, "revisions 1-.*: changed"),
    "change a reason": (lambda here: change(Revision.objects.all(), why="x"), False, "revisions 1-.*: changed"),
    "delete the newest revision": (forget_newest_revision, False, "revisions 1-.*: changed"),
    "delete a revision": (join_revisions, True, "revisions 1-.*: changed"),
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_found_with_a_receipt_and_some_of_it_without(kind, official, tmp_path):
    tamper, is_found_alone, says = TAMPERING[kind]
    receipt = tmp_path / "receipt.txt"
    receipt.write_text(make_receipt(official.partnership).text)
    connection.check_constraints()  # PostgreSQL takes no trigger off a table of which something is still to be checked
    with lifted():
        unlock(connection)
        tamper(official)
        connection.check_constraints()
        lock(connection)
    is_well, said = verify(receipt)
    faults = said.partition(" found:\n")[2].splitlines()
    assert not is_well
    assert any(not fault.startswith("here: ") for fault in faults) == is_found_alone, said
    assert any(re.match(f"here: {says}", fault) for fault in faults) or not says, said


def test_without_a_receipt_it_says_what_cannot_be_seen(official):
    is_well, said = verify()
    assert is_well
    assert "No receipt was given" in said


def test_what_follows_a_receipt_is_no_fault(official, cast, published, tmp_path):
    receipts = [tmp_path / name for name in ("first.txt", "second.txt")]
    receipts[0].write_text(make_receipt(official.partnership).text)
    withdraw(published("Fourth"), by=cast.chair, reason="Once more")
    correct(Minutes.objects.get(), by=cast.chair, text="It was cold")
    receipts[1].write_text(make_receipt(official.partnership).text)
    published("Fifth")
    is_well, said = verify(*receipts)
    assert is_well, said
    assert re.findall(r"(\d+) of \1 as they were", said) == ["11", "14"]


def test_an_erasure_leaves_all_fingerprints_and_is_told(official, cast, tmp_path):
    receipt = tmp_path / "receipt.txt"
    receipt.write_text(make_receipt(official.partnership).text)
    leaver = cast.council_officer
    for membership in leaver.memberships.all():
        end(membership, by=cast.coordinator)
    remove(leaver, by=cast.coordinator, why="They asked for it", name_too=True)
    is_well, said = verify(receipt)
    assert is_well, said
    assert "They asked for it" in said


def test_a_table_without_its_triggers_is_named(official):
    with lifted("actions_minutes", "partners_historicaluser"):
        is_well, said = verify()
    assert not is_well
    assert "The table actions_minutes is not protected" in said


def test_a_receipt_that_was_changed_or_is_none_is_refused(official, tmp_path):
    text = make_receipt(official.partnership).text
    [receipt] = read_receipts(f"Dear all,\n\n{text}\n-- \nThe site")
    assert (receipt.text, receipt.counts()["edition"]) == (text, 3)
    for wrong in (text.replace("edition 2008", "edition 2009"), text[: len(text) // 2], "x", ""):
        with pytest.raises(NotAReceipt):
            read_receipts(wrong)
    (tmp_path / "x").write_bytes(b"\xff\xfe")
    assert "This receipt cannot be read" in verify(tmp_path / "x")[1]
    assert "This receipt cannot be read" in verify(tmp_path / "none")[1]


def test_a_receipt_of_a_partnership_that_is_gone_says_all_is_missing(official, tmp_path):
    text = make_receipt(official.partnership).text
    [receipt] = read_receipts(text)
    receipt.partnership = 10**6
    (tmp_path / "x").write_text(receipt.text)
    is_well, said = verify(tmp_path / "x")
    assert (is_well, "edition 2008-2011/1: missing" in said) == (False, True)


def test_rows_of_a_history_that_only_a_later_release_has_are_nothing_that_is_missing(official):
    newest = Revision.objects.filter(partnership=official.partnership).latest("number")
    newest.hold("+plans.Pledge")
    assert verify()[0]
    newest.hold("+plans.Duty")
    assert verify()[0] is False


def test_a_column_that_is_as_by_default_changes_no_fingerprint(official, monkeypatch):
    def fingerprint(**columns):
        return fingerprints.fingerprint_of_row("plans.Withdrawal", {"id": 1, "by_id": 2, **columns})

    without = fingerprint()
    assert [fingerprint(reason=reason) == without for reason in ("", "usual", "high")] == [True, False, False]
    monkeypatch.setattr(Withdrawal._meta.get_field("reason"), "db_default", "usual")
    fingerprints.defaults_of.cache_clear()
    assert [fingerprint(reason=reason) == without for reason in ("", "usual", "high")] == [False, True, False]
    fingerprints.defaults_of.cache_clear()
