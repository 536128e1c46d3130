from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from partners.settings.setup import set_up_partnership
from partners.site_address import site_address


class Command(BaseCommand):
    help = (
        "Makes a partnership with one authority and its first coordinator, or the first coordinator of one that was "
        "imported, and prints the link to sign in. Everything else is done on the pages."
    )

    def add_arguments(self, parser):
        parser.add_argument("--slug", required=True, help="short name in web addresses, such as north-herts")
        parser.add_argument("--area", default="", help="such as 'North Herts', of a new partnership")
        parser.add_argument("--partnership", default="Community Safety Partnership", help="what a new one is called")
        parser.add_argument("--authority", required=True, help="name, or short name, of the coordinator's")
        parser.add_argument("--name", required=True, help="the coordinator's")
        parser.add_argument("--email", required=True, help="the coordinator's, with which they sign in")

    def handle(self, *, slug, area, partnership, authority, name, email, **options):
        try:
            link = set_up_partnership(
                slug=slug, area=area, partnership_name=partnership, authority=authority, name=name, email=email
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{name} can sign in within 14 days with this link:")
        self.stdout.write(f"  {site_address()}{link}")
