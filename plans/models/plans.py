"""Plans, and the sections and objectives around their priorities."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export, FileColumn
from partners.history import History
from partners.models import Partnership, PartnershipScoped

from ..plan_titles import title_with_area
from ..soft_delete import ActiveManager, Retirable, retired_with_a_reason

# Allowed after the plan's end, for a last round about its last quarter.
AFTER_THE_END = timedelta(days=92)


def continuing():
    """Foreign key to the predecessor in the plan before; each object has at most one successor."""
    return models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="continued_as",
        verbose_name=_("what it continues"),
    )  # fmt: skip


def latest_to_begin_first(path=""):
    """Ordering of plans, reached by `path`: the latest to have begun first, plans still to begin last."""
    day = f"{path}starts_on"
    return Case(When(**{f"{day}__lte": clock.today()}, then=F(day))).desc(nulls_last=True)


class PlanQuerySet(PartnershipScoped):
    def running_first(self):
        """Order: the latest plan to have begun first; plans still to begin last, the soonest first."""
        return self.order_by(latest_to_begin_first(), "starts_on")

    def running(self, partnership):
        """The partnership's running plan (see docs/decisions/0029), or None if it has no plan yet."""
        return self.in_partnership(partnership).running_first().first()

    def closed(self):
        """Plans whose successor has begun."""
        return self.filter(continued_as__starts_on__lte=clock.today())


class Plan(models.Model):
    """A three-year plan: its title, dates and the text around its priorities.

    It closes by itself on the day its successor begins.
    """

    class Phase(models.TextChoices):
        COMING = "coming", _("To come")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="plans")
    slug = models.SlugField(db_comment="Short name in web addresses")
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100, help_text=_("As printed: March 2008 to March 2011"))
    starts_on = models.DateField(db_comment="Its first day")
    ends_on = models.DateField(db_comment="Its last day")
    last_updated_on = models.DateField(
        null=True,
        blank=True,
        help_text=_("As the plan itself says."),
        db_comment="When it was last updated, as the plan itself says",
    )
    strapline = models.CharField(max_length=200, blank=True)
    vision = models.TextField(blank=True)
    mission = models.TextField(blank=True)
    objective_served = models.TextField(blank=True, help_text=_("The strategic objective that the plan aligns with."))
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
        return title_with_area(self.partnership.area, self.title)

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


class Section(Retirable):
    """Section of the plan's prose in Markdown: `body` before and `body_after` after the list inside it, if any."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sections")
    key = models.SlugField()
    heading = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True, db_comment="Its text, in Markdown")
    body_after = models.TextField(blank=True, db_comment="Text after the list in the middle, in Markdown")
    position = models.PositiveSmallIntegerField()
    continues = continuing()

    objects = ActiveManager.from_queryset(PartnershipScoped)()
    all_objects = PartnershipScoped.as_manager()
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

    objects = PartnershipScoped.as_manager()
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
