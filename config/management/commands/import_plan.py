from django.core.management.base import BaseCommand, CommandError

from config.operations.seed.plan import CannotImport, import_plan, read


class Command(BaseCommand):
    help = "Imports a partnership and its plan from a TOML file, all or nothing."

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *, file, **options):
        try:
            plan = import_plan(read(file))
        except CannotImport as error:
            raise CommandError(error) from error
        self.stdout.write(f"Imported: {plan}, {plan.period}")
