from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    """The cache's table, which is no model's: in it sign-in's rate limits count."""

    dependencies = [("partners", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
