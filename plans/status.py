"""Effective status of an action: its reported status, combined with the calendar.

A status is reported by a person. The effective status is computed: overdue if the due date has passed, not
updated if the last update is too old, whatever was reported.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db import models
from django.utils.formats import date_format

# Used until the first round has ended: a quarter, the interval between meetings, plus a month's grace.
GOES_STALE_AFTER = timedelta(days=122)

# Anything recorded later than this after its date, or after the end of its period, is marked as late.
LATE_AFTER = timedelta(days=14)


class Status(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"


CLOSED = frozenset({Status.COMPLETE, Status.WITHDRAWN})


class EffectiveStatus(models.TextChoices):
    """Effective statuses, in the order a meeting discusses them."""

    OFF_TRACK = "off_track", "Off track"
    OVERDUE = "overdue", "Overdue"
    NOT_UPDATED = "not_updated", "Not updated"
    AT_RISK = "at_risk", "At risk"
    NOT_STARTED = "not_started", "Not started"
    NO_REPORT = "no_report", "No update yet"
    ON_TRACK = "on_track", "On track"
    COMPLETE = "complete", "Complete"
    WITHDRAWN = "withdrawn", "Withdrawn"


EXCEPTIONS = (EffectiveStatus.OFF_TRACK, EffectiveStatus.OVERDUE, EffectiveStatus.NOT_UPDATED)
RANK = {status.value: place for place, status in enumerate(EffectiveStatus)}
LABEL = dict(EffectiveStatus.choices)


def in_words(action: Mapping[str, Any]) -> str:
    """Effective status of an outline's action in full: "Not updated since 12 January 2009". LABEL has short forms."""
    label = LABEL[action["effective_status"]]
    if action["effective_status"] != EffectiveStatus.NOT_UPDATED:
        return label
    return f"{label} since {'' if action['update'] else 'it was added on '}{date_format(action['heard_on'])}"


def is_overdue(status: str | None, due_on: date | None, today: date) -> bool:
    return due_on is not None and due_on < today and status not in CLOSED


def answer_wanted_since(rounds: Iterable[tuple[date, date]], today: date) -> date:
    """Date since which every open action needs an update, or it is not updated.

    It is the opening day of the newest round whose grace is over. `rounds` are pairs (opening day, last day of grace).
    """
    return max((opens_on for opens_on, grace_ends_on in rounds if grace_ends_on < today), default=None) or (
        today - GOES_STALE_AFTER
    )


def is_stale(status: str | None, heard_on: date, wanted_since: date) -> bool:
    """Whether the last update is too old. `heard_on` is its date or, without one, the date the action was added."""
    return status not in CLOSED and heard_on < wanted_since


def effective_status(
    status: str | None, *, due_on: date | None, heard_on: date, today: date, wanted_since: date
) -> str:
    """Effective status, an EffectiveStatus value, for a status (a Status value, or None without an update).

    Off track takes precedence, then overdue, then not updated; complete and withdrawn never change.
    """
    if status in CLOSED or status == Status.OFF_TRACK:
        return str(status)
    if is_overdue(status, due_on, today):
        return EffectiveStatus.OVERDUE.value
    if is_stale(status, heard_on, wanted_since):
        return EffectiveStatus.NOT_UPDATED.value
    return str(status) if status else EffectiveStatus.NO_REPORT.value


class StatusOutline(TypedDict):
    """An action's status on a day: as reported, and the effective one with its label."""

    status: str | None
    effective_status: str
    label: str
    overdue: bool
    stale: bool
    heard_on: date


def status_on(
    today: date,
    wanted_since: date,
    *,
    status: str | None,
    recorded_on: date | None,
    added_on: date,
    due_on: date | None,
) -> StatusOutline:
    """An action's status on a day. `status` and `recorded_on` are those of its newest update, or None."""
    heard_on = recorded_on or added_on
    effective = effective_status(status, due_on=due_on, heard_on=heard_on, today=today, wanted_since=wanted_since)
    return {
        "status": status,
        "effective_status": effective,
        "label": LABEL[effective],
        "overdue": is_overdue(status, due_on, today),
        "stale": is_stale(status, heard_on, wanted_since),
        "heard_on": heard_on,
    }


def answered_on(update: Mapping[str, Any] | None) -> date | None:
    """Date of an outline's update; None without one, or if a file brought it in: nobody was heard then.

    Old editions know of no files.
    """
    return update["recorded_on"] if update and not update.get("brought_in") else None


def entered_late(speaks_of: date, recorded_on: date) -> bool:
    """Whether something was recorded so long after its date that readers should know."""
    return recorded_on - speaks_of > LATE_AFTER
