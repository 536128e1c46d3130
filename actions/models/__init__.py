from .actions import Action, ActionPartner, Hallmark, Update, UpdateIsKept, attach_latest

__all__ = ["Action", "ActionPartner", "Hallmark", "Update", "UpdateIsKept", "attach_latest"]
