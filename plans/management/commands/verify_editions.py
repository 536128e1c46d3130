from django.core.management.base import BaseCommand, CommandError

from plans.editions.chain import broken_links
from plans.exports.formats import damaged_files
from plans.models import Plan


class Command(BaseCommand):
    help = "Walks the chain of every plan's editions, and their files, and names the first that is not as it was made."

    def handle(self, **options):
        for plan in Plan.objects.select_related("partnership").order_by("pk"):
            for edition, what in broken_links(plan):
                raise CommandError(f"{edition}: {what}")
            for file in damaged_files(plan):
                raise CommandError(f"{file}: its bytes are not those that were made")
            self.stdout.write(f"{plan}: {plan.editions.count()} editions, unbroken")
