"""The standing agenda of a group: the points of each new meeting. A group without one of its own has the usual one."""

from django.db import transaction

from ..history import attributed_to
from ..models import AgendaItem, Group, StandingItem
from ..positions import last_position, move

USUAL_AGENDA = [
    (AgendaItem.Kind.OWN, "Welcome and apologies"),
    (AgendaItem.Kind.MINUTES, "Minutes of the last meeting"),
    (AgendaItem.Kind.MATTERS, "Matters arising"),
    (AgendaItem.Kind.REVIEW, "Review of the plan"),
    (AgendaItem.Kind.OWN, "Any other business"),
]


def standing_agenda(group):
    """The points that a new meeting of the group gets: its own StandingItems, or unsaved ones of the usual agenda."""
    own = list(group.standing_agenda.all())
    return own or [StandingItem(position=n, kind=kind, title=title) for n, (kind, title) in enumerate(USUAL_AGENDA, 1)]


def add_standing_agenda(meeting):
    """Give a new meeting the standing agenda of its group."""
    for point in standing_agenda(meeting.group):
        meeting.agenda.create(
            position=point.position,
            kind=point.kind,
            title=point.title,
            introduction=point.introduction,
            confidential=point.confidential,
        )


def _locked(group):
    return Group.objects.select_for_update().get(pk=group.pk)


@transaction.atomic
def begin_own_agenda(group, *, by):
    """Give a group the usual agenda as its own, to be changed; nothing if it has one of its own."""
    group = _locked(group)
    if not group.standing_agenda.exists():
        with attributed_to(by=by, why="A standing agenda of its own"):
            for point in standing_agenda(group):
                point.group = group
                point.save()


@transaction.atomic
def end_own_agenda(group, *, by):
    """Delete the group's own standing agenda: its new meetings get the usual one again."""
    with attributed_to(by=by, why="The usual agenda again"):
        for point in _locked(group).standing_agenda.all():
            point.delete()


@transaction.atomic
def add_standing_point(group, *, by, **fields):
    """Add a point at the end of the group's own standing agenda."""
    group = _locked(group)
    with attributed_to(by=by):
        return group.standing_agenda.create(position=last_position(group.standing_agenda) + 1, **fields)


@transaction.atomic
def save_standing_point(point, *, by):
    with attributed_to(by=by):
        point.save()


@transaction.atomic
def remove_standing_point(point, *, by):
    _locked(point.group)
    with attributed_to(by=by):
        point.delete()


@transaction.atomic
def move_standing_point(point, *, by, steps):
    """Move a point up (`steps` -1) or down (1)."""
    group = _locked(point.group)
    with attributed_to(by=by):
        move(point, group.standing_agenda.all(), steps=steps)
