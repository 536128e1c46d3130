"""A list as a file: all its pages, as the page shows them."""

from django.http import Http404, HttpResponse

from partners import clock
from plans.open_data import csv_of, xlsx_of

from .lists import end_of_record

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# More than this takes a workbook longer to write than a server waits.
MOST_IN_A_WORKBOOK = 20_000

COLUMNS = {
    "action": (
        "id", "kind", "serves", "wording", "note", "lead", "supporting", "due_on", "due_first", "due_moves",
        "reading", "status", "updated_on", "happened", "next",
    ),
    "update": (
        "id", "action_id", "wording", "serves", "status", "recorded_on", "speaks_of", "authority", "by", "on_behalf",
        "happened", "achieved", "next", "public_sentence",
    ),
    "record": (
        "id", "kind", "group", "met_on", "about", "words", "with", "state", "due_on", "how_it_ended", "ended_on",
    ),
}  # fmt: skip


def row_of_action(action):
    update = action.latest_update
    return (
        action.pk, action.kind_name, action.serves.name, action.wording, action.note,
        action.lead and action.lead.name, "; ".join(a.name for a in action.supporting),
        action.due_on, action.due_first, action.due_moves, action.reading, action.status,
        update and update.recorded_on, update and update.happened, update and update.next,
    )  # fmt: skip


def row_of_update(update):
    return (
        update.pk, update.action_id, update.action.wording, update.action.serves.name, update.status,
        update.recorded_on, update.speaks_of, update.authority.name, update.by.name,
        "yes" if update.on_behalf else "no", update.happened, update.achieved, update.next, update.public,
    )  # fmt: skip


def row_of_record(record):
    ended = getattr(record, "answer", None) or getattr(record, "settlement", None)
    moment = ended and (getattr(ended, "answered_at", None) or ended.settled_at)
    about = record.action or record.priority or record.hallmark or record.item
    return (
        record.pk, record.kind, record.meeting.group.name, clock.date_of(record.meeting.starts_at),
        str(about or ""), record.words, record.asked and record.asked.name, end_of_record(record),
        record.made and record.made.due_on, ended and ended.words, moment and clock.date_of(moment),
    )  # fmt: skip


ROW = {"action": row_of_action, "update": row_of_update, "record": row_of_record}


def file_of(found, kind, *, partnership, name, told, address):
    """The response with the file. Raises Http404 for a kind that there is not, and too many rows for a workbook."""
    if kind not in CONTENT_TYPES or (kind == "xlsx" and len(found) > MOST_IN_A_WORKBOOK):
        raise Http404
    columns = COLUMNS[found.noun]
    rows = [tuple(None if value == "" else value for value in ROW[found.noun](thing)) for thing in found[:]]
    if kind == "csv":
        content = csv_of(columns, rows)
    else:
        title = f"{partnership}: {told}"
        about = [("Partnership", str(partnership)), ("What", told), ("As on", clock.today()), ("Address", address)]
        about += [("For", "The partnership only: not for publication")]
        content = xlsx_of(name.capitalize(), columns, rows, title=title, about=about, moment=clock.now())
    called = f'attachment; filename="{partnership.slug}-{name}-{clock.today().isoformat()}.{kind}"'
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers={"Content-Disposition": called})
