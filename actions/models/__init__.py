from .actions import Action, ActionPartner, Hallmark, Update, attach_latest
from .evidence import Evidence
from .kept import UpdateIsKept
from .moves import DateMove
from .undoings import Undoing

__all__ = [
    "Action",
    "ActionPartner",
    "DateMove",
    "Evidence",
    "Hallmark",
    "Undoing",
    "Update",
    "UpdateIsKept",
    "attach_latest",
]
