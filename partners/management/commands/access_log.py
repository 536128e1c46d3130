from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime, make_aware

from partners import clock
from partners.models import AccessEvent, Partnership, User


def day(text):
    return make_aware(datetime.strptime(text, "%Y-%m-%d"))


class Command(BaseCommand):
    help = "Prints all sign-ins, refusals and downloads, oldest first."

    def add_arguments(self, parser):
        parser.add_argument("--partnership", help="only this partnership: its short name in web addresses")
        parser.add_argument("--email", help="only this person's")
        parser.add_argument("--since", type=day, help="from this day on, such as 2009-06-15; else of the last day")

    def handle(self, *, partnership, email, since, **options):
        events = AccessEvent.objects.select_related("user").order_by("pk")
        events = events.filter(at__gte=since or clock.now() - timedelta(days=1))
        if partnership:
            events = events.filter(partnerships=_get(Partnership, slug=partnership))
        if email:
            events = events.filter(user=_get(User, email__iexact=email))
        for event in events.iterator():
            account = event.user.email if event.user else "-"
            parts = (
                f"{localtime(event.at):%Y-%m-%d %H:%M:%S}",
                event.kind,
                event.outcome,
                account,
                event.network or "-",
            )
            self.stdout.write("\t".join([*parts, event.browser or "-", event.about or "-"]))


def _get(model, **lookup):
    try:
        return model.objects.get(**lookup)
    except model.DoesNotExist as error:
        raise CommandError(f"There is no “{next(iter(lookup.values()))}”") from error
