"""The tables of an archive, and the conversion of their rows to JSON and back."""

import base64
import json
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

# 2: history rows point to revisions, which say who, when and why.
# 3: the archive has receipts.
FORMAT = 3
# Useless elsewhere: sessions, counters of attempts in the last hours, when this site's commands ran, and whether it
# takes changes.
NOT_ARCHIVED = {"partners.Session", "partners.Tally", "partners.MaintenanceRun", "partners.ReadOnlyMode"}
# Minutes come last: once they exist, database triggers lock the meeting's rows (actions/meetings/db_lock.py).
RESTORED_LAST = ["actions.Minutes"]
# Created by the migrations, with ids that differ between databases.
MADE_BY_MIGRATIONS = ["contenttypes.ContentType", "auth.Permission"]
# Rows fetched at a time: few, since each of a table's rows may hold a whole edition or its PDF.
ROWS_AT_ONCE = 100


def archived_models():
    """Every model with a table of its own, in restore order."""
    models_to_archive = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in NOT_ARCHIVED
    ]
    return sorted(models_to_archive, key=lambda model: (model._meta.label in RESTORED_LAST, model._meta.label))


def columns_of(model):
    return [field.attname for field in model._meta.concrete_fields]


def as_json(row):
    return json.dumps(list(row), default=_as_plain_value, ensure_ascii=False, separators=(",", ":"))


def _as_plain_value(value):
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"A {type(value).__name__} cannot be archived")


def from_json(model, line):
    """The values of a row, in the order of `columns_of`, from a line of its table."""
    fields = model._meta.concrete_fields
    return [_field_value(field, value) for field, value in zip(fields, json.loads(line), strict=True)]


def _field_value(field, value):
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return field.to_python(value)


def insert(model, rows):
    """Insert rows, each a list of values as of `from_json`, one after another: few are in memory at a time."""
    fields, quote = model._meta.concrete_fields, connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    adapted = ([f.get_db_prep_save(v, connection) for f, v in zip(fields, row, strict=True)] for row in rows)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for values in adapted:
                    copy.write_row(values)
        else:
            statement = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 (our own names)
            while some := list(islice(adapted, ROWS_AT_ONCE)):
                cursor.executemany(statement, some)


def last_id(model):
    """The highest id a table ever used, including deleted rows; None if it has no generated ids."""
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key.column])
            (sequence,) = cursor.fetchone()
            # The sequence's name comes quoted from the database itself.
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608 (see above)
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        return cursor.fetchone()[0]


def number_on(model, last):
    """Set a table's next id to follow `last`; does nothing for None."""
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
