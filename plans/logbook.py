"""The log: everything that anybody did in a partnership, read from the histories of all its things, newest first.

A page of it takes from each history no more rows than the page has, so it takes as long whatever lies behind it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.formats import date_format

from .timetravel import ABOUT_PEOPLE, HAPPENED, PARTS, SAID_ALREADY, TRACKED, differences_of, history_of, names_for

# What each thing belongs to: the column of its history, and whose; several where it is one or the other. Every path
# ends at the partnership itself.
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
    "actions.Duty": [("partnership_id", "partners.Partnership")],
    "actions.DutyDone": [("duty_id", "actions.Duty")],
    "actions.Record": [("meeting_id", "partners.Meeting")],
    "actions.Answer": [("record_id", "actions.Record")],
    "actions.Settlement": [("record_id", "actions.Record")],
    "actions.Passage": [("meeting_id", "partners.Meeting")],
    "actions.Sending": [("pack__meeting_id", "partners.Meeting")],
    "actions.Correction": [("minutes__meeting_id", "partners.Meeting")],
}
# How many lines are told at a time: a database takes only so many numbers in a question.
AT_A_TIME = 1000
# A person's own account is theirs and no partnership's.
NOT_IN_IT = {"partners.User"}

# What a thing is called in a line: the first of these that it has.
CALLED = (
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
WORD_OF = {label: word for word, label in TRACKED.items()}
PART_OF = {part: (label, what) for label, parts in PARTS.items() for part, _, what, _ in parts if part not in WORD_OF}
LEFT_OUT = {part: leave_out for parts in PARTS.values() for part, _, _, leave_out in parts}


def scope(label, partnership):
    """The rows in a model's history that are, or were, a partnership's.

    Each row is asked whose it is, so that a database may walk them newest first and stop when it has enough.
    """
    if label == "partners.Partnership":
        return history_of(label).filter(id=partnership.pk)
    of = Q()
    for column, parent in BELONGS[label]:
        of |= Exists(scope(parent, partnership).order_by().filter(id=OuterRef(column)))
    return history_of(label).filter(of)


def labels_of(kind=""):
    """The models that a kind of thing, by its word in TRACKED, is made of: itself and its parts. All of them for ""."""
    every = ["partners.Partnership", *BELONGS]
    if not kind:
        return sorted(every)
    label = TRACKED[kind]
    return sorted({label, *(part for part, (whole, _) in PART_OF.items() if whole == label)})


@dataclass
class Entry:
    """A line of the log: who did what to which thing, when and why; the differences that it made.

    `kind` and `pk` are of the thing that has a page of history, or "" and 0.
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
        """Where the line stands, as one word for an address: the page after it begins behind it."""
        return f"{self.moment.isoformat()}~{self.label}~{self.number}"


def place_in(word):
    """(moment, label, number) of an Entry's place. Raises ValueError."""
    moment, label, number = word.split("~")
    moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None or label not in labels_of():
        raise ValueError(word)
    try:
        return moment.astimezone(UTC), label, int(number)
    except OverflowError as error:  # the calendar's first or last day, in another zone
        raise ValueError(word) from error


def log(
    partnership, *, most, after=None, kind="", who=None, since=None, until=None, happened="", words="", of_people=True
):
    """The newest `most` lines of a partnership's log behind a place, as a list of Entry.

    `since` and `until` are aware moments, `happened` one of "+~-", `words` stand in the reason.
    Without `of_people` the reasons of what is ABOUT_PEOPLE are neither told nor looked through.
    """
    found = []
    for label in labels_of(kind):
        rows = scope(label, partnership)
        if after:
            rows = rows.filter(_behind(label, *after))
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
        found += [(moment, label, number) for moment, number in newest]
    found.sort(key=lambda at: (-at[0].timestamp(), at[1], -at[2]))
    found = found[:most]
    told = [entry for start in range(0, len(found), AT_A_TIME) for entry in _entries(found[start : start + AT_A_TIME])]
    for entry in told if not of_people else ():
        entry.why = "" if entry.label in ABOUT_PEOPLE else entry.why
    return told


def _behind(label, moment, its_label, number):
    """A condition for rows that come after a place: newest first, at one moment by model and then by number."""
    if label > its_label:
        return Q(history_date__lte=moment)
    if label < its_label:
        return Q(history_date__lt=moment)
    return Q(history_date__lt=moment) | Q(history_date=moment, history_id__lt=number)


def _entries(places):
    """The lines at these places, a few queries for each model among them."""
    numbers = {}
    for _, label, number in places:
        numbers.setdefault(label, []).append(number)
    made = {}
    for label, wanted in numbers.items():
        made |= {(label, entry.number): entry for entry in _of_model(label, wanted)}
    return [made[label, number] for _, label, number in places]


def _of_model(label, numbers):
    model, history = apps.get_model(label), history_of(label)
    earlier = history.filter(id=OuterRef("id")).filter(
        Q(history_date__lt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
    )
    before = Subquery(earlier.order_by("-history_date", "-history_id").values("history_id")[:1])
    rows = history.filter(history_id__in=numbers).select_related("history_user").annotate(before=before)
    rows = list(rows)
    befores = history.in_bulk([row.before for row in rows if row.before], field_name="history_id")
    leave_out = {model._meta.pk.attname, *LEFT_OUT.get(label, ()), *SAID_ALREADY}
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
            called=_called(row, names),
            why=row.history_change_reason or "",
            kind=kind,
            pk=pk,
            differences=list(differences_of(fields, names, old, row)) if row.history_type == "~" else [],
        )


def _called(row, names):
    """What a thing is called; of one without words, whose it is or of which day."""
    for name in CALLED:
        if words := getattr(row, name, ""):
            return str(words)
    for name in ("user", "authority", "priority"):
        if name in names:
            return names[name].get(getattr(row, f"{name}_id"), "")
    day = getattr(row, "starts_at", None) or getattr(row, "due_on", None)
    return f"of {date_format(day)}" if day else ""


def _links(label, model, rows):
    """{id: (the word of the thing with a page of history, its id)}, of those that are still there."""
    ids = {row.id for row in rows}
    things = model._base_manager.filter(pk__in=ids)
    if label in WORD_OF:
        return {pk: (WORD_OF[label], pk) for pk in things.values_list("pk", flat=True)}
    if label not in PART_OF:
        return {}
    whole = PART_OF[label][0]
    path = next(path for part, path, *_ in PARTS[whole] if part == label)
    return {pk: (WORD_OF[whole], parent) for pk, parent in things.values_list("pk", path)}
