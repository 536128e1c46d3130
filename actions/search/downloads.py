"""Columns and rows of the downloads of lists."""

from partners import clock

DOWNLOAD_COLUMNS = {
    "action": (
        "id", "kind", "serves", "wording", "note", "lead", "lead_officer", "deputy", "lead_words", "supporting",
        "due_on", "due_words", "due_first", "due_moves", "own_reference",
        "reading", "status", "updated_on", "happened", "next",
    ),
    "update": (
        "id", "action_id", "wording", "serves", "status", "recorded_on", "speaks_of", "authority", "by", "on_behalf",
        "happened", "achieved", "next", "public_sentence",
    ),
    "decision": (
        "id", "kind", "group", "met_on", "about", "words", "with", "state", "due_on", "due_words",
        "how_it_ended", "ended_on",
    ),
}  # fmt: skip


def _officers(action):
    """Names of the lead officer and the deputy, None for either that is not named or not an officer any more."""
    named = {membership.pk: membership.user.name for membership in action.officers}
    return named.get(action.lead_officer_id), named.get(action.deputy_id)


def row_of_action(action):
    update = action.latest_update
    return (
        action.pk, action.kind_name, action.serves.name, action.wording, action.note,
        action.lead and action.lead.name, *_officers(action), action.lead_words,
        "; ".join(a.name for a in action.supporting),
        action.due_on, action.due_words, action.due_first, action.due_moves, action.own_reference,
        action.effective_status, action.status,
        update and update.recorded_on, update and update.happened, update and update.next,
    )  # fmt: skip


def row_of_update(update):
    return (
        update.pk, update.action_id, update.action.wording, update.action.serves.name, update.status,
        update.recorded_on, update.speaks_of, update.authority.name, update.by.name,
        "yes" if update.on_behalf else "no", update.happened, update.achieved, update.next, update.public,
    )  # fmt: skip


def row_of_record(record):
    response = getattr(record, "answer", None) or record.settlement
    moment = response and (getattr(response, "answered_at", None) or response.said_at)
    about = record.action or record.priority or record.hallmark or record.item
    change = getattr(record, "change", None)
    added = change and (change.made or change)
    return (
        record.pk, record.kind, record.meeting.group.name, clock.date_of(record.meeting.starts_at),
        str(about or ""), record.text, record.asked and record.asked.name, record.outcome.state,
        added and added.due_on, added and added.due_words,
        response and response.text, moment and clock.date_of(moment),
    )  # fmt: skip


ROW_FUNCTIONS = {"action": row_of_action, "update": row_of_update, "decision": row_of_record}


def table_of(noun, rows):
    """(columns, rows) of a whole list, all its pages."""
    return DOWNLOAD_COLUMNS[noun], [ROW_FUNCTIONS[noun](row) for row in rows[:]]
