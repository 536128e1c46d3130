"""Who does the jobs: the command `tick`, which a timer runs, and a child process that a page starts and leaves."""

import logging
import subprocess
import sys

from django.conf import settings

from partners import clock

from .jobs import GIVEN_UP_AFTER, MOST_TRIES, Job
from .turns import Busy, at_most, turn

log = logging.getLogger(__name__)

# {kind: the function that does it}. It is given what the job is about, and may be called again after a crash.
KINDS = {}
# In seconds. A job has come to an end, well or not, before anybody takes it for crashed.
LONGEST = GIVEN_UP_AFTER.total_seconds() / 2


class CannotBeDone(Exception):
    """Trying again would not help. Its words say why, to whoever wants what the job should have made."""


def job(kind):
    """The decorator by which a function does the jobs of a kind."""

    def register(do):
        KINDS[kind] = do
        return do

    return register


def do_all():
    """Do the jobs that are ready, one after the other. Yields each Job that was tried, with its state.

    On one machine a single process does them. Another that comes meanwhile leaves its jobs to that one, which looks
    again after it has given up its turn.
    """
    while _ready().exists():
        try:
            with turn("jobs"):
                yield from _do_ready()
        except Busy:
            return


def _ready():
    return Job.objects.ready(clock.now()).filter(kind__in=KINDS)


def _do_ready():
    while found := _ready().first():
        if not found.claim():
            continue
        _do(found)
        found.refresh_from_db()
        yield found


def _do(found):
    try:
        if found.attempts > MOST_TRIES:
            raise CannotBeDone("Each process that did this ended in the middle of it.")
        with at_most(LONGEST):
            KINDS[found.kind](found.about)
    except CannotBeDone as error:
        log.error("The job %s cannot be done: %s", found, error)
        found.end(Job.State.REFUSED, str(error))
    except Exception as error:
        log.exception("The job %s failed, at attempt %d of %d", found, found.attempts, MOST_TRIES)
        found.fail(f"{type(error).__name__}: {error}")
    else:
        found.end(Job.State.DONE)


# The shell ends at once and leaves its child to the system, which clears it away when it ends: none of ours waits.
APART = 'nice -n 15 "$@" &'


def start():
    """Start a process of its own that does what is ready. Should that fail, the timer's `tick` does it later."""
    if not settings.START_JOBS:
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "tick", "--jobs"]
    try:
        subprocess.run(  # noqa: S603 (our own words)
            ["/bin/sh", "-c", APART, "sh", *command],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            close_fds=True,
            start_new_session=True,
            timeout=5,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        log.exception("No process for the jobs could be started")
