"""PostgreSQL backend with time limits."""

from django.db.backends.postgresql import base

# For the site; commands have no limits. gunicorn kills a worker after 30 seconds, which also ends its locks.
LIMITS = "SET lock_timeout = '10s'; SET statement_timeout = '25s'; SET idle_in_transaction_session_timeout = '60s'"


class DatabaseWrapper(base.DatabaseWrapper):
    """Raises OperationalError after waiting too long for a lock or an answer.

    The limits are set on the open connection, because PgBouncer refuses them as startup options.
    """

    # Set by config/wsgi.py.
    serving = False

    def init_connection_state(self):
        super().init_connection_state()
        if self.serving:
            with self.cursor() as cursor:
                cursor.execute(LIMITS)
