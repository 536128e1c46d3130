"""The database as a whole: reading all of it at one moment."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot():
    """Reading at one moment: all queries of this block see the same state, and no writer waits for it.

    Nothing can be written in it. Inside a transaction that somebody else began there is no snapshot to be had: the
    block reads as that transaction does, which on PostgreSQL is a moment for each query.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not `atomic`, which on SQLite takes the lock for writing.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
