"""Access events reported by django-allauth, which offers no other hook than its signals.

The receivers only log: no rule of ours depends on a signal (decision 0044).
"""

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.dispatch import receiver

from partners.models.access_events import Kind

from ..accounts import known_browsers
from .access_log import note

FACTORS = {"totp": "authenticator app", "webauthn": "passkey", "recovery_codes": "recovery code"}


def _factor(authenticator):
    return FACTORS.get(authenticator.type, "")


@receiver(mfa.authenticator_added)
def added(sender, request, user, authenticator, **kwargs):
    kind = Kind.CODES_MADE if authenticator.type == "recovery_codes" else Kind.FACTOR_ADDED
    note(kind, request=request, user=user, about=_factor(authenticator))


@receiver(mfa.authenticator_reset)
def reset(sender, request, user, authenticator, **kwargs):
    note(Kind.CODES_MADE, request=request, user=user, about=_factor(authenticator))


@receiver(mfa.authenticator_removed)
def removed(sender, request, user, authenticator, **kwargs):
    note(Kind.FACTOR_REMOVED, request=request, user=user, about=_factor(authenticator))


@receiver(mfa.authenticator_used)
def used(sender, request, user, authenticator, reauthenticated=False, **kwargs):
    about = _factor(authenticator) + (", to confirm" if reauthenticated else "")
    note(Kind.FACTOR_USED, request=request, user=user, about=about)


@receiver(mfa.authentication_failed)
def failed(sender, request, user, authenticator, **kwargs):
    note(Kind.FACTOR_FAILED, request=request, user=user, about=_factor(authenticator))


@receiver(account.password_changed)
@receiver(account.password_set)
def password_changed(sender, request, user, **kwargs):
    note(Kind.PASSWORD_CHANGED, request=request, user=user)


@receiver(account.password_reset)
def password_reset(sender, request, user, **kwargs):
    """Mark the browser as known to the user, who opened the e-mail; earlier wrong guesses no longer count."""
    known_browsers.remember(request, user, anew=True)
    note(Kind.PASSWORD_RESET, request=request, user=user)


@receiver(account.email_added)
def address_asked(sender, request, user, **kwargs):
    note(Kind.ADDRESS_ASKED, request=request, user=user)


@receiver(account.email_changed)
def address_changed(sender, request, user, **kwargs):
    note(Kind.ADDRESS_CHANGED, request=request, user=user)
