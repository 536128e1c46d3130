"""Session engine: one query reads the session, its user, and the roles that their access is made of."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from ..access import memberships_of_session
from ..models import Session


class SessionStore(db.SessionStore):
    """Django's sessions in the database. `user` is who came with the session, if they have a role anywhere."""

    user = None

    @classmethod
    def get_model_class(cls):
        return Session

    def load(self):
        self.user = None
        if not self.session_key.isalnum():  # a NUL, at which PostgreSQL would raise an error, or anything else
            self._session_key = None
            return {}
        memberships = memberships_of_session(session_key=self.session_key, now=timezone.now())
        if not memberships:
            return super().load()
        self.user = memberships[0].user
        self.user.memberships_read = memberships
        return self.decode(memberships[0].session_data)

    def create_model_instance(self, data):
        session = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        return session


class SessionUserMiddleware(AuthenticationMiddleware):
    """Django's own, without a query for the user whom the session came with."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_of(request))


def user_of(request):
    """The signed-in user, or an AnonymousUser.

    Where anything is not as usual (an account that is closed, a password that was changed), Django decides.
    """
    session = request.session
    signed_in_as, user = session.get(SESSION_KEY), session.user
    usual = (
        user is not None
        and user.is_active
        and signed_in_as == str(user.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
    return user if usual else get_user(request)
