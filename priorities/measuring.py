"""Measurements, written. None is ever changed: of several for one period the newest counts (see `plans.figures`)."""

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
    """Another Measurement for the same period, which takes the place of this one. This one stays to be seen.

    `changes` are of value, source, note and provisional; what is not among them is as it was.
    """
    kept = {name: getattr(measurement, name) for name in ("value", "source", "note", "provisional")}
    period = {"starts_on": measurement.starts_on, "ends_on": measurement.ends_on}
    return record_measurement(measurement.criterion, by=by, why=why, **period, **(kept | changes))
