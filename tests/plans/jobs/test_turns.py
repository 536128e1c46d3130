"""Costly work takes turns: who comes while it is somebody else's is told so at once, and everybody else is answered."""

import multiprocessing
import os
import signal
import time
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.urls import get_resolver

from plans.jobs import turns
from plans.jobs.turns import Busy, turn
from plans.models.jobs import Job

pytestmark = pytest.mark.both_databases

# What took longer than half a second for 540 actions, or is bounded by nothing else.
COSTLY = {
    "crimes_load",
    "edition_changes_docx",
    "export_zip",
    "filtered_list_file",
    "log_file",
    "meeting_minutes_docx",
    "meeting_minutes_pdf",
    "meeting_pack_docx",
    "meeting_pack_pdf",
    "plan_changes",
    "plan_changes_docx",
    "plan_file",
    "plan_import",
    "plan_import_columns",
    "plan_import_preview",
    "plan_import_undo",
    "publish_changes_docx",
    "receipt",
    "spreadsheet_upload",
    "translation_upload",
}


def test_these_take_turns():
    views = [pattern for pattern in get_resolver().reverse_dict if callable(pattern)]
    assert {view.__name__ for view in views if hasattr(view, "one_at_a_time")} == COSTLY


def test_while_one_is_made_a_second_is_asked_to_come_again_and_the_public_is_answered(here, cast, published, sign_in):
    published()
    member, anybody = sign_in(cast.coordinator), sign_in(None)
    with turn("costly"):
        answer = member.get("/here/plan/plan.xlsx")
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
        assert "Reload this page to try again." in answer.content.decode()
        sent = member.post("/here/my-actions/upload/", {"file": ""})
        assert (sent.status_code, "Nothing was saved" in sent.content.decode()) == (503, True)
        assert member.get("/here/my-actions/upload/").status_code == 302
        assert (anybody.get("/here/").status_code, anybody.get("/here/plan.json").status_code) == (200, 200)
        # A stranger is sent to sign in, as ever.
        assert anybody.get("/here/plan/plan.xlsx").status_code == 302
    assert member.get("/here/plan/plan.xlsx").status_code == 200


@pytest.mark.slow
def test_it_is_the_turn_of_a_file_that_is_made_while_it_is_sent_until_its_end(here, cast, sign_in):
    coordinator = sign_in(cast.coordinator)
    answer = coordinator.get("/here/export.zip")
    pieces = iter(answer.streaming_content)
    next(pieces)
    assert coordinator.get("/here/plan/plan.csv").status_code == 404
    assert coordinator.get("/here/plan/actions.csv").status_code == 503
    list(pieces)
    assert coordinator.get("/here/plan/actions.csv").status_code == 200
    # Or until its reader goes away, also before the first piece.
    for read, file in enumerate(("criteria.csv", "plan.xlsx")):
        answer = coordinator.get("/here/export.zip")
        if read:
            next(iter(answer.streaming_content))
        assert coordinator.get(f"/here/plan/{file}").status_code == 503
        for close in answer._resource_closers:
            close()
        assert coordinator.get(f"/here/plan/{file}").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_is_stopped_and_gives_its_turn_back(here, cast, sign_in, monkeypatch, caplog):
    client = sign_in(cast.coordinator)
    assert client.get("/here/plan/actions.csv?at=nonsense").status_code == 404
    assert sign_in(cast.stranger).get("/here/plan/actions.csv").status_code == 404
    monkeypatch.setattr(turns, "MAX_PAGE_SECONDS", 0.000_1)
    answer = client.get("/here/plan/plan.xlsx")
    assert (answer.status_code, "This took too long" in answer.content.decode()) == (503, True)
    assert "/here/plan/plan.xlsx took too long" in caplog.text
    monkeypatch.setattr(turns, "MAX_PAGE_SECONDS", 25)
    assert client.get("/here/plan/actions.csv").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_query_that_takes_too_long_is_cancelled_and_the_connection_goes_on():
    def run_for_ever():
        with connection.cursor() as cursor:
            while True:
                cursor.execute("SELECT 1" if connection.vendor == "sqlite" else "SELECT pg_sleep(60)")

    def still_run():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ~ 'pg_sleep.60'")
            return cursor.fetchone()[0] > 1  # This one is among them.

    with pytest.raises(turns.TookTooLong), turns.at_most(0.3):
        run_for_ever()
    if connection.vendor == "postgresql":
        given_up_at = time.monotonic() + 10
        while still_run():
            assert time.monotonic() < given_up_at

    @transaction.atomic
    def note_and_run_for_ever():
        Job.objects.note("try", "within")
        run_for_ever()

    Job.objects.note("try", "before")
    with pytest.raises(turns.TookTooLong), turns.at_most(0.3):
        note_and_run_for_ever()
    assert [job.about for job in Job.objects.all()] == ["before"]


@pytest.mark.django_db(transaction=True)
def test_wherever_the_time_limit_strikes_the_next_query_is_answered():
    @transaction.atomic
    def note():
        Job.objects.note("try", "within")
        list(Job.objects.iterator(chunk_size=1))
        raise LookupError

    for moment in range(1, 61):
        with suppress(turns.TookTooLong), turns.at_most(moment / 5000):
            # An alarm in a destructor is ignored, so this ends by itself.
            for _ in range(100):
                with suppress(LookupError):
                    note()
        assert (Job.objects.count(), connection.in_atomic_block) == (0, False)


def test_the_turn_of_a_process_that_is_killed_is_free_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    context = multiprocessing.get_context("fork")
    has_it = context.Event()

    def hold():
        with turn("a"):
            has_it.set()
            signal.pause()

    process = context.Process(target=hold)
    process.start()
    assert has_it.wait(30)
    with pytest.raises(Busy), turn("a"):
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with turn("a"), turn("b"):
        assert {path.name.rpartition("-")[2] for path in tmp_path.iterdir()} == {"a", "b"}
    assert turns.RETRY_AFTER == 5
