"""The public record of a meeting held in public: attendance and decisions.

Attendance is by authority; no person is named. Only decisions marked for the public are included: no notes, no
challenges and no free text of the minutes.
"""

from partners import clock

from ..models import Minutes, Record
from .minutes import all_records, attendance_data


def public_record_of(meeting):
    """A dict of plain data, from the frozen minutes; without minutes, from the attendance alone.

    attendance    [{authority, state, label, senior}]
    quorum, seniors   as in `minutes.minutes_of`
    decisions     their texts, in the minutes' order; none of a confidential point
    has_minutes   whether there are minutes
    corrected_on  the days on which corrections were added; their texts are not public
    """
    minutes = Minutes.objects.filter(meeting=meeting).first()
    contents = minutes.contents if minutes else {**attendance_data(meeting), "points": []}
    corrections = minutes.corrections.all() if minutes else []
    points = [point for point in contents["points"] if not point.get("confidential")]
    return {
        "attendance": [
            {key: attendance[key] for key in ("authority", "state", "label", "senior")}
            for attendance in contents["attendance"]
        ],
        "quorum": contents["quorum"],
        "seniors": contents["seniors"],
        "decisions": [
            record["words"]
            for record in all_records(points)
            if record["kind"] == Record.Kind.DECISION and record["public"]
        ],
        "has_minutes": minutes is not None,
        "corrected_on": [clock.date_of(correction.corrected_at) for correction in corrections],
    }
