"""The proceedings of a meeting: beginning it, recording decisions, answers and attendance."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from partners import clock
from partners.history import attributed_to
from partners.meetings.quorum import quorum_of, seniors_of
from partners.meetings.scheduling import AGENDA, NOT_BEGUN, PLACE, lacks
from partners.models import Attendance, Attendee, Authority, Meeting

from ..models import Answer, DecidedChange, Draft, FollowUp, Pack, Record
from .outcomes import outcome_of, with_outcome
from .pack import REASONS, freeze_pack

# What a meeting has before it begins, or by beginning; everything else that belongs to a meeting is recorded at it.
NOT_RECORDED = {"agenda", "packs", "sendings"}
WITHOUT = {PLACE: _("It has no place or a link to join."), AGENDA: _("It has no agenda.")}


class NotInProgress(Exception):
    """The meeting has not begun or is closed, so nothing can be recorded."""


class IsRecorded(Exception):
    """Something was recorded at the meeting, so that it was begun is not taken back."""


def in_progress(meeting):
    """The meeting, locked until the transaction ends. Raises NotInProgress."""
    meeting = Meeting.objects.select_for_update(of=["self"]).select_related("group").get(pk=meeting.pk)
    if meeting.state != Meeting.State.IN_PROGRESS:
        raise NotInProgress
    return meeting


@transaction.atomic
def begin(meeting, *, by):
    """Begin the meeting and freeze the current plan for it. Returns False, and does nothing, if it has begun or is
    cancelled.
    """
    meeting = Meeting.objects.select_for_update(of=["self"]).select_related("group__partnership").get(pk=meeting.pk)
    if meeting.state not in NOT_BEGUN:
        return False
    with attributed_to(by=by, why=REASONS[Pack.Why.BEGUN], what="began a meeting"):
        freeze_pack(meeting, by=by, why=Pack.Why.BEGUN)
        meeting.state_before, meeting.state = meeting.state, Meeting.State.IN_PROGRESS
        meeting.started_at = clock.now()
        meeting.save()
    return True


def unusual(meeting):
    """[sentence]: why beginning this meeting now may be a mistake; [] on its day, once it is ready."""
    sentences, days = [], (clock.date_of(meeting.starts_at) - clock.today()).days
    day = date_format(localtime(meeting.starts_at), "l j F Y")
    if days > 0:
        sentence = ngettext("Its day is %(day)s, %(n)s day from now.", "Its day is %(day)s, %(n)s days from now.", days)
        sentences.append(sentence % {"day": day, "n": days})
    if days < 0:
        sentence = ngettext("Its day was %(day)s, %(n)s day ago.", "Its day was %(day)s, %(n)s days ago.", -days)
        sentences.append(sentence % {"day": day, "n": -days})
    if meeting.state == Meeting.State.DRAFT:
        sentences.append(gettext("It is still a draft."))
    return sentences + [str(WITHOUT[what]) for what in lacks(meeting)]


@transaction.atomic
def take_back(meeting, *, by):
    """Return a meeting begun by mistake to the state that it had. Its pack of that moment stays.

    Raises NotInProgress, and IsRecorded once anything was recorded at it.
    """
    meeting = in_progress(meeting)
    if recorded_at(meeting):
        raise IsRecorded
    meeting.state, meeting.state_before, meeting.started_at = meeting.state_before, "", None
    with attributed_to(by=by, why="It was begun by mistake", what="undid the beginning of a meeting"):
        meeting.save()


def recorded_at(meeting):
    """[name in plural]: what kinds of things are recorded at a meeting, by one query."""
    kinds = {
        relation.get_accessor_name(): relation
        for relation in Meeting._meta.related_objects
        if relation.get_accessor_name() not in NOT_RECORDED
    }
    exist = {
        f"has_{name}": Exists(kind.related_model._base_manager.filter(**{kind.field.name: OuterRef("pk")}))
        for name, kind in kinds.items()
    }
    found = Meeting.objects.filter(pk=meeting.pk).annotate(**exist).values(*exist).get()
    return [str(kind.related_model._meta.verbose_name_plural) for name, kind in kinds.items() if found[f"has_{name}"]]


@transaction.atomic
def record(meeting, *, by, token, target, change=None, **fields):
    """Create a Record with kind, text, follow_up, public and challenged. Returns it.

    `target` is what it belongs to (see `screens.target_of`), and `change` the fields of the DecidedChange that a
    decision carries; an action that it adds is private if decided at a confidential point. A token used before returns
    the record made then and does nothing else. Raises NotInProgress.
    """
    meeting = in_progress(meeting)
    if existing := meeting.records.filter(token=token).first():
        return existing
    with attributed_to(by=by, why=f"Recorded at the meeting of {meeting.group} on {meeting.starts_at:%-d %B %Y}"):
        new_record = meeting.records.create(by=by, token=token, **target, **fields)
        if change:
            _carry(new_record, change)
    Draft.objects.filter(meeting=meeting, by=by, place=new_record.place).delete()
    return new_record


def _carry(record, change):
    """Have a decision carry a change of the plan, given as its fields."""
    private = change["kind"] == DecidedChange.Kind.ADD and record.confidential
    decided_on = record.meeting.day
    record.change = DecidedChange.objects.create(record=record, decided_on=decided_on, private=private, **change)


# What a form of a record gives a change; the words of a date are those that it was first given in.
OF_A_CHANGE = ("kind", "action", "priority", "hallmark", "wording", "lead", "due_on")


class InThePlan(Exception):
    """What the decision changes is in the plan already."""


def _pending_change(record):
    """The change that a record carries, locked, or None. Raises InThePlan."""
    change = DecidedChange.objects.select_for_update(of=["self"]).filter(record=record).first()
    if change and not change.pending:
        raise InThePlan
    return change


@transaction.atomic
def amend(record, *, by, **fields):
    """Change the text, follow-up or publicity of a record, or, as `change`, what it changes in the plan.

    Raises NotInProgress, and InThePlan if the change that it carries is settled and another is given.
    """
    in_progress(record.meeting)
    with attributed_to(by=by, why="Corrected before the meeting was closed"):
        if "change" in fields:
            _amend_change(record, fields.pop("change"))
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def _amend_change(record, new):
    before = _pending_change(record)
    if before and new and all((getattr(before, name) or None) == (new.get(name) or None) for name in OF_A_CHANGE):
        return
    if before:
        before.delete()
    if new:
        _carry(record, new)


@transaction.atomic
def strike(record, *, by):
    """Delete a record made by mistake, with the change of the plan that it carries; history keeps both.

    Raises NotInProgress, and InThePlan if that change is settled.
    """
    in_progress(record.meeting)
    change = _pending_change(record)
    with attributed_to(by=by, why="Struck out before the meeting was closed"):
        if change:
            change.delete()
        record.delete()


@transaction.atomic
def settle(record, *, by, text):
    """Mark a record as done. Returns False, and does nothing, if it is answered or done by now."""
    if outcome_of(_locked(record)).ended_at:
        return False
    _add_follow_up(record, by=by, done=True, text=text)
    return True


@transaction.atomic
def follow_up(record, *, by, text, return_on=None):
    """Have a record come up again, at once or from a day; a repeated submission adds nothing."""
    newest = _locked(record).last_follow_up
    said = (False, by.pk, text, return_on)
    if newest is None or (newest.done, newest.by_id, newest.text, newest.return_on) != said:
        _add_follow_up(record, by=by, done=False, text=text, return_on=return_on)


def _locked(record):
    """The record with its outcome; until the transaction ends nobody else says what became of it."""
    Record.objects.select_for_update(of=["self"]).get(pk=record.pk)
    return with_outcome(Record.objects.select_related("answer")).get(pk=record.pk)


def _add_follow_up(record, *, by, **fields):
    with attributed_to(by=by):
        FollowUp.objects.create(record=record, by=by, **fields)


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
    day = meeting.day
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
