"""Meetings before they begin: scheduling, agenda and state."""

from django.db import transaction

from ..history import attributed_to
from ..models import AgendaItem, Meeting
from ..positions import last_position, move

# Agenda of a new meeting.
USUAL_AGENDA = [
    (AgendaItem.Kind.OWN, "Welcome and apologies"),
    (AgendaItem.Kind.MATTERS, "Matters arising"),
    (AgendaItem.Kind.REVIEW, "Review of the plan"),
    (AgendaItem.Kind.OWN, "Any other business"),
]
NOT_BEGUN = (Meeting.State.DRAFT, Meeting.State.READY)


class AlreadyBegun(Exception):
    """The meeting has begun: its day, place and agenda no longer change."""


@transaction.atomic
def set_meeting(meeting, *, by):
    """Save a new meeting, with the usual agenda, or a changed one that has not begun. Raises AlreadyBegun."""
    is_new = meeting.pk is None
    if not is_new:
        not_begun(meeting)
    with attributed_to(by=by):
        meeting.save()
        if is_new:
            for position, (kind, title) in enumerate(USUAL_AGENDA, 1):
                meeting.agenda.create(position=position, kind=kind, title=title)


def not_begun(meeting):
    """The meeting as saved, locked until this transaction ends. Raises AlreadyBegun."""
    saved = Meeting.objects.select_for_update(of=["self"]).get(pk=meeting.pk)
    if saved.state not in NOT_BEGUN:
        raise AlreadyBegun
    return saved


@transaction.atomic
def change_state(meeting, state, *, by):
    """Set the state to READY or back to DRAFT. Raises AlreadyBegun."""
    meeting = not_begun(meeting)
    if meeting.state != state:
        meeting.state = state
        with attributed_to(by=by):
            meeting.save()


def lacks(meeting):
    """[text]: what a meeting still needs before it is ready."""
    missing = []
    if not meeting.place and not meeting.link:
        missing.append("a place or a link to join")
    if not meeting.agenda.exists():
        missing.append("an agenda")
    return missing


@transaction.atomic
def add_point(meeting, *, by, title, introduction, confidential=False):
    not_begun(meeting)
    with attributed_to(by=by):
        position = last_position(meeting.agenda) + 1
        fields = {"title": title, "introduction": introduction, "confidential": confidential}
        return meeting.agenda.create(position=position, **fields)


@transaction.atomic
def save_point(point, *, by):
    not_begun(point.meeting)
    with attributed_to(by=by):
        point.save()


@transaction.atomic
def remove_point(point, *, by):
    not_begun(point.meeting)
    with attributed_to(by=by):
        point.delete()


@transaction.atomic
def move_point(point, *, by, steps):
    """Move a point up (`steps` -1) or down (1) on the agenda."""
    not_begun(point.meeting)
    with attributed_to(by=by):
        move(point, point.meeting.agenda.all(), steps=steps)
