"""History rows with author and reason.

Business functions write within `attributed_to(by=..., why=...)`; every history row written in that block gets both.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from simple_history.models import HistoricalRecords

from . import clock

_attribution = ContextVar("author and reason", default=(None, None))


@contextmanager
def attributed_to(*, by, why=""):
    """Attribute every tracked write in this block to the user `by` (None: the system), with the reason `why`."""
    token = _attribution.set((by, why or None))
    try:
        yield
    finally:
        _attribution.reset(token)


class History(HistoricalRecords):
    """HistoricalRecords dated by our clock, with the author and reason given to `attributed_to`."""

    def __init__(self, **kwargs):
        kwargs.setdefault("history_change_reason_field", models.TextField(null=True))
        super().__init__(**kwargs)

    def create_historical_record(self, instance, history_type, using=None):
        by, why = _attribution.get()
        attributes = {"_history_date": self.moment_after_the_last(instance, history_type)}
        if by is not None:
            attributes["_history_user"] = by
        if why is not None:
            attributes["_change_reason"] = why
        vars(instance).update(attributes)
        try:
            return super().create_historical_record(instance, history_type, using)
        finally:
            for name in attributes:
                del vars(instance)[name]

    def moment_after_the_last(self, instance, history_type):
        """Now, or just after the object's newest row if the clock was set back: an object's rows never change order."""
        moment = clock.now()
        if history_type == "+":
            return moment
        rows = type(instance).history.filter(**{instance._meta.pk.attname: instance.pk})
        newest = rows.aggregate(newest=models.Max("history_date"))["newest"]
        return max(moment, newest + clock.TICK) if newest else moment
