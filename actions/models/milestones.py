"""Steps on an action's way, and the success criteria that it is meant to move."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import PartnershipScoped
from plans.models import continuing
from plans.soft_delete import ActiveManager, Retirable, retired_with_a_reason
from plans.status import is_overdue
from priorities.models import SuccessCriterion

from .actions import Action, PartQuerySet


class MilestoneQuerySet(PartnershipScoped):
    def in_partnership(self, partnership):
        return self.filter(action__in=Action.all_objects.in_partnership(partnership))

    def to_reach(self):
        """Those not reached yet."""
        return self.filter(done_on=None)

    def soonest_first(self):
        """Soonest due first; those whose date is to be agreed come last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")


class Milestone(Retirable):
    """A step on an action's way: late by itself once its date has passed, until it is reached."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    wording = models.TextField(_("milestone"), db_comment="What is to be reached")
    due_on = models.DateField(null=True, blank=True, db_comment="By when; empty while that is to be agreed")
    done_on = models.DateField(_("reached"), null=True, blank=True, db_comment="When it was reached")
    public = models.BooleanField(default=False, db_comment="Whether the public may read of it")
    continues = continuing()

    objects = ActiveManager.from_queryset(MilestoneQuerySet)()
    all_objects = MilestoneQuerySet.as_manager()
    history = History(page="milestone", part_of="action", in_outline=True)
    search_fields = ("wording",)
    export = Export("milestones", "Steps on the way of actions, by when they were due and when they were reached.")

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(wording=""), name="milestone_has_words"),
            retired_with_a_reason("milestone"),
        ]

    def __str__(self):
        return self.wording

    @property
    def is_late(self):
        return self.done_on is None and is_overdue(self.action.status, self.due_on, clock.today())


class ActionAim(models.Model):
    """A success criterion that an action is meant to move."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="aims")
    criterion = models.ForeignKey(
        SuccessCriterion,
        models.PROTECT,
        related_name="aimed_at_by",
        db_comment="The success criterion that the action is meant to move",
    )

    objects = PartQuerySet.as_manager()
    history = History(part_of="action", called="measure to move", belongs_to="criterion", in_outline=True)
    export = Export("measures_to_move", "Which success criteria an action is meant to move.")

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "criterion"], name="action_aim_once")]

    def __str__(self):
        return f"{self.action} is meant to move {self.criterion}"
