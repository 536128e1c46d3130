from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from partners.database import snapshot
from partners.maintenance import recorded
from partners.models import Departure, FileRemoval, MaintenanceRun, Meeting, Partnership, Rewriting
from partners.schema import unknown_migrations
from plans.verification.checks import faults_of, faults_of_site
from plans.verification.files import receipts_in
from plans.verification.fingerprints import pasts
from plans.verification.receipts import OF_MEETINGS, NotAReceipt, compare, make_receipt

WITHOUT = (
    "No receipt was given, so what was deleted at the end, or replaced as a whole, cannot be seen. Give the receipt "
    "that was mailed when an edition was published, or a backup: verify --receipt FILE"
)


def counted(receipt):
    """["3 editions", "1 withdrawal", …]"""
    for kind, number in receipt.counts().items():
        if kind != "revisions":
            yield f"{number} {kind}" if number == 1 or kind.endswith("s") else f"{number} {kind}s"


def named(name):
    """The name of a thing in a receipt and, where that has only a number, what it is of."""
    kind, _, key = name.rpartition(" ")
    if kind == "revisions":
        return f"{name} (history: who changed what, and when)"
    if kind not in OF_MEETINGS:
        return name
    meeting = Meeting.objects.filter(pk=key.partition("/")[0]).select_related("group").first()
    return f"{name} ({meeting or 'the meeting is missing too'})"


def numbered(faults):
    return "1 fault" if len(faults) == 1 else f"{len(faults)} faults"


class Command(BaseCommand):
    help = (
        "Checks that editions, withdrawals, packs, minutes, corrections and all history are as they were written and, "
        "held against receipts, that none is missing. Exit status 1 if something is wrong."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--receipt", action="append", default=[], metavar="FILE", type=Path,
            help="a receipt that was mailed or downloaded, or a backup, which has those of all partnerships",
        )  # fmt: skip
        parser.add_argument(
            "--make", nargs="?", const="", metavar="PARTNERSHIP",
            help="only print the receipts of all partnerships as they are now, or of one, by its word in addresses",
        )  # fmt: skip

    def handle(self, *, receipt, make, **options):
        if make is not None:
            self.make(make)
            return
        with recorded(MaintenanceRun.Kind.VERIFY):
            self.verify(receipt)

    def verify(self, paths):
        try:
            receipts = [each for path in paths for each in receipts_in(path)]
        except (NotAReceipt, OSError) as error:
            raise CommandError(f"This receipt cannot be read: {error}") from error
        with snapshot():
            faults = self.examine(receipts)
        if not receipts:
            self.stdout.write(WITHOUT)
        elif newer := unknown_migrations():
            self.stdout.write(
                f"The tables are those of a later release ({', '.join(newer)}). Hold receipts that it made against "
                "them with that release: this one does not know all that they name"
            )
        if faults:
            raise CommandError("\n".join([f"{numbered(faults)} found:", *faults]))

    def make(self, slug):
        partnerships = Partnership.objects.filter(**{"slug": slug} if slug else {}).order_by("pk")
        if slug and not partnerships:
            raise CommandError(f"There is no partnership {slug}")
        with snapshot():
            for partnership in partnerships:
                self.stdout.write(make_receipt(partnership).text)

    def examine(self, receipts):
        """Print what is there, and what became of the receipts. Returns the faults.

        The past of one partnership is in memory at a time.
        """
        faults, comparisons = faults_of_site(), {}
        for partnership, past in pasts():
            comparisons |= {id(each): compare(each, past) for each in receipts if each.partnership == partnership.pk}
            found = faults_of(partnership, past)
            said = ", ".join(counted(make_receipt(partnership, past)))
            outcome = numbered(found) if found else "unbroken"
            self.stdout.write(f"{partnership}: {said or 'nothing official yet'}: {outcome}")
            faults += found
        for each in Rewriting.objects.select_related("by"):
            rows = sum(each.rows.values())
            self.stdout.write(
                f"History was rewritten on {each.opened_at:%Y-%m-%d} by {each.by}: {each}, {rows} rows: {each.why}"
            )
        for each in FileRemoval.objects.select_related("by", "partnership"):
            day = f"{each.recorded_at:%Y-%m-%d}"
            self.stdout.write(f"A file was removed on {day} by {each.by}: {each.partnership}, {each}: {each.why}")
        for each in Departure.objects.all():
            day, archive = f"{each.opened_at:%Y-%m-%d}", f"{each.archive}, SHA-256 {each.sha256}"
            self.stdout.write(f"{each} left on {day}, asked by {each.asked_by}: {each.why}. Its archive: {archive}")
        for each in receipts:
            faults += self.compared(each, comparisons.get(id(each)) or compare(each))
        return faults

    def compared(self, receipt, comparison):
        if comparison.departure:
            self.stdout.write(f"Receipt of {receipt.slug}, {receipt.made_at}: not compared, as it left this site")
            return []
        states = comparison.states.items() if self.verbosity > 1 else comparison.faults.items()
        self.stdout.write(
            f"Receipt of {receipt.slug}, {receipt.made_at}: {len(comparison.states) - len(comparison.faults)} of "
            f"{len(comparison.states)} as they were"
        )
        for name, state in states:
            self.stdout.write(f"  {named(name)}: {state}")
        return [f"{receipt.slug}: {named(name)}: {state}" for name, state in comparison.faults.items()]

    def execute(self, *args, **options):
        self.verbosity = options["verbosity"]
        return super().execute(*args, **options)
