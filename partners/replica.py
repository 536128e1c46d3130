"""Anonymous pages from a replica of the database, if DATABASE_REPLICA_URL names one.

It is asked only if it has what the primary was last heard to have written: at most `outages.TRUST` seconds ago, and
`outages.PATIENCE` while the primary is away. Which edition is current, and all that workers keep in memory, is asked of
the primary as long as that answers (`outages.of_primary`). docs/decisions/0085.
"""

import time
from functools import wraps

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, connection, connections
from django.http import Http404

from .database_router import REPLICA, replica_preferred
from .outages import TRUST, Messenger, TtlCache, is_away

# Seconds between two questions how far the replica has come, while it is behind; `TRUST` more while it is not.
PAUSE = 0.05


def from_replica(view):
    """Decorator for a page that is the same for everybody. It goes inside all other decorators.

    What the replica does not have, or cannot say, is asked of the primary.
    """

    @wraps(view)
    def page(request, *args, **kwargs):
        if _is_anonymous(request) and is_current():
            try:
                with replica_preferred():
                    return view(request, *args, **kwargs)
            except (Http404, ObjectDoesNotExist):
                pass
            except (DatabaseError, InterfaceError) as error:
                if not is_away(error):
                    raise
                follower.lose()
        return view(request, *args, **kwargs)

    page.reads_replica = True
    return page


def _is_anonymous(request):
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def is_current():
    """Whether there is a replica, and it has what the primary was last heard to have."""
    if REPLICA not in settings.DATABASES:
        return False
    try:
        return follower.has(positions.get("primary", written))
    except (DatabaseError, InterfaceError):
        return False


class Follower:
    """How far the replica has come, as this process knows. Its own thread asks, so that nobody waits for it long."""

    def __init__(self):
        self.messenger, self.replayed, self.asks_again = Messenger(), 0, 0.0

    def has(self, position):
        if time.monotonic() >= self.asks_again + (TRUST if self.replayed >= position else 0):
            try:
                self.replayed = self.messenger.ask("replayed", replayed)
                self.asks_again = time.monotonic() + PAUSE
            except (DatabaseError, InterfaceError, TimeoutError):
                self.lose()
        return self.replayed >= position

    def lose(self):
        """It did not answer: it is left alone for a while."""
        self.replayed, self.asks_again = 0, time.monotonic() + TRUST


follower = Follower()
positions = TtlCache()


def written():
    """Up to where the primary has written, in bytes."""
    return _position(connection, "pg_current_wal_lsn()")


def replayed():
    """Up to where the replica has come; 0 if it is no replica."""
    return _position(connections[REPLICA], "pg_last_wal_replay_lsn()") or 0


def _position(database, function):
    with database.cursor() as cursor:
        cursor.execute(f"SELECT pg_wal_lsn_diff({function}, '0/0')::bigint")
        return cursor.fetchone()[0]
