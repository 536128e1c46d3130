"""A meeting with minutes is locked by the database itself: what belongs to it neither comes, nor changes, nor goes.

Migrations lock the tables. On SQLite a later migration that alters one of them makes it anew without its triggers, and
has to lock it again; one that alters the minutes' own table has to unlock all of them first.
"""

# What is locked, and by which column a row names its meeting.
TABLES = {
    "partners_meeting": "id",
    "partners_agendaitem": "meeting_id",
    "partners_attendance": "meeting_id",
    "actions_record": "meeting_id",
    "actions_passage": "meeting_id",
    "actions_pack": "meeting_id",
}

# Whoever closes a meeting holds its row, so that a row that comes at this very moment waits, and is refused.
POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_is_locked() RETURNS trigger AS $$
DECLARE
  its bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN its := ARRAY[NEW.{column}];
  ELSIF TG_OP = 'DELETE' THEN its := ARRAY[OLD.{column}];
  ELSE its := ARRAY[OLD.{column}, NEW.{column}];
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
SIDES = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}


def lock(connection, tables=TABLES):
    unlock(connection, tables)
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(POSTGRESQL.format(table=table, column=TABLES[table]))
                continue
            for verb, sides in SIDES.items():
                its = ", ".join(f"{side}.{TABLES[table]}" for side in sides)
                cursor.execute(SQLITE.format(table=table, verb=verb, its=its))


def unlock(connection, tables=TABLES):
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_is_locked ON {table}")
                continue
            for verb in SIDES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_is_locked_{verb}")
