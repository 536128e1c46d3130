from django.conf import settings
from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError

from actions.meetings.sending import send_scheduled, send_unfinished
from actions.models.outbox import Posted
from actions.notifications.sending import notify
from actions.questions.emails import send_emails
from actions.rounds.emails import letters
from actions.rounds.reminders import due, occasion_of, remind
from actions.rounds.rounds import keep_rounds_coming, running_round
from actions.rounds.wording import RoundWordings
from partners import clock, read_only
from partners.models import Partnership
from partners.site_address import site_address
from plans.models import Plan

DAY = 24 * 60 * 60


class Command(BaseCommand):
    help = (
        "Sends the reminders, notifications, packs and minutes that are due. Each is sent once at most, however often "
        "this is run and whatever happens in between."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="list what would be sent, and send nothing")
        parser.add_argument(
            "--by-hand-only", action="store_true", help="only what was sent by hand and is still unsent"
        )

        parser.add_argument(
            "--once-a-day", action="store_true", help="report what cannot be sent once a day, not each time"
        )

    def handle(self, *, dry_run, by_hand_only, once_a_day, **options):
        if not settings.SITE_URL:
            raise CommandError(
                "SITE_URL is not set, so the links in the e-mails would lead nowhere. "
                "Set it to the site's own address, such as https://plan.example.org"
            )
        if read_only.current() and not dry_run:
            raise CommandError("The site is in read-only mode: nothing is sent (manage.py read_only off ends it)")
        self.failures = 0
        for a_round in self.running_rounds(dry_run):
            if dry_run:
                self.rehearse(a_round)
            else:
                for reminder in remind(a_round, site=site_address(), by_hand_only=by_hand_only):
                    self.report(reminder)
            if not by_hand_only:
                self.report_unassigned(a_round, once_a_day)
        if not dry_run:
            for partnership in Partnership.objects.with_plans():
                for letter in notify(partnership, site=site_address(), by_hand_only=by_hand_only):
                    if letter.state != Posted.State.NOTHING:
                        self.report(letter)
            if not by_hand_only:
                self.send_packs(once_a_day)
            for letter in send_unfinished(site=site_address()):
                self.report(letter)
            for letter in send_emails(site=site_address()):
                self.report_to_asker(letter)
        if self.failures:
            raise CommandError(f"{self.failures} could not be done")

    def running_rounds(self, dry_run):
        """Yield the running round of each partnership. Except in a dry run, create the next round where missing."""
        for partnership in Partnership.objects.with_plans():
            if not dry_run:
                keep_rounds_coming(Plan.objects.running(partnership))
            if a_round := running_round(partnership):
                yield a_round

    def rehearse(self, a_round):
        occasion = occasion_of(a_round, clock.today())
        wordings = RoundWordings(a_round)
        for letter in due(a_round, occasion) if occasion else ():
            self.stdout.write(f"Would be sent: {letter.name} <{letter.address}>: {wordings.subject(letter)}")

    def report(self, reminder):
        line = f"{reminder.outcome}: {reminder.name} <{reminder.address}>: {reminder.subject}"
        if reminder.state in Posted.ENDED_WELL:
            self.stdout.write(line)
        else:
            self.report_failure(f"{line}: {reminder.failure}")

    def report_to_asker(self, letter):
        """Of who asked a question the log says nothing."""
        line = f"{letter.outcome}: {letter.get_kind_display()} of question {letter.question}"
        if letter.state in Posted.ENDED_WELL:
            self.stdout.write(line)
        else:
            self.report_failure(line)

    def report_unassigned(self, a_round, once_a_day):
        if occasion_of(a_round, clock.today()):
            for action in letters(a_round)[1]:
                if not once_a_day or cache.add(f"stranded-{clock.today()}-{action.pk}", True, timeout=DAY):
                    self.report_failure(f"Nobody can be e-mailed about: {action.wording} ({a_round.plan})")

    def send_packs(self, once_a_day):
        for meeting, why_not in send_scheduled():
            if not once_a_day or cache.add(f"pack-{clock.today()}-{meeting.pk}", True, timeout=DAY):
                self.report_failure(f"The pack cannot be sent: {meeting}: {why_not}")

    def report_failure(self, line):
        self.failures += 1
        self.stderr.write(line)
