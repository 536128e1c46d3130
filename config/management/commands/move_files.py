from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.operations.file_transfer import move_files
from partners.files.storage import StorageAwayError


class Command(BaseCommand):
    help = (
        "Copies all uploaded files from one storage to the other and compares each. It can be run again: what is there "
        "is compared only."
    )

    def add_arguments(self, parser):
        parser.add_argument("source", choices=["folder", "s3"])
        parser.add_argument("target", choices=["folder", "s3"])
        parser.add_argument("--delete", action="store_true", help="deletes each at the source once the target has it")

    def handle(self, *, source, target, delete, **options):
        if source == target:
            raise CommandError("Name two storages")
        if "s3" not in settings.STORAGES:
            raise CommandError("There is no bucket: set S3_BUCKET first")
        if delete and source == settings.FILES_STORAGE:
            raise CommandError(
                f"The site reads its files from {source}: set FILES_STORAGE={target} and restart it first"
            )
        try:
            moved = move_files(source, target, delete=delete)
        except StorageAwayError as error:
            raise CommandError(f"{error}. Run it again") from error
        for path in moved.missing:
            self.stderr.write(f"{path} is in neither storage")
        for path in moved.different:
            self.stderr.write(f"{path} is not the same in both")
        self.stdout.write(
            f"{moved.copied:,} copied, {moved.there:,} there already, {moved.deleted:,} deleted in {source}"
        )
        if moved.missing or moved.different:
            raise CommandError(f"{len(moved.missing)} missing, {len(moved.different)} different")
