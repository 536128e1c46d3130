"""SQLite backend with a queue of writers.

SQLite allows one writer at a time, and the others poll: with many writers some miss their chance for so long that they
fail ("database is locked"), and much time passes without any write. Here writers wait on a file lock, which the kernel
passes on as soon as it is free. docs/decisions/0008.
"""

import fcntl
import os
import sqlite3
import threading

from django.db.backends.sqlite3 import base

# Seconds that a writer waits for its turn: in the site less than gunicorn's request timeout, in commands longer.
PATIENCE, PATIENCE_OF_COMMANDS = 10, 120


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the writers' lock when the outermost transaction begins and releases it when that ends, in any way.

    The operating system releases it for a process that dies.
    """

    # Set by config/wsgi.py. A running site does not replace a missing database with a new one, whose journal would get
    # in the way of restoring the old one.
    serving = False
    turn = None
    # What keeps the connection between requests, if anything does (kept.py); the file as it was when it was opened.
    keeper = file = None

    def get_new_connection(self, conn_params):
        if self.serving and not self.is_in_memory_db() and not os.path.exists(self.settings_dict["NAME"]):
            raise _error(f"There is no database at {self.settings_dict['NAME']}", sqlite3.SQLITE_CANTOPEN)
        connection = super().get_new_connection(conn_params)
        self.file = self._file_now()
        return connection

    def _file_now(self):
        """What tells the file from another in its place, or with other content; None if there is none."""
        try:
            status = os.stat(self.settings_dict["NAME"])
        except OSError:
            return None
        return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns

    def close_if_unusable_or_obsolete(self):
        """Close it, as Django does before and after each request, unless it is kept and all is well."""
        if self.connection is None:  # as on public pages from memory
            return
        is_well = self.autocommit and not self.errors_occurred and self.file == self._file_now()
        if self.keeper is None or not is_well:
            super().close_if_unusable_or_obsolete()

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
        super()._commit()  # a failed commit is rolled back by the caller
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
    """File descriptor of the locked file; closing it passes the turn on. Raises sqlite3.OperationalError."""
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
    """Waits for a file lock with a timeout, which the kernel does not offer: in a thread that can be abandoned.

    The thread waits in the kernel's queue like any other writer. If its turn comes after the timeout, it passes it on.
    """

    def __init__(self, turn):
        self.turn, self.lock = turn, threading.Lock()
        self.came, self.given_up, self.error = threading.Event(), False, None
        threading.Thread(target=self._acquire, daemon=True).start()

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

    def _acquire(self):
        try:
            fcntl.flock(self.turn, fcntl.LOCK_EX)
        except OSError as error:
            self.error = error
        with self.lock:
            if not self.given_up:
                self.came.set()
                return
        os.close(self.turn)


def _error(message, code):
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error
