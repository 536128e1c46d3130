"""The time, asked for in one place.

Everything that is written down with a moment (updates, history, what counts as overdue) asks here and not the machine,
so that the demo can live in June 2009 and the import can write what was recorded then.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

TICK = timedelta(microseconds=1)

_stated = ContextVar("stated moment", default=None)


def now():
    """The moment, aware, in UTC. It ticks: no two answers within `standing_at` are the same."""
    stated = _stated.get()
    if stated is None:
        return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)
    stated[0] += TICK
    return stated[0]


def today():
    """The date in Europe/London."""
    return date_of(now())


def date_of(moment):
    """The date in Europe/London of an aware moment."""
    return timezone.localdate(moment)


@contextmanager
def standing_at(moment):
    """Within this block the clock stands at the aware `moment`, ticking a microsecond each time it is asked."""
    token = _stated.set([moment])
    try:
        yield
    finally:
        _stated.reset(token)
