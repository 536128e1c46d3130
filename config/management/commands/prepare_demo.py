import secrets
import time
from contextlib import contextmanager
from datetime import datetime
from datetime import time as time_of_day
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from actions.rounds.reminders import occasion_of
from actions.rounds.rounds import running_round
from config.operations.seed.plan import CannotImport, import_plan, read
from config.operations.seed.year import import_year
from partners import clock, schema
from partners.models import Membership, Partnership
from partners.permissions import Role
from plans.exports.formats import note_missing_files
from plans.jobs import worker
from plans.models import Job, Plan

FIXTURES = settings.BASE_DIR / "fixtures" / "north-herts-2008"
PRINTED = datetime(2008, 6, 12, 9)
MORNING = time_of_day(8, 10)
OLDER = "The demonstration was made by another version. To begin again, which forgets what was changed: make demo-reset"


class Command(BaseCommand):
    help = "The demonstration: migrates, imports the North Herts plan and the illustrative year if they are not there."

    def add_arguments(self, parser):
        parser.add_argument("--sign-ins", type=Path, required=True, help="where to write who can sign in")
        parser.add_argument("--began", type=int, help="when whoever starts this began with it, in seconds since 1970")
        parser.add_argument("--address", default="http://127.0.0.1:8000/")

    def handle(self, *, sign_ins, address, began=None, **options):
        with self.phase("Database", began):
            self.migrate()
        if not Partnership.objects.exists():
            with self.phase("Plan and year of progress"):
                self.fill(sign_ins, address)
            # Queued again below, so that the current edition comes first.
            Job.objects.all().delete()
        with self.phase("Reminders"):
            note_missing_files()
            worker.start()
            if settings.DEMO_MAIL_FOLDER:
                # Each is sent once; after a killed run, this sends the rest.
                self.remind(Plan.objects.earliest("pk"))

    @contextmanager
    def phase(self, name, began=None):
        """Say afterwards how long this took; the Makefile says the same of what it does itself."""
        began = began or time.time()
        yield
        self.stdout.write(f"{name:<26}{time.time() - began:3.0f} s")

    def migrate(self):
        if schema.unknown_migrations():
            raise CommandError(OLDER)
        call_command("migrate", verbosity=0)
        if schema.unreadable_model():
            raise CommandError(OLDER)

    def fill(self, sign_ins, address):
        """Import the plan and its year, and write the file of sign-ins: all or nothing."""
        password = f"demo-{secrets.token_hex(4)}"
        plan_data = read(FIXTURES / "plan.toml")
        try:
            with transaction.atomic():
                with clock.frozen_at(timezone.make_aware(PRINTED)):
                    plan = import_plan(plan_data)
                import_year(plan, read(FIXTURES / "illustrative-year.toml"), plan_data, password=password)
                sign_ins.write_text("".join(f"{line}\n" for line in self.lines(plan, address, password)))
        except CannotImport as error:
            raise CommandError(error) from error

    def remind(self, plan):
        """Send the last reminders of the running round, dated the morning of their day, and what is told today."""
        a_round = running_round(plan.partnership)
        if a_round and (occasion := occasion_of(a_round, clock.today())):
            with clock.frozen_at(timezone.make_aware(datetime.combine(occasion.day, MORNING))):
                call_command("send_reminders", stdout=StringIO())
        call_command("send_reminders", stdout=StringIO())

    def lines(self, plan, address, password):
        slug = plan.partnership.slug
        yield f"{plan}, {plan.period}, with an illustrative year of progress"
        yield ""
        yield f"  public page   {address}{slug}/"
        yield f"  sign in       {address}account/login/     password for all: {password}"
        if settings.DEMO_MAIL_FOLDER:
            yield f"  its e-mails   {address}demo/mail/"
        yield ""
        for role in (Role.OFFICER, Role.LIMITED, Role.CHAIR, Role.COORDINATOR, Role.OBSERVER):
            member = Membership.objects.filter(role=role, authority__partnership=plan.partnership).earliest("pk")
            yield f"  {role.label:<16}{member.user.email:<36}{member.authority.name}"
