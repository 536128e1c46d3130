"""The current time, for the whole site.

Everything dated or compared with today (updates, history, overdue actions) uses this clock instead of the machine's, so
that the demo can run in June 2009 and the demo's import can record the past.
"""

import functools
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

TICK, HOUR = timedelta(microseconds=1), timedelta(hours=1)
# Since then, midnight in London is at the full hour of UTC. Before, the town's mean time was 75 seconds behind.
GREENWICH_TIME_SINCE = datetime(1848, 1, 1, tzinfo=UTC)

_frozen = ContextVar("frozen moment", default=None)


def now():
    """The current moment, aware, in UTC. Within `frozen_at` each call is one TICK later."""
    frozen = _frozen.get()
    if frozen is None:
        return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)
    frozen[0] += TICK
    return frozen[0]


def today():
    """Today's date in Europe/London."""
    return date_of(now())


def date_of(moment):
    """The date in Europe/London of an aware moment."""
    hours = (moment - GREENWICH_TIME_SINCE) // HOUR
    return timezone.localdate(moment) if hours < 0 else _date_of_hour(hours)


@functools.lru_cache(2048)
def _date_of_hour(hours):
    """The date in Europe/London during an hour, counted from GREENWICH_TIME_SINCE; a plan's dates are in few hours."""
    return timezone.localdate(GREENWICH_TIME_SINCE + hours * HOUR)


@contextmanager
def frozen_at(moment):
    """Freeze the clock at the aware `moment` within this block; each call of `now` adds a microsecond."""
    token = _frozen.set([moment])
    try:
        yield
    finally:
        _frozen.reset(token)
