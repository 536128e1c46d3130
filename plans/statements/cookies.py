"""Cookies that the site sets, with how long they stay, from the settings and constants that decide it."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.accounts import form_recovery, known_browsers


class Cookie(NamedTuple):
    name: str
    what: str
    kept: str


def cookies():
    """[Cookie] of all that there are. None is set for those who only read, or who send a form of a public page."""
    until_closed = _("Until the browser is closed")
    return [
        Cookie(settings.SESSION_COOKIE_NAME, _("Who is signed in."), length(settings.SESSION_COOKIE_AGE)),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Keeps other sites from sending forms in a member’s name."),
            length(settings.CSRF_COOKIE_AGE),
        ),
        Cookie(
            settings.KNOWN_BROWSER_COOKIE,
            _("That a member signed in with this browser before, so that others’ wrong passwords do not slow them."),
            length(known_browsers.COOKIE_TTL),
        ),
        Cookie(
            f"{settings.COOKIE_PREFIX}{form_recovery.SHOWN_TO}",
            _("For which member a page was made, so that text from a lost session returns to nobody else."),
            until_closed,
        ),
        Cookie(f"{settings.COOKIE_PREFIX}messages", _("What a page says after a form was saved."), until_closed),
    ]


def length(seconds):
    """So many seconds in words: hours, or days from two days on."""
    hours = round(timedelta(seconds=seconds).total_seconds() / 3600)
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    return ngettext("%(number)s day", "%(number)s days", hours // 24) % {"number": hours // 24}
