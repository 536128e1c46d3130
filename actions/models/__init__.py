from .actions import Action, ActionPartner, Hallmark, Update, attach_latest
from .evidence import Evidence
from .kept import UpdateIsKept
from .moves import DateMove
from .outbox import Reminder
from .undoings import Undoing

__all__ = [
    "Action",
    "ActionPartner",
    "DateMove",
    "Evidence",
    "Hallmark",
    "Reminder",
    "Undoing",
    "Update",
    "UpdateIsKept",
    "attach_latest",
]
