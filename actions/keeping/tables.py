"""The tables of an archive, and how their rows are written as JSON and read again."""

import base64
import json
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import models

FORMAT = 1
# Of no use elsewhere: who is signed in, and how often something was tried in the last hours.
LEFT_OUT = {"sessions.Session", "partners.Tally"}
# Once there are minutes of a meeting, the database takes no row of it any more (actions/meetings/locking.py).
LAST = ["actions.Minutes"]
# Made by the migrations themselves, with numbers that differ from one database to another.
MADE_BY_MIGRATIONS = ["contenttypes.ContentType", "auth.Permission"]
BATCH = 500


def archived_models():
    """Every model with a table of its own, in the order in which their rows are put back."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: (model._meta.label in LAST, model._meta.label))


def columns_of(model):
    return [field.attname for field in model._meta.concrete_fields]


def as_json(row):
    return json.dumps(list(row), default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value):
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"A {type(value).__name__} cannot be archived")


def from_json(model, line):
    """A model's object from a line of its table."""
    fields = model._meta.concrete_fields
    values = json.loads(line)
    return model(**{f.attname: _value(f, v) for f, v in zip(fields, values, strict=True)})


def _value(field, value):
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)


def last_id(connection, model):
    """The highest number that a table gave out, also of rows that are gone; None if it numbers nothing."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key.column])
            (sequence,) = cursor.fetchone()
            # The database itself names the sequence, and quotes it.
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        return cursor.fetchone()[0]


def number_on(connection, model, last):
    """Go on numbering a table's rows after `last`."""
    if last is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            table = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            return
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
        if last:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, model._meta.pk.column, last])
