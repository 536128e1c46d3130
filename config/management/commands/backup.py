from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.operations.backup.dump import CannotBackUp, back_up
from partners.maintenance import recorded
from partners.models import MaintenanceRun
from partners.models.access_events import Kind
from partners.security.access_log import note


class Command(BaseCommand):
    help = "Writes everything (database, history, editions, files of evidence) into one archive, while people work."

    def add_arguments(self, parser):
        parser.add_argument("archive", help="where to, such as /var/backups/living-plan-2009-06-15.zip")

    def handle(self, *, archive, **options):
        try:
            with recorded(MaintenanceRun.Kind.BACKUP):
                manifest = back_up(archive)
        except CannotBackUp as error:
            raise CommandError(error) from error
        note(Kind.BACKED_UP, about=Path(archive).name)
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{archive}: {rows:,} rows, {len(manifest['evidence']):,} files of evidence")
