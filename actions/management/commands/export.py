from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from actions.data_export.archive import export
from partners.files.atomic_files import named_when_whole
from partners.models import Partnership
from partners.models.access_events import Kind
from partners.security.access_log import note


class Command(BaseCommand):
    help = "Writes everything of one partnership into a ZIP file in open formats, as its coordinator can from the page."

    def add_arguments(self, parser):
        parser.add_argument("partnership", help="its short name in web addresses")
        parser.add_argument("path")
        parser.add_argument("--addresses", action="store_true", help="with people's e-mail addresses")

    def handle(self, *args, partnership, path, addresses, **options):
        try:
            partnership_row = Partnership.objects.get(slug=partnership)
            with named_when_whole(Path(path)) as file:
                for chunk in export(partnership_row, addresses=addresses):
                    file.write(chunk)
        except Partnership.DoesNotExist as error:
            raise CommandError(f"There is no partnership “{partnership}”") from error
        except FileExistsError as error:
            raise CommandError(f"There is a file at {path} already") from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        note(Kind.DOWNLOADED, partnership=partnership_row, about=f"{Path(path).name}, by the operator")
        self.stdout.write(f"Everything of {partnership_row} is in {path}.")
