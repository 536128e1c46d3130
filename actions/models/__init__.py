from .actions import Action, ActionPartner, Hallmark, Update, attach_latest
from .evidence import Evidence
from .kept import UpdateIsKept
from .moves import DateMove

__all__ = ["Action", "ActionPartner", "DateMove", "Evidence", "Hallmark", "Update", "UpdateIsKept", "attach_latest"]
