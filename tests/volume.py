"""How much of what is many a run tries: enough to see each kind of fault and, with FULL=1 in the environment, all."""

import os

FULL = os.environ.get("FULL", "0") not in ("", "0")


def some(few, many):
    """So many as each run tries, or as a full one does."""
    return many if FULL else few


def thinned(things, every, where=""):
    """Every n-th of a list, beginning at a place that depends on `where`; all of them in a full run."""
    return things if FULL else things[sum(where.encode()) % every :: every]
