from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format

from config.operations.file_removal import NoSuchFile, find_file, related_files, remove_file
from partners.files.storage import StorageAwayError
from partners.management.users import find_user

ARCHIVES = (
    "Backups and exports made before still hold it: docs/backups.md says what to do about them. After one of those "
    "backups was restored, run this command again."
)


class Command(BaseCommand):
    help = (
        "Removes the content of an uploaded file that must not exist, and records who asked for it, when and why. "
        "Without --yes it only shows what it would do."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="the address of the link that downloads it, or the file's stored name")
        parser.add_argument(
            "--by", required=True, metavar="ADDRESS", help="the coordinator, or administrator, who asks"
        )
        parser.add_argument("--why", required=True, help="the reason, which all members can read: nobody's details")
        parser.add_argument(
            "--name-too", action="store_true", help="replaces the file's name and title as well, a transcript too"
        )
        parser.add_argument("--yes", action="store_true", help="does it")

    def handle(self, *, file, by, why, name_too, yes, **options):
        why = " ".join(why.split())
        if not why or len(why) > 500:
            raise CommandError("--why wants a reason of up to 500 characters")
        user = find_user(by)
        try:
            found = find_file(file)
            self.describe(found)
            if yes:
                removal = remove_file(found, by=user, why=why, name_too=name_too)
        except NoSuchFile as error:
            raise CommandError(error) from error
        except PermissionDenied as error:
            raise CommandError(f"{user.name} is no coordinator of {found.partnership} or administrator") from error
        except StorageAwayError as error:
            raise CommandError(
                f"The removal is recorded, and the content still there: {error}. Run it again"
            ) from error
        if not yes:
            self.stdout.write("Nothing was changed. To remove its content for good, add --yes")
            return
        day = date_format(timezone.localtime(removal.recorded_at).date())
        self.stdout.write(f"Its content is removed. Recorded: on {day}, by {removal.by}: {removal.why}")
        self.stdout.write(ARCHIVES)

    def describe(self, found):
        self.stdout.write(f"{found.name}: {found.what}, {found.partnership}")
        if removal := found.removal:
            self.stdout.write(f"Its removal was recorded already, by {removal.by}: {removal.why}")
        for other in related_files(found):
            if not other.removal:
                self.stdout.write(f"Another file, {other.what}, may hold the same: {other.name}: {other.stored}")
