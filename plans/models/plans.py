from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.functional import cached_property

from partners import clock
from partners.export_options import Export, FileColumn
from partners.history import History
from partners.models import Partnership, User

from ..serialization import short_fingerprint, thaw
from ..soft_delete import ActiveManager, Retirable, retired_with_a_reason
from ..status import answer_wanted_since

# Allowed after the plan's end, for a last round about its last quarter.
AFTER_THE_END = timedelta(days=92)


def continuing():
    """Foreign key to the predecessor in the plan before; each object has at most one successor."""
    return models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="continued_as",
        verbose_name="what it continues",
    )  # fmt: skip


def begun(path=""):
    """Ordering of plans, reached by `path`: the latest to have begun first, plans still to begin last."""
    day = f"{path}starts_on"
    return Case(When(**{f"{day}__lte": clock.today()}, then=F(day))).desc(nulls_last=True)


class PlanQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def running_first(self):
        """Order: the latest plan to have begun first; plans still to begin last, the soonest first."""
        return self.order_by(begun(), "starts_on")

    def running(self, partnership):
        """The partnership's running plan (see docs/decisions/0029), or None if it has no plan yet."""
        return self.in_partnership(partnership).running_first().first()

    def current(self, partnership):
        """The running plan. Raises Plan.DoesNotExist if the partnership has no plan yet."""
        return self.in_partnership(partnership).running_first()[:1].get()

    def closed(self):
        """Plans whose successor has begun."""
        return self.filter(continued_as__starts_on__lte=clock.today())


class Plan(models.Model):
    """A three-year plan: its title, dates and the text around its priorities.

    It closes by itself on the day its successor begins.
    """

    class Phase(models.TextChoices):
        COMING = "coming", "To come"
        RUNNING = "running", "Running"
        CLOSED = "closed", "Closed"

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="plans")
    slug = models.SlugField(db_comment="The word that it has in addresses")
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100, help_text="As printed: March 2008 to March 2011")
    starts_on = models.DateField(db_comment="Its first day")
    ends_on = models.DateField(db_comment="Its last day")
    last_updated_on = models.DateField(
        null=True,
        blank=True,
        help_text="As the plan itself says.",
        db_comment="When it was last updated, as the plan itself says",
    )
    strapline = models.CharField(max_length=200, blank=True)
    vision = models.TextField(blank=True)
    mission = models.TextField(blank=True)
    objective_served = models.TextField(blank=True, help_text="The strategic objective that the plan aligns with.")
    measurement_note = models.TextField(blank=True, db_comment="What the plan says about its measurements")
    continues = continuing()

    objects = PlanQuerySet.as_manager()
    history = History(
        page="plan",
        belongs_to="partnership",
        in_outline=True,
        restores=("title", "subtitle", "strapline", "vision", "mission", "objective_served", "measurement_note"),
    )
    export = Export(
        "plans",
        "The three-year plans: the words that stand around their priorities.",
        shown_as="title",
        file=FileColumn("", "plans/{}.json", ("slug",)),
        describes={"continues_id": "The plan before, which it continues"},
    )

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="plan_slug_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"),
        ]

    def __str__(self):
        return f"{self.partnership.area} {self.title}"

    @property
    def successor(self):
        """The next plan, which continues this one, or None."""
        return getattr(self, "continued_as", None)

    @property
    def phase(self):
        today = clock.today()
        if self.successor and self.successor.starts_on <= today:
            return self.Phase.CLOSED
        return self.Phase.COMING if self.continues_id and self.starts_on > today else self.Phase.RUNNING

    @property
    def last_word_on(self):
        """Last day for updates to its actions: how they ended is known only after it has closed."""
        closed_on = self.successor.starts_on if self.successor else self.ends_on
        return closed_on + AFTER_THE_END

    @property
    def is_reporting_open(self):
        """Whether its actions accept updates today."""
        return self.phase != self.Phase.COMING and not (self.successor and clock.today() > self.last_word_on)


class OfPlan(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(plan__partnership=partnership)


class Section(Retirable):
    """Section of the plan's prose in Markdown: `body` before and `body_after` after the list inside it, if any."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sections")
    key = models.SlugField()
    heading = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True, db_comment="Its text, in Markdown")
    body_after = models.TextField(
        blank=True, db_comment="Its text after the list that stands in its middle, in Markdown"
    )
    position = models.PositiveSmallIntegerField()
    continues = continuing()

    objects = ActiveManager.from_queryset(OfPlan)()
    all_objects = OfPlan.as_manager()
    history = History(page="section", belongs_to="plan", in_outline=True, restores=("heading", "body", "body_after"))
    search_fields = ("heading", "body", "body_after")
    export = Export("sections", "A plan’s prose, in Markdown.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="section_key_once"),
            retired_with_a_reason("section"),
        ]

    def __str__(self):
        return self.heading or self.key


class StrategicObjective(models.Model):
    """An objective of the Local Strategic Partnership; a plan serves one of them."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    name = models.CharField(max_length=100)
    served = models.BooleanField(default=False, db_comment="Whether the plan serves this one")
    position = models.PositiveSmallIntegerField()

    objects = OfPlan.as_manager()
    history = History(page="objective", belongs_to="plan", in_outline=True, restores=("name",))
    export = Export("objectives", "The strategic objectives that a plan names.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="objective_name_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(served=True), name="plan_serves_one_objective"),
        ]

    def __str__(self):
        return self.name


class RoundQuerySet(OfPlan):
    def answers_wanted_since(self, plans, today):
        """{plan id: date since which its open actions need an update}. See plans.status."""
        rounds = {plan: [] for plan in plans}
        for each in self.filter(plan__in=plans):
            rounds[each.plan_id].append((each.opens_on, each.grace_ends_on))
        return {plan: answer_wanted_since(dates, today) for plan, dates in rounds.items()}


def usual_reminders():
    return [-7, 0, 7]


class Round(models.Model):
    """A reporting round, in which every authority reports on its actions.

    Actions without an update by the end of the period of grace become "not updated". `remind_on` lists the reminder
    days as offsets from the due date.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds")
    opens_on = models.DateField("opens on", db_comment="The day on which it opens")
    due_on = models.DateField("answers due on", db_comment="The day on which answers are due")
    grace_days = models.PositiveSmallIntegerField(
        "days of grace", default=14, db_comment="How many days after that an answer still counts"
    )
    remind_on = models.JSONField(
        "reminders",
        default=usual_reminders,
        blank=True,
        db_comment="When people are reminded: days from the day on which answers are due",
    )

    objects = RoundQuerySet.as_manager()
    history = History(page="round", belongs_to="plan", in_outline=True)
    export = Export("rounds", "Reporting rounds: from when to when updates were asked for.")

    class Meta:
        ordering = ["opens_on"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "opens_on"], name="round_opens_once"),
            models.CheckConstraint(condition=Q(due_on__gt=F("opens_on")), name="round_is_due_after_it_opens"),
            models.CheckConstraint(condition=Q(grace_days__lte=60), name="round_has_two_months_of_grace_at_most"),
        ]

    def __str__(self):
        return f"Round of {self.due_on:%-d %B %Y}"

    @property
    def grace_ends_on(self):
        """The last day of grace."""
        return self.due_on + timedelta(days=self.grace_days)


class EditionQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(plan__partnership=partnership)

    def running_first(self):
        """Order by plan as `PlanQuerySet.running_first`, then newest first."""
        return self.order_by(begun("plan__"), "plan__starts_on", "-number")

    def active(self):
        """Editions that are not withdrawn."""
        return self.filter(withdrawal=None)

    def current(self, plan):
        """The plan's newest edition that is not withdrawn, or None."""
        return self.active().filter(plan=plan).order_by("-number").first()


class Edition(models.Model):
    """A published state of a plan: the public outline as JSON, immutable by database trigger.

    `payload` is the exact text of the edition's JSON file: an envelope of schema, partnership, plan, number,
    published_at, note and previous_sha256 around the outline. `sha256` is the hash of that text, so the editions form
    a hash chain.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(db_comment="Its number: 1 is the first of its plan")
    published_at = models.DateTimeField(db_comment="When it was published")
    note = models.TextField(blank=True, db_comment="What was said when it was published")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="editions")
    schema = models.PositiveSmallIntegerField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    previous_sha256 = models.CharField(
        max_length=64, blank=True, db_comment="SHA-256 of the edition before, which it follows"
    )

    objects = EditionQuerySet.as_manager()
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
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="edition_sha256_is_hex"),
        ]

    def __str__(self):
        return f"Edition {self.number} of {self.plan}"

    @cached_property
    def envelope(self):
        return thaw(self.payload)

    @property
    def outline(self):
        return self.envelope["outline"]

    @property
    def earlier(self):
        """Earlier editions of the plan, newest first, including withdrawn ones."""
        return Edition.objects.filter(plan=self.plan, number__lt=self.number).order_by("-number")

    @property
    def before(self):
        """The previous edition that is not withdrawn, or None; for a plan's first, the last of the plan before."""
        before = self.earlier.active().first()
        if before is None and self.plan.continues_id:
            return Edition.objects.current(self.plan.continues)
        return before

    @property
    def fingerprint(self):
        """First sixteen digits of the SHA-256 in groups of four, for reading aloud."""
        return short_fingerprint(self.sha256)


class Withdrawal(models.Model):
    """Withdrawal of an edition that published something it must not. The edition keeps its place in the chain."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="withdrawal")
    at = models.DateTimeField(db_comment="When it was withdrawn")
    reason = models.TextField(db_comment="Why it was withdrawn")
    by = models.ForeignKey(User, models.PROTECT, related_name="withdrawals")
    export = Export("withdrawals", "Editions that were withdrawn after they were published.", belongs_to=("edition",))

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason")]

    def __str__(self):
        return f"{self.edition} withdrawn: {self.reason}"
