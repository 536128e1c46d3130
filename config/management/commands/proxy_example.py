import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.operations.proxy_examples import caddy, compose, nginx

EXAMPLES = {"nginx": nginx, "caddy": caddy, "compose": lambda host: compose()}


class Command(BaseCommand):
    help = "Prints a configuration for the web server in front, with this site's name and limits"

    def add_arguments(self, parser):
        parser.add_argument("server", choices=EXAMPLES)
        parser.add_argument(
            "--upstream", action="append", default=[], metavar="HOST:PORT",
            help="one of several hosts behind nginx; give it once for each",
        )  # fmt: skip

    def handle(self, *, server, upstream, **options):
        host = urlsplit(settings.SITE_URL).hostname or "plan.example.gov.uk"
        if not upstream:
            self.stdout.write(EXAMPLES[server](host), ending="")
        elif server != "nginx" or not all(re.fullmatch(r"[\w.-]+:\d+", each) for each in upstream):
            raise CommandError("--upstream is for nginx, and each is HOST:PORT, such as 10.0.0.11:8000")
        else:
            self.stdout.write(nginx(host, upstream), ending="")
