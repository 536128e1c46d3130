from django.db import migrations

from plans.unchanging import protect, unprotect

TABLES = ["actions_pack", "actions_minutes"]


def begin(apps, schema_editor):
    for table in TABLES:
        protect(schema_editor.connection, table)


def end(apps, schema_editor):
    for table in TABLES:
        unprotect(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("actions", "0008_meetings_recorded")]
    operations = [migrations.RunPython(begin, end)]
