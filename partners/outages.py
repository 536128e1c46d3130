"""When the database is away, and what is known nevertheless.

What the public reads goes on for a while from what was last heard. docs/decisions/0039.
"""

import contextlib
import errno
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from contextvars import ContextVar
from queue import SimpleQueue

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection, connections

# How long an answer is believed without asking again: that is how long publishing takes to show everywhere.
TRUST = 0.9
# How long a reader waits for the database while there is an older answer; and while it is known not to answer.
WAIT, WAIT_IN_DOUBT = 1.0, 0.15
# How long an older answer does while the database is away.
PATIENCE = 15 * 60

# By SQLite's own code: a full disk, a lock, a damaged file. Its plain "error" is a wrong statement, which is our fault.
WRONG_STATEMENT = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# By PostgreSQL's: a server that only reads (a standby, a full disk), and damaged files.
READ_ONLY, DAMAGE = "25006", "XX"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def is_away(error):
    """Whether an exception says that the database (or the disk) is away, full, locked or damaged.

    That passes by itself or is the operator's to mend. Wrong statements and broken constraints are not of it.
    """
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause = error.__cause__ or error
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        code &= 0xFF
        return code in DAMAGED or (isinstance(error, OperationalError) and code not in WRONG_STATEMENT)
    state = getattr(cause, "sqlstate", None) or ""
    return isinstance(error, OperationalError | InterfaceError) or state == READ_ONLY or state.startswith(DAMAGE)


def knock():
    """Ask the database for something that it has only if it is ours. Raises DatabaseError, InterfaceError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM partners_partnership")


class Unanswered(OperationalError):
    """The database was asked some time ago and has not answered."""


class Messenger:
    """Asks the database from a thread of its own, one question after the other.

    So nobody waits for one that hangs, whatever holds it. The connection is the thread's own.
    """

    def __init__(self):
        self.process = None

    def _begin(self):
        """A process that was forked has none of the threads of the one before."""
        self.process, self.lock, self.questions, self.waiting = os.getpid(), threading.Lock(), SimpleQueue(), {}
        self.asked_at, self.in_doubt = None, False
        threading.Thread(target=self._run, args=[self.questions], name="messenger", daemon=True).start()

    @property
    def patience(self):
        """For how many seconds it is worth waiting for an answer."""
        if self.asked_at and time.monotonic() - self.asked_at > WAIT:
            return 0
        return WAIT_IN_DOUBT if self.in_doubt else WAIT

    @property
    def hangs(self):
        return self.process == os.getpid() and self.patience == 0

    def ask(self, key, question):
        """What `question()` returns or raises. Raises TimeoutError if that takes too long; it is asked all the same.

        Who asks under the same `key` in the meantime waits for the same answer.
        """
        if self.process != os.getpid():
            self._begin()
        with self.lock:
            if (answer := self.waiting.get(key)) is None:
                answer = self.waiting[key] = Future()
                self.questions.put((key, question, answer))
        return answer.result(timeout=self.patience)

    def rest(self):
        """Close the thread's connection, once all is answered. For tests, which take the database away."""
        if self.process == os.getpid():
            self.ask(object(), connections.close_all)

    def _run(self, questions):
        while True:
            key, question, answer = questions.get()
            self.asked_at = time.monotonic()
            try:
                close_old_connections()
                found = question()
            except BaseException as error:
                self.in_doubt = is_away(error)
                done, words = answer.set_exception, error
            else:
                self.in_doubt, done, words = False, answer.set_result, found
            self.asked_at = None
            with self.lock:
                self.waiting.pop(key, None)
            done(words)
            with contextlib.suppress(Exception):  # whatever it is, the next question finds it too
                close_old_connections()


messenger = Messenger()

# The age in seconds of the oldest answer that the present request had to believe because the database is away.
believed = ContextVar("believed", default=None)


class Rumour:
    """Answers of the database that are believed for TRUST seconds (or `trust`) and, while it is away, for PATIENCE.

    What raises is not noted, so strangers fill it with what exists at most; of more than `most` the longest unheard are
    forgotten.
    """

    def __init__(self, most=None, *, trust=None):
        self.most, self.trust, self.heard = most, trust, OrderedDict()

    def get(self, key, ask):
        """The answer under a key, from `ask()` if it has to be asked. Raises what that raises; Unanswered."""
        told = self.heard.get(key)
        age = time.monotonic() - told[0] if told else PATIENCE
        if told and age < (TRUST if self.trust is None else self.trust):
            return told[1]
        if age >= PATIENCE or connection.in_atomic_block:
            if messenger.hangs:
                raise Unanswered("The database does not answer")
            # In a transaction of ours only this connection sees what was written.
            return self._note(key, ask)
        try:
            return messenger.ask((id(self), key), lambda: self._note(key, ask))
        except Exception as error:
            if not isinstance(error, TimeoutError) and not is_away(error):
                raise
        believed.set(max(age, believed.get() or 0))
        return told[1]

    def _note(self, key, ask):
        try:
            answer = ask()
        except DatabaseError:
            raise
        except Exception:
            # There is no such thing any more.
            self.heard.pop(key, None)
            raise
        self.heard.pop(key, None)
        self.heard[key] = (time.monotonic(), answer)
        while self.most and len(self.heard) > self.most:
            self.heard.popitem(last=False)
        return answer

    def forget(self):
        self.heard.clear()
