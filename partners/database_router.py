"""Which database a query goes to: the replica for what reads in a `replica_preferred` block, else the site's own."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS

REPLICA = "replica"

_prefers_replica = ContextVar("reads come from the replica", default=False)


def prefers_replica():
    return _prefers_replica.get()


@contextmanager
def replica_preferred(prefers=True):
    """Block whose reads go to the replica; with False, to the primary, within such a block."""
    token = _prefers_replica.set(prefers)
    try:
        yield
    finally:
        _prefers_replica.reset(token)


class Router:
    """Django's database router; in use if there is a replica. All writes go to the site's own database."""

    def db_for_read(self, model, **hints):
        return REPLICA if prefers_replica() else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == DEFAULT_DB_ALIAS
