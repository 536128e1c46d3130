"""Who belongs to a partnership: coming in, changing roles, leaving and coming back."""

from django.db import transaction

from . import clock
from .calendars import end_address
from .history import recording
from .models import GroupMember, Membership, Partnership


class LastCoordinatorError(Exception):
    """Nobody would be left who can look after the partnership's people."""


def admit(user, authority, role):
    """Give somebody a role for an authority, also if they held one before and left."""
    membership = Membership.ever.filter(user=user, authority=authority).first() or Membership(
        user=user, authority=authority
    )
    membership.role, membership.ended_at = role, None
    membership.save()
    return membership


def take_seats(user, partnership):
    """The seats on groups that were kept for somebody's address are theirs now that they have a sign-in."""
    seats = GroupMember.objects.in_partnership(partnership)
    for seat in seats.filter(user=None, email__iexact=user.email):
        if not seats.filter(group=seat.group_id, authority=seat.authority_id, user=user).exists():
            seat.user, seat.name, seat.email = user, "", ""
            seat.save()


@transaction.atomic
def change_role(membership, role, *, by, why=""):
    """Raises LastCoordinatorError."""
    _lock(membership.authority.partnership)
    membership = Membership.objects.get(pk=membership.pk)
    if membership.role == role:
        return
    with recording(by=by, why=why):
        membership.role = role
        membership.save()
    _still_coordinated(membership.authority.partnership)


@transaction.atomic
def end(membership, *, by, why=""):
    """Somebody leaves. What they wrote stays under their name. Who has left everywhere can no longer sign in, and
    whose last part here it was has no calendar of it any more.

    Raises LastCoordinatorError.
    """
    _lock(membership.authority.partnership)
    membership = Membership.objects.select_related("user", "authority__partnership").get(pk=membership.pk)
    with recording(by=by, why=why):
        membership.ended_at = clock.now()
        membership.save()
        user, partnership = membership.user, membership.authority.partnership
        if not user.memberships.in_partnership(partnership).exists():
            end_address(user, partnership)
        if not user.is_superuser and not user.memberships.exists():
            user.is_active = False
            user.save()
    _still_coordinated(membership.authority.partnership)


@transaction.atomic
def take_back(membership, *, by, why=""):
    """Somebody who left is back, in the role they had, and can sign in as before."""
    membership = Membership.ever.select_related("user").get(pk=membership.pk)
    with recording(by=by, why=why):
        admit(membership.user, membership.authority, membership.role)
        if not membership.user.is_active:
            membership.user.is_active = True
            membership.user.save()


def _lock(partnership):
    """Two coordinators who remove each other at once come one after the other."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)


def _still_coordinated(partnership):
    if not Membership.objects.in_partnership(partnership).coordinating().exists():
        raise LastCoordinatorError
