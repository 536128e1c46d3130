"""The tables of an empty database, and whether a database is of this release: what `manage.py migrate` asks first.

Django works out all models anew for each step of a migration, which takes ten times as long as making the tables.
docs/decisions/0046-migrations-begin-anew.md
"""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def unknown_migrations():
    """The migrations of our apps that made this database and are not in this release, as ["app.name"]."""
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR}
    loader = MigrationLoader(connection)
    unknown = set(loader.applied_migrations) - set(loader.disk_migrations)
    return sorted(f"{app}.{name}" for app, name in unknown if app in ours & loader.migrated_apps)


def is_empty():
    """Whether the database has no table yet, but perhaps the list of migrations."""
    return not set(connection.introspection.table_names()) - {MigrationRecorder.Migration._meta.db_table}


def make_tables():
    """Make all tables of an empty database straight from the models, all or nothing.

    Of the migrations only what is code runs, in their order; all are recorded as applied.
    """
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    state = ProjectState.from_apps(apps)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
            for operation in migration.operations:
                if isinstance(operation, RunPython | RunSQL):
                    operation.database_forwards(migration.app_label, editor, state, state)
            executor.recorder.record_applied(migration.app_label, migration.name)


def unreadable_model():
    """The first model whose table is not as this release reads it, by its label; "" if all can be read."""
    for model in apps.get_models():
        try:
            model._base_manager.first()
        except DatabaseError:
            return model._meta.label
    return ""
