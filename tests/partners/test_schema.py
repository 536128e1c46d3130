"""An empty database gets its tables straight from the models, and one of another release is left alone."""

import os
import secrets
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from partners import schema
from tests.volume import FULL

SQLITE = ["SELECT type, name, tbl_name, sql FROM sqlite_master"]
POSTGRESQL = [
    """SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, numeric_scale,
    is_nullable, column_default, is_identity FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
]
RECORDED = ["SELECT app, name FROM django_migrations", "SELECT app_label, model FROM django_content_type"]
# Django numbers this one in its own app's way; nothing of ours is in it.
OF_DJANGO = "auth_group_permissions"


def described(database):
    """Everything that a database says of itself, as a set of lines; columns may come in any order."""
    result = set()
    with database.cursor() as cursor:
        for query in (SQLITE if database.vendor == "sqlite" else POSTGRESQL) + RECORDED:
            cursor.execute(query)
            result |= {parted(row) for row in cursor.fetchall()}
    return result


def parted(row):
    """A row, of whose CREATE TABLE the columns are put in order."""
    return tuple(_sorted_columns(cell) if "CREATE TABLE" in str(cell) else cell for cell in row)


def _sorted_columns(sql):
    head, _, rest = sql.partition("(")
    body, _, tail = rest.rpartition(")")
    return head, tuple(sorted(body.split(", "))), tail


@pytest.fixture
def step_by_step(db, tmp_path):
    """Another database, made migration by migration."""
    another = connection.copy()
    if connection.vendor == "sqlite":
        another.settings_dict["NAME"] = name = str(tmp_path / "steps.sqlite3")
        url = f"sqlite:///{name}"
    else:
        another.settings_dict["NAME"] = name = f"steps_{secrets.token_hex(6)}"
        server = connection.get_connection_params()
        url = f"postgres://{server['user']}@/{name}?host={quote(server['host'], safe='')}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--step-by-step", "-v0"],
        cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": url}, check=True,
    )  # fmt: skip
    yield another
    another.close()
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


@pytest.mark.skipif(not FULL, reason="Django's own way takes twenty seconds: with FULL=1")
def test_tables_straight_from_the_models_are_those_that_the_migrations_make(step_by_step):
    differ = described(connection) ^ described(step_by_step)
    assert {line for line in differ if line[:2] != (OF_DJANGO, "id")} == set()


@pytest.mark.django_db
def test_a_database_of_another_release_is_refused_in_a_line_and_left_as_it_is():
    assert schema.unknown_migrations() == []
    recorder = MigrationRecorder(connection)
    # A library may forget its old migrations; ours may not.
    recorder.record_applied("account", "0001_of_old")
    call_command("migrate", verbosity=0)
    for number in range(1, 6):
        recorder.record_applied("partners", f"000{number}_of_old")
    with pytest.raises(CommandError) as refused:
        call_command("migrate", verbosity=0)
    assert str(refused.value) == (
        "This database was made by another release, which cannot be upgraded to this one: it has partners.0001_of_old, "
        "partners.0002_of_old, partners.0003_of_old and 2 more. See docs/decisions/0046-migrations-begin-anew.md"
    )
    with pytest.raises(CommandError, match="make demo-reset"):
        call_command("prepare_demo", sign_ins=None)


@pytest.mark.django_db
def test_a_demonstration_with_tables_that_lack_something_is_begun_again():
    assert schema.unreadable_model() == ""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE partners_tally RENAME COLUMN number TO numbers")
    with pytest.raises(CommandError, match="make demo-reset"):
        call_command("prepare_demo", sign_ins=None)
