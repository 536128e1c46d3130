"""Closing a meeting: its minutes are frozen and its rows locked. Later corrections are added beside them."""

from operator import itemgetter

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from partners import clock
from partners.history import attributed_to, revise
from partners.languages import in_english
from partners.models import Meeting
from plans.serialization import freeze, sha256_of

from ..models import Answer, Correction, DecidedChange, FollowUp, Minutes
from .minutes import MINUTES_SCHEMA, minutes_of
from .proceedings import in_progress


class MinutesHaveChanged(Exception):
    """The minutes changed since they were shown to the person closing them."""


def minutes_fingerprint(minutes):
    """Fingerprint of the minutes' contents."""
    return sha256_of(freeze(minutes))


@transaction.atomic
def close(meeting, *, by, seen=None):
    """Close a meeting in progress and freeze its minutes as they are. Returns the Minutes.

    `seen` is the `minutes_fingerprint` of the minutes shown to `by`. Raises NotInProgress, and MinutesHaveChanged if
    they differ by now.
    """
    meeting = in_progress(meeting)
    with attributed_to(by=by, why="Its minutes were closed", what="closed a meeting"):
        # It comes first, so that all that is read now is of this revision: see `freeze_pack`.
        revise(meeting.group.partnership_id)
        if seen is not None and seen != minutes_fingerprint(minutes_of(meeting)):
            raise MinutesHaveChanged
        meeting.state, meeting.closed_at = Meeting.State.CLOSED, clock.now()
        meeting.save()
        payload = freeze(minutes_of(meeting))
        return Minutes.objects.create(
            meeting=meeting,
            pack=meeting.packs.order_by("number").last(),
            closed_at=meeting.closed_at,
            by=by,
            schema=MINUTES_SCHEMA,
            payload=payload,
            sha256=sha256_of(payload),
        )


@transaction.atomic
def correct(minutes, *, by, text, record=None):
    """Add a correction to closed minutes, or to one `record` in them; a repeated submission adds one. Returns it."""
    Meeting.objects.select_for_update().get(pk=minutes.meeting_id)
    newest = minutes.corrections.last()
    if newest and (newest.by_id, newest.text, newest.record_id) == (by.pk, text, record and record.pk):
        return newest
    with attributed_to(by=by):
        return Correction.objects.create(minutes=minutes, record=record, by=by, text=text)


@in_english()
def added_since(minutes, until=None):
    """Additions to closed minutes, oldest first, by a query each: corrections, answers, what became of records, and
    what of the decisions was put into the plan or dropped; of all time, or those made until a moment.

    [{what, text, by, at, of, record, confidential}], in English, where `of` is the record's text, or "", and `record`
    its id.
    """
    at_meeting = {"record__meeting": minutes.meeting_id}
    corrections = minutes.corrections.select_related("by", "record__item")
    additions = [(gettext_noop("Correction"), each, each.text, each.by, each.corrected_at) for each in corrections]
    answers = Answer.objects.filter(**at_meeting, answered_at__gt=minutes.closed_at)
    for each in answers.select_related("authority", "record__item"):
        additions.append((gettext_noop("Answer"), each, each.text, each.authority, each.answered_at))
    follow_ups = FollowUp.objects.filter(**at_meeting, said_at__gt=minutes.closed_at)
    for each in follow_ups.select_related("by", "record__item"):
        what = gettext_noop("Done") if each.done else gettext_noop("Comes up again")
        additions.append((what, each, each.text, each.by, each.said_at))
    settled = DecidedChange.objects.filter(**at_meeting, settled_at__gt=minutes.closed_at)
    for each in settled.select_related("settled_by", "record__item", "action"):
        text = each.why or str(each)
        additions.append((each.get_outcome_display(), each, text, each.settled_by, each.settled_at))
    return [
        {
            "what": what,
            "text": text,
            "by": by.name,
            "at": at,
            "of": each.record.text if each.record else "",
            "record": each.record_id,
            "confidential": bool(each.record and each.record.confidential),
        }
        for what, each, text, by, at in sorted(additions, key=itemgetter(4))
        if until is None or at <= until
    ]


def unrecorded(meeting):
    """Drafts that were not recorded: a list of sentences."""
    drafts = meeting.drafts.select_related("by").order_by("kept_at")
    sentence = gettext("%(name)s has not recorded what they were writing: “%(text)s”")
    return [sentence % {"name": draft.by.name, "text": draft.text} for draft in drafts]
