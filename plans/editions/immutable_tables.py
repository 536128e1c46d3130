"""Immutable tables: database triggers that refuse every UPDATE and DELETE.

Migrations protect a table; tests lift the protection to clean up.
"""

POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_never_changes() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} never changes' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_never_changes();
"""
SQLITE = """
CREATE TRIGGER {table}_never_changes_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} never changes'); END
"""


def protect(connection, table):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL.format(table=table))
        else:
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(SQLITE.format(table=table, verb=verb))


def unprotect(connection, table):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never_changes ON {table}")
        else:
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_never_changes_{verb}")
