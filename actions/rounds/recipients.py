"""Who is e-mailed about an authority and its actions."""

from collections import defaultdict

from partners.models import Membership
from partners.permissions import MAY, Permission, Role


class Recipients:
    """Active members of a partnership who can be e-mailed, by what they answer for, in one query.

    `refused` are addresses rejected by the mail server, in lower case; `users` are the officers and coordinators by
    address, `members` everybody with a role, by id.
    """

    def __init__(self, partnership, refused=frozenset()):
        self.refused, self.members = refused, {}
        self._officers, self.coordinators, self.chairs = defaultdict(list), {}, {}
        members = Membership.objects.in_partnership(partnership).filter(user__is_active=True)
        for member in members.select_related("user").order_by("pk"):
            if member.user.email.lower() in refused:
                continue
            self.members[member.user_id] = member.user
            if member.role in MAY[Permission.REPORT]:
                self._officers[member.authority_id].append(member.user)
            elif member.role == Role.COORDINATOR:
                self.coordinators[member.user_id] = member.user
            elif member.role == Role.CHAIR:
                self.chairs[member.user_id] = member.user
        people = [user for users in self._officers.values() for user in users] + list(self.coordinators.values())
        self.users = {user.email.lower(): user for user in people}

    def of_authority(self, authority):
        """Officers of an authority: [User]."""
        return self._officers.get(authority.pk, [])

    def of_action(self, action):
        """Officers who answer for an action: [User], empty while its lead is to be agreed."""
        return self.of_authority(action.lead) if action.lead else []
