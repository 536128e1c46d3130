"""Success criteria and their measurements."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import Authority, PartnershipScoped, User
from plans.figures import one_series
from plans.models import Plan, continuing
from plans.rating import Word
from plans.soft_delete import ActiveManager, Retirable, retired_with_a_reason

from .priorities import Priority


class CriterionQuerySet(PartnershipScoped):
    def series_rows(self):
        """{id: row}, as `plans.figures.one_series` takes them."""
        return {row["id"]: row for row in self.values("id", "continues", "scale", "unit")}


def _known(name, **values):
    """Constraint: a field has one of its values, or "" while it is still to be agreed."""
    return models.CheckConstraint(condition=Q(**values), name=name)


class SuccessCriterion(Retirable):
    """A measure of success. Empty fields are still to be agreed: pages show them so and count them as gaps.

    Figures are in `unit`; a percentage is 41, not 0.41; yes is 1 and no is 0. A target of kind CHANGE is the percentage
    by which the baseline is to change, in the criterion's direction. The public sees counts under `hide_below` as
    "fewer than" that number.
    """

    class Kind(models.TextChoices):
        HEADLINE = "headline", _("Success criterion")
        ASSOCIATED = "associated", _("Associated success criterion")

    class Direction(models.TextChoices):
        UP = "up", _("Higher is better")
        DOWN = "down", _("Lower is better")

    class Scale(models.TextChoices):
        PERCENT = "percent", _("Percentage")
        COUNT = "count", _("Number")
        RATE = "rate", _("Rate, such as per 1,000 people")
        YES_NO = "yes_no", _("Yes or no")

    class TargetKind(models.TextChoices):
        VALUE = "value", _("A value to reach")
        CHANGE = "change", _("A change from the baseline, in per cent")

    class Frequency(models.TextChoices):
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter")
        YEAR = "year", _("Every financial year")
        TWO_YEARS = "two_years", _("Every two years")

    class Strength(models.TextChoices):
        DIRECT = "direct", _("Direct: it counts the crime or outcome itself")
        PROXY = "proxy", _("Proxy: it counts something near to it")
        SURVEY = "survey", _("Survey: people were asked")
        NONE = "none", _("None: nothing measures it")

    priority = models.ForeignKey(Priority, models.PROTECT, related_name="criteria")
    kind = models.CharField(max_length=20, choices=Kind)
    wording = models.TextField(db_comment="The criterion")
    position = models.PositiveSmallIntegerField()
    laa = models.BooleanField(
        _("Local Area Agreement target"), default=False, db_comment="Whether it is a Local Area Agreement target"
    )
    placeholder = models.BooleanField(default=False, help_text=_("It keeps a place for criteria still to be found."))
    measure = models.TextField(_("what is measured"), blank=True)
    scale = models.CharField(
        _("measured as"), max_length=20, choices=Scale, blank=True, db_comment="As what it is measured"
    )
    unit = models.CharField(max_length=40, blank=True, db_comment="What its figures count")
    direction = models.CharField(max_length=10, choices=Direction, blank=True, db_comment="Which way is better")
    baseline = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, db_comment="The figure from which it starts"
    )
    baseline_period = models.CharField(max_length=60, blank=True, db_comment="The period of that figure")
    target = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        db_comment="The figure that is to be reached, or by how many per cent it is to change",
    )
    target_kind = models.CharField(_("kind of target"), max_length=20, choices=TargetKind, default=TargetKind.VALUE)
    due_on = models.DateField(null=True, blank=True, db_comment="By when")
    source = models.CharField(max_length=200, blank=True, db_comment="Where its figures come from")
    reporter = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="criteria_reported",
        verbose_name=_("authority that reports it"),
        db_comment="The authority that reports it",
    )
    frequency = models.CharField(
        _("how often"), max_length=20, choices=Frequency, blank=True, db_comment="How often it is measured"
    )
    figures_words = models.TextField(
        _("figures, in the plan’s words"), blank=True, db_comment="Baseline and target in words, for members"
    )
    own_reference = models.CharField(
        _("the council’s own reference"),
        max_length=100,
        blank=True,
        db_comment="Its number in the council’s own papers",
    )
    private_note = models.TextField(blank=True, db_comment="What only members may read of it")
    strength = models.CharField(_("strength of evidence"), max_length=20, choices=Strength, blank=True)
    hide_below = models.PositiveSmallIntegerField(
        _("hide public figures below"),
        null=True,
        blank=True,
        db_comment="Numbers below it are shown to the public as “fewer than” it",
    )
    reward_grant = models.DecimalField(
        _("reward grant that depends on it, in pounds"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    override = models.CharField(
        _("rating by a person"),
        max_length=20,
        choices=Word,
        blank=True,
        db_comment="A rating that a person put in place of the rule’s",
    )
    override_reason = models.TextField(
        "why", blank=True, db_comment="Why a person put another rating in place of the rule’s"
    )
    override_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="overrides", db_comment="Who did that"
    )
    override_on = models.DateField(null=True, blank=True, db_comment="When that was done")
    continues = continuing()
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="took_in"
    )

    objects = ActiveManager.from_queryset(CriterionQuerySet)()
    all_objects = CriterionQuerySet.as_manager()
    history = History(page="criterion", belongs_to="priority", in_outline=True, restores=("wording",))
    search_fields = ("wording", "measure")
    export = Export(
        "criteria",
        "How one would know that a priority is met. What is empty is still to be agreed.",
        shown_as="wording",
    )

    class Meta:
        verbose_name = _("success criterion")
        verbose_name_plural = _("success criteria")
        ordering = ["-kind", "position"]
        constraints = [
            _known("criterion_kind_known", kind__in=["headline", "associated"]),
            _known("criterion_direction_known_or_to_be_agreed", direction__in=["", "up", "down"]),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True, target__isnull=True) | ~Q(unit=""),
                name="criterion_figures_have_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | ~Q(baseline_period=""), name="criterion_baseline_has_a_period"
            ),
            _known("criterion_scale_known_or_to_be_agreed", scale__in=["", "percent", "count", "rate", "yes_no"]),
            _known("criterion_target_kind_known", target_kind__in=["value", "change"]),
            _known(
                "criterion_frequency_known_or_to_be_agreed", frequency__in=["", "month", "quarter", "year", "two_years"]
            ),
            _known("criterion_strength_known_or_to_be_agreed", strength__in=["", "direct", "proxy", "survey", "none"]),
            models.CheckConstraint(
                condition=Q(override="", override_reason="", override_by__isnull=True, override_on__isnull=True)
                | Q(override__in=[word.value for word in Word], override_by__isnull=False, override_on__isnull=False)
                & ~Q(override_reason=""),
                name="criterion_override_has_a_reason_and_a_name",
            ),
            retired_with_a_reason("criterion"),
        ]

    def __str__(self):
        return self.wording

    @property
    def plan(self):
        return self.priority.plan

    @property
    def in_use(self):
        """The criterion that now takes this one's figures: the one of its chain whose plan is running.

        A criterion that nothing continues takes its own, even after its plan has closed, as figures come late.
        """
        after = getattr(self, "continued_as", None)
        if after and after.retired_at is None and after.plan.phase != Plan.Phase.COMING:
            return after.in_use
        return self.continues if self.continues_id and self.plan.phase == Plan.Phase.COMING else self

    @property
    def series(self):
        """Measurements of the criterion and of those it continues."""
        rows = SuccessCriterion.all_objects.in_partnership(self.plan.partnership_id).series_rows()
        return Measurement.objects.filter(criterion__in=one_series(self.pk, rows))


class Measurement(models.Model):
    """A criterion's value, in its unit, for the period from `starts_on` to `ends_on` inclusive."""

    criterion = models.ForeignKey(SuccessCriterion, models.PROTECT, related_name="measurements")
    starts_on = models.DateField(db_comment="The first day of the period")
    ends_on = models.DateField(db_comment="The last day of the period")
    value = models.DecimalField(max_digits=12, decimal_places=2, db_comment="The figure, in the criterion’s unit")
    source = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    provisional = models.BooleanField(default=False, db_comment="Whether it may still be corrected")
    recorded_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="measurements")

    objects = PartnershipScoped.as_manager()
    history = History(page="measurement", part_of="criterion", in_outline=True)
    export = Export("measurements", "Values of a criterion; a correction is a row of its own.")

    class Meta:
        ordering = ["ends_on", "recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="measurement_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(source=""), name="measurement_has_a_source"),
        ]

    def __str__(self):
        return f"{self.value} {self.criterion.unit}, {self.starts_on} to {self.ends_on}"
