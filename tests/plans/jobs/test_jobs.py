"""Jobs: each is done once, whoever claims it and whatever crashes, and in the end it is given up."""

import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from partners import clock
from plans.jobs import turns, worker
from plans.models.jobs import GIVEN_UP_AFTER, MOST_TRIES, PAUSES, Job
from tests.worlds import MONDAY

pytestmark = pytest.mark.both_databases


@pytest.fixture
def kind(monkeypatch):
    """Jobs of a kind that notes what it was given, and does what the test says of that."""

    def do(about):
        do.done.append(about)
        if about in do.failing:
            raise do.failing[about]

    do.done, do.failing = [], {}
    monkeypatch.setitem(worker.JOB_FUNCTIONS, "try", do)
    return do


def states():
    return list(Job.objects.values_list("about", "state", "attempts", "failure"))


@pytest.mark.django_db(transaction=True)
def test_a_job_is_noted_once_while_it_is_pending_and_done_once(kind):
    Job.objects.note("try", "a", "b")
    Job.objects.note("try", "b", "a", "c")
    assert [job.about for job in worker.do_all()] == kind.done == ["a", "b", "c"]
    assert list(worker.do_all()) == []
    Job.objects.note("try", "a")
    assert [job.about for job in worker.do_all()] == ["a"]
    assert states() == [(about, "done", 1, "") for about in ("a", "b", "c", "a")]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_tried_again_after_longer_and_longer_and_then_given_up(kind, caplog):
    kind.failing["a"] = ValueError("no paper")
    Job.objects.note("try", "a", "b")
    moment = MONDAY
    for pause in (*PAUSES, timedelta()):
        with clock.frozen_at(moment):
            assert next(iter(worker.do_all())).about == "a"
        moment += pause - timedelta(seconds=1)
        with clock.frozen_at(moment):
            assert "a" not in [job.about for job in worker.do_all()]
        moment += timedelta(seconds=5)
    assert states() == [("a", "failed", MOST_TRIES, "ValueError: no paper"), ("b", "done", 1, "")]
    assert caplog.text.count("The job try a failed") == MOST_TRIES
    kind.failing.clear()
    Job.objects.again()
    assert [job.state for job in worker.do_all()] == ["done"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_cannot_be_done_is_not_tried_again_until_somebody_says_so(kind):
    kind.failing["a"] = worker.CannotBeDone("There is no printer here.")
    Job.objects.note("try", "a")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 could not be done"):
        call_command("tick", "--jobs", stdout=out, stderr=err)
    assert err.getvalue() == "Cannot be done: try a: There is no printer here.\n"
    call_command("tick", "--jobs", stdout=out)
    call_command("tick", "--list", stdout=out)
    assert "Cannot be done: try a, 1 tried There is no printer here." in out.getvalue()
    kind.failing.clear()
    call_command("tick", "--jobs", "--again", stdout=out)
    assert states() == [("a", "done", 1, "")]


@pytest.mark.django_db(transaction=True)
def test_what_takes_too_long_is_stopped_before_anybody_takes_it_for_crashed(kind, monkeypatch):
    assert timedelta(seconds=worker.MAX_JOB_SECONDS) < GIVEN_UP_AFTER
    monkeypatch.setitem(worker.JOB_FUNCTIONS, "try", lambda about: time.sleep(20))
    monkeypatch.setattr(worker, "MAX_JOB_SECONDS", 0.2)
    Job.objects.note("try", "a")
    assert [(job.state, job.failure) for job in worker.do_all()] == [
        ("waiting", "TookTooLong: It took more than 0.2 seconds")
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_processes_that_come_at_once_do_each_job_once(kind, monkeypatch):
    """With no turn between them, as on two machines."""
    done, begin = [], threading.Barrier(4)

    def do(about):
        done.append(about)
        time.sleep(0.01)

    monkeypatch.setitem(worker.JOB_FUNCTIONS, "try", do)
    Job.objects.note("try", *map(str, range(30)))

    def process():
        try:
            with clock.frozen_at(MONDAY):
                begin.wait()
                for _ in worker._do_ready():
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=process) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done, key=int) == list(map(str, range(30)))
    assert {row[1:] for row in states()} == {("done", 1, "")}


@pytest.mark.django_db(transaction=True)
def test_on_one_machine_a_second_process_leaves_its_jobs_to_the_first(kind, monkeypatch):
    with turns.turn("jobs"):
        Job.objects.note("try", "a")
        assert list(worker.do_all()) == []
    # The first one looks again when it has given up its turn.
    monkeypatch.setitem(worker.JOB_FUNCTIONS, "try", lambda about: about == "a" and Job.objects.note("try", "b"))
    assert [job.about for job in worker.do_all()] == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_a_process_that_was_taken_for_crashed_changes_nothing_when_it_ends(kind):
    Job.objects.note("try", "a")
    job = Job.objects.get()
    assert job.claim()
    with clock.frozen_at(clock.now() + GIVEN_UP_AFTER + timedelta(seconds=1)):
        assert Job.objects.get().claim()
        job.end(Job.State.FAILED, "late")
        assert states() == [("a", "running", 2, "")]
