"""Matters arising: open items from a group's earlier meetings.

A decision marked for follow-up, or from which an action was made, stays open until it is settled or that action is
closed; a challenge stays open until its authority has answered.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from partners import clock
from partners.models import Meeting

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
        """The action made from it, or None."""
        return self.record.made

    @property
    def about(self):
        """What it was recorded against: an action, a priority, a hallmark, an agenda item, or None."""
        record = self.record
        return record.action or record.priority or record.hallmark or record.item

    @property
    def lead(self):
        """The responsible authority: the lead of the action made from it, else the challenged one; or None."""
        return self.action.lead if self.action else self.record.challenged

    @property
    def due_on(self):
        return self.action.due_on if self.action else None

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
        made        the action made from it, or None: {id, wording, lead, lead_words, due_on, due_words,
                    effective_status, label}
    """
    return [_as_plain_data(matter) for matter in matters_of(group, before) if matter.is_open]


def _as_plain_data(matter):
    record, made = matter.record, matter.action
    return {
        "id": record.pk,
        "kind": record.kind,
        "kind_name": record.get_kind_display(),
        "words": record.text,
        "confidential": record.confidential,
        "meeting_id": record.meeting_id,
        "met_on": clock.date_of(matter.meeting.starts_at),
        "about": str(matter.about or ""),
        "action_id": record.action_id,
        "waits_for": matter.waits_for,
        "asked_of": str(record.challenged or ""),
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
    """The group's meetings that have begun or are closed, oldest first; with `before`, those earlier than that one."""
    begun = [Meeting.State.IN_PROGRESS, Meeting.State.CLOSED]
    meetings = group.meetings.filter(state__in=begun).order_by("starts_at")
    return meetings.before(before.starts_at) if before else meetings


def matters_of(group, before=None):
    """Every matter of a group's meetings, open or ended, oldest first: a list of Matter. See `open_matters`."""
    followed = Q(follow_up=True) | Q(made__isnull=False) | Q(kind=Record.Kind.CHALLENGE)
    meetings = list(held_meetings(group, before).select_related("group"))
    records = list(
        Record.objects.filter(followed, meeting__in=[m.pk for m in meetings])
        .select_related(
            "by", "item", "priority", "hallmark", "action__priority", "action__hallmark", "challenged",
            "answer__by", "answer__authority", "settlement__by",
        )
        .order_by("meeting__starts_at", "pk")
    )  # fmt: skip
    made = Action.all_objects.filter(pk__in=[r.made_id for r in records if r.made_id])
    made_by_id = {action.pk: action for action in attach_latest(made.with_latest_update().for_list())}
    meetings_by_id = {meeting.pk: meeting for meeting in meetings}
    for record in records:
        # Set what was fetched already, to save queries.
        record.meeting, record.made = meetings_by_id[record.meeting_id], made_by_id.get(record.made_id)
    return [_matter(record, meetings) for record in records]


def _matter(record, meetings):
    became, ended_at = _outcome(record)
    later = [m for m in meetings if m.starts_at > record.meeting.starts_at]
    came_up = [m for m in later if ended_at is None or m.started_at < ended_at]
    return Matter(record, _waits_for(record), became, ended_at, tuple(came_up))


def _waits_for(record):
    if record.challenged:
        return f"an answer from {record.challenged.name}"
    return "its action to be complete" if record.made else "word that it was done"


def _outcome(record):
    """(outcome as text, when it ended); ("", None) while it is open."""
    if hasattr(record, "answer"):
        return "Answered", record.answer.answered_at
    if hasattr(record, "settlement"):
        return "Settled", record.settlement.settled_at
    if record.made and record.made.closed:
        return f"Action {record.made.effective_status_label.lower()}", record.made.latest_update.recorded_at
    return "", None
