"""Two releases at once: no migration takes away what the older one uses, and each serves the other's static files."""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.http import HttpResponseNotFound

from config.settings import BASE_DIR
from config.storage import StaticFilesMiddleware
from tests.upgrades import faults

OURS = [
    app.label
    for app in apps.get_app_configs()
    if BASE_DIR in (BASE_DIR / app.path).parents and (BASE_DIR / app.label).is_dir()
]


def test_the_release_before_survives_each_migration_since_the_first():
    loader = MigrationLoader(None)
    later = [key for key in loader.graph.nodes if key[0] in OURS and not loader.graph.nodes[key].initial]
    told = [
        fault
        for key in later
        for fault in faults(loader.graph.nodes[key], loader.project_state([key], at_end=False))
        if key != ("partners", "0002_cache_table")  # of the first release
    ]
    assert {"actions", "partners"} <= set(OURS)
    assert told == []


def before():
    """The tables before a migration."""
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=50)),
        ("note", models.TextField(null=True)),
        ("kind", models.CharField(max_length=5, db_default="")),
    ]
    state = ProjectState()
    for name in ("Thing", "Tracked", "HistoricalTracked"):
        state.add_model(ModelState("actions", name, fields))
    return state


def told(*done, **said):
    migration = type("Migration", (Migration,), {"operations": list(done), **said})("0002_later", "actions")
    return faults(migration, before())


def add(field):
    return operations.AddField("thing", "more", field)


def alter(name, field):
    return operations.AlterField("thing", name, field)


@pytest.mark.parametrize(
    "operation",
    [
        add(models.TextField()),
        add(models.TextField(default="")),
        add(models.TextField(null=True, unique=True)),
        alter("name", models.TextField()),
        alter("name", models.CharField(max_length=49)),
        alter("name", models.CharField(max_length=50, unique=True)),
        alter("name", models.CharField(max_length=50, db_column="called")),
        alter("note", models.TextField()),
        alter("kind", models.CharField(max_length=5)),
        operations.AlterField("tracked", "name", models.CharField(max_length=50, db_default="")),
        operations.RemoveField("thing", "name"),
        operations.RenameField("thing", "name", "title"),
        operations.RenameModel("Thing", "Object"),
        operations.DeleteModel("Thing"),
        operations.AlterModelTable("thing", "things"),
        operations.AddConstraint("thing", models.CheckConstraint(condition=~models.Q(name=""), name="named")),
        operations.RunSQL("DROP TABLE actions_thing"),
        operations.SeparateDatabaseAndState(database_operations=[operations.RemoveField("thing", "name")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_older_code_would_not_survive_is_refused_unless_it_says_that_it_contracts(operation):
    (fault,) = told(operation)
    assert fault.startswith("actions.0002_later: ")
    assert told(operation, contract="Nothing has used it since 1.3") == []


@pytest.mark.parametrize(
    "operation",
    [
        add(models.TextField(null=True)),
        add(models.TextField(default="", db_default="")),
        add(models.ManyToManyField("actions.thing")),
        alter("name", models.CharField("Name", max_length=60, db_default="", help_text="Of the thing")),
        alter("name", models.CharField(max_length=50, null=True)),
        operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        operations.AddIndex("thing", models.Index(fields=["name"], name="by_name")),
        operations.RunPython(operations.RunPython.noop),
        operations.SeparateDatabaseAndState(state_operations=[operations.RemoveField("thing", "kind")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_older_code_does_not_notice_is_accepted(operation):
    assert told(operation) == []


def test_static_files_of_the_next_release_are_served_by_this_one(rf, settings, tmp_path):
    root = tmp_path / "static"
    (root / "css").mkdir(parents=True)
    settings.STATIC_ROOT = root
    middleware = StaticFilesMiddleware(lambda request: HttpResponseNotFound())

    def status(path):
        return middleware(rf.get(path)).status_code

    later = "/static/css/app.0123456789ab.css"
    assert status(later) == 404
    (root / "css" / "app.0123456789ab.css").write_text("body {}")
    (tmp_path / "secret.0123.txt").write_text("secret")
    assert status(later) == 200
    assert [status(path) for path in ("/static/../secret.0123.txt", "/static/css/app.css", "/static/")] == [404] * 3
