from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime, make_aware

from partners import clock
from partners.models import AccessEvent, Partnership, User


def day(word):
    return make_aware(datetime.strptime(word, "%Y-%m-%d"))


class Command(BaseCommand):
    help = "Prints sign-ins, refusals and downloads of everybody, the oldest first."

    def add_arguments(self, parser):
        parser.add_argument("--partnership", help="only what concerns it: the word with which its addresses begin")
        parser.add_argument("--email", help="only this person's")
        parser.add_argument("--since", type=day, help="from this day on, such as 2009-06-15; else of the last day")

    def handle(self, *, partnership, email, since, **options):
        found = AccessEvent.objects.select_related("user").order_by("pk")
        found = found.filter(at__gte=since or clock.now() - timedelta(days=1))
        if partnership:
            found = found.filter(partnerships=_one(Partnership, slug=partnership))
        if email:
            found = found.filter(user=_one(User, email__iexact=email))
        for event in found.iterator():
            who = event.user.email if event.user else "-"
            parts = (f"{localtime(event.at):%Y-%m-%d %H:%M:%S}", event.kind, event.outcome, who, event.network or "-")
            self.stdout.write("\t".join([*parts, event.browser or "-", event.about or "-"]))


def _one(model, **asked):
    try:
        return model.objects.get(**asked)
    except model.DoesNotExist as error:
        raise CommandError(f"There is no “{next(iter(asked.values()))}”") from error
