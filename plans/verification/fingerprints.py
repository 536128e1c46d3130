"""Fingerprints of rows: of what is official, and of history by revision. The same on either database."""

import functools
import hashlib
import json
from collections import defaultdict
from datetime import date
from heapq import merge
from itertools import groupby
from operator import itemgetter

from django.apps import apps
from django.db.models import EmailField, Value
from django.db.models.expressions import Expression

from partners.models import Partnership, Revision

from ..serialization import sha256_of

# Rows of each history that are in memory, all of them side by side.
ROWS_AT_ONCE = 100
REVISIONS_AT_ONCE = 5_000


def fingerprint_of_row(label, values):
    """SHA-256 of a row of a model, {column: value}.

    What is empty, or the database's default, is left out, so that a column which a later release adds changes no
    fingerprint of a row that was there before, or that an earlier release has written since.
    """
    defaults = defaults_of(label)
    told = {
        name: value
        for name, value in sorted(values.items())
        if (value != defaults[name] if name in defaults else value is not None and value is not False and value != "")
    }
    return sha256_of(f"{label} {as_json(told)}")


@functools.cache
def defaults_of(label):
    """{column: value} of a model's columns for which the database has a default."""
    fields = [field for field in apps.get_model(label)._meta.concrete_fields if field.has_db_default()]
    literals = {f.attname: f.db_default.value if isinstance(f.db_default, Value) else f.db_default for f in fields}
    return {name: value for name, value in literals.items() if not isinstance(value, Expression)}


def _plain(value):
    if isinstance(value, date):  # datetimes too
        return value.isoformat()
    return hashlib.sha256(bytes(value)).hexdigest() if isinstance(value, bytes | memoryview) else str(value)


as_json = json.JSONEncoder(default=_plain, ensure_ascii=False).encode


def history_models():
    """{label of a tracked model: its history model}."""
    return {m.instance_type._meta.label: m for m in apps.get_models() if hasattr(m, "history_id")}


def impersonal_columns(history):
    """Columns of a history that a removal of personal details never rewrites."""
    personal = history.instance_type.history_options.personal
    fields = history._meta.concrete_fields
    return [f.attname for f in fields if f.name not in personal and not isinstance(f, EmailField)]


class Past:
    """The fingerprints of a partnership's history: of the rows of each revision, without what is personal.

    `rows` is {revision's id: [fingerprint]}, `holds` {revision's id: {"+actions.Update", …}}.
    """

    def __init__(self):
        self.rows, self.holds = defaultdict(list), defaultdict(set)

    @classmethod
    def of(cls, partnership):
        past, revisions = cls(), defaultdict(list)
        for pk, holds in Revision.objects.filter(partnership=partnership).order_by("pk").values_list("pk", "holds"):
            for label in {word[1:] for word in holds.split()}:
                revisions[label].append(pk)
        for label, history in history_models().items():
            for start in range(0, len(revisions[label]), REVISIONS_AT_ONCE):
                past.add(_rows(label, history, revision__in=revisions[label][start:][:REVISIONS_AT_ONCE]))
        return past

    def add(self, rows):
        for _, label, values in rows:
            self.rows[values["revision_id"]].append(fingerprint_of_row(label, values))
            self.holds[values["revision_id"]].add(f"{values['history_type']}{label}")

    def fingerprint(self, revisions):
        """SHA-256 of these revisions, {column: value} each, with their rows of history."""
        digest = hashlib.sha256()
        for values in revisions:
            digest.update(fingerprint_of_row("partners.Revision", values).encode())
            for each in sorted(self.rows[values["id"]]):
                digest.update(each.encode())
        return digest.hexdigest()


def _rows(label, history, **where):
    """Yield (partnership's id, label, {column: value}) of the rows of a model's history that have a revision."""
    columns, partnership = impersonal_columns(history), "revision__partnership_id"
    rows = history._base_manager.filter(**where or {f"{partnership}__isnull": False}).order_by(partnership)
    for partnership_id, *row in rows.values_list(partnership, *columns).iterator(ROWS_AT_ONCE):
        yield partnership_id, label, dict(zip(columns, row, strict=True))


def pasts():
    """Yield (partnership, its Past) of all. Each table of history is read once, and one Past is in memory at a time."""
    histories = [_rows(label, history) for label, history in history_models().items()]
    by_partnership = groupby(merge(*histories, key=itemgetter(0)), itemgetter(0))
    next_id, rows = next(by_partnership, (None, ()))
    for partnership in Partnership.objects.order_by("pk"):
        past = Past()
        if partnership.pk == next_id:
            past.add(rows)
            next_id, rows = next(by_partnership, (None, ()))
        yield partnership, past


def revisions_of(partnership_id):
    """The revisions of a partnership, {column: value} each, in their order."""
    columns = [field.attname for field in Revision._meta.concrete_fields]
    return list(Revision.objects.filter(partnership=partnership_id).order_by("number").values(*columns))
