from django.db import migrations

from actions.meetings.locking import lock, unlock

TABLES = [
    "partners_meeting",
    "partners_agendaitem",
    "partners_attendance",
    "actions_record",
    "actions_passage",
    "actions_pack",
]


def begin(apps, schema_editor):
    lock(schema_editor.connection, TABLES)


def end(apps, schema_editor):
    unlock(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [("actions", "0012_passages"), ("partners", "0008_protocols")]
    operations = [migrations.RunPython(begin, end)]
