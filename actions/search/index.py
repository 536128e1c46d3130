"""The search index: a table of documents, one for each row that search finds, kept by database triggers.

    search_document   source, object_id, partnership_id, moment, words (folded, see `words`)
    search_of_…       a view for each source: what the documents of this source should be
    search_index      SQLite: the words as a full text index (FTS5). PostgreSQL has a column `lexemes` with a GIN index

Triggers bring a document up to date after any write of its row, its history and of the rows named in `Source.touches`,
whoever writes. `migrate` makes all of this, anew when something of it changed. It holds nothing that is not elsewhere,
so it is no model, and in no archive. docs/decisions/0053-search-has-an-index.md
"""

import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import F, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Concat
from django.db.models.signals import post_migrate, pre_migrate

from partners.models.querysets import related_model

from . import index_postgresql, index_sqlite
from .query import terms_of
from .sources import search_sources


@dataclass(frozen=True)
class Touch:
    """Rows on which documents depend: `table`, its columns that matter, and the query for the ids of the documents'
    rows, with {row} for the written row. Of the documents' own table, which has no such query, the id is the row's.
    """

    table: str
    columns: tuple
    keys: str


@dataclass(frozen=True)
class Indexed:
    """A source in the index: its table, the query of its documents, and what they depend on."""

    name: str
    table: str
    truth: str
    columns: tuple
    touches: tuple

    @property
    def view(self):
        return f"search_of_{self.name}"


def dialect():
    return index_sqlite if connection.vendor == "sqlite" else index_postgresql


def indexed_sources():
    return [_indexed(source) for source in search_sources().values()]


def _indexed(source):
    model, table = source.model, source.model._meta.db_table
    touches = [
        Touch(
            touching._meta.db_table,
            columns,
            # The names are those of our own tables and columns.
            f"SELECT id FROM {table} WHERE {mine} = {{row}}.{theirs}",  # noqa: S608 (see above)
        )
        for touching, theirs, mine, columns in source.touches
    ]
    if not source.moment:
        history = model.history.model._meta.db_table
        touches.append(Touch(history, ("id", "history_date"), "SELECT {row}.id"))
    fields = {field.name: field.column for field in model._meta.concrete_fields}
    lookups = [*model.search_fields, *model.history_options.belongs_to, source.moment]
    columns = [fields[name] for lookup in lookups if (name := lookup.split("__")[0]) in fields]
    return Indexed(source.key, table, _truth(source), tuple(dict.fromkeys(columns)), tuple(touches))


def _truth(source):
    """The query of what the documents of a source should be: (id, partnership's id, moment, passage)."""
    joined = [part for field in source.model.search_fields for part in (Value("\n"), field)]
    partnerships = [F(lookup) for lookup in _partnership_lookups(source.model)]
    rows = source.dated_rows().annotate(
        document_partnership=Coalesce(*partnerships) if len(partnerships) > 1 else partnerships[0],
        document_passage=Concat(*joined, output_field=TextField()),
    )
    sql, parameters = rows.values_list(
        "pk", "document_partnership", "moment", "document_passage"
    ).query.sql_with_params()
    sql %= tuple(_literal(value) for value in parameters)
    # Between two writes a row may stand without what it belongs to, which Django does not expect.
    return f"SELECT * FROM ({sql}) AS documents WHERE document_partnership IS NOT NULL"  # noqa: S608 (made here)


def _literal(value):
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _partnership_lookups(model):
    """The lookups of the id of the partnership to which a row belongs; it has the first that is not empty."""
    lookups = []
    for lookup in model.history_options.belongs_to:
        parent = related_model(model, lookup)
        further = ["id"] if parent._meta.label == "partners.Partnership" else _partnership_lookups(parent)
        lookups += [f"{lookup}_id" if each == "id" else f"{lookup}__{each}" for each in further]
    return lookups


def install():
    """Make the index anew and fill it, all or nothing."""
    definition = dialect().statements(indexed_sources())
    with transaction.atomic(), connection.cursor() as cursor:
        unhook()
        dialect().drop(cursor)
        for statement in definition:
            cursor.execute(statement)
        for source in indexed_sources():
            cursor.execute(dialect().filling(source))
        cursor.execute(f"CREATE VIEW search_definition AS SELECT '{_fingerprint(definition)}' AS fingerprint")


def unhook():
    """Take away the triggers and views: until the next `install` what is written does not reach the index."""
    with connection.cursor() as cursor:
        dialect().unhook(cursor)


def _fingerprint(definition):
    return hashlib.sha256("\n".join(definition).encode()).hexdigest()


def is_current():
    """Whether the database has the index as this release makes it."""
    with connection.cursor() as cursor:
        if "search_definition" not in (each.name for each in connection.introspection.get_table_list(cursor)):
            return False
        cursor.execute("SELECT fingerprint FROM search_definition")
        return cursor.fetchone()[0] == _fingerprint(dialect().statements(indexed_sources()))


def has_tables():
    tables = set(connection.introspection.table_names())
    return all({source.table, *(touch.table for touch in source.touches)} <= tables for source in indexed_sources())


def before_migrating(plan, **kwargs):
    """Nothing may depend on a table that a migration changes, SQLite says; search goes on with what the index holds."""
    if plan:
        unhook()


def after_migrating(**kwargs):
    if has_tables() and not is_current():
        install()


def connect():
    """Keep the index in step with migrations. The app's `ready` calls it."""
    sender = apps.get_app_config("actions")
    pre_migrate.connect(before_migrating, sender=sender)
    post_migrate.connect(after_migrating, sender=sender)
    connection_created.connect(on_connection)


def on_connection(connection, **kwargs):
    if connection.vendor == "sqlite":
        index_sqlite.register(connection.connection)


def condition(partnership, terms):
    """(SQL, parameters) of the documents of a partnership that have all of `terms`."""
    indexed = [term for term in terms if term.is_indexed]
    sql, parameters = dialect().condition(partnership.pk, indexed) if indexed else ("", [])
    for term in terms:
        if not term.is_indexed:
            sql += f" AND {dialect().MATCHES_PATTERN}"
            parameters.append(term.pattern)
    return f"search_document.partnership_id = %s{sql}", [partnership.pk, *parameters]


def matching(queryset, query, partnership):
    """Filter a queryset of a partnership's rows to those that have all terms of the query, if it has any."""
    terms = terms_of(query)
    if not terms:
        return queryset
    sql, parameters = condition(partnership, terms)
    documents = f"SELECT object_id FROM search_document WHERE source = %s AND {sql}"  # noqa: S608 (parameters hold the values)
    documents = dialect().AT_ONCE.format(documents)
    return queryset.filter(pk__in=RawSQL(documents, [queryset.model._meta.model_name, *parameters]))  # noqa: S611 (as above)
