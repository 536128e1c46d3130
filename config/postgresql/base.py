"""PostgreSQL backend with time limits."""

from django.db.backends.postgresql import base

# For the site; commands have no limits. gunicorn kills a worker after 30 seconds, which also ends its locks.
LIMITS = "SET lock_timeout = '10s'; SET statement_timeout = '25s'; SET idle_in_transaction_session_timeout = '60s'"


class DatabaseWrapper(base.DatabaseWrapper):
    """Raises OperationalError after waiting too long for a lock or an answer.

    The limits are set on the open connection, because PgBouncer refuses them as startup options. Behind PgBouncer in
    transaction mode (`POOLED`) each transaction may be on another connection to the server, which others use too: so
    nothing that outlives a transaction is left there, and PgBouncer sets the limits.
    """

    # Set by config/wsgi.py.
    serving = False

    @property
    def is_pooled(self):
        return self.settings_dict.get("POOLED", False)

    def init_connection_state(self):
        super().init_connection_state()
        if self.serving and not self.is_pooled:
            with self.cursor() as cursor:
                cursor.execute(LIMITS)

    def chunked_cursor(self):
        if self.is_pooled and not self.in_atomic_block:
            return self.cursor()
        return super().chunked_cursor()
