"""Matters arising: open items from a group's earlier meetings.

A decision that changes the plan stays open until that is in the plan or dropped, and an action that it added is
closed; one marked for follow-up until it is settled; a challenge until its authority has answered.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from partners.models import Meeting

from ..decided_changes.data import decided_data
from ..models import Action, Record, attach_latest


@dataclass(frozen=True)
class Matter:
    """One matter arising. `waits_for` is what it waits for, as text; `became` is the outcome, empty while it is open.

    `meetings` are the later meetings at which it came up, oldest first.
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
        """The Answer or Settlement that ended it, or None."""
        return getattr(self.record, "answer", None) or getattr(self.record, "settlement", None)

    @property
    def is_open(self):
        return self.ended_at is None


def open_matters(group, before=None):
    """Open matters of a group's meetings, oldest first; with `before`, only of meetings earlier than that Meeting.

    The number of queries is constant. A list of dicts of plain data:

        id, kind, kind_name, words, confidential, meeting_id, met_on
        about       its subject: an action's wording, the name of a priority, hallmark or agenda item, or ""
        action_id   the action it was recorded against, or None
        waits_for   what it waits for, as text
        asked_of    the challenged authority, or ""
        change      the change of the plan that it carries and that is not in it yet, or None: see `decided_data`
        made        the action that it added to the plan, or None: {id, wording, lead, lead_words, due_on, due_words,
                    effective_status, label}
    """
    return [_as_plain_data(matter) for matter in matters_of(group, before) if matter.is_open]


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
    return [m for m in matters_of(meeting.group, meeting) if m.is_open or m.ended_at > since]


def held_meetings(group, before=None):
    """The meetings that the group held, oldest first; with `before`, those held before that Meeting is or was."""
    meetings = group.meetings.held()
    if before is None:
        return meetings
    earlier = meetings.exclude(pk=before.pk)
    return earlier.filter(started_at__lt=before.started_at) if before.started_at else earlier


def matters_of(group, before=None):
    """Every matter of a group's meetings, open or ended, oldest first: a list of Matter. See `open_matters`."""
    followed = Q(follow_up=True) | Q(change__isnull=False) | Q(kind=Record.Kind.CHALLENGE)
    meetings = list(held_meetings(group, before).select_related("group"))
    records = list(
        Record.objects.filter(followed, meeting__in=[m.pk for m in meetings])
        .with_changes()
        .select_related(
            "by", "item", "priority", "hallmark", "action__priority", "action__hallmark", "challenged",
            "answer__by", "answer__authority", "settlement__by",
        )
        .order_by("meeting__started_at", "pk")
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
    became, ended_at = _outcome(record)
    later = [m for m in meetings if m.started_at > record.meeting.started_at]
    came_up = [m for m in later if ended_at is None or m.started_at < ended_at]
    return Matter(record, _waits_for(record), became, ended_at, tuple(came_up))


def _waits_for(record):
    if record.challenged:
        return f"an answer from {record.challenged.name}"
    change = getattr(record, "change", None)
    if change and change.pending:
        return "it to be put into the plan"
    return "its action to be complete" if change and change.made else "word that it was done"


def _outcome(record):
    """(outcome as text, when it ended); ("", None) while it is open."""
    still = "", None
    if hasattr(record, "answer"):
        return "Answered", record.answer.answered_at
    if hasattr(record, "settlement"):
        return "Settled", record.settlement.settled_at
    change = getattr(record, "change", None)
    if change and change.made:
        made = change.made
        became = f"Action {made.effective_status_label.lower()}"
        return (became, made.latest_update.recorded_at) if made.closed else still
    if change and not change.pending and not record.follow_up:
        return change.get_outcome_display(), change.settled_at
    return still
