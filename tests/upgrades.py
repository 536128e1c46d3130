"""Migrations that the release before survives: it goes on running on the tables that they leave.

While hosts are upgraded one after the other, and after a way back, older code reads and writes the new tables. So a
release expands them, and a later one, whose predecessor no longer uses what goes, contracts them. A migration that
contracts says so, with the reason: `contract = "Nothing has read this column since 1.3"` in its class.
"""

from django.db import models
from django.db.migrations import operations

# Of a field, what no other release notices in the tables.
UNNOTICED = {
    "blank", "choices", "db_comment", "db_index", "default", "editable", "error_messages", "help_text",
    "limit_choices_to", "on_delete", "related_name", "related_query_name", "validators", "verbose_name",
}  # fmt: skip

HARMLESS = (
    operations.AddIndex,
    operations.AlterModelManagers,
    operations.AlterModelOptions,
    operations.AlterModelTableComment,
    operations.CreateModel,
    operations.RemoveConstraint,
    operations.RemoveIndex,
    operations.RenameIndex,
    # Of rows, which nobody can judge here; what it changes in tables belongs into operations of its own.
    operations.RunPython,
)


def faults(migration, state):
    """Sentences on what the release before does not survive. `state` is the project's before the migration."""
    if getattr(migration, "contract", ""):
        return []
    state, found = state.clone(), []
    for operation in migration.operations:
        found += _faults_of(operation, migration.app_label, state)
        operation.state_forwards(migration.app_label, state)
    return [f"{migration.app_label}.{migration.name}: {fault}" for fault in found]


def _faults_of(operation, app, state):
    if isinstance(operation, HARMLESS):
        return []
    if isinstance(operation, operations.SeparateDatabaseAndState):
        return [fault for each in operation.database_operations for fault in _faults_of(each, app, state)]
    if isinstance(operation, operations.AddField):
        return _added(operation)
    if isinstance(operation, operations.AlterField):
        before = state.models[app, operation.model_name_lower].fields[operation.name]
        is_tracked = (app, f"historical{operation.model_name_lower}") in state.models
        return _altered(operation, before, is_tracked)
    return [f"{operation.describe()}: only a migration that says that it contracts may do this"]


def _added(operation):
    field = operation.field
    if isinstance(field, models.ManyToManyField):
        return []
    found = [] if not field.unique else [f"{operation.name} is unique, which older code does not know"]
    if not (field.null or field.has_db_default()):
        found.append(f"{operation.name} is NOT NULL without db_default: older code cannot insert a row")
    return found


def _altered(operation, before, is_tracked):
    _, old_type, _, old = before.deconstruct()
    _, new_type, _, new = operation.field.deconstruct()
    if old_type != new_type:
        return [f"{operation.name} changes its type"]
    changed = {name for name in old | new if old.get(name) != new.get(name)} - UNNOTICED
    allowed = {
        # Fingerprints in receipts leave out what is the default.
        "db_default": operation.field.has_db_default() and not is_tracked,
        "max_length": (new.get("max_length") or 0) >= (old.get("max_length") or 0) or new.get("max_length") is None,
        "null": operation.field.null,
        "unique": not operation.field.unique,
    }
    return [f"{operation.name} changes its {name}" for name in sorted(changed) if not allowed.get(name, False)]
