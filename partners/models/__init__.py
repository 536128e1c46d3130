from .access_events import AccessEvent, Tally
from .authorities import Authority, Logo, Partnership
from .calendars import Calendar
from .meetings import AgendaItem, Attendance, Group, GroupMember, Meeting
from .people import Invitation, Membership, User
from .protocols import RETRACTION_FIELDS, Protocol, ProtocolSignature, TakenBack, TakenBackQuerySet
from .revisions import Revision

__all__ = [
    "RETRACTION_FIELDS",
    "AccessEvent",
    "AgendaItem",
    "Attendance",
    "Authority",
    "Calendar",
    "Group",
    "GroupMember",
    "Invitation",
    "Logo",
    "Meeting",
    "Membership",
    "Partnership",
    "Protocol",
    "ProtocolSignature",
    "Revision",
    "TakenBack",
    "TakenBackQuerySet",
    "Tally",
    "User",
]
