from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from partners import schema

# What of Django's own options asks for something else than all tables as they should be.
ELSE = ("step_by_step", "app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    help = f"{migrate.Command.help} An empty database gets its tables straight from the models."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="an empty database too migration by migration")

    def handle(self, *args, **options):
        # Tests that want no migrations say so in MIGRATION_MODULES.
        if options["database"] == DEFAULT_DB_ALIAS and not settings.MIGRATION_MODULES:
            self.refuse_another_release()
            if not any(options[name] for name in ELSE) and schema.is_empty():
                schema.make_tables()
        return super().handle(*args, **options)

    def refuse_another_release(self):
        if unknown := schema.unknown_migrations():
            more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
            raise CommandError(
                "This database was made by another release, which cannot be upgraded to this one: "
                f"it has {', '.join(unknown[:3])}{more}. See docs/decisions/0046-migrations-begin-anew.md"
            )
