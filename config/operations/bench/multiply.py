"""One partnership's rows as those of many, each with its own, made by PostgreSQL itself.

The first partnership is made with ids that all end in the digits ROOM, which its slug has too and nothing else. Its
copies have the same ids but for the last digits, so the number of a copy makes its keys, its foreign keys, and the ids
and addresses in its texts. Rows lie in the order of their ids, as if the partnerships had worked side by side.
"""
# Every name in this SQL is one of our own tables and columns.
# ruff: noqa: S608

from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Max

from actions.search import index
from config.operations.backup.tables import MADE_BY_MIGRATIONS, NOT_ARCHIVED
from plans.models import Edition

# Digits that nobody wrote, and room for 999 copies in the last of them.
ROOM, STEP, MOST = 7654000, 10_000_000, 999
# History's own ids are smaller numbers, and in no text.
SMALL_STEP = 1_000
# Work that is queued names what it is about by its hash.
NOT_COPIED = {*MADE_BY_MIGRATIONS, *NOT_ARCHIVED, "plans.Job"}
# What depends on a table's rows, in an order in which it can be made anew.
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype IN ('u', 'f') ORDER BY contype DESC
"""
INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
"""


def slug_of(copy):
    return f"bench-{ROOM + copy}"


def make_room():
    """Let the ids of all tables end in ROOM from now on."""
    with connection.cursor() as cursor:
        for model in _numbered(_own_models()):
            small = model._meta.pk.get_internal_type() == "AutoField"
            step, first = (SMALL_STEP, SMALL_STEP) if small else (STEP, STEP + ROOM)
            _renumber(cursor, model, f"SET INCREMENT BY {step} RESTART WITH {first}")


@transaction.atomic
def multiply(number):
    """Make one partnership, made after `make_room`, `number` of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # so that none are left to check when tables are changed
        index.unhook()
        with _bare_tables(cursor):
            for model in _own_models():
                _copy(cursor, model, number - 1)
        for model in _numbered(_own_models()):
            last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
            _renumber(cursor, model, f"SET INCREMENT BY 1 RESTART WITH {last + 1}")
        index.install()


def _own_models():
    """The models whose rows belong to a partnership or its people."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.label not in NOT_COPIED:
            yield model


def _numbered(some):
    return [model for model in some if isinstance(model._meta.pk, models.AutoField)]


def _quoted(name):
    return connection.ops.quote_name(name)


def _renumber(cursor, model, how):
    column = _quoted(model._meta.pk.column)
    cursor.execute(f"ALTER TABLE {_quoted(model._meta.db_table)} ALTER COLUMN {column} {how}")


@contextmanager
def _bare_tables(cursor):
    """Our tables without triggers, foreign keys and all indexes but the primary keys: they are made anew at the end."""
    tables = [model._meta.db_table for model in _own_models()]
    cursor.execute(CONSTRAINTS)
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, [tables])
    indexes = cursor.fetchall()
    for table, name, _ in reversed(constraints):
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {_quoted(name)}")
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table in tables:
        cursor.execute(f"ALTER TABLE {_quoted(table)} DISABLE TRIGGER USER")
    yield
    for table in tables:
        cursor.execute(f"ALTER TABLE {_quoted(table)} ENABLE TRIGGER USER")
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in constraints:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {_quoted(name)} {definition}")


def _copy(cursor, model, copies):
    """Insert the copies of a model's rows."""
    table, fields = _quoted(model._meta.db_table), model._meta.concrete_fields
    marked = _marked(cursor, table, [field for field in fields if not _is_id(model, field)])
    values = {field.column: _value(model, field, marked) for field in fields}
    # The series comes after the order, so that long texts are not sorted.
    rows = (
        f"SELECT generate_series(1, {copies}) AS copy, {table}.* FROM {table} ORDER BY {_quoted(model._meta.pk.column)}"
    )
    copied = ", ".join(f"{value} AS {_quoted(column)}" for column, value in values.items())
    source = f"SELECT {copied} FROM ({rows}) AS rows"
    columns = ", ".join(map(_quoted, values))
    if model is Edition:
        _copy_editions(cursor, source, columns)
        return
    if {"payload", "sha256"} <= values.keys():
        hashed = columns.replace('"sha256"', "encode(sha256(convert_to(payload, 'UTF8')), 'hex')")
        source = f"SELECT {hashed} FROM ({source}) AS copies"
    cursor.execute(f"INSERT INTO {table} ({columns}) {source}")


def _is_id(model, field):
    """Whether a column has an id of one of our rows; a history row has that of its row, which is no foreign key."""
    if field.is_relation:
        return field.related_model._meta.label not in MADE_BY_MIGRATIONS
    return field.primary_key or (hasattr(model, "history_id") and field.name == "id")


def _marked(cursor, table, fields):
    """The columns of these fields, texts and JSON, that have ROOM in a row."""
    texts = [_quoted(f.column) for f in fields if isinstance(f, models.CharField | models.TextField | models.JSONField)]
    if not texts:
        return set()
    looks = ", ".join(f"COALESCE(bool_or(position('{ROOM}' in {column}::text) > 0), false)" for column in texts)
    cursor.execute(f"SELECT {looks} FROM {table}")
    return {column for column, found in zip(texts, cursor.fetchone(), strict=True) if found}


def _value(model, field, marked):
    column = _quoted(field.column)
    if _is_id(model, field):
        return f"{column} + copy"
    if column not in marked:
        return column
    cast = "::jsonb" if isinstance(field, models.JSONField) else ""
    return f"replace({column}::text, '{ROOM}', ({ROOM} + copy)::text){cast}"


def _copy_editions(cursor, source, columns):
    """Insert the copies of editions, those with the lowest number first: each has the hash of the one before."""
    cursor.execute(f"CREATE TEMPORARY TABLE copied_edition ON COMMIT DROP AS {source}")
    before = "LEFT JOIN plans_edition before ON before.plan_id = copied.plan_id AND before.number = copied.number - 1"
    changed = {
        "payload": "payload",
        "previous_sha256": "COALESCE(sha256_before, '')",
        "sha256": "encode(sha256(convert_to(payload, 'UTF8')), 'hex')",
    }
    values = ", ".join(changed.get(column.strip('"'), column) for column in columns.split(", "))
    payload = "replace(copied.payload, copied.previous_sha256, COALESCE(before.sha256, '')) AS payload"
    others = ", ".join(f"copied.{column}" for column in columns.split(", ") if column != '"payload"')
    for number in range(1, Edition.objects.aggregate(last=Max("number"))["last"] + 1):
        copied = (
            f"SELECT {others}, {payload}, before.sha256 AS sha256_before FROM copied_edition copied {before} "
            f"WHERE copied.number = {number}"
        )
        cursor.execute(f"INSERT INTO plans_edition ({columns}) SELECT {values} FROM ({copied}) AS chained")
