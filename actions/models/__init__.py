from .actions import Action, ActionPartner, Hallmark, Update, attach_latest
from .evidence import Evidence
from .kept import UpdateIsKept

__all__ = ["Action", "ActionPartner", "Evidence", "Hallmark", "Update", "UpdateIsKept", "attach_latest"]
