"""Database triggers that lock a meeting with minutes: its rows cannot be inserted, updated or deleted.

Migrations create the triggers. On SQLite, a later migration that alters one of these tables recreates it without them
and must lock it again; one that alters the table of minutes must unlock all of them first.
"""

# Locked tables, each with the id of a row's meeting, in SQL.
LOCKED_TABLES = {
    "partners_meeting": "{row}.id",
    "partners_agendaitem": "{row}.meeting_id",
    "partners_attendance": "{row}.meeting_id",
    "partners_attendee": "(SELECT meeting_id FROM partners_attendance WHERE id = {row}.attendance_id)",
    "actions_record": "{row}.meeting_id",
    "actions_passage": "{row}.meeting_id",
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
