from .authorities import Authority, Partnership
from .meetings import Attendance, Group, Meeting
from .people import Invitation, Membership, User

__all__ = ["Attendance", "Authority", "Group", "Invitation", "Meeting", "Membership", "Partnership", "User"]
