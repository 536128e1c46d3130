"""Matters arising: open items from a group's earlier meetings.

See `outcomes` for what is open, and until when. A record may come up again only from a day on: it is open until then,
and not brought before meetings.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from partners.models import Meeting

from ..decided_changes.data import decided_data
from ..models import Action, Record, attach_latest
from .outcomes import ANSWERED, COMES_UP, DONE, IN_STATE, OPEN, outcome_of, with_outcome


@dataclass(frozen=True)
class Matter:
    """One matter arising. `waits_for` is what it waits for, as text; `became` is the outcome, empty while it is open.

    `meetings` are the later meetings at which it came up, oldest first; `return_on` is the day from which it comes up
    again, or None.
    """

    record: Record
    waits_for: str
    became: str
    ended_at: datetime | None
    meetings: tuple[Meeting, ...]

    @property
    def meeting(self):
        """The meeting at which it was recorded."""
        return self.record.meeting

    @property
    def action(self):
        """The action that it added to the plan, or None."""
        return self.change and self.change.made

    @property
    def change(self):
        """The change of the plan that it carries, or None."""
        return getattr(self.record, "change", None)

    @property
    def about(self):
        """What it was recorded against: an action, a priority, a hallmark, an agenda item, or None."""
        record = self.record
        return record.action or record.priority or record.hallmark or record.item

    @property
    def lead(self):
        """The responsible authority: the lead of the action that it adds, else the challenged one; or None."""
        added = self.action or self._to_be_added
        return added.lead if added else self.record.challenged

    @property
    def due_on(self):
        added = self.action or self._to_be_added
        return added.due_on if added else None

    @property
    def _to_be_added(self):
        change = self.change
        return change if change and change.pending and change.part else None

    @property
    def resolution(self):
        """The Answer, or the FollowUp, that ended it, or None."""
        if self.is_open:
            return None
        return self.record.settlement or getattr(self.record, "answer", None)

    @property
    def state(self):
        """As of the record's Outcome."""
        return outcome_of(self.record).state

    @property
    def return_on(self):
        return self.record.return_on if self.is_open else None

    def comes_up_on(self, day):
        """Whether it comes up at a meeting on this day, if it is open."""
        return self.return_on is None or self.return_on <= day

    @property
    def is_open(self):
        """Whether it did not end; a note that nobody followed up did not either, and does not come up: see `state`."""
        return self.ended_at is None


def open_matters(group, before=None):
    """Open matters of a group's meetings, oldest first; with `before`, only of meetings earlier than that Meeting.

    The number of queries is constant. A list of dicts of plain data:

        id, kind, kind_name, words, confidential, meeting_id, met_on
        about       its subject: an action's wording, the name of a priority, hallmark or agenda item, or ""
        action_id   the action it was recorded against, or None
        waits_for   what it waits for, as text
        corrections the texts of its corrections
        return_on   the day from which it comes up again, or None
        followed    what was last said of it, as text, or ""
        asked_of    the challenged authority, or ""
        change      the change of the plan that it carries and that is not in it yet, or None: see `decided_data`
        made        the action that it added to the plan, or None: {id, wording, lead, lead_words, due_on, due_words,
                    effective_status, label}
    """
    matters = [matter for matter in matters_of(group, before) if matter.is_open]
    if before:
        matters = [matter for matter in matters if matter.comes_up_on(before.day)]
    return [_as_plain_data(matter) for matter in matters]


def number_of_open_matters(group, before):
    """How many `open_matters` there are before a Meeting, in one query."""
    records = with_outcome(Record.objects.filter(meeting__in=held_meetings(group, before)))
    comes_up = Q(return_on=None) | Q(return_on__lte=before.day)
    return records.filter(COMES_UP, IN_STATE[OPEN], comes_up).count()


def _as_plain_data(matter):
    record, made, change = matter.record, matter.action, matter.change
    return {
        "id": record.pk,
        "kind": record.kind,
        "kind_name": record.get_kind_display(),
        "words": record.text,
        "confidential": record.confidential,
        "meeting_id": record.meeting_id,
        "met_on": matter.meeting.day,
        "about": str(matter.about or ""),
        "action_id": record.action_id,
        "waits_for": matter.waits_for,
        "corrections": [correction.text for correction in record.corrections.all()],
        "return_on": matter.return_on,
        "followed": record.last_follow_up.text if record.last_follow_up else "",
        "asked_of": str(record.challenged or ""),
        "change": decided_data(change) if change and change.pending else None,
        "made": made
        and {
            "id": made.pk,
            "wording": made.wording,
            "lead": str(made.lead or ""),
            "lead_words": made.lead_words,
            "due_on": made.due_on,
            "due_words": made.due_words,
            "effective_status": made.effective_status,
            "label": made.effective_status_label,
        },
    }


def matters_arising(meeting):
    """Matters for a meeting's agenda: those still open from earlier meetings and those that ended since the last one.

    A list of Matter; the same as `open_matters(group, before=meeting)` until one of them ends.
    """
    last = held_meetings(meeting.group, before=meeting).last()
    since = last and (last.closed_at or last.started_at)
    day, matters = meeting.day, matters_of(meeting.group, meeting)
    return [m for m in matters if (m.comes_up_on(day) if m.is_open else m.ended_at > since)]


def held_meetings(group, before=None):
    """The meetings that the group held, oldest first; with `before`, those held before that Meeting is or was."""
    meetings = group.meetings.held()
    if before is None:
        return meetings
    earlier = meetings.exclude(pk=before.pk)
    return earlier.filter(started_at__lt=before.started_at) if before.started_at else earlier


def matters_of(group, before=None):
    """Every matter of a group's meetings, open or ended, oldest first: a list of Matter. See `open_matters`."""
    meetings = list(held_meetings(group, before).select_related("group"))
    records = with_outcome(Record.objects.filter(meeting__in=[m.pk for m in meetings])).filter(COMES_UP)
    return _matters(records.order_by("meeting__started_at", "pk"), meetings)


def matter_of(record):
    """The Matter that a record is, whether it comes up or not."""
    meetings = list(held_meetings(record.meeting.group).select_related("group"))
    return _matters(with_outcome(Record.objects.filter(pk=record.pk)), [*meetings, record.meeting])[0]


def _matters(records, meetings):
    records = list(
        records.with_changes()
        .select_related(
            "by", "item", "priority", "hallmark", "action__priority", "action__hallmark", "challenged",
            "answer__by", "answer__authority",
        ).prefetch_related("follow_ups__by", "corrections__by")
    )  # fmt: skip
    changes = [record.change for record in records if hasattr(record, "change")]
    made = Action.all_objects.filter(pk__in=[change.made.pk for change in changes if change.made])
    made_by_id = {action.pk: action for action in attach_latest(made.with_latest_update().for_list())}
    meetings_by_id = {meeting.pk: meeting for meeting in meetings}
    for record in records:
        # Set what was fetched already, to save queries.
        record.meeting = meetings_by_id[record.meeting_id]
    for change in changes:
        change.action = made_by_id.get(change.action_id) or change.action
    return [_matter(record, meetings) for record in records]


def _matter(record, meetings):
    outcome = outcome_of(record)
    became, ended_at = _became(record, outcome), outcome.ended_at
    begun = record.meeting.started_at
    later = [m for m in meetings if begun and m.started_at > begun] if outcome.state else []
    came_up = [m for m in later if ended_at is None or m.started_at < ended_at]
    return Matter(record, _waits_for(record), became, ended_at, tuple(came_up))


def _waits_for(record):
    if record.challenged:
        return gettext("an answer from %(authority)s") % {"authority": record.challenged.name}
    change = getattr(record, "change", None)
    if change and change.pending:
        return gettext("to be put into the plan")
    made = change and change.made
    return gettext("its action to be complete") if made else gettext("not yet confirmed as done")


def _became(record, outcome):
    """The outcome in words; "" while it is open."""
    change = getattr(record, "change", None)
    if outcome.state == DONE and not record.settlement and change:
        if not change.made:
            return change.get_outcome_display()
        return gettext("Action %(status)s") % {"status": gettext(change.made.effective_status_label).lower()}
    return {ANSWERED: gettext("Answered"), DONE: gettext("Done")}.get(outcome.state, "")
