"""Activity log: every change in a partnership, from the histories of all its objects, newest first.

A page takes at most its own number of rows from each history, so its cost does not grow with the log.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.formats import date_format

from partners.history import HAPPENED

from .registry import history_pages, parents_of, part_name, parts_of, shown_fields, tracked_models, whole_of
from .timetravel import differences_of, history_of, names_for

# Entries per query: databases limit the number of parameters.
BATCH_SIZE = 1000


def scope(label, partnership, known=None):
    """Rows of a model's history that belong, or belonged, to a partnership.

    Ownership is an EXISTS on each row, so that the database can walk them newest first and stop early. `known`, {label:
    rows}, keeps them for whoever asks for the scopes of many models.
    """
    if label == "partners.Partnership":
        return history_of(label).filter(id=partnership.pk)
    known = {} if known is None else known
    if label not in known:
        belongs = Q()
        for column, parent in parents_of(label):
            belongs |= Exists(scope(parent, partnership, known).order_by().filter(id=OuterRef(column)))
        known[label] = history_of(label).filter(belongs)
    return known[label]


def labels_of(kind=""):
    """Labels of the model of a kind (a key of `history_pages`) and of its parts without a page; all models for ""."""
    if kind:
        label = history_pages()[kind]
        return sorted({label, *(part._meta.label for part in parts_of(label) if not part.history_options.page)})
    # Accounts belong to no partnership.
    return sorted({"partners.Partnership", *(m._meta.label for m in tracked_models() if m.history_options.belongs_to)})


def _has_private_reasons(label):
    return apps.get_model(label).history_options.private_reasons


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
    partnership, *, most, after=None, kind="", who=None, since=None, until=None, happened="", terms="", of_people=True
):
    """[Entry] of a partnership's activity log: the newest `most`, after the place `after` if given.

    `since` and `until` are aware datetimes, `happened` one of "+~-", `terms` a text to find in the reason.
    Unless `of_people`, private reasons are neither shown nor searched.
    """
    places, scopes = [], {}
    for label in labels_of(kind):
        rows = scope(label, partnership, scopes)
        if after:
            rows = rows.filter(_after_place(label, *after))
        if who is not None:
            rows = rows.filter(revision__by=who)
        if since:
            rows = rows.filter(history_date__gte=since)
        if until:
            rows = rows.filter(history_date__lte=until)
        if happened:
            rows = rows.filter(history_type=happened)
        if terms:
            rows = rows.filter(revision__why__icontains=terms)
            rows = rows if of_people or not _has_private_reasons(label) else rows.none()
        newest = rows.order_by("-history_date", "-history_id").values_list("history_date", "history_id")[:most]
        places += [(moment, label, number) for moment, number in newest]
    places.sort(key=lambda at: (-at[0].timestamp(), at[1], -at[2]))
    places = places[:most]
    entries = [
        entry for start in range(0, len(places), BATCH_SIZE) for entry in _entries(places[start : start + BATCH_SIZE])
    ]
    for entry in entries if not of_people else ():
        entry.why = "" if _has_private_reasons(entry.label) else entry.why
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
    rows = list(history.filter(history_id__in=numbers).select_related("revision__by").annotate(before=before))
    befores = history.in_bulk([row.before for row in rows if row.before], field_name="history_id")
    fields = shown_fields(model, as_part=True)
    names, links = names_for(fields, [*rows, *befores.values()]), _links(model, rows)
    for row in rows:
        old = befores.get(row.before) if row.history_type == "~" else None
        kind, pk = links.get(row.id, ("", 0))
        yield Entry(
            moment=row.history_date,
            label=label,
            number=row.history_id,
            by=row.history_user,
            happened=HAPPENED[row.history_type],
            what=part_name(model),
            called=_object_name(row, names, model.history_options.name_fields),
            why=row.history_change_reason or "",
            kind=kind,
            pk=pk,
            differences=list(differences_of(fields, names, old, row)) if row.history_type == "~" else [],
        )


def _object_name(row, names, name_fields):
    """Name of an object; without a text field, its person, authority or priority, or its date."""
    for name in name_fields:
        if text := getattr(row, name, ""):
            return str(text)
    for name in ("user", "authority", "priority"):
        if name in names:
            return names[name].get(getattr(row, f"{name}_id"), "")
    day = getattr(row, "starts_at", None) or getattr(row, "due_on", None)
    return f"of {date_format(day)}" if day else ""


def _links(model, rows):
    """{id: (kind, pk) of the object whose history page shows it}, for objects that still exist."""
    ids = {row.id for row in rows}
    objects = model._base_manager.filter(pk__in=ids)
    options, whole = model.history_options, whole_of(model)
    if options.page:
        return {pk: (options.page, pk) for pk in objects.values_list("pk", flat=True)}
    if not whole:
        return {}
    page = apps.get_model(whole).history_options.page
    return {pk: (page, parent) for pk, parent in objects.values_list("pk", f"{options.part_of}_id")}
