from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    """The table in which sign-in's rate limits count."""

    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
