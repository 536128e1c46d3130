"""Undo of one's own update, the one recorded last, within a time limit: recorded as a retraction, nothing deleted."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext

from partners import clock
from partners.history import attributed_to

from ..date_changes import withdraw_request
from ..milestones.reached import reached_with, take_back
from ..models import DateMove, Undoing

UNDO_WITHIN = timedelta(minutes=60)


def is_recent(recorded_at):
    """Whether an update recorded then can still be undone."""
    return clock.now() - recorded_at <= UNDO_WITHIN


def why_not(update, *, by):
    """Why this person cannot undo this update now, as text; None if they can."""
    if update is None:
        return gettext("There is no update to undo.")
    if update.by_id != by.pk:
        return gettext("You can undo only your own updates. Save a new update instead.")
    if not is_recent(update.recorded_at):
        minutes = UNDO_WITHIN.seconds // 60
        sentence = gettext("You can undo an update for %(minutes)s minutes only. Save a new update instead.")
        return sentence % {"minutes": minutes}
    return None


@transaction.atomic
def undo(update, *, by):
    """Retract an update and what it said of milestones, and withdraw its date-change request if still pending."""
    with attributed_to(by=by):
        take_back(reached_with(update), by=by)
        Undoing.objects.create(update=update, by=by)
    for move in update.date_moves.waiting():
        withdraw_request(move, by=by, why="Its update was undone.")
    update.action.forget_updates()


def stays(update):
    """The due-date change made with this update, which undoing it does not revert: a DateMove or None."""
    moved = [DateMove.Outcome.APPROVED, DateMove.Outcome.AT_ONCE]
    return update.date_moves.filter(outcome__in=moved).first()
