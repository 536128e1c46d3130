"""SQLite with a queue for its writers.

SQLite lets one write at a time, and who has to wait looks again now and then: with many writers some look at the wrong
moment for so long that they give up ("database is locked"), and much time goes by in which nobody writes. Here writers
wait on a file's lock, which the kernel hands on as soon as it is free. docs/decisions/0008.
"""

import fcntl
import os

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn when the outermost transaction begins and passes it on when that ends, however it does.

    The operating system passes it on for a process that dies.
    """

    turn = None

    def _start_transaction_under_autocommit(self):
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._pass_on()
            raise

    def _take_turn(self):
        if self.turn is None and not self.is_in_memory_db():
            turn = os.open(f"{self.settings_dict['NAME']}-queue", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(turn, fcntl.LOCK_EX)
            except BaseException:
                os.close(turn)
                raise
            self.turn = turn

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
