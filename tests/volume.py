"""How much of what is many a run tries: enough to see each kind of fault and, with FULL=1 in the environment, all.

A full run tries all of it on SQLite. PostgreSQL gets the few again, and all of what it may answer in another way.
"""

import os

from django.db import connection

FULL = os.environ.get("FULL", "0") not in ("", "0")
# Where a full run tries all.
SQLITE, POSTGRESQL, BOTH = {"sqlite"}, {"postgresql"}, {"sqlite", "postgresql"}


def all_on(databases):
    return FULL and connection.vendor in databases


def some(few, many, on=SQLITE):
    """So many as each run tries, or as a full one does."""
    return many if all_on(on) else few


def thinned(things, every, where=""):
    """Every n-th of a list, beginning at a place that depends on `where`; all of them in a full run."""
    return things if all_on(SQLITE) else things[sum(where.encode()) % every :: every]
