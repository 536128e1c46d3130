"""The trace that sign-ins, refusals and downloads leave: a line in the site's log, and a row for those who ask later.

The line has the whole address, for the programs that watch logs, and no person's name. The row says who, and has only
the neighbourhood of the address. Neither ever holds a password, a code, a token or a session's key, nor what somebody
typed who is not a member.
"""

import json
import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from . import clock, known_browsers, networks, tallies
from .models import AccessEvent, Partnership
from .models.access import Kind, outcome_of

logger = logging.getLogger("living_plan.access")
troubles = logging.getLogger(__name__)

# How many rows of a kind one person in one network can cause in an hour, so that nobody fills the table. Each has its
# line in the log all the same.
ROWS_AN_HOUR = {Kind.SHUT_OUT: 1, Kind.REFUSED: 20, Kind.SIGN_IN_FAILED: 20}
OTHER_ROWS_AN_HOUR = 60


def note(kind, *, request=None, user=None, partnership=None, about=""):
    """Something happened at the door. Never raises: that it cannot be written down must keep nobody out.

    `user` is who did it, or whose account was meant. With a `partnership` it is that one's alone, else it concerns all
    in which the user has a role. The row is written when the answer has gone out, so nobody waits for it, and how long
    an answer takes does not say whether there is such an account.
    """
    about = about[:200]
    try:
        logger.info("%s", line(kind, request=request, user=user, partnership=partnership, about=about))
        moment = clock.now()
        after_answer(request, lambda: _write(kind, moment, request, user, partnership, about))
    except Exception:
        troubles.exception("An access event could not be noted")


def after_answer(request, what):
    """Do something once the answer to this request has gone out; at once where there is none to wait for."""
    waiting = getattr(request, "after_answer", None)
    if waiting is None:
        what()
    else:
        waiting.append(what)


def line(kind, *, request=None, user=None, partnership=None, about=""):
    """One line of `name=value`. What anybody else had a say in comes last and is quoted as in JSON, in ASCII."""
    address = networks.address_of(request) if request else "-"
    parts = {
        "event": str(kind),
        "outcome": outcome_of(kind),
        "address": address,
        "user": user.pk if user else "-",
        "partnership": partnership.slug if partnership else "-",
        "known_browser": "yes" if request and known_browsers.device_of(request, user) else "no",
        "browser": json.dumps(networks.browser_of(request) if request else "command line"),
        "about": json.dumps(about),
    }
    return " ".join(f"{name}={value}" for name, value in parts.items())


def _write(kind, moment, request, user, partnership, about):
    try:
        network = networks.network_of(networks.address_of(request)) if request else ""
        most = ROWS_AN_HOUR.get(kind, OTHER_ROWS_AN_HOUR)
        subject = f"{kind} {user.pk if user else '-'} {network}"
        with transaction.atomic():
            if request and tallies.claim([tallies.Rule("event", subject, most, tallies.HOUR)]) is None:
                return
            event = AccessEvent.objects.create(
                at=moment,
                kind=kind,
                user=user,
                about=about,
                network=network,
                browser=networks.browser_of(request) if request else "",
            )
            concerned = [partnership] if partnership else Partnership.objects.visible_to(user) if user else []
            event.partnerships.set(concerned)
    except Exception:
        troubles.exception("An access event could not be written")


def forget_old_access_events():
    """Delete what is older than ACCESS_LOG_DAYS, and counts that have ended. Returns how many events went."""
    before = clock.now() - timedelta(days=settings.ACCESS_LOG_DAYS)
    _, of_each = AccessEvent.objects.filter(at__lt=before).delete()
    tallies.forget_ended()
    return of_each.get(AccessEvent._meta.label, 0)
