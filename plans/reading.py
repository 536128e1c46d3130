"""What an action's row says: its status as reported, and what the calendar adds to that.

A status is a person's word. A reading is ours: a date that passed reads overdue and a word that grew old reads not
updated, whatever was last reported.
"""

from datetime import timedelta

from django.db import models
from django.utils.formats import date_format

# Where no round has ended yet: a quarter, which is how often the group meets, and a month's grace.
GOES_STALE_AFTER = timedelta(days=122)


class Status(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLOSED = frozenset({Status.COMPLETE, Status.WITHDRAWN})


class Reading(models.TextChoices):
    """In the order in which a meeting wants to see them."""

    OFF_TRACK = "off_track", "Off track"
    OVERDUE = "overdue", "Overdue"
    NOT_UPDATED = "not_updated", "Not updated"
    AT_RISK = "at_risk", "At risk"
    NOT_STARTED = "not_started", "Not started"
    NO_REPORT = "no_report", "No update yet"
    ON_TRACK = "on_track", "On track"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"


EXCEPTIONS = (Reading.OFF_TRACK, Reading.OVERDUE, Reading.NOT_UPDATED)
RANK = {reading.value: place for place, reading in enumerate(Reading)}
LABEL = dict(Reading.choices)


def in_words(action):
    """How an outline's action reads, in full: "Not updated since 12 January 2009". LABEL is the short form of it."""
    label = LABEL[action["reading"]]
    if action["reading"] != Reading.NOT_UPDATED:
        return label
    return f"{label} since {'' if action['update'] else 'it was added on '}{date_format(action['heard_on'])}"


def is_overdue(status, due_on, today):
    return due_on is not None and due_on < today and status not in CLOSED


def answer_wanted_since(rounds, today):
    """The day on or after which there must have been word of every open action, or it reads not updated.

    `rounds` are pairs of dates: (opens_on, the last day of grace). It is the opening of the newest round whose grace is
    over.
    """
    return max((opens_on for opens_on, grace_ends_on in rounds if grace_ends_on < today), default=None) or (
        today - GOES_STALE_AFTER
    )


def is_stale(status, heard_on, wanted_since):
    """`heard_on` is the date of the newest update or, where there is none, the date the action was added."""
    return status not in CLOSED and heard_on < wanted_since


def reading(status, *, due_on, heard_on, today, wanted_since):
    """The one Reading value to show for a status (a Status value, or None if nothing was ever reported).

    Off track stays off track; then a passed date displaces everything that is still open, then silence does.
    """
    if status in CLOSED or status == Status.OFF_TRACK:
        return str(status)
    if is_overdue(status, due_on, today):
        return Reading.OVERDUE.value
    if is_stale(status, heard_on, wanted_since):
        return Reading.NOT_UPDATED.value
    return str(status) if status else Reading.NO_REPORT.value
