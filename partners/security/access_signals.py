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


# What each signal says of a user's account.
KINDS = {
    mfa.authenticator_added: Kind.FACTOR_ADDED,
    mfa.authenticator_reset: Kind.CODES_MADE,
    mfa.authenticator_removed: Kind.FACTOR_REMOVED,
    mfa.authenticator_used: Kind.FACTOR_USED,
    mfa.authentication_failed: Kind.FACTOR_FAILED,
    account.password_changed: Kind.PASSWORD_CHANGED,
    account.password_set: Kind.PASSWORD_CHANGED,
    account.password_reset: Kind.PASSWORD_RESET,
    account.email_added: Kind.ADDRESS_ASKED,
    account.email_changed: Kind.ADDRESS_CHANGED,
}


@receiver(list(KINDS))
def note_signal(sender, signal, request, user, authenticator=None, reauthenticated=False, **kwargs):
    kind, factor = KINDS[signal], authenticator.type if authenticator else ""
    if kind == Kind.FACTOR_ADDED and factor == "recovery_codes":
        kind = Kind.CODES_MADE
    note(kind, request=request, user=user, about=FACTORS.get(factor, "") + (", to confirm" if reauthenticated else ""))


@receiver(account.password_reset)
def know_browser(sender, request, user, **kwargs):
    """Mark the browser as known to the user, who opened the e-mail; earlier wrong guesses no longer count."""
    known_browsers.remember(request, user, anew=True)
