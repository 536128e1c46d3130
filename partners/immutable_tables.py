"""Immutable tables: database triggers that refuse UPDATE and DELETE.

Every table of history is one, revisions are, and every model that says `immutable = True`. `migrate` makes the
triggers, so a new model has them by itself. docs/decisions/0071-history-is-immutable-and-receipts-prove-it.md

- What `History` calls `personal` can be rewritten in history, and in a table that never changes otherwise, while
  `rewritings.rewriting` is open, and nothing else.
- Rows are deleted only while a partnership leaves the site, which its `Departure` records.
- The newest revision of a partnership can be added to (`holds`, `same_as`) until another follows.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db import connection, transaction
from django.db.models import EmailField
from django.db.models.signals import post_migrate, pre_migrate

OPEN = "SELECT 1 FROM partners_rewriting WHERE closed_at IS NULL"
LEAVING = "EXISTS (SELECT 1 FROM partners_departure WHERE closed_at IS NULL)"
FOLLOWED = "SELECT 1 FROM partners_revision WHERE partnership_id = OLD.partnership_id AND number > OLD.number"
NEWEST = f"NOT EXISTS ({FOLLOWED}) AND substr(NEW.holds, 1, length(OLD.holds)) = OLD.holds"
NEWEST += " AND (OLD.same_as_id IS NULL OR OLD.same_as_id = NEW.same_as_id)"
UPDATE, DELETE = "UPDATE", "DELETE"


@dataclass(frozen=True)
class Rule:
    """A table's: `rewritable` of its `columns` can be changed where the condition `allowed` holds, and rows be deleted
    where `deletable` does."""

    table: str
    columns: tuple = ()
    rewritable: tuple = ()
    allowed: str = ""
    deletable: str = LEAVING

    @property
    def fixed(self):
        return [column for column in self.columns if column not in self.rewritable]


@cache
def rules():
    """The Rule of every immutable table."""
    return [rule for model in apps.get_models() if model._meta.managed if (rule := _rule_of(model))]


CLOSING = "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL"


def _rule_of(model):
    options = model._meta
    columns = tuple(field.column for field in options.concrete_fields)
    if hasattr(model, "history_id"):
        names = model.instance_type.history_options.personal
        fields = options.concrete_fields
        return _personal_rule(
            options, columns, [f.column for f in fields if f.name in names or isinstance(f, EmailField)]
        )
    if options.label == "partners.Revision":
        return Rule(options.db_table, columns, ("holds", "same_as_id"), NEWEST)
    if options.label == "partners.Rewriting":
        return Rule(options.db_table, columns, ("closed_at", "rows"), CLOSING)
    if options.label == "partners.Departure":
        return Rule(options.db_table, columns, ("closed_at", "rows"), CLOSING, deletable="")
    if not getattr(model, "immutable", False):
        return None
    history = getattr(model, "history_options", None)
    return _personal_rule(options, columns, sorted(history.personal) if history else [])


def _personal_rule(options, columns, personal):
    return Rule(options.db_table, columns, tuple(personal), f"EXISTS ({OPEN})") if personal else Rule(options.db_table)


class Trigger(NamedTuple):
    table: str
    name: str
    sql: str


def triggers_of(rule):
    """The Triggers of a table: on PostgreSQL one and its function, on SQLite one for each verb."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    return make(rule)


def _sqlite(rule):
    kept = [f"NEW.{quoted(column)} IS OLD.{quoted(column)}" for column in rule.fixed]
    unless = {
        UPDATE: f" WHEN NOT ({' AND '.join([*kept, rule.allowed])})" if rule.rewritable else "",
        DELETE: f" WHEN NOT {rule.deletable}" if rule.deletable else "",
    }
    for verb, when in unless.items():
        name = f"{rule.table}_never_changes_{verb}"
        sql = f"CREATE TRIGGER {name} BEFORE {verb} ON {rule.table}{when}"
        yield Trigger(rule.table, name, f"{sql} BEGIN SELECT RAISE(ABORT, '{rule.table} never changes'); END")


def _postgresql(rule):
    name, allowed = f"{rule.table}_never_changes", ""
    if rule.rewritable:
        names = ", ".join(f"'{column}'" for column in rule.rewritable)
        same = f"to_jsonb(NEW) - ARRAY[{names}] = to_jsonb(OLD) - ARRAY[{names}]"
        allowed = f"IF TG_OP = 'UPDATE' AND {same} AND {rule.allowed} THEN RETURN NEW; END IF; "
    if rule.deletable:
        allowed += f"IF TG_OP = 'DELETE' AND {rule.deletable} THEN RETURN OLD; END IF; "
    yield Trigger(
        rule.table,
        name,
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {allowed}"
        f"RAISE EXCEPTION '{rule.table} never changes' USING ERRCODE = 'integrity_constraint_violation'; END "
        f"$$ LANGUAGE plpgsql; CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {rule.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def quoted(name):
    return connection.ops.quote_name(name)


STANDING = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_never_changes_%'",
    # One that is disabled does not stand.
    "postgresql": "SELECT relname, tgname, prosrc FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc "
    "ON pg_proc.oid = tgfoid WHERE tgname LIKE '%_never_changes' AND tgenabled <> 'D' "
    "AND relnamespace = to_regnamespace(current_schema())",
}


def standing():
    """The Triggers in the database; on PostgreSQL their `sql` is only the body of the function."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return [Trigger(*row) for row in cursor.fetchall()]


def unprotected():
    """The names of the tables that should be immutable, and of which a trigger is missing or another one."""
    there = {(trigger.table, trigger.name): trigger.sql for trigger in standing()}
    wanted = [trigger for rule in rules() for trigger in triggers_of(rule)]
    # Where there is only the body, that is a part of what makes it.
    return sorted({t.table for t in wanted if (t.table, t.name) not in there or there[t.table, t.name] not in t.sql})


def protect(*tables):
    """Make the triggers of these tables; of all that should have them without a name."""
    with transaction.atomic(), connection.cursor() as cursor:
        _drop(cursor, tables)
        for rule in rules():
            if not tables or rule.table in tables:
                for trigger in triggers_of(rule):
                    cursor.execute(trigger.sql)


def unprotect(*tables):
    with connection.cursor() as cursor:
        _drop(cursor, tables)


def _drop(cursor, tables):
    on = " ON {}" if connection.vendor == "postgresql" else ""
    for table, name, _ in standing():
        if not tables or table in tables:
            cursor.execute(f"DROP TRIGGER {name}{on.format(table)}")


@contextmanager
def lifted(*tables):
    """These tables can be changed in this block; all can without a name. For databases of tests and benchmarks."""
    unprotect(*tables)
    yield
    protect(*tables)


def before_migrating(plan, **kwargs):
    """A migration may change immutable tables, and SQLite wants no trigger to name a table that changes."""
    if plan:
        unprotect()


def after_migrating(**kwargs):
    tables = set(connection.introspection.table_names())
    if all(rule.table in tables for rule in rules()) and (missing := unprotected()):
        protect(*missing)


def connect(app_config):
    """Keep the triggers in step with migrations. `app_config` is that of the app that migrates last."""
    pre_migrate.connect(before_migrating, sender=app_config)
    post_migrate.connect(after_migrating, sender=app_config)
