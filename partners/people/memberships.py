"""Memberships of a partnership: joining, changing roles, leaving and returning."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from partners.meetings.icalendar import end_address

from .. import clock
from ..history import attributed_to
from ..models import GroupMember, Membership


class LastCoordinatorError(ValidationError):
    """The change would leave the partnership without a coordinator."""

    def __init__(self):
        super().__init__(
            gettext("This is the partnership’s only coordinator. Make another person a coordinator first.")
        )


def admit(user, authority, role):
    """Give somebody a role for an authority, reviving an ended membership if there is one. Returns the Membership."""
    membership = Membership.all_objects.filter(user=user, authority=authority).first() or Membership(
        user=user, authority=authority
    )
    membership.role, membership.ended_at = role, None
    membership.save()
    return membership


def take_seats(user, partnership):
    """Link the group seats held for the user's e-mail address to their new account."""
    seats = GroupMember.objects.in_partnership(partnership)
    for seat in seats.filter(user=None, email__iexact=user.email):
        if not seats.filter(group=seat.group_id, authority=seat.authority_id, user=user).exists():
            seat.user, seat.name, seat.email = user, "", ""
            seat.save()


@transaction.atomic
def change_role(membership, role, *, by, why=""):
    """Change a member's role. Raises LastCoordinatorError."""
    membership.authority.partnership.lock()
    membership = Membership.objects.get(pk=membership.pk)
    if membership.role == role:
        return
    with attributed_to(by=by, why=why):
        membership.role = role
        membership.save()
    _require_coordinator(membership.authority.partnership)


@transaction.atomic
def end(membership, *, by, why=""):
    """End a membership. What the person wrote stays under their name.

    The last membership in the partnership also ends their calendar address, the last of all their sign-in.
    Raises LastCoordinatorError.
    """
    membership.authority.partnership.lock()
    membership = Membership.objects.select_related("user", "authority__partnership").get(pk=membership.pk)
    with attributed_to(by=by, why=why):
        membership.ended_at = clock.now()
        membership.save()
        user, partnership = membership.user, membership.authority.partnership
        if not user.memberships.in_partnership(partnership).exists():
            end_address(user, partnership)
        if not user.is_superuser and not user.memberships.exists():
            user.is_active = False
            user.save()
    _require_coordinator(membership.authority.partnership)


@transaction.atomic
def reinstate(membership, *, by, why=""):
    """Bring somebody back in the role they had, with their sign-in."""
    membership = Membership.all_objects.select_related("user").get(pk=membership.pk)
    with attributed_to(by=by, why=why):
        admit(membership.user, membership.authority, membership.role)
        if not membership.user.is_active:
            membership.user.is_active = True
            membership.user.save()


def _require_coordinator(partnership):
    """Raises LastCoordinatorError. The partnership is locked, so that two coordinators cannot remove each other."""
    if not Membership.objects.in_partnership(partnership).coordinating().exists():
        raise LastCoordinatorError
