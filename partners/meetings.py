"""Meetings are set, their agendas written, and their states changed until they are begun."""

from django.db import transaction
from django.db.models import Max

from .history import recording
from .models import AgendaItem, Meeting

# What a new meeting begins with.
USUAL = [
    (AgendaItem.Kind.WORDS, "Welcome and apologies"),
    (AgendaItem.Kind.MATTERS, "Matters arising"),
    (AgendaItem.Kind.REVIEW, "Review of the plan"),
    (AgendaItem.Kind.WORDS, "Any other business"),
]
NOT_BEGUN = (Meeting.State.DRAFT, Meeting.State.READY)


class AlreadyBegun(Exception):
    """The meeting was begun: its day, its place and its agenda do not change any more."""


@transaction.atomic
def set_meeting(meeting, *, by):
    """Save a new meeting, with the usual agenda; or one that was changed and not begun yet. Raises AlreadyBegun."""
    is_new = meeting.pk is None
    if not is_new:
        not_begun(meeting)
    with recording(by=by):
        meeting.save()
        if is_new:
            for position, (kind, title) in enumerate(USUAL, 1):
                meeting.agenda.create(position=position, kind=kind, title=title)


def not_begun(meeting):
    """The meeting as it is, locked until this transaction ends. Raises AlreadyBegun."""
    now = Meeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    if now.state not in NOT_BEGUN:
        raise AlreadyBegun
    return now


@transaction.atomic
def change_state(meeting, state, *, by):
    """To READY, or back to DRAFT. Raises AlreadyBegun."""
    meeting = not_begun(meeting)
    if meeting.state != state:
        meeting.state = state
        with recording(by=by):
            meeting.save()


def lacks(meeting):
    """What a meeting must have before it is ready, in words; [] if it has all."""
    found = []
    if not meeting.place and not meeting.link:
        found.append("a place or a link to join")
    if not meeting.agenda.exists():
        found.append("an agenda")
    return found


@transaction.atomic
def add_point(meeting, *, by, title, words):
    not_begun(meeting)
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    with recording(by=by):
        return meeting.agenda.create(position=last + 1, title=title, words=words)


@transaction.atomic
def save_point(point, *, by):
    not_begun(point.meeting)
    with recording(by=by):
        point.save()


@transaction.atomic
def remove_point(point, *, by):
    not_begun(point.meeting)
    with recording(by=by):
        point.delete()


@transaction.atomic
def move_point(point, *, by, steps):
    """One up (-1) or down (1) on the agenda."""
    not_begun(point.meeting)
    points = list(point.meeting.agenda.all())
    here = points.index(point)
    there = min(max(here + steps, 0), len(points) - 1)
    points.insert(there, points.pop(here))
    with recording(by=by):
        for position, each in enumerate(points, 1):
            if each.position != position:
                each.position = position
                each.save()
