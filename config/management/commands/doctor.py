from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import fault_reports
from config.operations.doctor import examine
from config.operations.findings import Finding, Level
from partners.mail import Email


class Command(BaseCommand):
    help = (
        "Looks at settings, database, storage, mail, clocks, timers, backups and disk, and says what to do. Exit "
        "status 1 if something is wrong."
    )
    # They are among the findings.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--mail-to", metavar="ADDRESS", help="send an e-mail to this address")
        parser.add_argument("--report-fault", action="store_true", help="send a trial report to SENTRY_DSN")

    def handle(self, *, mail_to, report_fault, **options):
        wrong = 0
        for finding in self.findings(mail_to, report_fault):
            self.report(finding)
            wrong += finding.level == Level.WRONG
        if wrong:
            raise CommandError("1 check failed" if wrong == 1 else f"{wrong} checks failed")

    def findings(self, mail_to, report_fault):
        yield from examine()
        if mail_to:
            yield self.send(mail_to)
        if report_fault:
            yield self.trial_report()

    def report(self, finding):
        self.stdout.write(f"{finding.level:8}{finding.subject}: {finding.text}")
        if finding.advice:
            self.stdout.write(f"        {finding.advice}")

    def send(self, address):
        try:
            Email("operations/trial_email", {}, subject="Living Plan can send e-mail", address=address).send()
        except OSError as error:  # smtplib's errors too
            return Finding("e-mail", Level.WRONG, f"Not sent: {error}", "See EMAIL_URL and DEFAULT_FROM_EMAIL")
        return Finding("e-mail", Level.OK, f"The mail server took an e-mail to {address}")

    def trial_report(self):
        if not settings.SENTRY_DSN:
            return Finding("fault reports", Level.WRONG, "SENTRY_DSN is not set", "Set it to send a trial report")
        fault_reports.send_trial()
        return Finding("fault reports", Level.OK, "A trial report was sent: look for it on that server")
