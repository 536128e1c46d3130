"""The proceedings of a meeting: beginning it, recording decisions, answers and attendance."""

from django.db import transaction
from django.db.models import Max

from partners import clock
from partners.history import attributed_to
from partners.meetings.quorum import quorum_of, seniors_of
from partners.models import Attendance, Attendee, Authority, Meeting

from ..models import Action, Answer, Draft, Pack, Settlement
from .pack import REASONS, freeze_pack


class NotInProgress(Exception):
    """The meeting has not begun or is closed, so nothing can be recorded."""


def in_progress(meeting):
    """The meeting, locked until the transaction ends. Raises NotInProgress."""
    meeting = Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)
    if meeting.state != Meeting.State.IN_PROGRESS:
        raise NotInProgress
    return meeting


@transaction.atomic
def begin(meeting, *, by):
    """Begin the meeting and freeze the current plan for it. Returns False, and does nothing, if it has begun."""
    meeting = Meeting.objects.select_for_update(of=["self"]).select_related("group__partnership").get(pk=meeting.pk)
    if meeting.state not in (Meeting.State.DRAFT, Meeting.State.READY):
        return False
    with attributed_to(by=by, why=REASONS[Pack.Why.BEGUN], what="began a meeting"):
        freeze_pack(meeting, by=by, why=Pack.Why.BEGUN)
        meeting.state, meeting.started_at = Meeting.State.IN_PROGRESS, clock.now()
        meeting.save()
    return True


@transaction.atomic
def record(meeting, *, by, token, target, make=None, **fields):
    """Create a Record with kind, text, follow_up, public and challenged. Returns it.

    `target` is what it belongs to (see `screens.target_of`), and `make` the action made from a decision: {wording,
    lead, due_on, due_words, priority or hallmark}; one made at a confidential point is private. A token used before
    returns the record made then and does nothing else. Raises NotInProgress.
    """
    meeting = in_progress(meeting)
    if existing := meeting.records.filter(token=token).first():
        return existing
    with attributed_to(by=by, why=f"Recorded at the meeting of {meeting.group} on {meeting.starts_at:%-d %B %Y}"):
        made = _make(private=_is_confidential(target), **make) if make else None
        new_record = meeting.records.create(by=by, token=token, made=made, **target, **fields)
    Draft.objects.filter(meeting=meeting, by=by, place=new_record.place).delete()
    return new_record


def _is_confidential(target):
    return "item" in target and target["item"].confidential


def _make(*, wording, lead, due_on, due_words="", private=False, **serves):
    """Create an action at the end of its priority or hallmark. Returns it."""
    last = Action.objects.filter(**serves).aggregate(last=Max("position"))["last"] or 0
    fields = {"wording": wording, "lead": lead, "due_on": due_on, "due_words": due_words, "private": private}
    return Action.objects.create(due_first=due_on, position=last + 1, **fields, **serves)


@transaction.atomic
def amend(record, *, by, **fields):
    """Change the text, follow-up or publicity of a record. Raises NotInProgress."""
    in_progress(record.meeting)
    for name, value in fields.items():
        setattr(record, name, value)
    with attributed_to(by=by, why="Mended before the meeting was closed"):
        record.save()


@transaction.atomic
def strike(record, *, by):
    """Delete a record made by mistake; history keeps it, and an action made from it remains. Raises NotInProgress."""
    in_progress(record.meeting)
    with attributed_to(by=by, why="Struck out before the meeting was closed"):
        record.delete()


def settle(record, *, by, text):
    """Settle a decision, which closes it as a matter arising. Returns False if it was settled before."""
    with attributed_to(by=by):
        return Settlement.objects.get_or_create(record=record, defaults={"text": text, "by": by})[1]


def answer(challenge, *, by, authority, **fields):
    """Answer a challenge for the challenged authority, with `text` and, for somebody else, `on_behalf`.

    Returns False if it was answered before.
    """
    with attributed_to(by=by):
        return Answer.objects.get_or_create(record=challenge, defaults={"by": by, "authority": authority, **fields})[1]


def attendance_of(meeting):
    """(attendances, Quorum, Seniors) of a meeting, by three queries."""
    attendances = list(meeting.attendances.select_related("authority").prefetch_related("people"))
    authorities = list(Authority.objects.filter(partnership=meeting.group.partnership_id))
    day = clock.date_of(meeting.starts_at)
    quorum = quorum_of(meeting.group.quorum, attendances, authorities, day)
    return attendances, quorum, seniors_of(attendances, authorities, day)


@transaction.atomic
def attend(meeting, authority, *, by, state, people=()):
    """Record an authority's attendance; a `state` of "", not known, deletes it. Raises NotInProgress.

    `people` are (name, in a senior position, sent apologies), all that came or sent apologies.
    """
    meeting = in_progress(meeting)
    with attributed_to(by=by):
        attendance = Attendance.objects.filter(meeting=meeting, authority=authority).first()
        if not state:
            if attendance:
                attendance.delete()
            return
        attendance = attendance or Attendance(meeting=meeting, authority=authority)
        if attendance.state != state or attendance.pk is None:
            attendance.state = state
            attendance.save()
        _set_people(attendance, people)


def _set_people(attendance, people):
    """Make these the attendance's people, in their order; those who are there already stay as they are."""
    existing = list(attendance.people.all())
    for surplus in existing[len(people) :]:
        surplus.delete()
    for number, (name, senior, apologies) in enumerate(people):
        person = existing[number] if number < len(existing) else Attendee(attendance=attendance)
        if person.pk is None or (person.name, person.senior, person.apologies) != (name, senior, apologies):
            person.name, person.senior, person.apologies = name, senior, apologies
            person.save()


@transaction.atomic
def keep_draft(meeting, *, by, place, text):
    """Save an unrecorded draft at a place (see `Record.place`); an empty one is deleted. Raises NotInProgress."""
    in_progress(meeting)
    at_place = {"meeting": meeting, "by": by, "place": place}
    if text.strip():
        Draft.objects.update_or_create(**at_place, defaults={"text": text, "kept_at": clock.now()})
    else:
        Draft.objects.filter(**at_place).delete()
