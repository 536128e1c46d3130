"""Browsers in which somebody has signed in before: the device cookie that OWASP describes against lock-outs.

The cookie says for which accounts this browser is known, and carries a random word by which its own wrong tries are
counted. It opens nothing: whoever has it still needs the password.
"""

import secrets

from django.conf import settings
from django.core import signing

SALT = "partners.known_browsers"
GOOD_FOR = 180 * 24 * 60 * 60
# On a computer that people share.
MOST_ACCOUNTS = 8


def device_of(request, user):
    """The random word of this browser, if the user has signed in with it; else None."""
    return _accounts(request).get(str(user.pk)) if user else None


def remember(request, user, *, anew=False):
    """The answer to this request will tell the browser that the user is known in it.

    `anew`: with another random word, so that earlier wrong tries in this browser no longer count.
    """
    request.known_browser = (user, anew)


def mark(request, response):
    """Put into the answer what `remember` was asked."""
    if not hasattr(request, "known_browser"):
        return
    user, anew = request.known_browser
    accounts = _accounts(request)
    word = accounts.pop(str(user.pk), None)
    accounts[str(user.pk)] = secrets.token_urlsafe(16) if anew or word is None else word
    kept = dict(list(accounts.items())[-MOST_ACCOUNTS:])
    response.set_cookie(
        settings.KNOWN_BROWSER_COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=GOOD_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _accounts(request):
    """{an account's number: the random word}, the latest last"""
    try:
        found = signing.loads(request.COOKIES.get(settings.KNOWN_BROWSER_COOKIE, ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}
