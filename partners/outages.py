"""Database outages: detecting them, and answering from cached values meanwhile.

The public pages go on for a while from the last known answers. docs/decisions/0039.
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

from .database_router import prefers_replica, replica_preferred
from .files.storage import StorageAwayError

# Seconds for which a cached answer is used without asking again: the time publishing takes to show everywhere.
TRUST = 0.9
# Seconds to wait for the database while there is a cached answer; and while the database is known to be away.
WAIT, WAIT_IN_DOUBT = 1.0, 0.15
# Seconds for which a cached answer serves while the database is away.
PATIENCE = 15 * 60

# SQLite's error codes. Plain SQLITE_ERROR means a wrong statement, which is our fault and no outage.
WRONG_STATEMENT = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE}
DAMAGED_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# PostgreSQL's SQLSTATE: a read-only server (a standby, a full disk), and the class of damaged files.
READ_ONLY, DAMAGE = "25006", "XX"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def is_away(error):
    """Whether an exception means that the database, the disk or the storage of files is away, full, locked or damaged.

    Such a fault passes by itself or needs the operator. Wrong statements and broken constraints do not count.
    """
    if isinstance(error, OSError):
        return isinstance(error, StorageAwayError) or error.errno in NO_ROOM
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause = error.__cause__ or error
    if (code := getattr(cause, "sqlite_errorcode", None)) is not None:
        code &= 0xFF
        return code in DAMAGED_CODES or (isinstance(error, OperationalError) and code not in WRONG_STATEMENT)
    state = getattr(cause, "sqlstate", None) or ""
    return isinstance(error, OperationalError | InterfaceError) or state == READ_ONLY or state.startswith(DAMAGE)


def refuses_writes(error):
    """Whether an exception means that the database answers, and takes no writes: it is read-only, or its disk is."""
    cause = error.__cause__ or error
    code = getattr(cause, "sqlite_errorcode", None)
    return getattr(cause, "sqlstate", None) == READ_ONLY or (code or 0) & 0xFF == sqlite3.SQLITE_READONLY


def ping():
    """Query one of our tables, to see that this is our database. Raises DatabaseError, InterfaceError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM partners_partnership")


class Unanswered(OperationalError):
    """The database has not answered a query in time."""


class Messenger:
    """Runs database queries one by one in a thread of its own, with its own connection.

    Callers stop waiting after a time limit, whatever makes a query hang.
    """

    def __init__(self):
        self.process = None

    def _begin(self):
        """Start the thread in this process; a forked process does not inherit it."""
        self.process, self.lock, self.questions, self.waiting = os.getpid(), threading.Lock(), SimpleQueue(), {}
        self.asked_at, self.in_doubt = None, False
        threading.Thread(target=self._run, args=[self.questions], name="messenger", daemon=True).start()

    @property
    def patience(self):
        """Seconds to wait for an answer; 0 while a query hangs."""
        if self.asked_at and time.monotonic() - self.asked_at > WAIT:
            return 0
        return WAIT_IN_DOUBT if self.in_doubt else WAIT

    @property
    def hangs(self):
        return self.process == os.getpid() and self.patience == 0

    @property
    def doubts(self):
        """Whether the database did not answer the last question."""
        return self.process == os.getpid() and (self.in_doubt or self.patience == 0)

    def ask(self, key, question):
        """Return or raise the result of `question()`. Raises TimeoutError if it takes too long; it still runs then.

        Callers with the same `key` meanwhile share one run.
        """
        if self.process != os.getpid():
            self._begin()
        with self.lock:
            if (answer := self.waiting.get(key)) is None:
                answer = self.waiting[key] = Future()
                self.questions.put((key, question, answer))
        return answer.result(timeout=self.patience)

    def rest(self):
        """Close the thread's connection after all queries. For tests, which take the database away."""
        if self.process == os.getpid():
            self.ask(object(), connections.close_all)

    def _run(self, questions):
        while True:
            key, question, answer = questions.get()
            self.asked_at = time.monotonic()
            try:
                close_old_connections()
                result = question()
            except BaseException as error:
                self.in_doubt = is_away(error)
                resolve, outcome = answer.set_exception, error
            else:
                self.in_doubt, resolve, outcome = False, answer.set_result, result
            self.asked_at = None
            with self.lock:
                self.waiting.pop(key, None)
            resolve(outcome)
            with contextlib.suppress(Exception):  # the next query would meet the same error
                close_old_connections()


messenger = Messenger()

# Age in seconds of the oldest cached answer used in this request because the database is away.
stale_age = ContextVar("age of a stale answer", default=None)


class TtlCache:
    """Cache of database answers with a time to live of TRUST seconds (or `ttl`), and of PATIENCE during an outage.

    Errors are not cached, so strangers can only add answers that exist. Beyond `max_entries`, the oldest go.
    """

    def __init__(self, max_entries=None, *, ttl=None):
        self.max_entries, self.ttl, self.entries = max_entries, ttl, OrderedDict()

    def get(self, key, ask):
        """The answer for `key`, cached or from `ask()`. Raises Unanswered, or whatever `ask` raises."""
        cached = self.entries.get(key)
        age = time.monotonic() - cached[0] if cached else PATIENCE
        if cached and age < (TRUST if self.ttl is None else self.ttl):
            return cached[1]
        if age >= PATIENCE or connection.in_atomic_block:
            if messenger.hangs and not prefers_replica():
                raise Unanswered("The database does not answer")
            # Inside a transaction only this connection sees what has been written.
            return self._store(key, ask)
        try:
            return messenger.ask((id(self), key), lambda: self._store(key, ask))
        except Exception as error:
            if not isinstance(error, TimeoutError) and not is_away(error):
                raise
        stale_age.set(max(age, stale_age.get() or 0))
        return cached[1]

    def _store(self, key, ask):
        try:
            answer, may_be_kept = of_primary(ask)
        except DatabaseError:
            raise
        except Exception:
            # The object no longer exists.
            self.entries.pop(key, None)
            raise
        if not may_be_kept:
            return answer
        self.entries.pop(key, None)
        self.entries[key] = (time.monotonic(), answer)
        while self.max_entries and len(self.entries) > self.max_entries:
            self.entries.popitem(last=False)
        return answer

    def forget(self):
        self.entries.clear()


def of_primary(make):
    """(what `make` returns, whether it may be kept): made of the primary's rows, also on a page that reads a replica.

    Only while the primary is away it is made of the replica's. That may be behind what was kept of the primary before,
    so nothing is kept of it.
    """
    if not prefers_replica():
        return make(), True
    if not messenger.doubts:
        try:
            with replica_preferred(False):
                return make(), True
        except (DatabaseError, InterfaceError) as error:
            if not is_away(error):
                raise
    return make(), False
