"""Known browsers, in which somebody has signed in before: OWASP's device cookie against lock-outs.

The cookie lists the accounts that have signed in with this browser, each with a random token for counting the
browser's own wrong attempts. It grants no access: its owner still needs the password.
"""

import secrets

from django.conf import settings
from django.core import signing

COOKIE_SALT = "partners.accounts.known_browsers"
COOKIE_TTL = 180 * 24 * 60 * 60
# Limit for shared computers.
MAX_ACCOUNTS = 8


def device_of(request, user):
    """The browser's random token for the user, or None if they have not signed in with it."""
    return _accounts(request).get(str(user.pk)) if user else None


def remember(request, user, *, anew=False):
    """Have `mark` set the known-browser cookie for the user on the response.

    `anew`: with a new token, so that earlier wrong attempts in this browser no longer count.
    """
    request.known_browser = (user, anew)


def mark(request, response):
    """Set the cookie on the response if `remember` was called for the request."""
    if not hasattr(request, "known_browser"):
        return
    user, anew = request.known_browser
    accounts = _accounts(request)
    token = accounts.pop(str(user.pk), None)
    accounts[str(user.pk)] = secrets.token_urlsafe(16) if anew or token is None else token
    latest = dict(list(accounts.items())[-MAX_ACCOUNTS:])
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(latest, salt=COOKIE_SALT),
        max_age=COOKIE_TTL,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _accounts(request):
    """{user pk (str): token}, latest last"""
    try:
        cookie = request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, "")
        accounts = signing.loads(cookie, salt=COOKIE_SALT, max_age=COOKIE_TTL)
    except signing.BadSignature:
        return {}
    return accounts if isinstance(accounts, dict) else {}
