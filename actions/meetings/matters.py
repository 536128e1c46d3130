"""Matters arising: what the earlier meetings of a group left open."""

from django.db.models import Q

from partners import clock
from plans.reading import CLOSED

from ..models import Action, Record, attach_latest


def open_matters(group, before=None):
    """The open matters of a group's meetings, oldest first; with `before`, of those that began before that Meeting.

    A decision that is to be followed up is open until it is settled, or the action that was made from it is complete or
    withdrawn; a challenge until it is answered. A list of dicts of plain data, in three queries:

        id, kind, kind_name, words, meeting_id, met_on
        about       the wording of the action it is about, or the name of the priority or hallmark, or ""
        action_id   the action it is about, or None
        asked_of    the authority that must answer, or ""
        made        the action made from it, or None: {id, wording, lead, due_on, reading, label}
    """
    records = Record.objects.filter(meeting__group=group, settlement=None).filter(
        Q(kind=Record.Kind.CHALLENGE, answer=None)
        | Q(kind=Record.Kind.DECISION, follow_up=True)
        | Q(kind=Record.Kind.DECISION, made__isnull=False)
    )
    if before is not None:
        records = records.filter(meeting__starts_at__lt=before.starts_at)
    records = list(
        records.select_related("meeting", "action", "priority", "hallmark", "challenged").order_by(
            "meeting__starts_at", "pk"
        )
    )
    made = Action.objects.filter(pk__in=[r.made_id for r in records if r.made_id])
    actions = {action.pk: action for action in attach_latest(made.with_latest_update().for_list())}
    return [_matter(r, actions.get(r.made_id)) for r in records if not _is_done(actions.get(r.made_id))]


def _is_done(action):
    return action is not None and action.status in CLOSED


def _matter(record, made):
    about = record.action or record.priority or record.hallmark
    return {
        "id": record.pk,
        "kind": record.kind,
        "kind_name": record.get_kind_display(),
        "words": record.words,
        "meeting_id": record.meeting_id,
        "met_on": clock.date_of(record.meeting.starts_at),
        "about": str(about or ""),
        "action_id": record.action_id,
        "asked_of": str(record.challenged or ""),
        "made": made
        and {
            "id": made.pk,
            "wording": made.wording,
            "lead": str(made.lead or ""),
            "due_on": made.due_on,
            "reading": made.reading,
            "label": made.reading_label,
        },
    }
