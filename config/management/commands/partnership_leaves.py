import hashlib
from collections import defaultdict
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import URLValidator

from config.operations.archives import archive_of_partnership
from config.operations.backup.belongings import Belongings
from config.operations.backup.dump import CannotBackUp, back_up, stored_names
from config.operations.departure import CannotLeave, finish, remove_partnership, require_may_leave
from config.operations.restore_drill import DrillFailed, drill
from partners import clock
from partners.database import snapshot
from partners.files.storage import StorageAwayError
from partners.management.users import find_user
from partners.models import Departure, Membership, Partnership, User
from partners.models.access_events import Kind
from partners.security.access_log import note
from plans.models import Edition


class Command(BaseCommand):
    help = (
        "Removes a partnership that leaves this site: writes its archive, restores that into a throwaway site and "
        "compares, and then deletes its rows, people and files. Without --confirm it only shows what would go."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="its short name in addresses")
        parser.add_argument("archive", help="the folder for its archive, which another site can restore")
        parser.add_argument(
            "--by", required=True, metavar="ADDRESS", help="its coordinator, or administrator, who asks"
        )
        parser.add_argument("--why", required=True, help="the reason, which stays")
        parser.add_argument("--moved-to", default="", metavar="URL", help="its new address, for who follows old links")
        parser.add_argument("--folder", help="where the throwaway site lies meanwhile, if not in /tmp")
        parser.add_argument("--confirm", metavar="SLUG", help="does it; type the short name once more")

    def handle(self, *, slug, archive, by, why, moved_to, folder, confirm, **options):
        partnership = Partnership.objects.filter(slug=slug).first()
        if partnership is None:
            self.finish(slug)
            return
        why, user = self.checked(partnership, archive, by, why, moved_to)
        self.preview(partnership)
        if confirm is None:
            self.stdout.write(f"Nothing was changed. To make the archive and remove all this, add --confirm {slug}")
            return
        if confirm != slug:
            raise CommandError(f"--confirm {confirm} is another word than {slug}: nothing was changed")
        path = archive_of_partnership(archive, slug, clock.now())
        try:
            manifest = back_up(path, partnership)
            note(Kind.BACKED_UP, about=path.name)
            self.stdout.write(f"{path}: written. It is now restored into a throwaway site and compared")
            drill(path, folder)
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            departure = remove_partnership(
                partnership, manifest, by=user, why=why, moved_to=moved_to, archive=path.name, sha256=sha256
            )
        except (CannotBackUp, DrillFailed) as error:
            raise CommandError(f"{error}. Nothing was removed") from error
        except CannotLeave as error:
            raise CommandError(error) from error
        except StorageAwayError as error:
            raise CommandError(f"Its rows are removed, and files still there: {error}. Run it again") from error
        self.stdout.write(
            f"{departure} has left: {sum(departure.rows.values()):,} rows, {len(departure.stored):,} files"
        )
        self.stdout.write(f"SHA-256 of {path.name}: {departure.sha256}")
        self.stdout.write("Backups made before still hold it: see docs/leaving.md")

    def checked(self, partnership, archive, by, why, moved_to):
        """(the reason in one line, the person who asks)"""
        why = " ".join(why.split())
        if not why:
            raise CommandError("--why wants a reason")
        if not Path(archive).is_dir():
            raise CommandError(f"{archive} is not a folder")
        try:
            if moved_to:
                URLValidator(schemes=["https"])(moved_to)
        except ValidationError as error:
            raise CommandError("--moved-to wants an address that begins with https://") from error
        user = find_user(by)
        try:
            require_may_leave(user, partnership)
        except PermissionDenied as error:
            raise CommandError(f"{user.name} is no coordinator of {partnership} or administrator") from error
        return why, user

    def preview(self, partnership):
        with snapshot():
            belongings = Belongings(partnership)
            files, editions = len(stored_names(partnership)), Edition.objects.filter(plan__partnership=partnership)
            rows = sum(len(ids) for model, ids in belongings.ids.items() if model is not User)
            self.stdout.write(f"{partnership}: {rows:,} rows, {editions.count():,} editions, {files:,} files")
            self.stdout.write(f"{len(belongings.moving):,} people leave with it, and cannot sign in here any more")
            for name, where in self.staying(belongings):
                self.stdout.write(f"Stays: {name} ({where or 'administrator'})")
            for name in User.objects.filter(pk__in=belongings.names).order_by("name").values_list("name", flat=True):
                self.stdout.write(f"Stays as a name only, without address and account: {name}")

    def staying(self, belongings):
        """[(name, where they have or had a role)] of its people who are elsewhere as well."""
        memberships = Membership.all_objects.filter(user__in=belongings.members).exclude(
            authority__partnership=belongings.partnership
        )
        places = defaultdict(set)
        for membership in memberships.select_related("authority__partnership"):
            places[membership.user_id].add(str(membership.authority.partnership))
        people = User.objects.filter(pk__in=belongings.members).order_by("name", "pk")
        return [(user.name, ", ".join(sorted(places[user.pk]))) for user in people]

    def finish(self, slug):
        departure = Departure.objects.filter(slug=slug).order_by("-pk").first()
        if departure is None:
            raise CommandError(f"There is no partnership {slug}")
        try:
            finish(departure)
        except StorageAwayError as error:
            raise CommandError(f"{error}. Run it again") from error
        self.stdout.write(f"{departure} left on {departure.opened_at:%Y-%m-%d}, and none of its files is here")
