"""Measurements, written: the one way in for a new value, and the one for correcting it."""

from django.db import transaction

from partners.history import recording

from .models import Measurement


@transaction.atomic
def record_measurement(criterion, *, by, starts_on, ends_on, value, source, note="", provisional=False, why=""):
    """A new Measurement of a criterion for a period."""
    with recording(by=by, why=why):
        return Measurement.objects.create(
            criterion=criterion,
            starts_on=starts_on,
            ends_on=ends_on,
            value=value,
            source=source,
            note=note,
            provisional=provisional,
            by=by,
        )


@transaction.atomic
def correct_measurement(measurement, *, by, why, **changes):
    """Change a measurement for a reason. What it was, who changed it and why stay in the history."""
    for name, value in changes.items():
        setattr(measurement, name, value)
    with recording(by=by, why=why):
        measurement.save()
    return measurement
