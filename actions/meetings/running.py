"""Running a meeting: it is begun, and what is said at the table is recorded."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from partners import clock
from partners.history import recording
from partners.models import Attendance, Meeting

from ..models import Action, Answer, Draft, Pack, Settlement
from .pack import freeze_pack


class NotInProgress(Exception):
    """The meeting has not begun, or is closed: nothing is recorded of it now."""


def in_progress(meeting):
    """The meeting, locked until this transaction ends. Raises NotInProgress."""
    meeting = Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)
    if meeting.state != Meeting.State.IN_PROGRESS:
        raise NotInProgress
    return meeting


@transaction.atomic
def begin(meeting, *, by):
    """The meeting begins, and the plan as it stands is frozen for it. Does nothing if it was begun; says whether."""
    meeting = Meeting.objects.select_for_update(of=["self"]).select_related("group__partnership").get(pk=meeting.pk)
    if meeting.state not in (Meeting.State.DRAFT, Meeting.State.READY):
        return False
    freeze_pack(meeting, by=by, why=Pack.Why.BEGUN)
    meeting.state, meeting.started_at = Meeting.State.IN_PROGRESS, clock.now()
    with recording(by=by, why="The meeting began"):
        meeting.save()
    return True


@transaction.atomic
def record(meeting, *, by, token, target, make=None, **words):
    """Put something on record at a `target` (see `places.Place`): kind, words, follow_up, public, challenged.

    `make` is the action made from a decision: {wording, lead, due_on, priority or hallmark}. With a token that was used
    before, what was recorded then is returned and nothing else happens. Raises NotInProgress.
    """
    meeting = in_progress(meeting)
    if before := meeting.records.filter(token=token).first():
        return before
    place = {f"{name}_id": pk for name, pk in target.items()}
    with recording(by=by, why=f"Recorded at the meeting of {meeting.group} on {meeting.starts_at:%-d %B %Y}"):
        made = _make(by=by, **make) if make else None
        kept = meeting.records.create(by=by, token=token, made=made, **place, **words)
    Draft.objects.filter(meeting=meeting, by=by, place=place_key(target)).delete()
    return kept


def place_key(target):
    """A target as one word, by which a draft is found again: "action-12"; "" for the meeting as a whole."""
    return "".join(f"{name}-{pk}" for name, pk in target.items())


def _make(*, by, wording, lead, due_on, **serves):
    """A new action at the end of its priority or hallmark."""
    last = Action.objects.filter(**serves).aggregate(last=Max("position"))["last"] or 0
    return Action.objects.create(
        wording=wording, lead=lead, due_on=due_on, due_first=due_on, position=last + 1, **serves
    )


@transaction.atomic
def mend(kept, *, by, **words):
    """Change the words of a record, whether it comes up again, whether the public is told. Raises NotInProgress."""
    in_progress(kept.meeting)
    for name, value in words.items():
        setattr(kept, name, value)
    with recording(by=by, why="Mended before the meeting was closed"):
        kept.save()


@transaction.atomic
def strike(kept, *, by):
    """Remove a record made by mistake; history keeps it, and an action made from it stays. Raises NotInProgress."""
    in_progress(kept.meeting)
    with recording(by=by, why="Struck out before the meeting was closed"):
        kept.delete()


@transaction.atomic
def settle(kept, *, by, words):
    """A decision comes up no longer. Returns whether this was the first to say so."""
    try:
        with transaction.atomic(), recording(by=by):
            Settlement.objects.create(record=kept, words=words, by=by)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def answer(challenge, *, by, authority, words, on_behalf=False):
    """The challenged authority answers. Returns whether this was the first answer: there is one."""
    try:
        with transaction.atomic(), recording(by=by):
            Answer.objects.create(record=challenge, words=words, by=by, authority=authority, on_behalf=on_behalf)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def attend(meeting, authority, *, by, state, represented_by="", senior=False):
    """Write down whether an authority is represented, "" for not known yet. Raises NotInProgress."""
    meeting = in_progress(meeting)
    with recording(by=by):
        one = Attendance.objects.filter(meeting=meeting, authority=authority).first()
        if not state:
            if one:
                one.delete()
            return
        one = one or Attendance(meeting=meeting, authority=authority)
        one.state, one.represented_by = state, represented_by
        one.senior = senior and state == Attendance.State.PRESENT
        one.save()


def keep_draft(meeting, *, by, place, words):
    """Keep what somebody is typing at a place, until it is recorded; nothing is kept of an empty box."""
    with transaction.atomic():
        in_progress(meeting)
        if not words.strip():
            Draft.objects.filter(meeting=meeting, by=by, place=place).delete()
            return
        Draft.objects.update_or_create(
            meeting=meeting, by=by, place=place, defaults={"words": words, "kept_at": clock.now()}
        )
