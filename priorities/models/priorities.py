"""Priorities of a plan."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.export_options import Export
from partners.history import History
from partners.models import PartnershipScoped
from plans.models import Plan, continuing
from plans.soft_delete import ActiveManager, Retirable, retired_with_a_reason


class Priority(Retirable):
    """A key priority, with its position in the plan, the strategic assessment and the consultation.

    Until someone arranges them, all have position 0 and sort in the assessment's order.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="priorities")
    key = models.SlugField()
    name = models.CharField(max_length=300, help_text=_("As the strategic assessment words it."))
    consultation_name = models.CharField(max_length=300, blank=True, help_text=_("As the consultation worded it."))
    heading = models.CharField(max_length=500, blank=True, help_text=_("As the action plan is headed."))
    position = models.PositiveSmallIntegerField(default=0)
    assessment_order = models.PositiveSmallIntegerField(
        null=True, blank=True, db_comment="Its place in the strategic assessment"
    )
    consultation_order = models.PositiveSmallIntegerField(
        null=True, blank=True, db_comment="Its place in the consultation"
    )
    continues = continuing()

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="took_in"
    )

    objects = ActiveManager.from_queryset(PartnershipScoped)()
    all_objects = PartnershipScoped.as_manager()
    history = History(
        page="priority", belongs_to="plan", in_outline=True, restores=("name", "consultation_name", "heading")
    )
    search_fields = ("name", "heading", "consultation_name")
    export = Export("priorities", "What a plan puts first.", shown_as="name")

    class Meta:
        verbose_name_plural = "priorities"
        ordering = ["position", F("assessment_order").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="priority_key_once"),
            models.UniqueConstraint(
                fields=["plan", "assessment_order"],
                condition=Q(retired_at__isnull=True),
                name="priority_assessment_order_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "consultation_order"],
                condition=Q(retired_at__isnull=True),
                name="priority_consultation_order_once",
            ),
            retired_with_a_reason("priority"),
        ]

    def __str__(self):
        return self.name
