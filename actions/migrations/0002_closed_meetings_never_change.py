from django.db import migrations

from actions.meetings.db_lock import lock, unlock
from plans.editions.immutable_tables import protect, unprotect

NEVER_CHANGE = ["actions_pack", "actions_minutes"]
LOCKED = [
    "partners_meeting",
    "partners_agendaitem",
    "partners_attendance",
    "partners_attendee",
    "actions_record",
    "actions_passage",
    "actions_pack",
]


def begin(apps, schema_editor):
    for table in NEVER_CHANGE:
        protect(schema_editor.connection, table)
    lock(schema_editor.connection, LOCKED)


def end(apps, schema_editor):
    unlock(schema_editor.connection, LOCKED)
    for table in NEVER_CHANGE:
        unprotect(schema_editor.connection, table)


class Migration(migrations.Migration):
    """Packs and minutes stay as they were, and a meeting with minutes is locked: triggers, which the models cannot say."""

    dependencies = [("actions", "0001_initial"), ("partners", "0001_initial")]
    operations = [migrations.RunPython(begin, end)]
