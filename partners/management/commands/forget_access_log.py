from django.core.management.base import BaseCommand

from partners.security.access_log import forget_old_access_events


class Command(BaseCommand):
    help = "Deletes sign-ins, refusals and downloads that are older than ACCESS_LOG_DAYS."

    def handle(self, **options):
        self.stdout.write(f"{forget_old_access_events():,} events deleted")
