"""Read-only mode: while the site is being looked after it shows what it has and takes no changes.

One row turns it on for all hosts, and each worker knows within a second. docs/decisions/0083.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError
from django.template.loader import render_to_string

from . import clock
from .models import ReadOnlyMode
from .models.access_events import Kind
from .outages import TtlCache, is_away
from .security.access_log import note

# Seconds after which a program that was refused may try again.
RETRY_AFTER = 300
# Placeholder in the templates of all pages for the notice. Escaped text cannot hold it.
PLACEHOLDER = b"<!-- read only -->"
# Addresses that take forms in read-only mode too: they change no more than who is signed in, and what they see.
STILL_OPEN = {"account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "hide_notice"}


class State(NamedTuple):
    """Read-only mode that is on."""

    notice: str
    began_at: datetime
    by: str


states = TtlCache()
KEY = "state"


def current():
    """The State; None if the mode is off, or the database has never answered."""
    try:
        return states.get(KEY, _ask)
    except (DatabaseError, InterfaceError) as error:
        if not is_away(error):
            raise
        return last_known()


def last_known():
    """The State as this worker last heard, for when the database is known to be away."""
    return states.entries.get(KEY, (0, None))[1]


def forget():
    states.forget()


def _ask():
    row = ReadOnlyMode.objects.values_list(*State._fields).first()
    return row and State(*row)


def turn_on(notice, *, by):
    """Turn the mode on, or change its notice. `by` is the name of whoever has the machine's shell."""
    said = {"notice": notice, "by": by}
    ReadOnlyMode.objects.update_or_create(defaults=said, create_defaults=said | {"began_at": clock.now()})
    forget()
    note(Kind.READ_ONLY_ON, about=f"{by}: {notice}")


def turn_off(*, by):
    """Turn the mode off. Returns whether it was on."""
    was_on = bool(ReadOnlyMode.objects.all().delete()[0])
    forget()
    if was_on:
        note(Kind.READ_ONLY_OFF, about=by)
    return was_on


def with_notice(body, state):
    """The bytes of an HTML page, with the state's notice if it is on."""
    if state is None or PLACEHOLDER not in body:
        return body
    notice = render_to_string("components/_read_only.html", {"state": state}).strip()
    return body.replace(PLACEHOLDER, notice.encode(), 1)
