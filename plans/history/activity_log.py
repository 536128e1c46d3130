"""Activity log: every change in a partnership, newest first, found through its revisions.

A revision says which histories have rows of it (`Revision.holds`), so a page asks those of its own revisions and no
others: its cost grows neither with the log nor with the number of models.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

from django.apps import apps
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext

from partners.history import HAPPENED
from partners.models import Revision

from .registry import history_pages, part_name, parts_of, shown_fields, tracked_models, whole_of
from .timetravel import differences_of, history_of, names_for

# Revisions per query: databases limit the number of parameters.
BATCH_SIZE = 1000


def scope(label, partnership):
    """Rows of a model's history that belong, or belonged, to a partnership."""
    return history_of(label).filter(revision__partnership=partnership)


def labels_of(kind=""):
    """Labels of the model of a kind (a key of `history_pages`) and of its parts without a page; all models for ""."""
    if kind:
        label = history_pages()[kind]
        return sorted({label, *(part._meta.label for part in parts_of(label) if not part.history_options.page)})
    # Accounts belong to no partnership.
    return sorted({"partners.Partnership", *(m._meta.label for m in tracked_models() if m.history_options.belongs_to)})


def _has_private_reasons(label):
    return apps.get_model(label).history_options.private_reasons


class Author(NamedTuple):
    """Who wrote an entry, under their present name."""

    pk: int
    name: str


@dataclass
class Entry:
    """Entry of the activity log: who changed what, when and why, and the differences. `by` is None for the site itself.

    `kind` and `pk` identify the object whose history page shows it, or are "" and 0.
    """

    moment: datetime
    label: str
    number: int
    by: Author | None
    happened: str
    what: str
    called: str
    why: str
    kind: str
    pk: int
    differences: list

    @property
    def article(self):
        """“changed the meeting of 10 June 2009”, but “added an update: four PCSOs …”."""
        of_day = gettext("of %(day)s") % {"day": ""}
        if of_day and self.called.startswith(of_day):
            return "the"
        return "an" if self.what[:1] in "aeiou" else "a"

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
    labels = [label for label in labels_of(kind) if of_people or not terms or not _has_private_reasons(label)]
    conditions = {
        "moment__lte": after and after[0],
        "by": who,
        "moment__gte": since,
        "why__icontains": terms or None,
    }
    revisions = Revision.objects.filter(
        **{lookup: value for lookup, value in conditions.items() if value is not None}, partnership=partnership
    )
    if until:
        revisions = revisions.filter(moment__lte=until)
    if kind:
        words = [Q(holds__contains=f"{happened}{label} ") for label in labels]
        revisions = revisions.filter(Q(*words, _connector=Q.OR))
    else:
        revisions = revisions.filter(holds__contains=f" {happened}") if happened else revisions.exclude(holds=" ")
    entries = []
    for batch in _batches(revisions.select_related("by").order_by("-moment"), min(most, BATCH_SIZE)):
        rows = _newest_rows(batch, labels, most - len(entries), happened, after)
        entries += _entries(rows, of_people)
        if len(entries) == most:
            break
    return entries


def _batches(revisions, size):
    """Lists of revisions, newest first."""
    batch = list(revisions[:size])
    while batch:
        yield batch
        batch = list(revisions.filter(moment__lt=batch[-1].moment)[:size]) if len(batch) == size else []


def _newest_rows(revisions, labels, most, happened, after):
    """[(label, history row)] of the revisions, in the order of the log: at most `most`, after the place `after`."""
    revision_by_pk, found = {revision.pk: revision for revision in revisions}, []
    for label in labels:
        holding = [revision.pk for revision in revisions if f"{happened}{label} " in revision.holds]
        if not holding:
            continue
        rows = history_of(label).filter(revision__in=holding)
        if happened:
            rows = rows.filter(history_type=happened)
        if after and revisions[0].moment == after[0]:
            rows = rows.filter(_after_place(label, *after))
        for row in rows.order_by("-history_date", "-history_id")[:most]:
            row.revision = revision_by_pk[row.revision_id]
            found.append((label, row))
    # Those of a revision are in order already: sorting keeps it.
    return sorted(found, key=lambda pair: -pair[1].revision.number)[:most]


def _after_place(label, moment, its_label, number):
    """Condition for rows after a place, in the order newest first, then model label, then number."""
    if label > its_label:
        return Q(history_date__lte=moment)
    if label < its_label:
        return Q(history_date__lt=moment)
    return Q(history_date__lt=moment) | Q(history_date=moment, history_id__lt=number)


def _entries(rows, of_people):
    """[Entry] for (label, history row) pairs, with a few queries for each model."""
    rows_by_label, names, details = defaultdict(list), {}, {}
    for label, row in rows:
        rows_by_label[label].append(row)
    for label, its_rows in rows_by_label.items():
        details |= {(label, number): detail for number, detail in _details(label, its_rows, names)}
    return [
        Entry(
            moment=row.revision.moment,
            label=label,
            number=row.history_id,
            by=row.revision.by and Author(row.revision.by.pk, row.revision.by.name),
            happened=HAPPENED[row.history_type],
            why="" if not of_people and _has_private_reasons(label) else row.revision.why,
            **details[label, row.history_id],
        )
        for label, row in rows
    ]


def _details(label, rows, known_names):
    """Pairs of a row's number and what its Entry says besides who, when and why."""
    model = apps.get_model(label)
    before = _rows_before(label, rows)
    fields = shown_fields(model, as_part=True)
    names, links = names_for(fields, [*rows, *before.values()], known_names), _links(model, rows)
    for row in rows:
        kind, pk = links.get(row.id, ("", 0))
        old = before.get(row.history_id)
        yield (
            row.history_id,
            {
                "what": part_name(model),
                "called": _object_name(row, names, model.history_options.name_fields),
                "kind": kind,
                "pk": pk,
                "differences": list(differences_of(fields, names, old, row)) if row.history_type == "~" else [],
            },
        )


def _rows_before(label, rows):
    """{number of a row of a change: the row of the same object before it}. An object's rows are numbered in order."""
    changed = [row.history_id for row in rows if row.history_type == "~"]
    if not changed:
        return {}
    history = history_of(label)
    earlier = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by().values("id")
    last = Subquery(earlier.annotate(last=Max("history_id")).values("last"))
    numbers = history.filter(history_id__in=changed).annotate(before=last).order_by().values("before")
    known = {row.history_id: row for row in [*history.filter(history_id__in=numbers), *rows]}
    ordered = sorted(known.values(), key=lambda row: (row.id, row.history_id))
    before = {row.history_id: old for old, row in pairwise(ordered) if old.id == row.id}
    return {number: before[number] for number in changed if number in before}


def _object_name(row, names, name_fields):
    """Name of an object; without a text field, its person, authority or priority, or its date."""
    for name in name_fields:
        if text := getattr(row, name, ""):
            return str(text)
    for name in ("user", "authority", "priority"):
        if name in names:
            return names[name].get(getattr(row, f"{name}_id"), "")
    day = getattr(row, "starts_at", None) or getattr(row, "due_on", None)
    return gettext("of %(day)s") % {"day": date_format(day)} if day else ""


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
    parents = objects.exclude(**{options.part_of: None}).values_list("pk", f"{options.part_of}_id")
    return {pk: (page, parent) for pk, parent in parents}
