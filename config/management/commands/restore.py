from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.operations.backup.restore import CannotRestore, restore
from partners.models.access_events import Kind
from partners.security.access_log import note


class Command(BaseCommand):
    help = "Puts an archive made by `backup` into an empty site (migrated, and nothing else), all or nothing."

    def add_arguments(self, parser):
        parser.add_argument("archive")

    def handle(self, *, archive, **options):
        try:
            manifest = restore(archive)
        except CannotRestore as error:
            raise CommandError(error) from error
        note(Kind.RESTORED, about=f"{Path(archive).name}, made at {manifest['made_at']}")
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"Restored as of {manifest['made_at']}: {rows:,} rows, {len(manifest['evidence']):,} files of evidence. "
            "The editions’ chain is unbroken, and all is as the archive’s receipts say. Everybody must sign in again."
        )
