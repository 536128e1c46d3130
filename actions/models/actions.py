"""Hallmarks, actions and the authorities that support them."""

from django.db import models, transaction
from django.db.models import F, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.compiled_queries import compiled
from partners.export_options import Export
from partners.history import History, attributed_to
from partners.models import Authority, PartnershipScoped
from partners.permissions import Permission
from plans.due_dates import words_beside
from plans.models import Plan, continuing
from plans.soft_delete import ActiveManager, Retirable, retired_with_a_reason
from priorities.models import Priority

from .lead_officers import HasLeadOfficer, two_people
from .reported import Reported
from .updates import Update


class Hallmark(Retirable):
    """A hallmark of effective partnership working (Home Office, Delivering Safer Communities, 2007)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="hallmarks")
    key = models.SlugField()
    name = models.CharField(max_length=200)
    body = models.TextField(blank=True, db_comment="What is said of it, in Markdown")
    position = models.PositiveSmallIntegerField()
    continues = continuing()

    objects = ActiveManager.from_queryset(PartnershipScoped)()
    all_objects = PartnershipScoped.as_manager()
    history = History(page="hallmark", belongs_to="plan", in_outline=True, restores=("name", "body"))
    search_fields = ("name", "body")
    export = Export("hallmarks", "The hallmarks of effective partnership working that a plan serves.", shown_as="name")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="hallmark_key_once"),
            retired_with_a_reason("hallmark"),
        ]

    def __str__(self):
        return self.name


def plan_is_closed(path=""):
    """Condition: the plan of the action reached by `path` has closed. Joined, as a subquery would read all actions."""
    begun, today = "plan__continued_as__starts_on__lte", clock.today()
    return Q(**{f"{path}priority__{begun}": today}) | Q(**{f"{path}hallmark__{begun}": today})


class ActionQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self._serving(*(each.all_objects.in_partnership(partnership) for each in (Priority, Hallmark)))

    def in_plan(self, plan):
        return self._serving(*(each.all_objects.filter(plan=plan) for each in (Priority, Hallmark)))

    def _serving(self, priorities, hallmarks):
        """Actions for some priorities or hallmarks. Each is found by its index, which PostgreSQL does not use where an
        OR stands between two conditions: it reads the actions of all partnerships.
        """
        every = Action.all_objects.order_by()
        for_priorities, for_hallmarks = every.filter(priority__in=priorities), every.filter(hallmark__in=hallmarks)
        return self.filter(pk__in=for_priorities.values("pk").union(for_hallmarks.values("pk")))

    def in_open_plans(self):
        """Actions whose plan has not closed."""
        return self.exclude(plan_is_closed())

    def led_by(self, authorities):
        return self.filter(lead__in=authorities)

    def supported_by(self, authorities):
        """Actions that one of the authorities supports and none of them leads."""
        return self.filter(pk__in=ActionPartner.objects.filter(authority__in=authorities).values("action")).exclude(
            lead__in=authorities
        )

    def of_authorities(self, authorities):
        """Actions that one of the authorities leads or supports."""
        led = Action.all_objects.filter(lead__in=authorities).order_by().values("pk")
        supported = ActionPartner.objects.filter(authority__in=authorities).order_by().values("action")
        return self.filter(pk__in=led.union(supported))

    def soonest_first(self):
        """Soonest due first; actions whose due date is to be agreed come last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")

    def for_list(self):
        return self.select_related("lead", "priority", "hallmark")

    def with_officers(self):
        return self.select_related("lead_officer__user", "deputy__user")

    def with_latest_update(self):
        """Annotates the id of the newest update not withdrawn, for `attach_latest`."""
        return self.annotate(latest_update_id=Subquery(Update.objects.newest_of("pk").values("pk")))

    def with_last_recorded(self):
        """Annotates the id of the update recorded last and not withdrawn, which forms compare."""
        return self.annotate(last_recorded_id=Subquery(Update.objects.last_recorded_of("pk").values("pk")))


class Action(HasLeadOfficer, Reported, Retirable):
    """An activity, which serves a priority, or a hallmark action, which serves a hallmark.

    Lead, due date and sides of the crime triangle are each empty while to be agreed.
    """

    SIDES = ("victim", "location", "offender")

    priority = models.ForeignKey(
        Priority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        db_comment="The priority that it serves, if it is an activity",
    )
    hallmark = models.ForeignKey(
        Hallmark,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        db_comment="The hallmark that it serves, if it is a hallmark action",
    )
    wording = models.TextField(db_comment="What is to be done")
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    lead = models.ForeignKey(
        Authority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions_led",
        db_comment="The authority that leads it; empty while that is to be agreed",
    )
    lead_words = models.TextField(
        _("lead, in the plan’s words"),
        blank=True,
        db_comment="Who leads it, in the words of the file from which it came",
    )
    lead_words_public = models.BooleanField(
        _("the public may read these words"), default=False, db_comment="Whether the public may read these words"
    )
    due_on = models.DateField(null=True, blank=True, db_comment="By when; empty while that is to be agreed")
    due_words = models.TextField(_("when, in the plan’s words"), blank=True, db_comment="By when, in words")
    own_reference = models.CharField(
        _("the council’s own reference"),
        max_length=100,
        blank=True,
        db_comment="Its number in the council’s own papers",
    )
    private_note = models.TextField(blank=True, db_comment="What only members may read of it")
    private = models.BooleanField(
        _("for members only"), default=False, db_comment="Whether only members may know of it"
    )
    victim = models.BooleanField(default=False, db_comment="Whether it is about victims")
    location = models.BooleanField(default=False, db_comment="Whether it is about places")
    offender = models.BooleanField(default=False, db_comment="Whether it is about offenders")
    added_on = models.DateField(default=clock.today, db_comment="When it came into the plan")
    due_first = models.DateField(
        _("first due date"), null=True, blank=True, editable=False, db_comment="The due date that was agreed first"
    )
    due_moves = models.PositiveSmallIntegerField(
        _("times the due date moved"), default=0, editable=False, db_comment="How many times the due date moved"
    )
    continues = continuing()

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="took_in"
    )

    # Whether a date-change request may be pending; a query that annotates it knows.
    has_undecided_move = True

    objects = ActiveManager.from_queryset(ActionQuerySet)()
    all_objects = ActionQuerySet.as_manager()
    history = History(
        page="action",
        belongs_to=("priority", "hallmark"),
        in_outline=True,
        hides={"due_first", "due_moves"},
        restores=("wording", "note"),
    )
    search_fields = ("wording", "note", "lead_words", "due_words", "own_reference", "private_note")
    export = Export(
        "actions",
        "What is to be done: activities, which serve a priority, and hallmark actions, which serve a hallmark.",
        shown_as="wording",
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(priority__isnull=False, hallmark__isnull=True)
                | Q(priority__isnull=True, hallmark__isnull=False),
                name="action_serves_a_priority_or_a_hallmark",
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=False) | Q(victim=False, location=False, offender=False),
                name="action_of_a_hallmark_has_no_sides",
            ),
            models.CheckConstraint(condition=~Q(wording=""), name="action_has_words"),
            retired_with_a_reason("action"),
            two_people("action"),
        ]

    def __str__(self):
        return self.wording

    @property
    def serves(self):
        return self.priority or self.hallmark

    @property
    def plan(self):
        return self.serves.plan

    @property
    def kind_name(self):
        return "Activity" if self.priority_id else "Hallmark action"

    @property
    def kind_word(self):
        """The kind as it appears in addresses (see actions/plan_editor/kinds.py)."""
        return "activity" if self.priority_id else "hallmark-action"

    @property
    def sides(self):
        return [side for side in self.SIDES if getattr(self, side)]

    @cached_property
    def supporting(self):
        """The supporting authorities, in the partnership's order."""
        return [partner.authority for partner in _partners_of(action=self.pk)]

    @cached_property
    def waiting_move(self):
        """The pending date-change request, or None."""
        if not self.has_undecided_move:
            return None
        return self.date_moves.waiting().select_related("authority", "asked_by").first()

    def is_seen_by(self, access):
        """Whether this person may read of it: everybody but limited officers whose authority does not lead or support
        it.
        """
        return not access.is_limited or any(a in access.authorities for a in (self.lead, *self.supporting))

    def reporters_for(self, access):
        """Authorities for which this person may report on the action; empty if they may not.

        An officer reports for their own authorities that lead or support it; a coordinator for any that does or, while
        none is agreed, for their own.
        """
        own, lead = access.reporting_for, [self.lead] if self.lead else []
        if access.may(Permission.REPORT_FOR_ANY):
            return lead + self.supporting or access.authorities
        # Nobody needs to know who supports what one leads for one's only authority.
        return own if own == lead else [a for a in lead + self.supporting if a in own]

    @transaction.atomic
    def revise(self, *, by, why="", supporting=None, aims=None):
        """Save the action's fields and, unless None, its supporting authorities and the ids of the criteria that it
        is meant to move.

        The first due date is kept for good, and every later move is counted, also one by removing the date and agreeing
        another. Words on when it is due that mean another time than a new date go with the old one.
        """
        before, words = Action.objects.values_list("due_on", "due_words").get(pk=self.pk)
        if before != self.due_on and words and words == self.due_words:
            self.due_words = words_beside(self.due_on, words, plan_years=(self.plan.starts_on, self.plan.ends_on))
        self.due_moves += bool(self.due_on and before != self.due_on and (before or self.due_first))
        self.due_first = self.due_first or before or self.due_on
        with attributed_to(by=by, why=why):
            self.save()
            if supporting is not None:
                self.partners.exclude(authority__in=supporting).each_delete()
                existing = set(self.partners.values_list("authority_id", flat=True))
                for authority in supporting:
                    if authority.pk not in existing:
                        self.partners.create(authority=authority)
            if aims is not None:
                self.aims.exclude(criterion__in=aims).each_delete()
                for criterion in sorted({*aims} - {*self.aims.values_list("criterion_id", flat=True)}):
                    self.aims.create(criterion_id=criterion)
        vars(self).pop("supporting", None)


class PartQuerySet(PartnershipScoped):
    def each_delete(self):
        """Delete one by one, so that each gets a history row."""
        for part in self:
            part.delete()


class ActionPartner(models.Model):
    """An authority that supports an action led by another."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="partners", db_index=False)
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="actions_supported")

    objects = PartQuerySet.as_manager()
    history = History(part_of="action", called="supporting authority", belongs_to="authority", in_outline=True)
    export = Export("supporting_authorities", "Which authorities support an action that another leads.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "authority"], name="action_partner_once")]

    def __str__(self):
        return f"{self.authority} supports {self.action}"


@compiled
def _partners_of(action):
    return ActionPartner.objects.filter(action=action).select_related("authority").order_by("authority__position")
