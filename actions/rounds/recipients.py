"""Who is e-mailed about an authority and its actions."""

from collections import defaultdict

from partners.models import Membership
from partners.permissions import MAY, Permission, Role

LEAD_OFFICER, DEPUTY, OFFICER = "lead officer", "deputy", "officer"


class Recipients:
    """Active members of a partnership who can be e-mailed, by what they answer for, in one query.

    `refused` are addresses rejected by the mail server, in lower case; `users` are the officers and coordinators by
    address, `members` everybody who reads what members read, by id.
    """

    def __init__(self, partnership, refused=frozenset()):
        self.refused, self.members = refused, {}
        self._officers, self.coordinators, self.chairs = defaultdict(list), {}, {}
        members = Membership.objects.in_partnership(partnership).filter(user__is_active=True)
        for member in members.select_related("user").order_by("pk"):
            if member.role in MAY[Permission.REPORT]:
                self._officers[member.authority_id].append(member.user)
            if not self.can_tell(member.user):
                continue
            if member.role in MAY[Permission.READ]:
                self.members[member.user_id] = member.user
            if member.role == Role.COORDINATOR:
                self.coordinators[member.user_id] = member.user
            elif member.role == Role.CHAIR:
                self.chairs[member.user_id] = member.user
        officers = [user for users in self._officers.values() for user in users if self.can_tell(user)]
        self.users = {user.email.lower(): user for user in [*officers, *self.coordinators.values()]}

    def can_tell(self, user):
        return user.email.lower() not in self.refused

    def of_authority(self, authority):
        """Officers of an authority: [User]."""
        return [user for user in self._officers.get(authority.pk, []) if self.can_tell(user)]

    def of_action(self, action):
        """Officers who answer for an action: [User], empty while its lead is to be agreed. The first `in_line` who can
        be told.
        """
        lines = ([user for user in users if self.can_tell(user)] for _, users in self.in_line(action))
        return next(filter(None, lines), [])

    def in_line(self, action):
        """[(capacity, [User])] of who is asked about an action: its lead officer first, then the deputy, then every
        officer of the lead authority; each only if those before cannot be told. Addresses that are refused included.
        """
        named = [
            (LEAD_OFFICER if membership.pk == action.lead_officer_id else DEPUTY, [membership.user])
            for membership in action.officers
        ]
        return [*named, (OFFICER, self._officers.get(action.lead_id, []))]
