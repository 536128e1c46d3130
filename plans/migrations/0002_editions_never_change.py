from django.db import migrations

from plans.editions.immutable_tables import protect, unprotect

TABLES = ["plans_edition", "plans_withdrawal", "plans_editionfile"]


def begin(apps, schema_editor):
    for table in TABLES:
        protect(schema_editor.connection, table)


def end(apps, schema_editor):
    for table in TABLES:
        unprotect(schema_editor.connection, table)


class Migration(migrations.Migration):
    """What was published stays as it was: triggers, which the models cannot say."""

    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(begin, end)]
