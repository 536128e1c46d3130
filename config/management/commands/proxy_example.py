from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand

from config.operations.proxy_examples import caddy, compose, nginx

EXAMPLES = {"nginx": nginx, "caddy": caddy, "compose": lambda host: compose()}


class Command(BaseCommand):
    help = "Prints a configuration for the web server in front, with this site's name and limits"

    def add_arguments(self, parser):
        parser.add_argument("server", choices=EXAMPLES)

    def handle(self, *, server, **options):
        host = urlsplit(settings.SITE_URL).hostname or "plan.example.gov.uk"
        self.stdout.write(EXAMPLES[server](host), ending="")
