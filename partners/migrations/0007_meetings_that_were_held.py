from django.db import migrations
from django.db.models import F


def close(apps, schema_editor):
    """Meetings whose attendance was written down were held: they are closed, at their own time."""
    held = apps.get_model("partners", "Attendance").objects.values("meeting")
    apps.get_model("partners", "Meeting").objects.filter(pk__in=held).update(
        state="closed", started_at=F("starts_at"), closed_at=F("starts_at")
    )


class Migration(migrations.Migration):
    dependencies = [("partners", "0006_meetings_run")]
    operations = [migrations.RunPython(close, migrations.RunPython.noop)]
