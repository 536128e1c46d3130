from .actions import Action, ActionPartner, Hallmark, Update, attach_latest
from .duties import Duty, DutyDone
from .evidence import Evidence
from .kept import UpdateIsKept
from .meetings import Answer, Correction, Draft, Minutes, Pack, Passage, Record, Settlement
from .moves import DateMove
from .outbox import Reminder
from .undoings import Undoing

__all__ = [
    "Action",
    "ActionPartner",
    "Answer",
    "Correction",
    "DateMove",
    "Draft",
    "Duty",
    "DutyDone",
    "Evidence",
    "Hallmark",
    "Minutes",
    "Pack",
    "Passage",
    "Record",
    "Reminder",
    "Settlement",
    "Undoing",
    "Update",
    "UpdateIsKept",
    "attach_latest",
]
