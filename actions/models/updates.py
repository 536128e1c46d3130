"""Updates: officers’ reports on actions."""

from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.export_options import Export
from partners.history import History
from partners.models import Authority, User
from plans.models import Round
from plans.status import NEWEST_FIRST, Status

from .append_only import AppendOnly, AppendOnlyQuerySet


class UpdateQuerySet(AppendOnlyQuerySet):
    def active(self):
        """Updates that were not taken back."""
        # Of the joined column, by which PostgreSQL knows how few these exclude; it reads all of an action's otherwise.
        return self.filter(undoing__update=None)

    def newest_of(self, action):
        """The newest update, not taken back, of the action that `action` refers to in an outer query."""
        return self.active().filter(action=OuterRef(action)).order_by(*NEWEST_FIRST)[:1]

    def last_recorded_of(self, action):
        """The update recorded last, not taken back, of the action that `action` refers to in an outer query."""
        return self.active().filter(action=OuterRef(action)).order_by("-pk")[:1]


class Update(AppendOnly):
    """An officer's report on an action. Append-only: the newest one not taken back gives the action its status.

    Newest means about the latest date and, of one date, recorded last, with the highest id, whatever the clock showed.
    """

    # The indexes below begin with both.
    action = models.ForeignKey("Action", models.CASCADE, related_name="updates", db_index=False)
    status = models.CharField(max_length=20, choices=Status, db_comment="How the action was going")
    happened = models.TextField(_("what happened"))
    achieved = models.TextField(_("what was achieved"), blank=True)
    public = models.TextField(_("a sentence for the public"), blank=True, db_comment="One sentence for the public")
    next = models.TextField(_("what is next"), blank=True)
    speaks_of = models.DateField(_("date this update is about"), default=clock.today)
    recorded_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="updates")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="updates", db_index=False)
    on_behalf = models.BooleanField(
        default=False,
        help_text=_("The coordinator wrote it for the authority."),
        db_comment="Whether the coordinator wrote it for the authority",
    )

    brought_in = models.BooleanField(
        _("imported"),
        default=False,
        db_comment="Whether it came from a file, and so answers no round",
    )

    objects = UpdateQuerySet.as_manager()
    history = History(page="update", part_of="action", belongs_to="authority", in_outline=True, named_by="happened")
    search_fields = ("happened", "achieved", "next", "public")
    export = Export(
        "updates",
        "What authorities reported on their actions. Leaving out those undone, the one about the latest date gives "
        "an action its status; for one date, the one recorded last.",
    )

    class Meta:
        ordering = NEWEST_FIRST
        indexes = [
            models.Index(fields=["action", *NEWEST_FIRST], name="update_newest_of_action"),
            # All that a list of a partnership's updates, and its tally, first ask for.
            models.Index(fields=["authority", "id", "status"], name="update_of_authority"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="update_status_known"),
            models.CheckConstraint(condition=~Q(happened=""), name="update_says_what_happened"),
        ]

    def validate_constraints(self, exclude=None):
        """No constraint queries before saving: the fields allow nothing that the constraints would reject."""

    def __str__(self):
        return f"{self.get_status_display()}: {self.happened}"

    @property
    def recorded_on(self):
        return clock.date_of(self.recorded_at)


def attach_latest(actions, *, with_authors=True):
    """Sets `latest_update` and `wanted_since` on every action of a `with_latest_update`, `for_list` queryset, in two
    queries. Returns a list. The updates are with their authors and authorities or, to be quick for thousands, without.
    """
    actions = list(actions)
    ids = [a.latest_update_id for a in actions if a.latest_update_id]
    updates = Update.objects.filter(pk__in=ids)
    newest = {u.action_id: u for u in (updates.select_related("by", "authority") if with_authors else updates)}
    wanted_since = Round.objects.answers_wanted_since({a.serves.plan_id for a in actions}, clock.today())
    for action in actions:
        action.latest_update = newest.get(action.pk)
        action.wanted_since = wanted_since[action.serves.plan_id]
    return actions
