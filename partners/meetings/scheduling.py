"""Meetings before they begin: scheduling, agenda and state; moved, cancelled, and put back."""

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_noop

from .. import clock
from ..history import attributed_to
from ..models import Meeting
from ..models.meeting_querysets import beginning_of_day
from ..models.meetings import NOT_BEGUN
from ..positions import last_position, move
from .standing_agenda import add_standing_agenda

PLACE, AGENDA = gettext_noop("a place or a link to join"), gettext_noop("an agenda")


class AlreadyBegun(Exception):
    """The meeting has begun, or is cancelled: its day, place and agenda do not change."""


class CannotBePutBack(Exception):
    """Why a cancelled meeting cannot take place after all, as a sentence."""


@transaction.atomic
def set_meeting(meeting, *, by):
    """Save a new meeting, with its group's standing agenda, or a changed one. Raises AlreadyBegun."""
    is_new = meeting.pk is None
    if not is_new:
        not_begun(meeting)
    with attributed_to(by=by):
        meeting.save()
        if is_new:
            add_standing_agenda(meeting)


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


@transaction.atomic
def move_meeting(meeting, *, by, why, starts_at, ends_at=None, place="", link=""):
    """Move a meeting to another time or place; the ones before are kept, and told beside the new. Returns it.

    Raises AlreadyBegun.
    """
    meeting = not_begun(meeting)
    meeting.moved_from, meeting.moved_why = meeting.starts_at, why
    meeting.moved_from_place = meeting.place if meeting.place != place else ""
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.link = starts_at, ends_at, place, link
    with attributed_to(by=by, why=why, what="moved a meeting"):
        meeting.save()
    return meeting


@transaction.atomic
def cancel_meeting(meeting, *, by, why):
    """Cancel a meeting that has not begun; it stays in the lists, with the reason. Raises AlreadyBegun."""
    meeting = not_begun(meeting)
    meeting.state_before, meeting.state = meeting.state, Meeting.State.CANCELLED
    meeting.cancelled_at, meeting.cancelled_why = clock.now(), why
    with attributed_to(by=by, why=why, what="cancelled a meeting"):
        meeting.save()


@transaction.atomic
def put_back(meeting, *, by):
    """Let a cancelled meeting take place after all, in the state that it had. Raises CannotBePutBack."""
    meeting = Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)
    if why_not := cannot_be_put_back(meeting):
        raise CannotBePutBack(why_not)
    meeting.state, meeting.state_before = meeting.state_before, ""
    meeting.cancelled_at, meeting.cancelled_why = None, ""
    with attributed_to(by=by, why="It takes place after all", what="put back a meeting"):
        meeting.save()


def cannot_be_put_back(meeting):
    """Why this meeting cannot take place after all, as a sentence; "" if it can."""
    if not meeting.is_cancelled:
        return gettext("The meeting is not cancelled.")
    if meeting.starts_at < beginning_of_day(clock.now()):
        return gettext("Its day has passed. Set another meeting instead.")
    if is_taken(meeting.group, meeting.starts_at):
        return gettext("The group has another meeting at that time.")
    return ""


def is_taken(group, starts_at, *, but=None):
    """Whether the group meets at that time already, cancelled meetings and the one `but` aside."""
    meetings = group.meetings.filter(starts_at=starts_at).exclude(state=Meeting.State.CANCELLED)
    return meetings.exclude(pk=but and but.pk).exists()


def lacks(meeting):
    """[text]: what a meeting still needs before it is ready: PLACE, AGENDA, in English."""
    missing = []
    if not meeting.place and not meeting.link:
        missing.append(PLACE)
    if not meeting.agenda.exists():
        missing.append(AGENDA)
    return missing


def needed_in_words(missing):
    """What a meeting needs, as from `lacks`, in one phrase."""
    return get_text_list([gettext(what) for what in missing], gettext("and"))


@transaction.atomic
def add_point(meeting, *, by, **fields):
    """Add a point of these fields at the end of the agenda."""
    not_begun(meeting)
    with attributed_to(by=by):
        return meeting.agenda.create(position=last_position(meeting.agenda) + 1, **fields)


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
