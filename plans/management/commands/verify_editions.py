from django.core.management.base import BaseCommand, CommandError

from plans.models import Plan
from plans.publishing import broken_links


class Command(BaseCommand):
    help = "Walks the chain of every plan's editions and names the first broken link."

    def handle(self, **options):
        for plan in Plan.objects.select_related("partnership").order_by("pk"):
            for edition, what in broken_links(plan):
                raise CommandError(f"{edition}: {what}")
            self.stdout.write(f"{plan}: {plan.editions.count()} editions, unbroken")
