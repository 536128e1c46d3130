from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.operations.archives import archives_in
from config.operations.restore_drill import DrillFailed, drill
from partners.maintenance import recorded
from partners.models import MaintenanceRun


class Command(BaseCommand):
    help = (
        "Restores an archive into a throwaway site, verifies it, compares each table and file with the archive, and "
        "removes it. The site in use is not touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("archive", help="an archive, or a folder in which `backup --keep` leaves them: the newest")
        parser.add_argument("--folder", help="where the throwaway site lies meanwhile, if not in /tmp")

    def handle(self, *, archive, folder, **options):
        try:
            with recorded(MaintenanceRun.Kind.DRILL):
                path = self.chosen(Path(archive))
                outcome = drill(path, folder)
        except (DrillFailed, OSError) as error:
            raise CommandError(error) from error
        self.stdout.write(
            f"{path}: {outcome.rows:,} rows and {outcome.files:,} files came back as they were. Restoring took "
            f"{outcome.seconds:.0f} seconds; nothing is left of it."
        )

    def chosen(self, path):
        if not path.is_dir():
            return path
        if not (archives := archives_in(path)):
            raise DrillFailed(f"There is no archive in {path}")
        return archives[-1]
