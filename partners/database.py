"""Consistent reads of the whole database, and deadlocks."""

from contextlib import contextmanager

from django.db import connection, transaction

# PostgreSQL's SQLSTATE.
DEADLOCK = "40P01"


def is_deadlock(error):
    """Whether a DatabaseError ended this transaction because it and another waited for each other's rows."""
    return getattr(error.__cause__, "sqlstate", None) == DEADLOCK


@contextmanager
def snapshot():
    """Read-only block whose queries all see the same state of the database, without blocking writers.

    Inside an existing transaction there is no snapshot: the block reads as that transaction does, which on PostgreSQL
    means a new state for each query.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not `atomic`, which takes SQLite's write lock.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
