"""Access log: each sign-in, refusal and download leaves a line in the site's log and a database row.

The log line has the whole IP address, for log-watching programs, and no person's name. The row names the user and has
only the network part of the address. Neither ever holds a password, code, token or session key, nor anything typed by
somebody who is not a member.
"""

import json
import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from partners.models.access_events import Kind, outcome_of

from .. import clock
from ..accounts import known_browsers
from ..models import AccessEvent, Partnership
from ..outages import refuses_writes
from . import counters, networks

logger = logging.getLogger("living_plan.access")
error_logger = logging.getLogger(__name__)

# Rows of each kind per person, network and hour, so that nobody can fill the table. The log still gets every line.
ROWS_AN_HOUR = {Kind.SHUT_OUT: 1, Kind.REFUSED: 20, Kind.SIGN_IN_FAILED: 20}
OTHER_ROWS_AN_HOUR = 60


def note(kind, *, request=None, user=None, partnership=None, about=""):
    """Log an access event. Never raises: a failure to log must keep nobody out.

    `user` is the person acting, or the owner of the account in question. The event belongs to `partnership`, or to
    every partnership where the user has a role. The row is written after the response, so nobody waits for it and
    response times do not reveal whether an account exists.
    """
    about = about[:200]
    try:
        logger.info("%s", line(kind, request=request, user=user, partnership=partnership, about=about))
        moment = clock.now()
        after_response(request, lambda: _save_event(kind, moment, request, user, partnership, about))
    except Exception:
        error_logger.exception("An access event could not be noted")


def after_response(request, task):
    """Run `task()` after the response has been sent, or at once if there is no response to wait for."""
    waiting = getattr(request, "after_response", None)
    if waiting is None:
        task()
    else:
        waiting.append(task)


def line(kind, *, request=None, user=None, partnership=None, about=""):
    """Log line of `name=value` pairs. Values that outsiders can influence come last, as ASCII JSON strings."""
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


def _save_event(kind, moment, request, user, partnership, about):
    try:
        network = networks.network_of(networks.address_of(request)) if request else ""
        limit = ROWS_AN_HOUR.get(kind, OTHER_ROWS_AN_HOUR)
        subject = f"{kind} {user.pk if user else '-'} {network}"
        with transaction.atomic():
            if request and counters.claim([counters.Rule("event", subject, limit, counters.HOUR)]) is None:
                return
            event = AccessEvent.objects.create(
                at=moment,
                kind=kind,
                user=user,
                about=about,
                network=network,
                browser=networks.browser_of(request) if request else "",
            )
            partnerships = [partnership] if partnership else Partnership.objects.visible_to(user) if user else []
            event.partnerships.set(partnerships)
    except Exception as error:
        # A database that is read-only has the line in the log alone.
        if not refuses_writes(error):
            error_logger.exception("An access event could not be written")


def forget_old_access_events():
    """Delete events older than ACCESS_LOG_DAYS and expired tallies. Returns the number of events deleted."""
    cutoff = clock.now() - timedelta(days=settings.ACCESS_LOG_DAYS)
    _, deleted_rows = AccessEvent.objects.filter(at__lt=cutoff).delete()
    counters.forget_ended()
    return deleted_rows.get(AccessEvent._meta.label, 0)
