"""Figures of the requests for another format that everybody may read."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from partners import clock
from partners.working_days import working_days_between

from ..models import FormatRequest

PERIOD = timedelta(days=365)
# Below this number figures are not shown, unless the partnership hides more.
FEW = 5


@dataclass(frozen=True)
class Figures:
    """Requests of the last twelve months. None where a number is too small to be shown.

    `median_days` are working days from the day on which it was asked to that of the answer.
    """

    few: int
    asked: int | None
    answered: int | None = None
    in_time: int | None = None
    median_days: float | None = None
    nobody_asked: bool = False


def public_figures(partnership):
    """The Figures of a partnership; where few asked, or few were answered, what came of it is not shown."""
    since, few = clock.today() - PERIOD, partnership.usual_hide_below or FEW
    rows = FormatRequest.objects.in_partnership(partnership).filter(asked_on__gt=since)
    rows = list(rows.values_list("asked_on", "due_on", "answered_on"))
    answers = [row for row in rows if row[2]]
    if len(answers) < few:
        return Figures(few, len(rows) if len(rows) >= few else None, nobody_asked=not rows)
    return Figures(
        few,
        len(rows),
        len(answers),
        sum(answered_on <= due_on for _, due_on, answered_on in answers),
        median(working_days_between(asked_on, answered_on) for asked_on, _, answered_on in answers),
    )
