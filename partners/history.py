"""History with who and why: the one place where a write says both.

Business functions write within `recording(by=..., why=...)`; every row of history written in that block carries them.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from simple_history.models import HistoricalRecords

from . import clock

_recording = ContextVar("who and why", default=(None, None))


@contextmanager
def recording(*, by, why=""):
    """Every tracked write in this block is `by` a user (None: the system) and for the reason `why`."""
    token = _recording.set((by, why or None))
    try:
        yield
    finally:
        _recording.reset(token)


class History(HistoricalRecords):
    """HistoricalRecords by our clock, with the who and why of `recording`."""

    def __init__(self, **kwargs):
        kwargs.setdefault("history_change_reason_field", models.TextField(null=True))
        super().__init__(**kwargs)

    def create_historical_record(self, instance, history_type, using=None):
        by, why = _recording.get()
        stated = {"_history_date": self.moment_after_the_last(instance, history_type)}
        if by is not None:
            stated["_history_user"] = by
        if why is not None:
            stated["_change_reason"] = why
        vars(instance).update(stated)
        try:
            return super().create_historical_record(instance, history_type, using)
        finally:
            for name in stated:
                del vars(instance)[name]

    def moment_after_the_last(self, instance, history_type):
        """Now, or just after the thing's newest row if the clock was set back: a thing's rows never change places."""
        moment = clock.now()
        if history_type == "+":
            return moment
        rows = type(instance).history.filter(**{instance._meta.pk.attname: instance.pk})
        newest = rows.aggregate(newest=models.Max("history_date"))["newest"]
        return max(moment, newest + clock.TICK) if newest else moment
