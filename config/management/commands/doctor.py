from django.core.management.base import BaseCommand, CommandError

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

    def handle(self, *, mail_to, **options):
        wrong = 0
        for finding in examine():
            self.report(finding)
            wrong += finding.level == Level.WRONG
        if mail_to:
            finding = self.send(mail_to)
            self.report(finding)
            wrong += finding.level == Level.WRONG
        if wrong:
            raise CommandError("1 check failed" if wrong == 1 else f"{wrong} checks failed")

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
