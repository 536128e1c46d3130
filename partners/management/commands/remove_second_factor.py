from django.core.management.base import BaseCommand, CommandError

from partners.management.users import find_user
from partners.security.second_factors import remove_second_factors


class Command(BaseCommand):
    help = (
        "Removes the second factors of somebody who has lost them all, signs them out everywhere and notifies them by "
        "e-mail. Make sure first that it is they who ask."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="with which they sign in")

    def handle(self, *, email, **options):
        user = find_user(email)
        removed = remove_second_factors(user)
        if not removed:
            raise CommandError(f"{user.name} has no second factor")
        self.stdout.write(f"Removed from {user.name}: {', '.join(removed)}")
