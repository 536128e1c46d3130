"""Database triggers that lock a meeting with minutes: its rows cannot be inserted, updated or deleted.

`migrate` takes the triggers away while a migration runs, since SQLite wants none to name a table that changes, and
makes them again.
"""

from django.db import connection as the_connection
from django.db.models.signals import post_migrate, pre_migrate

# Locked tables, each with the id of a row's meeting, in SQL.
LOCKED_TABLES = {
    "partners_meeting": "{row}.id",
    "partners_agendaitem": "{row}.meeting_id",
    "partners_attendance": "{row}.meeting_id",
    "partners_attendee": "(SELECT meeting_id FROM partners_attendance WHERE id = {row}.attendance_id)",
    "actions_record": "{row}.meeting_id",
    "actions_passage": "{row}.meeting_id",
    "actions_comment": "{row}.meeting_id",
    "actions_agreement": "{row}.meeting_id",
    "actions_pack": "{row}.meeting_id",
}

# Closing locks the meeting's row, so a concurrent insert waits here and is then refused.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_is_locked() RETURNS trigger AS $$
DECLARE
  its bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN its := ARRAY[{new}];
  ELSIF TG_OP = 'DELETE' THEN its := ARRAY[{old}];
  ELSE its := ARRAY[{old}, {new}];
  END IF;
  PERFORM 1 FROM partners_meeting WHERE id = ANY(its) FOR SHARE;
  IF EXISTS (SELECT 1 FROM actions_minutes WHERE meeting_id = ANY(its)) THEN
    RAISE EXCEPTION '{table}: the meeting is closed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_is_locked BEFORE INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_locked();
"""
SQLITE = """
CREATE TRIGGER {table}_is_locked_{verb} BEFORE {verb} ON {table}
WHEN EXISTS (SELECT 1 FROM actions_minutes WHERE meeting_id IN ({its}))
BEGIN SELECT RAISE(ABORT, '{table}: the meeting is closed'); END
"""
ROW_VERSIONS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}


def lock(connection, tables=LOCKED_TABLES):
    """Create the triggers on these tables, replacing any that exist."""
    unlock(connection, tables)
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                old, new = (LOCKED_TABLES[table].format(row=row) for row in ("OLD", "NEW"))
                cursor.execute(POSTGRESQL.format(table=table, old=old, new=new))
                continue
            for verb, versions in ROW_VERSIONS.items():
                its = ", ".join(LOCKED_TABLES[table].format(row=version) for version in versions)
                cursor.execute(SQLITE.format(table=table, verb=verb, its=its))


def unlock(connection, tables=LOCKED_TABLES):
    """Drop the triggers from these tables."""
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_is_locked ON {table}")
                continue
            for verb in ROW_VERSIONS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_is_locked_{verb}")


def before_migrating(plan, **kwargs):
    if plan:
        unlock(the_connection)


def after_migrating(**kwargs):
    if {*LOCKED_TABLES, "actions_minutes"} <= set(the_connection.introspection.table_names()):
        lock(the_connection)


def connect(app_config):
    """Keep the triggers in step with migrations. `app_config` is that of the app that migrates last."""
    pre_migrate.connect(before_migrating, sender=app_config)
    post_migrate.connect(after_migrating, sender=app_config)
