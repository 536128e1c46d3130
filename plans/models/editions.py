"""Published editions of a plan."""

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from partners.export_options import Export, FileColumn
from partners.history import Revised
from partners.models import PartnershipScoped, User
from partners.official import Official

from ..outline.result import result_of
from ..serialization import short_fingerprint, thaw
from .plans import Plan, latest_to_begin_first


class EditionQuerySet(PartnershipScoped):
    def running_first(self):
        """Order by plan as `PlanQuerySet.running_first`, then newest first."""
        return self.order_by(latest_to_begin_first("plan__"), "plan__starts_on", "-number")

    def active(self):
        """Editions that are not withdrawn."""
        return self.filter(withdrawal=None)

    def current(self, plan):
        """The plan's newest edition that is not withdrawn, or None."""
        return self.active().filter(plan=plan).order_by("-number").first()


class Edition(Revised):
    """A published state of a plan: the public outline as JSON, immutable by database trigger.

    `payload` is the exact text of the edition's JSON file: an envelope of schema, partnership, plan, number,
    published_at, note, previous_sha256, whether it is a correction, the result in a sentence, and the rounds known then
    (see `plans.editions.ageing`) around the outline.
    `sha256` is the hash of that text, so the editions form a hash chain.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(db_comment="Its number: 1 is the first of its plan")
    published_at = models.DateTimeField(db_comment="When it was published")
    note = models.TextField(blank=True, db_comment="What was said when it was published")
    is_correction = models.BooleanField(
        default=False, db_comment="Whether it only corrects the edition before: nobody is written to about it"
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="editions")
    schema = models.PositiveSmallIntegerField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    previous_sha256 = models.CharField(
        max_length=64, blank=True, db_comment="SHA-256 of the edition before, which it follows"
    )

    objects = EditionQuerySet.as_manager()
    immutable = True
    official = Official("edition", ("plan__slug", "number"), "payload")
    export = Export(
        "editions",
        "The plan as it was published, each edition a file that never changes.",
        shown_as="number",
        # A withdrawn edition held something that must not be read; its row remains in the chain.
        file=FileColumn("payload", "editions/{}/{}.json", ("plan__slug", "number"), Q(withdrawal=None)),
        belongs_to=("plan",),
    )

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(number=1, previous_sha256="") | Q(number__gt=1) & ~Q(previous_sha256=""),
                name="edition_names_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(is_correction=False) | Q(number__gt=1), name="edition_corrects_the_one_before"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="edition_sha256_is_hex"),
        ]

    def __str__(self):
        return f"Edition {self.number} of {self.plan}"

    @cached_property
    def envelope(self):
        """What was frozen; editions that were published without a result have the rule's."""
        envelope = thaw(self.payload)
        return envelope | {"result": result_of(envelope)}

    @property
    def outline(self):
        return self.envelope["outline"]

    @property
    def result(self):
        """How the plan is going, in a sentence or two."""
        return self.envelope["result"]

    @property
    def earlier(self):
        """Earlier editions of the plan, newest first, including withdrawn ones."""
        return Edition.objects.filter(plan=self.plan, number__lt=self.number).order_by("-number")

    @property
    def before(self):
        """The previous edition that is not withdrawn, or None; for a plan's first, the last of the plan before."""
        before = self.earlier.active().defer("payload").first()
        if before is None and self.plan.continues_id:
            return Edition.objects.current(self.plan.continues)
        return before

    @property
    def fingerprint(self):
        """First sixteen digits of the SHA-256 in groups of four, for reading aloud."""
        return short_fingerprint(self.sha256)


class Withdrawal(Revised):
    """Withdrawal of an edition that published something it must not. The edition keeps its place in the chain."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(db_comment="When it was withdrawn")
    reason = models.TextField(db_comment="Why it was withdrawn")
    by = models.ForeignKey(User, models.PROTECT, related_name="withdrawals")
    immutable = True
    official = Official("withdrawal", ("edition__plan__slug", "edition__number"))
    export = Export("withdrawals", "Editions that were withdrawn after they were published.", belongs_to=("edition",))

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")]

    def __str__(self):
        return f"{self.edition} withdrawn: {self.reason}"
