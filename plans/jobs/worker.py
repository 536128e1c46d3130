"""Job worker, run by the command `tick` on a timer, and by a detached child process that a page starts."""

import logging
import subprocess
import sys

from django.conf import settings

from partners import clock, read_only
from plans.models.jobs import GIVEN_UP_AFTER, MOST_TRIES, Job

from .turns import Busy, at_most, turn

logger = logging.getLogger(__name__)

# {kind: function}. The function gets the job's `about`, and may be called again after a crash.
JOB_FUNCTIONS = {}
# Time limit of a job in seconds, well below the time after which it counts as crashed.
MAX_JOB_SECONDS = GIVEN_UP_AFTER.total_seconds() / 2


class CannotBeDone(Exception):
    """The job fails for good; the message is the reason, for readers."""


def job(kind):
    """Decorator that registers a function for the jobs of a kind."""

    def register(function):
        JOB_FUNCTIONS[kind] = function
        return function

    return register


def do_all():
    """Run all ready jobs, one after the other. Yields each Job tried, with its new state.

    One process per machine runs jobs. Another that finds it busy leaves its jobs to it, as it checks once more after
    releasing its turn.
    """
    while not read_only.current() and _ready().exists():
        try:
            with turn("jobs"):
                yield from _do_ready()
        except Busy:
            return


def _ready():
    return Job.objects.ready(clock.now()).filter(kind__in=JOB_FUNCTIONS)


def _do_ready():
    while not read_only.current() and (ready_job := _ready().first()):
        if not ready_job.claim():
            continue
        _do(ready_job)
        ready_job.refresh_from_db()
        yield ready_job


def _do(ready_job):
    try:
        if ready_job.attempts > MOST_TRIES:
            raise CannotBeDone("Each process that did this ended in the middle of it.")
        with at_most(MAX_JOB_SECONDS):
            JOB_FUNCTIONS[ready_job.kind](ready_job.about)
    except CannotBeDone as error:
        logger.error("The job %s cannot be done: %s", ready_job, error)
        ready_job.end(Job.State.REFUSED, str(error))
    except Exception as error:
        logger.exception("The job %s failed, at attempt %d of %d", ready_job, ready_job.attempts, MOST_TRIES)
        ready_job.fail(f"{type(error).__name__}: {error}")
    else:
        ready_job.end(Job.State.DONE)


# The shell exits at once and its child is reaped by the system, so that no process of ours has to wait for it.
DETACHED = 'nice -n 15 "$@" &'


def start():
    """Start a detached process that runs the ready jobs. If that fails, the timer's `tick` runs them later."""
    if not settings.START_JOBS:
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "tick", "--jobs"]
    try:
        subprocess.run(  # noqa: S603 (our own words)
            ["/bin/sh", "-c", DETACHED, "sh", *command],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            close_fds=True,
            start_new_session=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        logger.exception("No process for the jobs could be started")
