from time import perf_counter

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format

from partners.models import Partnership
from priorities.crime_data.loader import KNOWN, OLDER, REPLACED, load_all
from priorities.crime_data.parser import Malformed
from priorities.crime_data.sources import MEGABYTE, sources

# For one ZIP; three years of the whole country take less than half.
MOST_UNPACKED = 20_000 * MEGABYTE


class Command(BaseCommand):
    help = (
        "Counts street-level files of data.police.uk for a partnership: CSV files, folders of them or the ZIP as "
        "downloaded. Each file counts once, however often it is given. Stopped half-way, it is simply run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("partnership", help="the partnership's word in addresses, such as north-herts")
        parser.add_argument("path", nargs="+", help="a file, a folder or a ZIP")

    def handle(self, *, partnership, path, **options):
        try:
            partnership = Partnership.objects.get(slug=partnership)
        except Partnership.DoesNotExist as error:
            raise CommandError(f"There is no partnership “{partnership}”.") from error
        began, rows, files, rejected = perf_counter(), 0, 0, 0
        for name, outcome in load_all(partnership, sources(path, most_unpacked=MOST_UNPACKED), by=None):
            files += 1
            if isinstance(outcome, Malformed):
                rejected += 1
                self.stderr.write(f"Left out whole: {outcome}")
                continue
            rows += outcome.file.rows if outcome.is_new else 0
            self.stdout.write(f"{name}: {_outcome_line(outcome)}")
            self.stdout.flush()
        seconds = perf_counter() - began
        pace = f", {rows / seconds:,.0f} a second" if rows else ""
        self.stdout.write(f"{files} files in {seconds:.1f} s: {rows:,} rows counted{pace}.")
        if rejected:
            raise CommandError(f"{rejected} could not be loaded. The others are loaded.")
        if not files:
            raise CommandError("There is no street-level file in what was given.")


def _outcome_line(outcome):
    """Outcome of a file, as a line of output."""
    file = outcome.file
    if outcome.what == KNOWN:
        return "loaded already; nothing changed"
    if outcome.what == OLDER:
        return "an earlier release, since replaced by a later one; nothing changed"
    line = f"{file.rows:,} rows, {file.without_district:,} of them without a district"
    if outcome.what == REPLACED:
        line += f"; in place of the release loaded on {date_format(outcome.before.loaded_at)}"
    if outcome.unknown_types:
        line += f"; crime types not known before: {', '.join(outcome.unknown_types)}"
    return line
