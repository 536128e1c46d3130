from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.operations.archives import archive_of_partnership, new_archive, prune
from config.operations.backup.dump import CannotBackUp, back_up
from partners import clock
from partners.maintenance import recorded
from partners.models import MaintenanceRun, Partnership
from partners.models.access_events import Kind
from partners.schema import unknown_migrations
from partners.security.access_log import note


class Command(BaseCommand):
    help = "Writes everything (database, history, editions, files of evidence) into one archive, while people work."

    def add_arguments(self, parser):
        parser.add_argument("archive", help="where to: a file, or a folder, in which it is named by the moment")
        parser.add_argument(
            "--keep", type=int, metavar="N", help="then delete all but the newest N archives that are named so"
        )

        parser.add_argument("--partnership", metavar="SLUG", help="of one partnership alone, to restore it elsewhere")

    def handle(self, *, archive, keep, partnership, **options):
        if partnership:
            if keep is not None:
                raise CommandError("--keep is for archives of the whole site")
            self.of_partnership(archive, partnership)
            return
        folder = Path(archive)
        if keep is not None and (keep < 1 or not folder.is_dir()):
            raise CommandError("--keep wants a number from 1 on, and a folder to keep them in")
        archive = new_archive(archive, clock.now())
        try:
            with recorded(MaintenanceRun.Kind.BACKUP):
                manifest = back_up(archive)
        except CannotBackUp as error:
            raise CommandError(error) from error
        self.say(archive, manifest)
        for name in prune(folder, keep) if keep else ():
            self.stdout.write(f"Deleted: {name}")

    def of_partnership(self, archive, slug):
        partnership = Partnership.objects.filter(slug=slug).first()
        if partnership is None:
            raise CommandError(f"There is no partnership {slug}")
        archive = archive_of_partnership(archive, slug, clock.now())
        try:
            self.say(archive, back_up(archive, partnership))
        except CannotBackUp as error:
            raise CommandError(error) from error

    def say(self, archive, manifest):
        note(Kind.BACKED_UP, about=archive.name)
        if newer := unknown_migrations():
            self.stderr.write(
                f"The tables are those of a later release ({', '.join(newer)}). What only that one knows is not in "
                "this archive: restore it with this release"
            )
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{archive}: {rows:,} rows, {len(manifest['evidence']):,} files of evidence")
