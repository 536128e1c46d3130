"""SQLite with a queue for its writers.

SQLite lets one write at a time, and who has to wait looks again now and then: with many writers some look at the wrong
moment for so long that they give up ("database is locked"), and much time goes by in which nobody writes. Here writers
wait on a file's lock, which the kernel hands on as soon as it is free. docs/decisions/0008.
"""

import fcntl
import os
import sqlite3
import threading

from django.db.backends.sqlite3 import base

# Seconds that a writer waits for its turn: in the site less than gunicorn gives a request, in a command longer.
PATIENCE, PATIENCE_OF_COMMANDS = 10, 120


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn when the outermost transaction begins and passes it on when that ends, however it does.

    The operating system passes it on for a process that dies.
    """

    # config/wsgi.py says so. A site makes no new database where its own was: whoever puts that back would find the
    # new one's journal beside it.
    serving = False
    turn = None

    def get_new_connection(self, conn_params):
        if self.serving and not self.is_in_memory_db() and not os.path.exists(self.settings_dict["NAME"]):
            raise _error(f"There is no database at {self.settings_dict['NAME']}", sqlite3.SQLITE_CANTOPEN)
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self):
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._pass_on()
            raise

    def _take_turn(self):
        if self.turn is None and not self.is_in_memory_db():
            patience = PATIENCE if self.serving else PATIENCE_OF_COMMANDS
            with self.wrap_database_errors:
                self.turn = take_turn(f"{self.settings_dict['NAME']}-queue", patience)

    def _pass_on(self):
        if self.turn is not None:
            turn, self.turn = self.turn, None
            os.close(turn)

    def _commit(self):
        super()._commit()  # one that fails is rolled back by whoever asked for it
        self._pass_on()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._pass_on()

    def _close(self):
        try:
            super()._close()
        finally:
            self._pass_on()


def take_turn(path, patience):
    """The handle of the file, locked by us; closing it passes the turn on. Raises sqlite3.OperationalError."""
    try:
        turn = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _error(f"The queue of writers cannot be opened: {error}", sqlite3.SQLITE_CANTOPEN) from error
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return turn
    except BlockingIOError:
        pass
    except BaseException:
        os.close(turn)
        raise
    return _Waiting(turn).until(patience)


class _Waiting:
    """Waits for a lock for so long and no longer, which the kernel does not offer: in a thread that may be left behind.

    It stands in the kernel's queue like anybody. Whose turn comes after all, when nobody wants it, passes it on.
    """

    def __init__(self, turn):
        self.turn, self.lock = turn, threading.Lock()
        self.came, self.given_up, self.error = threading.Event(), False, None
        threading.Thread(target=self._stand, daemon=True).start()

    def until(self, patience):
        try:
            self.came.wait(patience)
        finally:
            with self.lock:
                self.given_up = not self.came.is_set()
        if self.given_up:
            raise _error("It was not our turn to write in time", sqlite3.SQLITE_BUSY)
        if self.error:
            os.close(self.turn)
            raise self.error
        return self.turn

    def _stand(self):
        try:
            fcntl.flock(self.turn, fcntl.LOCK_EX)
        except OSError as error:
            self.error = error
        with self.lock:
            if not self.given_up:
                self.came.set()
                return
        os.close(self.turn)


def _error(words, code):
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error
