"""Effective status of an action: its reported status, combined with the calendar.

A status is reported by a person. The effective status is computed: overdue if the due date has passed, not
updated if the last update is too old, whatever was reported.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

# Used until the first round has ended: a quarter, the interval between meetings, plus a month's grace.
GOES_STALE_AFTER = timedelta(days=122)

# Order of an action's updates: the newest is the one about the latest date; of one date, the one recorded last.
NEWEST_FIRST = ("-speaks_of", "-id")

# Anything recorded later than this after its date, or after the end of its period, is marked as late.
LATE_AFTER = timedelta(days=14)


class Status(models.TextChoices):
    NOT_STARTED = "not_started", gettext_noop("Not started")
    ON_TRACK = "on_track", gettext_noop("On track")
    AT_RISK = "at_risk", gettext_noop("At risk")
    OFF_TRACK = "off_track", gettext_noop("Off track")
    COMPLETE = "complete", gettext_noop("Complete")
    WITHDRAWN = "withdrawn", gettext_noop("Withdrawn")


CLOSED = frozenset({Status.COMPLETE, Status.WITHDRAWN})


class EffectiveStatus(models.TextChoices):
    """Effective statuses, in the order a meeting discusses them."""

    OFF_TRACK = "off_track", gettext_noop("Off track")
    OVERDUE = "overdue", gettext_noop("Overdue")
    NOT_UPDATED = "not_updated", gettext_noop("Not updated")
    AT_RISK = "at_risk", gettext_noop("At risk")
    NOT_STARTED = "not_started", gettext_noop("Not started")
    NO_REPORT = "no_report", gettext_noop("No update yet")
    ON_TRACK = "on_track", gettext_noop("On track")
    COMPLETE = "complete", gettext_noop("Complete")
    WITHDRAWN = "withdrawn", gettext_noop("Withdrawn")


EXCEPTIONS = (EffectiveStatus.OFF_TRACK, EffectiveStatus.OVERDUE, EffectiveStatus.NOT_UPDATED)
# {label: statuses} for a short tally.
GROUPS = {
    gettext_noop("Need attention"): (*EXCEPTIONS, EffectiveStatus.AT_RISK),
    "On track": (EffectiveStatus.ON_TRACK,),
    "Complete": (EffectiveStatus.COMPLETE,),
    "Not started": (EffectiveStatus.NOT_STARTED, EffectiveStatus.NO_REPORT),
    "Withdrawn": (EffectiveStatus.WITHDRAWN,),
}
RANK = {status.value: place for place, status in enumerate(EffectiveStatus)}
LABEL = dict(EffectiveStatus.choices)


def in_words(action: Mapping[str, Any]) -> str:
    """Effective status of an outline's action in full: "Not updated since 12 January 2009". LABEL has short forms."""
    if action["effective_status"] != EffectiveStatus.NOT_UPDATED:
        return gettext(LABEL[action["effective_status"]])
    day = {"day": date_format(action["heard_on"])}
    if action["update"]:
        return gettext("Not updated since %(day)s") % day
    return gettext("Not updated since it was added on %(day)s") % day


def confirmed_in_words(action: Mapping[str, Any]) -> str:
    """What follows the label of an outline's action: since when, and when its status was last confirmed.

    As in "On track, confirmed 4 June 2009" and "Not updated since 4 June 2009 (then: on track)".
    """
    effective, update = action["effective_status"], action["update"]
    day = {"day": date_format(action["heard_on"])}
    then = {"status": gettext(LABEL[update["status"]]).lower()} if update else {}
    if effective == EffectiveStatus.NOT_UPDATED:
        if then:
            return gettext(" since %(day)s (then: %(status)s)") % (day | then)
        return gettext(" since it was added on %(day)s") % day
    if effective == EffectiveStatus.OVERDUE:
        due = {"due": date_format(action["due_on"])}
        if answered_on(update):
            return gettext(" since %(due)s; last report %(day)s: %(status)s") % (due | day | then)
        return gettext(" since %(due)s; no report yet") % due
    if update is None:
        return gettext(", added %(day)s") % day
    if update.get("brought_in"):
        return gettext(", as at %(day)s") % {"day": date_format(update["speaks_of"])}
    if action["stale"] and effective not in CLOSED:
        return gettext(", not updated since %(day)s") % day
    return gettext(", confirmed %(day)s") % day


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
    """Whether the newest update is too old. `heard_on` is as in StatusOutline."""
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
    # The date that the newest update is about or, if nobody has reported, the date when the action was added.
    heard_on: date


def status_on(
    today: date,
    wanted_since: date,
    *,
    status: str | None,
    answered_on: date | None,
    added_on: date,
    due_on: date | None,
) -> StatusOutline:
    """An action's status on a day, by the `status` of its newest update, or None, and what `answered_on` says of it."""
    heard_on = answered_on or added_on
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
    """Date that an outline's newest update is about; None without one, or if a file brought it in: nobody was heard.

    It answers the rounds that had opened by that date, whenever it was recorded. Old editions know of no files.
    """
    return update["speaks_of"] if update and not update.get("brought_in") else None


def entered_late(speaks_of: date, recorded_on: date) -> bool:
    """Whether something was recorded so long after its date that readers should know."""
    return recorded_on - speaks_of > LATE_AFTER
