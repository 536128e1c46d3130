"""What updates make of an action: its newest update, and its status today."""

from django.db import transaction
from django.db.models import Subquery
from django.utils.functional import cached_property

from partners import clock
from partners.compiled_queries import compiled
from partners.history import attributed_to
from plans.models import Round
from plans.status import CLOSED, is_overdue, status_on

from .updates import Update


class Reported:
    """The part of an Action that is about its updates."""

    @cached_property
    def latest_update(self):
        """The newest update not withdrawn, or None."""
        newest = next(iter(_newest_update_of(action=self.pk)), None)
        vars(self).setdefault("last_recorded_id", newest and newest.last_recorded_id)
        if newest:
            newest.action = self
        return newest

    @cached_property
    def last_recorded_id(self):
        """Id of the update recorded last and not withdrawn, or None. It may be an earlier report than the newest."""
        return self.updates.active().order_by("-pk").values_list("pk", flat=True).first()

    @cached_property
    def last_recorded(self):
        """The update recorded last and not withdrawn, or None: the one that can be undone."""
        newest = self.latest_update
        if newest is None or newest.pk == self.last_recorded_id:
            return newest
        return self.updates.select_related("by", "authority").get(pk=self.last_recorded_id)

    @property
    def updates_fingerprint(self):
        """Ids of the newest update and, if another, of the one recorded last, such as "41" or "41.43"; or "none"."""
        newest, last = self.latest_update, self.last_recorded_id
        return "none" if newest is None else str(newest.pk) if newest.pk == last else f"{newest.pk}.{last}"

    @property
    def answered_on(self):
        """Date that the newest update is about, or None if there is none, or it was brought in from a file: nobody was
        heard then. See `plans.status.answered_on`.
        """
        newest = self.latest_update
        return newest.speaks_of if newest and not newest.brought_in else None

    @property
    def status(self):
        return self.latest_update.status if self.latest_update else None

    @cached_property
    def wanted_since(self):
        """Day on or after which an update is required; an open action last updated before it is stale."""
        plan = self.serves.plan_id
        return Round.objects.answers_wanted_since([plan], clock.today())[plan]

    @property
    def overdue(self):
        return is_overdue(self.status, self.due_on, clock.today())

    @property
    def closed(self):
        return self.status in CLOSED

    @property
    def status_today(self):
        """See `plans.status.status_on`."""
        dates = {"answered_on": self.answered_on, "added_on": self.added_on, "due_on": self.due_on}
        return status_on(clock.today(), self.wanted_since, status=self.status, **dates)

    @property
    def heard_on(self):
        """Date that the newest update is about or, without one, of the action's addition."""
        return self.status_today["heard_on"]

    @property
    def effective_status(self):
        return self.status_today["effective_status"]

    @property
    def effective_status_label(self):
        return self.status_today["label"]

    def report(self, *, by, authority, on_behalf=False, why="", **fields):
        """Append an Update with status, happened, achieved, public, next and speaks_of. Returns it."""
        with attributed_to(by=by, why=why):
            update = self.updates.create(by=by, authority=authority, on_behalf=on_behalf, **fields)
        self.forget_updates()
        return update

    def forget_updates(self):
        """Read the updates again when next asked."""
        for name in ("latest_update", "last_recorded", "last_recorded_id"):
            vars(self).pop(name, None)

    @transaction.atomic
    def bring_in(self, *, by, authority, why="", **fields):
        """Append an Update that a file brought in, with status, happened, speaks_of …; see `report`.

        It answers no round. Returns it; None if somebody has updated the action here, whose word stands. An update
        written here later, about an earlier date than the file's, is an earlier report like any other.
        """
        if self.updates.active().filter(brought_in=False).exists():
            return None
        return self.report(by=by, authority=authority, on_behalf=True, why=why, brought_in=True, **fields)


@compiled
def _newest_update_of(action):
    newest = Update.objects.active().filter(action=action).select_related("by", "authority")
    return newest.annotate(last_recorded_id=Subquery(Update.objects.last_recorded_of("action").values("pk")))[:1]
