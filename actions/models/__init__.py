from .actions import Action, ActionPartner, Hallmark
from .append_only import AppendOnlyError
from .column_mapping import SheetMapping
from .date_changes import DateMove
from .evidence import Evidence
from .imports import ImportDraft, PlanImport
from .meetings import Answer, Correction, Draft, Minutes, Pack, Passage, Record, Settlement
from .notifications import EmailOptOut, Notification, NotificationLetter
from .pack_emails import PackLetter, Sending
from .reminders import Reminder
from .retractions import Undoing
from .updates import Update, attach_latest
