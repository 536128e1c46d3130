"""The minutes of earlier meetings that a meeting has before it to agree; see `agreement`."""

from ..models import Minutes
from .matters_arising import held_meetings


def minutes_to_agree(meeting):
    """Minutes before a meeting to be agreed: a list of Minutes, newest first, by two queries.

    They are those of the group's last meeting, and those before it that were passed over since minutes were last
    agreed; with those that this meeting has agreed.
    """
    rows = Minutes.objects.filter(meeting__in=held_meetings(meeting.group, before=meeting))
    rows = rows.select_related("meeting", "agreement__by", "agreement__meeting").prefetch_related(
        "corrections__by", "corrections__record__item"
    )
    found = []
    for minutes in rows.order_by("-meeting__started_at"):
        agreement = agreement_of(minutes)
        if agreement and agreement.meeting_id != meeting.pk:
            return found
        found.append(minutes)
    # Nothing was ever agreed at another meeting: the older ones are not brought up now.
    return [minutes for minutes in found if minutes == found[0] or agreement_of(minutes)]


def agreement_of(minutes):
    """The Agreement of minutes, or None."""
    return getattr(minutes, "agreement", None)


def earlier_minutes(meeting):
    """The minutes before a meeting to be agreed, as plain data: [{meeting_id, met_on, agreed, corrections,
    confidential_corrections}].

    `corrections` are the texts of those with which they were agreed, or, if not yet agreed, of those made so far; those
    of records made at confidential points are apart.
    """
    return [_as_plain_data(minutes) for minutes in minutes_to_agree(meeting)]


def _as_plain_data(minutes):
    return {
        "meeting_id": minutes.meeting_id,
        "met_on": minutes.meeting.day,
        "agreed": agreement_of(minutes) is not None,
        "corrections": [each.text for each in agreed_corrections(minutes) if not each.confidential],
        "confidential_corrections": [each.text for each in agreed_corrections(minutes) if each.confidential],
    }


def agreed_corrections(minutes):
    """The Corrections made until minutes were agreed; all so far if they are not."""
    agreement = agreement_of(minutes)
    return [each for each in minutes.corrections.all() if not agreement or each.corrected_at <= agreement.agreed_at]


def papers_to_agree(meeting):
    """The minutes before a meeting to be agreed, for its pack: as `earlier_minutes`, each with its `contents`."""
    return [_as_plain_data(minutes) | {"contents": minutes.contents} for minutes in minutes_to_agree(meeting)]
