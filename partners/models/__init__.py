from .access_events import AccessEvent, Tally
from .authorities import Authority
from .calendars import Calendar
from .departures import Departure, departure_of
from .file_removals import FileRemoval, with_removal
from .maintenance import MaintenanceRun, ReadOnlyMode
from .meetings import AgendaItem, AgendaKind, Attendance, Attendee, Group, GroupMember, Meeting, StandingItem
from .partnerships import Logo, Partnership
from .people import Invitation, Membership, User
from .protocols import RETRACTION_FIELDS, Protocol, ProtocolSignature, TakenBack, TakenBackQuerySet
from .querysets import PartnershipScoped
from .revisions import Revision
from .rewritings import Rewriting
from .sessions import Session
