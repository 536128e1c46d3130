"""Fingerprints of rows: of what is official, and of history by revision. The same on either database."""

import hashlib
import json
from collections import defaultdict
from datetime import date

from django.apps import apps
from django.db.models import EmailField

from partners.models import Revision

from ..serialization import sha256_of


def fingerprint_of_row(label, values):
    """SHA-256 of a row of a model, {column: value}.

    What is empty is left out, so that a column which a later release adds, empty, changes no fingerprint.
    """
    told = {name: value for name, value in sorted(values.items()) if value is not None and value is not False}
    return sha256_of(f"{label} {as_json({name: value for name, value in told.items() if value != ''})}")


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
    """The fingerprints of all history: of the rows of each revision, without what is personal.

    `rows` is {revision's id: [fingerprint]}, `holds` {revision's id: {"+actions.Update", …}}; `lost` are the sentences
    about rows without their revision. Of one partnership, or of all.
    """

    def __init__(self, partnership=None):
        self.rows, self.holds, self.lost = defaultdict(list), defaultdict(set), []
        self.where = {"revision__partnership": partnership} if partnership else {}
        revisions = Revision.objects.filter(**{"partnership": partnership} if partnership else {})
        known = set(revisions.values_list("pk", flat=True))
        for label, history in history_models().items():
            self._read(label, history, known)

    def _read(self, label, history, known):
        columns = impersonal_columns(history)
        for row in history._base_manager.filter(**self.where).order_by().values_list(*columns).iterator(2000):
            values = dict(zip(columns, row, strict=True))
            revision = values["revision_id"]
            if revision is not None and revision not in known:
                name = history.instance_type._meta.verbose_name_plural
                self.lost.append(f"History of {name}, row {values['history_id']}: its revision is missing")
            elif revision is not None:
                self.rows[revision].append(fingerprint_of_row(label, values))
                self.holds[revision].add(f"{values['history_type']}{label}")

    def fingerprint(self, revisions):
        """SHA-256 of these revisions, {column: value} each, with their rows of history."""
        digest = hashlib.sha256()
        for values in revisions:
            digest.update(fingerprint_of_row("partners.Revision", values).encode())
            for each in sorted(self.rows[values["id"]]):
                digest.update(each.encode())
        return digest.hexdigest()


def revisions_of(partnership_id):
    """The revisions of a partnership, {column: value} each, in their order."""
    columns = [field.attname for field in Revision._meta.concrete_fields]
    return list(Revision.objects.filter(partnership=partnership_id).order_by("number").values(*columns))
