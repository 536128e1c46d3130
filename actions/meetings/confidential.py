"""Confidential points of a meeting's agenda: left out for members who may not read them, as for the public.

Guests may be in the room and read the screens of a meeting: only the screen of such a point shows its words.
"""

from django.db.models import Q


def agenda_for(access, meeting):
    """The points of the agenda that this person may read."""
    items = meeting.agenda.all()
    return items if access.may_read_confidential else items.filter(confidential=False)


def records_for(access, records, lookup=""):
    """The records that this person may read; or rows that belong to records, by `lookup`, such as "record__"."""
    if access.may_read_confidential:
        return records
    return records.filter(Q(**{f"{lookup}item": None}) | Q(**{f"{lookup}item__confidential": False}))


def matters_for(access, matters):
    """The Matters that this person may read."""
    return matters if access.may_read_confidential else [each for each in matters if not each.record.confidential]


def open_only(rows):
    """Rows of plain data, frozen perhaps before there were confidential points, without those marked as such."""
    return [row for row in rows if not row.get("confidential")]


def minutes_for(access, minutes):
    """The contents of minutes that this person may read, as `minutes.minutes_of`."""
    return minutes if minutes is None or access.may_read_confidential else minutes_without(minutes)


def minutes_without(minutes):
    """The contents of minutes without what is confidential."""
    points = [
        point | {"matters": open_only(point["matters"]), "earlier": _without_corrections(point.get("earlier", []))}
        for point in open_only(minutes["points"])
    ]
    return minutes | {"points": points}


def _without_corrections(earlier):
    return [each | {"confidential_corrections": []} for each in earlier]


def pack_for(access, contents):
    """The contents of a pack that this person may read, as `pack.pack_of`."""
    if access.may_read_confidential:
        return contents
    earlier = _without_corrections(contents.get("minutes", []))
    earlier = [each | {"contents": minutes_for(access, each["contents"])} for each in earlier]
    meeting = contents["meeting"] | {"agenda": open_only(contents["meeting"]["agenda"])}
    return contents | {"meeting": meeting, "matters": open_only(contents["matters"]), "minutes": earlier}
