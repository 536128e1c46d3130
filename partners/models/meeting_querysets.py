"""Which meetings were held, are to come, and are told to the public."""

from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone

from .querysets import PartnershipScoped


class MeetingQuerySet(PartnershipScoped):
    def of_strategy_group(self):
        return self.filter(group__kind="strategy")

    def held(self, by=None):
        """Meetings that took place, whether closed yet or in progress, in that order; with `by`, begun by that moment.

        What was set for a day that has passed and never begun is not among them.
        """
        begun = self.filter(started_at__lte=by) if by else self.filter(started_at__isnull=False)
        return begun.order_by("started_at", "pk")

    def running(self):
        """Meetings begun and not closed yet."""
        return self.filter(state=self.model.State.IN_PROGRESS)

    def not_begun(self):
        return self.filter(state__in=[self.model.State.DRAFT, self.model.State.READY])

    def still_to_come(self, moment, day_begins=None):
        """Meetings neither begun nor cancelled by that moment, of its day (beginning at `day_begins`) or later."""
        begun_later = Q(started_at__isnull=True) | Q(started_at__gt=moment)
        cancelled_later = Q(cancelled_at__isnull=True) | Q(cancelled_at__gt=moment)
        coming = self.filter(begun_later, cancelled_later, starts_at__gte=day_begins or beginning_of_day(moment))
        return coming.order_by("starts_at", "pk")

    def not_held(self, moment):
        """Meetings whose day has passed and that were neither begun nor cancelled, newest first."""
        return self.not_begun().filter(starts_at__lt=beginning_of_day(moment)).order_by("-starts_at", "-pk")

    def cancelled(self):
        return self.filter(state=self.model.State.CANCELLED)

    def shown_to_public(self):
        """Public meetings past the draft state, the only ones shown to the public, cancelled ones too."""
        never_announced = Q(state=self.model.State.DRAFT) | Q(
            state=self.model.State.CANCELLED, state_before=self.model.State.DRAFT
        )
        return self.filter(in_public=True).exclude(never_announced)

    def announced(self, moment):
        """Public meetings to tell the public of: not closed, until the end of their day. One that was cancelled says
        so there until then, where it was announced.
        """
        not_closed = self.shown_to_public().exclude(state=self.model.State.CLOSED)
        return not_closed.filter(starts_at__gte=beginning_of_day(moment))

    def with_changes(self):
        """Annotate the number of saves of the meeting and of its group, and the latest: `meeting_saved`,
        `meeting_saved_at`, `group_saved`, `group_saved_at`. All four only grow.
        """
        group = self.model._meta.get_field("group").related_model
        histories = {
            "meeting": self.model.history.filter(id=OuterRef("pk")),
            "group": group.history.filter(id=OuterRef("group_id")),
        }
        count = {f"{name}_saved": _aggregate(rows, Count("pk")) for name, rows in histories.items()}
        newest = {f"{name}_saved_at": _aggregate(rows, Max("history_date")) for name, rows in histories.items()}
        return self.annotate(**count, **newest)


def beginning_of_day(moment):
    """The moment at which the local day of an aware datetime begins."""
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _aggregate(rows, aggregate):
    """Subquery of one aggregate over all these history rows."""
    return Subquery(rows.order_by().values("id").annotate(figure=aggregate).values("figure"))
