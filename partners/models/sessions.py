from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from ..export_options import HOUSEKEEPING
from ..history import NO_PAGE
from .people import User


class Session(AbstractBaseSession):
    """A browser's session. It names who is signed in, who is read in the same query; see accounts/sessions.py."""

    not_exported = HOUSEKEEPING
    not_revised = NO_PAGE

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")

    @classmethod
    def get_session_store_class(cls):
        from ..accounts.sessions import SessionStore

        return SessionStore
