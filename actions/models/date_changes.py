from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import Authority, PartnershipScoped, User

from .actions import Action, plan_is_closed
from .updates import Update


class DateMoveQuerySet(PartnershipScoped):
    def waiting(self):
        """Requests to be decided; those for a retired action or in a closed plan need no decision."""
        return self.filter(outcome="", action__retired_at=None).exclude(plan_is_closed("action__"))

    def settled(self):
        return self.exclude(outcome="")

    def for_list(self):
        return self.select_related("action", "authority", "asked_by", "decided_by")


class DateMove(models.Model):
    """An authority's request for another due date of an action it leads, and its outcome.

    `from_on` is the due date when the request was made, empty if none was agreed. `update` is the update that the
    request came with.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        AT_ONCE = "at_once", _("Moved at once")

    action = models.ForeignKey(Action, models.CASCADE, related_name="date_moves")
    update = models.ForeignKey(
        Update,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="date_moves",
        db_comment="The report that it came with",
    )
    from_on = models.DateField(_("due date"), null=True, blank=True, db_comment="The due date that it had then")
    to_on = models.DateField(_("date asked for"), db_comment="The date that was asked for")
    reason = models.TextField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="date_moves_asked", db_comment="Who asked")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="date_moves")
    asked_at = models.DateTimeField(default=clock.now, db_comment="When that was")
    outcome = models.CharField(
        max_length=10, choices=Outcome, blank=True, db_comment="Outcome; empty until it is decided"
    )
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="date_moves_decided", db_comment="Who decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True, db_comment="When that was")
    why = models.TextField(_("words of the decision"), blank=True, db_comment="What was said to the decision")

    objects = DateMoveQuerySet.as_manager()
    history = History(
        part_of="action",
        called="request for another due date",
        belongs_to="authority",
        named_by="reason",
        hides={"update_id", "asked_by_id", "asked_at", "decided_by_id", "decided_at"},
    )
    export = Export("date_moves", "Requests for another due date, and what became of them.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="date_move_has_a_reason"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | ~Q(from_on=models.F("to_on")), name="date_move_goes_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True, decided_at__isnull=True, why="")
                | Q(
                    outcome__in=["approved", "declined", "withdrawn", "at_once"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="date_move_waits_or_was_settled_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(outcome="declined", why=""), name="date_move_declined_says_why"),
            models.UniqueConstraint(fields=["action"], condition=Q(outcome=""), name="date_move_one_waits"),
        ]

    def __str__(self):
        return f"{self.to_on:%-d %B %Y} for {self.action}"
