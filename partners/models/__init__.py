from .authorities import Authority, Partnership
from .meetings import Attendance, Group, Meeting
from .people import Membership, User

__all__ = ["Attendance", "Authority", "Group", "Meeting", "Membership", "Partnership", "User"]
