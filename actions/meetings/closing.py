"""Closing a meeting: its minutes are frozen, and nothing of it changes any more. What is found wrong later is added."""

from operator import itemgetter

from django.db import transaction

from partners import clock
from partners.history import recording
from partners.models import Meeting
from plans.freezing import freeze, sha256_of

from ..models import Answer, Correction, Minutes, Settlement
from .minutes import SCHEMA, answered, minutes_of, settled
from .running import in_progress


class MinutesHaveChanged(Exception):
    """The minutes are not what the one who closes them was shown."""


def state_of(minutes):
    """A token for what the minutes say: the same for the same words."""
    return sha256_of(freeze(minutes))


@transaction.atomic
def close(meeting, *, by, seen=None):
    """Close a meeting in progress and freeze its minutes as they are. Returns the Minutes.

    `seen` is the `state_of` what `by` was shown. Raises NotInProgress, and MinutesHaveChanged if something was recorded
    since.
    """
    meeting = in_progress(meeting)
    if seen is not None and seen != state_of(minutes_of(meeting)):
        raise MinutesHaveChanged
    meeting.state, meeting.closed_at = Meeting.State.CLOSED, clock.now()
    with recording(by=by, why="Its minutes were closed"):
        meeting.save()
    words = freeze(minutes_of(meeting))
    return Minutes.objects.create(
        meeting=meeting,
        pack=meeting.packs.order_by("number").last(),
        closed_at=meeting.closed_at,
        by=by,
        schema=SCHEMA,
        words=words,
        sha256=sha256_of(words),
    )


@transaction.atomic
def correct(minutes, *, by, words):
    """Add a correction to closed minutes, once if it is sent twice. Returns it."""
    Meeting.objects.select_for_update().get(pk=minutes.meeting_id)
    newest = minutes.corrections.last()
    if newest and (newest.by_id, newest.words) == (by.pk, words):
        return newest
    with recording(by=by):
        return Correction.objects.create(minutes=minutes, by=by, words=words)


def added_since(minutes):
    """What was added to closed minutes, the oldest first, by three queries: corrections, and what became of challenges
    and decisions. [{what, words, by, at, of}], where `of` are the record's words, or "".
    """
    of = {"record__meeting": minutes.meeting_id}
    answers = Answer.objects.filter(**of, answered_at__gt=minutes.closed_at).select_related("authority", "record")
    settlements = Settlement.objects.filter(**of, settled_at__gt=minutes.closed_at).select_related("by", "record")
    found = [
        _added("Correction", each, each.by.name, each.corrected_at) for each in minutes.corrections.select_related("by")
    ]
    found += [_added("Answer", each, answered(each)["by"], each.answered_at, each.record.words) for each in answers]
    found += [_added("Settled", each, settled(each)["by"], each.settled_at, each.record.words) for each in settlements]
    return sorted(found, key=itemgetter("at"))


def _added(what, thing, by, moment, of=""):
    return {"what": what, "words": thing.words, "by": by, "at": moment, "of": of}


def unrecorded(meeting):
    """What somebody began to write at the table and has not recorded: a list of sentences."""
    drafts = meeting.drafts.select_related("by").order_by("kept_at")
    return [f"{draft.by.name} has not recorded what they were writing: “{draft.words}”" for draft in drafts]
