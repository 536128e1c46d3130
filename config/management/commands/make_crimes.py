from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.operations.synthetic_crimes import make


class Command(BaseCommand):
    help = "Makes street-level files as data.police.uk lays them out, with nothing true in them: for trying it out."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--from", dest="first", default="2011-01", help="the first month, such as 2011-01")
        parser.add_argument("--months", type=int, default=12)
        parser.add_argument("--rows", type=int, default=9_000, help="in each month")
        parser.add_argument("--force", default="hertfordshire")
        parser.add_argument("--seed", type=int, default=1, help="another number gives other figures")

    def handle(self, *, folder, first, months, rows, force, seed, **options):
        try:
            month = date.fromisoformat(f"{first}-01")
        except ValueError as error:
            raise CommandError(f"“{first}” is no month. Write it as 2011-01.") from error
        if months < 1 or rows < 1:
            raise CommandError("The months and the rows are 1 or more.")
        for path in make(folder, first=month, number=months, rows=rows, seed=seed, force=force):
            self.stdout.write(str(path))
