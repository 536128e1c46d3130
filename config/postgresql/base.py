"""PostgreSQL that keeps nobody waiting for ever."""

from django.db.backends.postgresql import base

# For the site; a command may take its time. gunicorn ends a worker after thirty seconds, and with it what it holds.
LIMITS = "SET lock_timeout = '10s'; SET statement_timeout = '25s'; SET idle_in_transaction_session_timeout = '60s'"


class DatabaseWrapper(base.DatabaseWrapper):
    """Gives up what waits too long for another's lock or for an answer: OperationalError.

    It is said once the connection stands: PgBouncer refuses such things as options of the start.
    """

    # config/wsgi.py says so.
    serving = False

    def init_connection_state(self):
        super().init_connection_state()
        if self.serving:
            with self.cursor() as cursor:
                cursor.execute(LIMITS)
