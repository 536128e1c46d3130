"""What the public is told of a meeting in public that was held: who was there, and what was decided.

It is by authority: no person is named. Of what was recorded only the decisions that are marked for the public are told,
no notes and no challenges, and nothing of what the minutes say in words of their own.
"""

from partners import clock

from ..models import Minutes, Record
from .minutes import all_records, attendance_of


def held(meeting):
    """A dict of plain data, from the minutes as they were frozen; without minutes, from the attendance alone.

    attendance    [{authority, state, label, senior}]
    quorum, seniors   as in `minutes.minutes_of`
    decisions     their words, in the minutes' order
    has_minutes   whether there are minutes
    corrected_on  the days on which corrections were added, of which the public is told no more
    """
    minutes = Minutes.objects.filter(meeting=meeting).first()
    said = minutes.contents if minutes else {**attendance_of(meeting), "points": []}
    corrections = minutes.corrections.all() if minutes else []
    return {
        "attendance": [
            {key: one[key] for key in ("authority", "state", "label", "senior")} for one in said["attendance"]
        ],
        "quorum": said["quorum"],
        "seniors": said["seniors"],
        "decisions": [
            record["words"]
            for record in all_records(said["points"])
            if record["kind"] == Record.Kind.DECISION and record["public"]
        ],
        "has_minutes": minutes is not None,
        "corrected_on": [clock.date_of(correction.corrected_at) for correction in corrections],
    }
