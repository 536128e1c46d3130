"""DATABASES, from the environment: the site's own, and on PostgreSQL a pooler before it and a replica beside it."""

from django.core.exceptions import ImproperlyConfigured

# Limits for a server that does not answer: seconds, the last one in milliseconds.
PATIENCE = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 10_000,
}
# Further databases by their alias. The site's workers ask `pooler` in place of `default` (config/wsgi.py), and
# `replica` for anonymous pages (partners/replica.py); commands ask `default`.
OTHERS = {"pooler": "DATABASE_POOLER_URL", "replica": "DATABASE_REPLICA_URL"}


def read_databases(env, file):
    """DATABASES. `file` is where SQLite, the embedded default, has its own."""
    databases = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{file}")}
    databases |= {alias: env.db_url(name) for alias, name in OTHERS.items() if env.str(name, "")}
    if databases["default"]["ENGINE"].endswith("sqlite3") and len(databases) == 1:
        _configure_sqlite(databases["default"])
        return databases
    for database in databases.values():
        if database["ENGINE"].endswith("sqlite3"):
            raise ImproperlyConfigured(f"{' and '.join(OTHERS.values())} are for PostgreSQL, DATABASE_URL too")
        _configure_postgresql(database)
    if "pooler" in databases:
        databases["pooler"]["POOLED"] = True
    return databases


def _configure_sqlite(database):
    """WAL lets readers go on during a write; IMMEDIATE and our own backend make writers queue rather than fail; FULL
    syncs each commit to the disk.
    """
    database["ENGINE"] = "config.sqlite3"
    database.setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=10,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    )


def _configure_postgresql(database):
    database["ENGINE"] = "config.postgresql"
    database.setdefault("CONN_MAX_AGE", 600)
    database.setdefault("CONN_HEALTH_CHECKS", True)
    database["OPTIONS"] = PATIENCE | database.get("OPTIONS", {})
