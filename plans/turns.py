"""Turns: of the work that takes long, a machine does one piece at a time, and its other workers answer everybody else.

A turn is the lock of a file, which the system gives back for a process that dies. Nobody waits for one at a page: the
worker that waits would be the one that the public wants. docs/decisions/0042-costly-work-takes-turns.md.
"""

import fcntl
import hashlib
import logging
import os
import signal
import tempfile
import threading
from contextlib import ExitStack, contextmanager, nullcontext
from functools import cache, partial, wraps
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)

# In seconds: when somebody whom a page turned away is to ask again.
RETRY_AFTER = 5


class Busy(Exception):
    """It is somebody else's turn."""


# In seconds, for a page that takes turns: gunicorn ends a worker that takes thirty.
LONGEST = 25


class TookTooLong(Exception):
    """What was bounded by `at_most` took longer."""


@contextmanager
def at_most(seconds):
    """Raise TookTooLong within the block after so long, in a process's main thread: others cannot be stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise TookTooLong(f"It took more than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def turn(name, *, wait=False):
    """Have the turn of that name on this machine. If somebody else has it, raises Busy, or waits (no page may)."""
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
    """The same for all processes of this user that serve this database, in the service's own folder if it has one."""
    names = f"{os.getuid()} {settings.BASE_DIR} {connection.settings_dict['NAME']}"
    site = hashlib.sha256(names.encode()).hexdigest()[:16]
    folder = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0] or tempfile.gettempdir()
    return Path(folder) / f"living-plan-{site}-{name}"


def one_at_a_time(view=None, *, methods=("GET", "HEAD", "POST")):
    """A page that may take longer than half a second: whoever asks for one while another is made is asked to wait.

    It stands before all that the view itself asks, so that turning somebody away costs nothing. `methods` are those
    that take long; the others answer at once.
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
                return ask_again(refused(request, "plans/busy.html"))
            try:
                # What changes something is not stopped half-way.
                with nullcontext() if request.method == "POST" else at_most(LONGEST):
                    response = view(request, *args, **kwargs)
            except TookTooLong:
                log.error("%s took too long", request.path)
                return refused(request, "plans/too_long.html")
            if response.streaming:
                # It is still to be made, while it is sent.
                response.streaming_content = _Pieces(response.streaming_content, stack.pop_all())
            return response

    page.one_at_a_time = True
    return page


class _Pieces:
    """The pieces of a response, and the turn that is given back after the last, or when the reader has gone."""

    def __init__(self, pieces, stack):
        self.pieces, self.stack = pieces, stack

    def __iter__(self):
        with self.stack:
            yield from self.pieces

    def close(self):
        self.stack.close()


def refused(request, page):
    """A page that says why there is nothing. What was typed is not forgotten, and nothing was done."""
    request.words_kept = True
    response = HttpResponse(_words(page, request.method == "POST"), status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _words(page, sent):
    return render_to_string(page, {"sent": sent})


def ask_again(response):
    """A 503 that is no error: when to ask again, in no cache and in no log."""
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True
    return response
