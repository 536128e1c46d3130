from .actions import Action, ActionPartner, Hallmark, Update, attach_latest
from .bringing import SheetMapping
from .duties import Duty, DutyDone
from .evidence import Evidence
from .kept import UpdateIsKept
from .meetings import Answer, Correction, Draft, Minutes, Pack, Passage, Record, Settlement
from .moves import DateMove
from .outbox import PackLetter, Reminder, Sending
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
    "PackLetter",
    "Passage",
    "Record",
    "Reminder",
    "Sending",
    "Settlement",
    "SheetMapping",
    "Undoing",
    "Update",
    "UpdateIsKept",
    "attach_latest",
]
