from django.db import models
from django.db.models import F, Q

from partners.history import History
from partners.models import Partnership


class PlanQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def current(self, partnership):
        """The partnership's newest plan. Raises Plan.DoesNotExist if it has none yet."""
        return self.in_partnership(partnership).latest("starts_on")


class Plan(models.Model):
    """A three-year plan: the words that stand around its priorities."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="plans")
    slug = models.SlugField()
    title = models.CharField(max_length=200)
    subtitle = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=100, help_text="As printed: March 2008 to March 2011")
    starts_on = models.DateField()
    ends_on = models.DateField()
    last_updated_on = models.DateField(null=True, blank=True, help_text="As the plan itself says.")
    strapline = models.CharField(max_length=200, blank=True)
    vision = models.TextField(blank=True)
    mission = models.TextField(blank=True)
    objective_served = models.TextField(blank=True, help_text="The strategic objective that the plan aligns with.")
    measurement_note = models.TextField(blank=True)

    objects = PlanQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="plan_slug_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"),
        ]

    def __str__(self):
        return f"{self.partnership.area} {self.title}"


class OfPlan(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(plan__partnership=partnership)


class Section(models.Model):
    """A section of the plan's prose, in Markdown: before and after the list that stands in its middle, if one does."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sections")
    key = models.SlugField()
    heading = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    body_after = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    objects = OfPlan.as_manager()
    history = History()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="section_key_once")]

    def __str__(self):
        return self.heading or self.key


class StrategicObjective(models.Model):
    """One of the Local Strategic Partnership's objectives; a plan serves one of them."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    name = models.CharField(max_length=100)
    served = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    objects = OfPlan.as_manager()
    history = History()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="objective_name_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(served=True), name="plan_serves_one_objective"),
        ]

    def __str__(self):
        return self.name
