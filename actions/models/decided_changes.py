"""Changes of the plan that decisions of meetings carry, until the coordinator puts them into the plan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import Authority, PartnershipScoped, User
from priorities.models import Priority

from .actions import Action, Hallmark
from .append_only import AppendOnlyError
from .meetings import Record


class DecidedChangeQuerySet(PartnershipScoped):
    def pending(self):
        """Changes that are neither in the plan nor dropped, the oldest decision first."""
        return self.filter(outcome="").order_by("decided_on", "record")

    def standing(self):
        """Changes that were not dropped."""
        return self.exclude(outcome=DecidedChange.Outcome.DROPPED)

    def for_list(self):
        return self.select_related(
            "record__meeting__group__partnership", "action__lead", "action__merged_into",
            "action__priority__plan__continued_as", "action__hallmark__plan__continued_as",
            "priority__plan__continued_as", "hallmark__plan__continued_as", "lead", "was_lead", "settled_by",
        )  # fmt: skip


class DecidedChange(models.Model):
    """What a decision changes in the plan: pending until the coordinator puts it into the plan, or drops it.

    It gives an action another wording, lead or due date, each empty if it stays (`was_…` are those of the day of the
    decision), removes an action, or adds one to a priority or hallmark. `action` is the one changed or removed; of one
    that is added, the one made once it is in the plan. Only settling it changes it.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("Change of an action")
        REMOVE = "remove", _("Removal of an action")
        ADD = "add", _("New action")

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("Put into the plan")
        DROPPED = "dropped", _("Not put into the plan")

    SETTLING = frozenset({"action", "outcome", "settled_by", "settled_at", "why"})

    record = models.OneToOneField(Record, models.PROTECT, related_name="change", verbose_name=_("recorded as"))
    kind = models.CharField(_("in the plan"), max_length=10, choices=Kind)
    decided_on = models.DateField(db_comment="The day of the meeting that decided it")
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_changes",
        db_comment="The action that it changes or removes; of one that is added, the one made once it is in the plan",
    )
    priority = models.ForeignKey(
        Priority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_changes",
        db_comment="The priority to which it adds an action",
    )
    hallmark = models.ForeignKey(
        Hallmark,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_changes",
        db_comment="The hallmark to which it adds an action",
    )
    wording = models.TextField(blank=True, db_comment="The new wording; empty if it stays")
    lead = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_changes",
        db_comment="The new lead; empty if it stays",
    )
    due_on = models.DateField(_("due date"), null=True, blank=True, db_comment="The new due date; empty if it stays")
    due_words = models.TextField(_("when, in the plan’s words"), blank=True, db_comment="The new due date, in words")
    private = models.BooleanField(
        _("for members only"), default=False, db_comment="Whether the action that it adds is only for members"
    )
    was_wording = models.TextField(blank=True, db_comment="The wording on the day of the decision")
    was_lead = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="+",
        db_comment="The lead on the day of the decision",
    )  # fmt: skip
    was_due_on = models.DateField(null=True, blank=True, db_comment="The due date on the day of the decision")
    outcome = models.CharField(
        _("what became of it"),
        max_length=10,
        choices=Outcome,
        blank=True,
        db_comment="What became of it; empty while it is pending",
    )
    settled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_changes_settled",
        db_comment="Who put it into the plan, or dropped it",
    )
    settled_at = models.DateTimeField(null=True, blank=True, db_comment="When that was")
    why = models.TextField(_("why not"), blank=True, db_comment="Why it was not put into the plan")

    objects = DecidedChangeQuerySet.as_manager()
    history = History(
        part_of="action",
        belongs_to="record",
        called="decided change",
        named_by="wording",
        in_outline=True,
        hides={"was_wording", "was_lead_id", "was_due_on", "decided_on", "settled_by_id", "settled_at"},
    )
    export = Export(
        "decided_changes",
        "What decisions of meetings change in the plan, and whether that is in the plan yet.",
    )

    class Meta:
        verbose_name = _("decided change")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="change", action__isnull=False, priority__isnull=True, hallmark__isnull=True)
                & (~Q(wording="") | Q(lead__isnull=False) | Q(due_on__isnull=False))
                | Q(
                    kind="remove",
                    action__isnull=False,
                    priority__isnull=True,
                    hallmark__isnull=True,
                    wording="",
                    lead__isnull=True,
                    due_on__isnull=True,
                )
                | Q(kind="add", priority__isnull=False, hallmark__isnull=True) & ~Q(wording="")
                | Q(kind="add", priority__isnull=True, hallmark__isnull=False) & ~Q(wording=""),
                name="decided_change_is_of_its_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="add")
                | Q(outcome="applied", action__isnull=False)
                | ~Q(outcome="applied") & Q(action__isnull=True),
                name="decided_change_has_made_its_action_once_applied",
            ),
            models.CheckConstraint(condition=Q(due_words="") | Q(due_on__isnull=False), name="decided_change_is_dated"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_by__isnull=True, settled_at__isnull=True, why="")
                | Q(outcome="applied", settled_by__isnull=False, settled_at__isnull=False, why="")
                | Q(outcome="dropped", settled_by__isnull=False, settled_at__isnull=False) & ~Q(why=""),
                name="decided_change_waits_or_was_settled_by_somebody",
            ),
        ]

    def __str__(self):
        if self.kind == self.Kind.ADD:
            return gettext("Add: %(action)s") % {"action": self.wording}
        said = gettext("Remove: %(action)s") if self.kind == self.Kind.REMOVE else gettext("Change: %(action)s")
        return said % {"action": self.action}

    def save(self, *args, **kwargs):
        if not self._state.adding and set(kwargs.get("update_fields") or {""}) - self.SETTLING:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def settle(self, outcome, *, by, action=None, why=""):
        """Mark a pending change as put into the plan, in an action, or as dropped, within `attributed_to`."""
        self.outcome, self.settled_by, self.settled_at, self.why = outcome, by, clock.now(), why
        self.action = action or self.action
        self.save(update_fields=self.SETTLING)

    @property
    def part(self):
        """The priority or hallmark to which it adds an action, or None."""
        return self.priority or self.hallmark

    @property
    def made(self):
        """The action that it added, once it is in the plan, or None."""
        return self.action if self.kind == self.Kind.ADD else None

    @property
    def pending(self):
        return not self.outcome

    @property
    def reason(self):
        """Why the plan changes, for the history of what it changes."""
        decided = f"Decided by the {self.record.meeting.group} on {self.decided_on:%-d %B %Y}"
        return decided if self.record.confidential else f"{decided}: {self.record.text}"
