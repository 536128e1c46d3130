"""Turns: expensive work is serialised on each machine, so that its other workers stay free for ordinary requests.

A turn is a file lock, which the system releases if the process dies. No page waits for one: that would block a worker
that the public needs. See docs/decisions/0042-costly-work-takes-turns.md.
"""

import fcntl
import hashlib
import logging
import os
import signal
import tempfile
import threading
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from functools import cache, partial, wraps
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.transaction import Atomic
from django.http import HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

# Seconds in the Retry-After header of a busy page.
RETRY_AFTER = 5


class Busy(Exception):
    """Another process has the turn."""


# Time limit in seconds for a page that takes turns: gunicorn kills a worker after thirty.
MAX_PAGE_SECONDS = 25


class TookTooLong(Exception):
    """A block limited by `at_most` exceeded its time."""


@contextmanager
def at_most(seconds):
    """Raise TookTooLong inside the block after this time; no effect outside the main thread, where signals fail."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_, frame):
        if _begins_or_ends_a_transaction(frame):
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            return
        _cancel_query()
        raise TookTooLong(f"It took more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except TookTooLong:
        # The connection may still wait for a query's answer. Within a transaction Django drops it, at the rollback.
        if not connection.in_atomic_block:
            connection.close()
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _begins_or_ends_a_transaction(frame):
    """Whether Django is about to: stopped there, it may take a transaction for ended and commit half of it."""
    while frame and frame.f_code not in (Atomic.__enter__.__code__, Atomic.__exit__.__code__):
        frame = frame.f_back
    return frame is not None


def _cancel_query():
    """Cancel the query that PostgreSQL is running for this process: it would run on for nobody."""
    if connection.vendor == "postgresql" and connection.connection is not None:
        with suppress(connection.Database.Error):
            connection.connection.cancel_safe(timeout=2)


@contextmanager
def turn(name, *, wait=False):
    """Hold the turn of this name on this machine. If it is taken, raise Busy, or wait for it (never in a page)."""
    lock = os.open(_path(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(name) from error
        yield
    finally:
        os.close(lock)


def _path(name):
    """Lock file shared by this user's processes on this database, in the service's runtime folder if it has one."""
    identity = f"{os.getuid()} {settings.BASE_DIR} {connection.settings_dict['NAME']}"
    site = hashlib.sha256(identity.encode()).hexdigest()[:16]
    folder = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0] or tempfile.gettempdir()
    return Path(folder) / f"living-plan-{site}-{name}"


def one_at_a_time(view=None, *, methods=("GET", "HEAD", "POST")):
    """Decorator for pages that may take over half a second: while one is being made, others get a "busy" page, 503.

    It goes outside all other decorators, so that refusing costs nothing. `methods` are the expensive ones; others are
    not limited.
    """
    if view is None:
        return partial(one_at_a_time, methods=methods)

    @wraps(view)
    def page(request, *args, **kwargs):
        if request.method not in methods:
            return view(request, *args, **kwargs)
        with ExitStack() as stack:
            try:
                stack.enter_context(turn("costly"))
            except Busy:
                return ask_again(refused(request, "plans/jobs/busy.html"))
            try:
                # A request that changes data is never stopped half-way.
                with nullcontext() if request.method == "POST" else at_most(MAX_PAGE_SECONDS):
                    response = view(request, *args, **kwargs)
            except TookTooLong:
                logger.error("%s took too long", request.path)
                return refused(request, "plans/jobs/too_long.html")
            if response.streaming:
                # The content is still to be generated, while it is sent.
                response.streaming_content = _Pieces(response.streaming_content, stack.pop_all())
            return response

    page.one_at_a_time = True
    return page


class _Pieces:
    """Streaming content that releases the turn after the last piece, or when the client disconnects."""

    def __init__(self, pieces, stack):
        self.pieces, self.stack = pieces, stack

    def __iter__(self):
        with self.stack:
            yield from self.pieces

    def close(self):
        self.stack.close()


def refused(request, page):
    """503 page with the reason for refusing. Nothing was saved, and form recovery keeps what was typed."""
    request.form_kept = True
    response = HttpResponse(_refusal_text(page, request.method == "POST"), status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _refusal_text(page, posted):
    return render_to_string(page, {"sent": posted})


def ask_again(response):
    """Turn a 503 into a "try again" response: with Retry-After, not cached and not logged as an error."""
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True
    return response
