"""Activity log: every change in a partnership, from the histories of all its objects, newest first.

A page takes at most its own number of rows from each history, so its cost does not grow with the log.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.formats import date_format

from .timetravel import ABOUT_PEOPLE, HAPPENED, PARTS, REDUNDANT_FIELDS, TRACKED, differences_of, history_of, names_for

# {model: [(history column, parent model)]}; several if an object has one parent or the other. Every path ends at the
# partnership.
BELONGS = {
    "partners.Logo": [("partnership_id", "partners.Partnership")],
    "partners.Authority": [("partnership_id", "partners.Partnership")],
    "partners.Membership": [("authority_id", "partners.Authority")],
    "partners.Invitation": [("authority_id", "partners.Authority")],
    "partners.Group": [("partnership_id", "partners.Partnership")],
    "partners.GroupMember": [("group_id", "partners.Group")],
    "partners.Meeting": [("group_id", "partners.Group")],
    "partners.AgendaItem": [("meeting_id", "partners.Meeting")],
    "partners.Attendance": [("meeting_id", "partners.Meeting")],
    "partners.Protocol": [("partnership_id", "partners.Partnership")],
    "partners.ProtocolSignature": [("protocol_id", "partners.Protocol")],
    "plans.Plan": [("partnership_id", "partners.Partnership")],
    "plans.Section": [("plan_id", "plans.Plan")],
    "plans.StrategicObjective": [("plan_id", "plans.Plan")],
    "plans.Round": [("plan_id", "plans.Plan")],
    "plans.Assessment": [("plan_id", "plans.Plan")],
    "plans.Consultation": [("plan_id", "plans.Plan")],
    "priorities.Priority": [("plan_id", "plans.Plan")],
    "priorities.AssessmentPlace": [("assessment_id", "plans.Assessment")],
    "priorities.ConsultationPlace": [("consultation_id", "plans.Consultation")],
    "priorities.SuccessCriterion": [("priority_id", "priorities.Priority")],
    "priorities.Measurement": [("criterion_id", "priorities.SuccessCriterion")],
    "priorities.CrimeLink": [("criterion_id", "priorities.SuccessCriterion")],
    "actions.Hallmark": [("plan_id", "plans.Plan")],
    "actions.Action": [("priority_id", "priorities.Priority"), ("hallmark_id", "actions.Hallmark")],
    "actions.ActionPartner": [("authority_id", "partners.Authority")],
    "actions.Update": [("authority_id", "partners.Authority")],
    "actions.Undoing": [("update_id", "actions.Update")],
    "actions.Evidence": [("update_id", "actions.Update")],
    "actions.DateMove": [("authority_id", "partners.Authority")],
    "actions.SheetMapping": [("partnership_id", "partners.Partnership")],
    "plans.Duty": [("partnership_id", "partners.Partnership")],
    "plans.DutyDone": [("duty_id", "plans.Duty")],
    "actions.Record": [("meeting_id", "partners.Meeting")],
    "actions.Answer": [("record_id", "actions.Record")],
    "actions.Settlement": [("record_id", "actions.Record")],
    "actions.Passage": [("meeting_id", "partners.Meeting")],
    "actions.Sending": [("pack__meeting_id", "partners.Meeting")],
    "actions.Correction": [("minutes__meeting_id", "partners.Meeting")],
}
# Entries per query: databases limit the number of parameters.
BATCH_SIZE = 1000
# A person's account belongs to no partnership.
NOT_IN_IT = {"partners.User"}

# An entry names its object by the first of these fields that it has.
NAME_FIELDS = (
    "wording",
    "name",
    "heading",
    "title",
    "version",
    "words",
    "happened",
    "represented_by",
    "reason",
    "key",
    "area",
)
KIND_OF = {label: word for word, label in TRACKED.items()}
PART_OF = {part: (label, what) for label, parts in PARTS.items() for part, _, what, _ in parts if part not in KIND_OF}
HIDDEN_FIELDS = {part: leave_out for parts in PARTS.values() for part, _, _, leave_out in parts}


def scope(label, partnership):
    """Rows of a model's history that belong, or belonged, to a partnership.

    Ownership is an EXISTS on each row, so that the database can walk them newest first and stop early.
    """
    if label == "partners.Partnership":
        return history_of(label).filter(id=partnership.pk)
    belongs = Q()
    for column, parent in BELONGS[label]:
        belongs |= Exists(scope(parent, partnership).order_by().filter(id=OuterRef(column)))
    return history_of(label).filter(belongs)


def labels_of(kind=""):
    """Labels of the model of a kind (a key of TRACKED) and of its parts; all models for ""."""
    labels = ["partners.Partnership", *BELONGS]
    if not kind:
        return sorted(labels)
    label = TRACKED[kind]
    return sorted({label, *(part for part, (whole, _) in PART_OF.items() if whole == label)})


@dataclass
class Entry:
    """Entry of the activity log: who changed what, when and why, and the differences.

    `kind` and `pk` identify the object whose history page shows it, or are "" and 0.
    """

    moment: datetime
    label: str
    number: int
    by: object
    happened: str
    what: str
    called: str
    why: str
    kind: str
    pk: int
    differences: list

    @property
    def place(self):
        """Cursor for an address: the next page starts after this entry."""
        return f"{self.moment.isoformat()}~{self.label}~{self.number}"


def place_in(cursor):
    """(moment, label, number) parsed from an Entry's `place`. Raises ValueError."""
    moment, label, number = cursor.split("~")
    moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None or label not in labels_of():
        raise ValueError(cursor)
    try:
        return moment.astimezone(UTC), label, int(number)
    except OverflowError as error:  # the calendar's first or last day, in another zone
        raise ValueError(cursor) from error


def log_entries(
    partnership, *, most, after=None, kind="", who=None, since=None, until=None, happened="", words="", of_people=True
):
    """[Entry] of a partnership's activity log: the newest `most`, after the place `after` if given.

    `since` and `until` are aware datetimes, `happened` one of "+~-", `words` a text to find in the reason.
    Unless `of_people`, reasons for changes to models in ABOUT_PEOPLE are neither shown nor searched.
    """
    places = []
    for label in labels_of(kind):
        rows = scope(label, partnership)
        if after:
            rows = rows.filter(_after_place(label, *after))
        if who is not None:
            rows = rows.filter(history_user=who)
        if since:
            rows = rows.filter(history_date__gte=since)
        if until:
            rows = rows.filter(history_date__lte=until)
        if happened:
            rows = rows.filter(history_type=happened)
        if words:
            rows = rows.filter(history_change_reason__icontains=words)
            rows = rows if of_people or label not in ABOUT_PEOPLE else rows.none()
        newest = rows.order_by("-history_date", "-history_id").values_list("history_date", "history_id")[:most]
        places += [(moment, label, number) for moment, number in newest]
    places.sort(key=lambda at: (-at[0].timestamp(), at[1], -at[2]))
    places = places[:most]
    entries = [
        entry for start in range(0, len(places), BATCH_SIZE) for entry in _entries(places[start : start + BATCH_SIZE])
    ]
    for entry in entries if not of_people else ():
        entry.why = "" if entry.label in ABOUT_PEOPLE else entry.why
    return entries


def _after_place(label, moment, its_label, number):
    """Condition for rows after a place, in the order newest first, then model label, then number."""
    if label > its_label:
        return Q(history_date__lte=moment)
    if label < its_label:
        return Q(history_date__lt=moment)
    return Q(history_date__lt=moment) | Q(history_date=moment, history_id__lt=number)


def _entries(places):
    """[Entry] for (moment, label, number) triples, with a few queries for each model."""
    numbers = {}
    for _, label, number in places:
        numbers.setdefault(label, []).append(number)
    entries = {}
    for label, model_numbers in numbers.items():
        entries |= {(label, entry.number): entry for entry in _model_entries(label, model_numbers)}
    return [entries[label, number] for _, label, number in places]


def _model_entries(label, numbers):
    model, history = apps.get_model(label), history_of(label)
    earlier = history.filter(id=OuterRef("id")).filter(
        Q(history_date__lt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
    )
    before = Subquery(earlier.order_by("-history_date", "-history_id").values("history_id")[:1])
    rows = history.filter(history_id__in=numbers).select_related("history_user").annotate(before=before)
    rows = list(rows)
    befores = history.in_bulk([row.before for row in rows if row.before], field_name="history_id")
    leave_out = {model._meta.pk.attname, *HIDDEN_FIELDS.get(label, ()), *REDUNDANT_FIELDS}
    fields = [f for f in history.model.tracked_fields if f.attname not in leave_out]
    names = names_for(fields, [*rows, *befores.values()])
    links = _links(label, model, rows)
    for row in rows:
        old = befores.get(row.before) if row.history_type == "~" else None
        kind, pk = links.get(row.id, ("", 0))
        yield Entry(
            moment=row.history_date,
            label=label,
            number=row.history_id,
            by=row.history_user,
            happened=HAPPENED[row.history_type],
            what=PART_OF[label][1] if label in PART_OF else str(model._meta.verbose_name),
            called=_object_name(row, names),
            why=row.history_change_reason or "",
            kind=kind,
            pk=pk,
            differences=list(differences_of(fields, names, old, row)) if row.history_type == "~" else [],
        )


def _object_name(row, names):
    """Name of an object; without a text field, its person, authority or priority, or its date."""
    for name in NAME_FIELDS:
        if text := getattr(row, name, ""):
            return str(text)
    for name in ("user", "authority", "priority"):
        if name in names:
            return names[name].get(getattr(row, f"{name}_id"), "")
    day = getattr(row, "starts_at", None) or getattr(row, "due_on", None)
    return f"of {date_format(day)}" if day else ""


def _links(label, model, rows):
    """{id: (kind, pk) of the object whose history page shows it}, for objects that still exist."""
    ids = {row.id for row in rows}
    objects = model._base_manager.filter(pk__in=ids)
    if label in KIND_OF:
        return {pk: (KIND_OF[label], pk) for pk in objects.values_list("pk", flat=True)}
    if label not in PART_OF:
        return {}
    whole = PART_OF[label][0]
    path = next(path for part, path, *_ in PARTS[whole] if part == label)
    return {pk: (KIND_OF[whole], parent) for pk, parent in objects.values_list("pk", path)}
