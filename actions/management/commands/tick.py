import logging
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from actions.reminders import in_working_hours
from partners import clock
from partners.access_events import forget_old_access_events
from plans import worker
from plans.files import note_missing_files
from plans.jobs import Job

log = logging.getLogger(__name__)

# What was done is forgotten after this; what could not be done stays.
KEPT_FOR = timedelta(days=90)


class Command(BaseCommand):
    help = (
        "Does all that is due, once: jobs, such as the files of new editions; in working hours the reminders; letters "
        "that have not gone; sessions that ran out. Run it every five minutes; two at once do nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--jobs", action="store_true", help="only the jobs")
        parser.add_argument(
            "--again", action="store_true", help="first, let the jobs be tried again that were given up"
        )
        parser.add_argument("--list", action="store_true", help="do nothing; list the jobs that are not done")

    def handle(self, *, jobs, again, **options):
        if options["list"]:
            self.list_jobs()
            return
        self.troubles = 0
        if again:
            self.stdout.write(f"{Job.objects.again()} to be tried again")
        for each in [self.jobs] if jobs else [self.jobs, self.letters, self.housekeeping]:
            self.attempt(each)
        if self.troubles:
            raise CommandError(f"{self.troubles} could not be done")

    def attempt(self, what):
        """One that cannot be done keeps none of the others."""
        try:
            what()
        except CommandError as error:
            self.complain(f"{what.__name__}: {error}")
        except Exception:
            log.exception("tick: %s", what.__name__)
            self.complain(f"{what.__name__}: see the lines above")

    def jobs(self):
        note_missing_files()
        for job in worker.do_all():
            said = f"{job.get_state_display()}: {job}"
            if job.state == Job.State.DONE:
                self.stdout.write(said)
            else:
                self.complain(f"{said}: {job.failure}")

    def letters(self):
        if not settings.SITE_URL:
            self.stdout.write("SITE_URL is not set: no letters are sent")
            return
        by_hand_only = not in_working_hours(clock.now())
        heard = {"stdout": self.stdout, "stderr": self.stderr}
        call_command("send_reminders", by_hand_only=by_hand_only, once_a_day=True, **heard)

    def housekeeping(self):
        call_command("clearsessions")
        forget_old_access_events()
        Job.objects.filter(state=Job.State.DONE, done_at__lt=clock.now() - KEPT_FOR).delete()

    def list_jobs(self):
        for job in Job.objects.exclude(state=Job.State.DONE):
            self.stdout.write(f"{job.get_state_display()}: {job}, {job.attempts} tried {job.failure}".rstrip())

    def complain(self, words):
        self.troubles += 1
        self.stderr.write(words)
