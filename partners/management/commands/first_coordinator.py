from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from partners.settings.setup import set_up_partnership
from partners.site_address import site_address


class Command(BaseCommand):
    help = (
        "Makes a partnership with one authority and its first coordinator, and prints the link by which they come in. "
        "Everything else is done in the pages."
    )

    def add_arguments(self, parser):
        parser.add_argument("--slug", required=True, help="what its addresses begin with, such as north-herts")
        parser.add_argument("--area", required=True, help="such as 'North Herts'")
        parser.add_argument("--partnership", default="Community Safety Partnership", help="what it is called")
        parser.add_argument("--authority", required=True, help="for which the coordinator acts")
        parser.add_argument("--name", required=True, help="the coordinator's")
        parser.add_argument("--email", required=True, help="the coordinator's, with which they sign in")

    def handle(self, *, slug, area, partnership, authority, name, email, **options):
        try:
            link = set_up_partnership(
                slug=slug, area=area, partnership_name=partnership, authority=authority, name=name, email=email
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{area} {partnership} is there. {name} comes in, within fourteen days, by")
        self.stdout.write(f"  {site_address()}{link}")
