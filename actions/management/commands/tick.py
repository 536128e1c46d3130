import logging
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from actions.delivery import in_working_hours
from actions.followers.bounces import read_bounces
from actions.followers.counts import forget_old_letters
from actions.followers.mailings import note_meetings
from actions.followers.requests import forget_unconfirmed
from actions.plan_import.drafts import forget_old_drafts
from actions.questions.answering import forget_old_details
from partners import clock, read_only
from partners.accounts.sessions import SessionStore
from partners.maintenance import heartbeat, recorded
from partners.models import MaintenanceRun
from partners.security.access_log import forget_old_access_events
from plans.editions import page_cache
from plans.editions.rendering import prerender_missing
from plans.exports.formats import note_missing_files
from plans.format_requests.operations import delete_old_contacts
from plans.jobs import worker
from plans.models.jobs import Job

logger = logging.getLogger(__name__)

# Finished jobs are deleted after this; failed ones stay.
KEPT_FOR = timedelta(days=90)


class Command(BaseCommand):
    help = (
        "Does all that is due, once: jobs, such as the files of new editions; in working hours the reminders; unsent "
        "e-mails; after a new release the public pages; expired sessions, abandoned imports and contact details kept "
        "long enough. Run it every five minutes; two at once do nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--jobs", action="store_true", help="only the jobs")
        parser.add_argument(
            "--pages", action="store_true", help="only the public pages, so that they are there when a release starts"
        )
        parser.add_argument(
            "--again", action="store_true", help="first, let the jobs be tried again that were given up"
        )
        parser.add_argument("--list", action="store_true", help="do nothing; list the jobs that are not done")

    def handle(self, *, jobs, pages, again, **options):
        if options["list"]:
            self.list_jobs()
            return
        if read_only.current():
            self.stdout.write("The site is in read-only mode: nothing is done (manage.py read_only off ends it)")
            if not jobs and not pages:
                with heartbeat():  # the timer is well
                    pass
            return
        if jobs or pages:
            self.run([self.jobs] * jobs + [self.pages] * pages, again)
            return
        with heartbeat(), recorded(MaintenanceRun.Kind.TICK):
            self.run([self.jobs, self.letters, self.bounces, self.pages, self.housekeeping], again)

    def run(self, tasks, again):
        self.failures = 0
        if again:
            self.stdout.write(f"{Job.objects.again()} to be tried again")
        for task in tasks:
            if not read_only.current():
                self.attempt(task)
        if self.failures:
            raise CommandError(f"{self.failures} could not be done")

    def attempt(self, task):
        """Run a task; its failure is reported and does not stop the others."""
        try:
            task()
        except CommandError as error:
            self.report_failure(f"{task.__name__}: {error}")
        except Exception:
            logger.exception("tick: %s", task.__name__)
            self.report_failure(f"{task.__name__}: see the lines above")

    def jobs(self):
        note_missing_files()
        note_meetings()
        for job in worker.do_all():
            line = f"{job.get_state_display()}: {job}"
            if job.state == Job.State.DONE:
                self.stdout.write(line)
            else:
                self.report_failure(f"{line}: {job.failure}")

    def letters(self):
        if not settings.SITE_URL:
            self.stdout.write("SITE_URL is not set: no e-mails are sent")
            return
        by_hand_only = not in_working_hours(clock.now())
        streams = {"stdout": self.stdout, "stderr": self.stderr}
        call_command("send_reminders", by_hand_only=by_hand_only, once_a_day=True, **streams)

    def bounces(self):
        try:
            read_bounces()
        except OSError as error:
            raise CommandError(str(error)) from error

    def pages(self):
        prerender_missing()

    def housekeeping(self):
        page_cache.forget_expired()
        SessionStore.clear_expired()
        forget_old_access_events()
        forget_old_drafts()
        delete_old_contacts()
        forget_unconfirmed()
        forget_old_letters()
        forget_old_details()
        Job.objects.filter(state=Job.State.DONE, done_at__lt=clock.now() - KEPT_FOR).delete()

    def list_jobs(self):
        for job in Job.objects.exclude(state=Job.State.DONE):
            self.stdout.write(f"{job.get_state_display()}: {job}, {job.attempts} tried {job.failure}".rstrip())

    def report_failure(self, line):
        self.failures += 1
        self.stderr.write(line)
