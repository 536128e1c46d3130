"""Everything goes into one archive, and comes out of it into an empty site, on the other database too."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import models

from actions.search import index_sqlite
from config.operations.backup.tables import NOT_ARCHIVED, archived_models, as_json, from_json
from partners import clock
from plans.verification.receipts import Thing, read_receipts
from tests.machine import throwaway_postgres

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

ELSEWHERE = """
import hashlib, json
from datetime import datetime
from django.db import connection
from config.operations.backup.tables import archived_models, as_json, columns_of
from actions.models import Action
from partners import clock
from plans.serialization import freeze
from plans.models import Plan
from plans.outline.build import outline
from plans.history.timetravel import history_begins_at
result = {}
with clock.frozen_at(datetime.fromisoformat(MOMENT)):
    for plan in Plan.objects.order_by("pk"):
        for audience in ("public", "partnership"):
            for at in (None, datetime.fromisoformat(MOMENT), history_begins_at(plan)):
                key = f"{plan.pk} {audience} {at}"
                result[key] = freeze(outline(plan, audience=audience, as_at=at) | {"made_at": None})
with connection.cursor() as cursor:
    cursor.execute("SELECT source, object_id, partnership_id, words FROM search_document ORDER BY source, object_id")
    result["search"] = repr(cursor.fetchall())
result = {key: hashlib.sha256(text.encode()).hexdigest() for key, text in result.items()}
"""


class Elsewhere:
    """Another site, empty, of which only the database and the folder of evidence are its own."""

    def __init__(self, url, folder):
        wanted = {"DATABASE_URL": url, "EVIDENCE_ROOT": str(folder / "evidence"), "SECRET_KEY": "x"}
        self.folder, self.environ = folder, os.environ | wanted | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        self.environ |= {"ALLOWED_HOSTS": "localhost", "INSECURE_COOKIES": "true"}

    def run(self, *arguments):
        answer = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=self.environ, capture_output=True,
            text=True, check=False, timeout=180,
        )  # fmt: skip
        return answer.returncode, answer.stdout + answer.stderr

    def ask(self, code):
        code, output = self.run("shell", "-v0", "-c", code)
        assert code == 0, output
        return json.loads(output.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """The file of an empty SQLite site: migrated once, copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    code, output = Elsewhere(f"sqlite:///{folder}/empty.sqlite3", folder).run("migrate", "-v0")
    assert code == 0, output
    return folder / "empty.sqlite3"


@pytest.fixture
def other(empty, tmp_path):
    shutil.copy(empty, tmp_path / "other.sqlite3")
    return Elsewhere(f"sqlite:///{tmp_path}/other.sqlite3", tmp_path / "other")


def here_as_well(code):
    space = {}
    exec(code.replace("print(json.dumps(result))", ""), space)  # noqa: S102 (the same words as over there)
    return space["result"]


TRACE = "partners.AccessEvent"


def members(path):
    """What is in an archive, but for when it was made and for the trace that backups and restores themselves leave."""
    with zipfile.ZipFile(path) as file:
        result = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(result.pop("manifest.json"))
    for name in [name for name in result if name.startswith("receipts/")]:
        result[name] = result[name].partition(b"\n\n")[2]  # above that it says when it was made
    lines = result[f"tables/{TRACE}.jsonl"].splitlines(keepends=True)
    others = [line for line in lines if json.loads(line)[2] not in ("backed_up", "restored")]
    result[f"tables/{TRACE}.jsonl"] = b"".join(others)
    manifest["tables"][TRACE] |= dict.fromkeys(("rows", "sha256", "last_id"), "as its rows say")
    return result, manifest | {"made_at": ""}


def comes_back(archive, other, moment):
    code, output = other.run("restore", str(archive))
    assert code == 0, output
    assert "all is as the archive’s receipts say" in output
    again = other.folder / "again.zip"
    assert other.run("backup", str(again))[0] == 0
    assert members(again) == members(archive)
    # The search index is in no archive, and yet it came back.
    assert not [name for name in members(archive)[0] if "search" in name]
    code = f"MOMENT = {moment!r}\n{ELSEWHERE}\nprint(json.dumps(result))"
    assert other.ask(code) == here_as_well(code)
    assert len(here_as_well(code)) >= 12
    kept = {p.relative_to(other.folder / "evidence"): p.read_bytes() for p in other.folder.glob("evidence/*/*")}
    # The document that another took the place of is still in history, and so in the archive.
    assert sorted(kept.values()) == [b"%PDF-1.4 Draft.pdf", b"%PDF-1.4 Final.pdf", b"%PDF-1.4 Zsurvey"]
    assert other.run("verify", "--receipt", str(archive))[0] == 0


def test_it_comes_back_as_it_was_on_sqlite(full, archive, other):
    comes_back(archive, other, (clock.now() + timedelta(minutes=1)).isoformat())


def test_it_comes_back_as_it_was_on_postgresql(full, archive, tmp_path):
    with throwaway_postgres() as url:
        other = Elsewhere(url, tmp_path / "other")
        other.run("migrate", "-v0")
        comes_back(archive, other, (clock.now() + timedelta(minutes=1)).isoformat())
        # What comes next has a number that nothing ever had, and what is closed stays closed.
        code = "import json; from tests import factories; print(json.dumps(factories.UserFactory().pk))"
        assert other.ask(code) > full.spare
        code = "from partners.models import Meeting; Meeting.objects.filter(state='closed').update(place='x')"
        assert "the meeting is closed" in other.run("shell", "-v0", "-c", code)[1]


def test_numbers_are_not_given_out_again_and_what_is_closed_stays_closed(full, archive, other, tmp_path):
    other.run("restore", str(archive))
    code = "import json; from tests import factories; print(json.dumps(factories.UserFactory().pk))"
    assert other.ask(code) > full.spare
    raw = sqlite3.connect(tmp_path / "other.sqlite3")
    index_sqlite.register(raw)
    for statement in ("UPDATE partners_meeting SET place = 'x' WHERE state = 'closed'", "DELETE FROM plans_edition"):
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute(statement)
    raw.close()


def test_it_goes_nowhere_but_into_an_empty_site(full, archive):
    with pytest.raises(CommandError, match="This site is not empty"):
        call_command("restore", str(archive))


def without(name):
    return lambda result: result.pop(name)


def changed(name, old, new):
    def change(result):
        assert old in result[name]
        result[name] = result[name].replace(old, new, 1)

    return change


def of_another(key, value):
    def change(result):
        result["manifest.json"] = json.dumps(json.loads(result["manifest.json"]) | {key: value}).encode()

    return change


def evil(result):
    manifest = json.loads(result["manifest.json"])
    manifest["evidence"]["../../out"] = hashlib.sha256(b"x").hexdigest()
    result["evidence/../../out"] = b"x"
    result["manifest.json"] = json.dumps(manifest).encode()


def of_a_receipt(result):
    """A receipt that names one thing more, with its sums made anew."""
    [receipt] = read_receipts(result["receipts/here.txt"].decode())
    receipt.things["edition 2008-2011/9"] = Thing("edition 2008-2011/9", "0" * 64)
    result["receipts/here.txt"] = receipt.text.encode()


DAMAGE = {
    "no manifest": (without("manifest.json"), "it has no manifest"),
    "another format": (of_another("format", 99), "has the format 99"),
    "another release": (of_another("migrations", ["plans.0001_initial"]), "made by another release"),
    "a release that this one does not follow": (
        of_another("migrations", ["plans.0001_of_old"]),
        r"made by another release of the site: restore it with that one\. ",
    ),
    "a table missing": (without("tables/actions.Update.jsonl"), "has no table of actions.Update"),
    "a word changed": (changed("tables/actions.Action.jsonl", b"locks", b"lochs"), "not as it was written"),
    "a row cut": (changed("tables/actions.Action.jsonl", b"]\n", b""), "cannot be read|not as it was written"),
    "an edition forged": (changed("tables/plans.Edition.jsonl", b"First", b"Forst"), "not as it was written"),
    "less than its receipt says": (of_a_receipt, "Not as the archive’s receipt says: edition 2008-2011/9: missing"),
    "no receipts": (without("receipts/here.txt"), "The archive has no receipt of"),
    "a file outside": (evil, "outside its place"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_archive_is_refused_whole(damage, full, archive, other, tmp_path):
    change, says = DAMAGE[damage]
    with zipfile.ZipFile(archive) as file:
        result = {name: file.read(name) for name in file.namelist()}
    change(result)
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as file:
        for name, content in result.items():
            file.writestr(name, content)
    code, output = other.run("restore", str(bad))
    assert code == 1
    assert re.search(says, output), output
    assert other.ask("import json; from partners.models import User; print(json.dumps(User.objects.count()))") == 0
    assert [p for p in (tmp_path / "other").rglob("*") if p.is_file()] == []
    assert not (tmp_path / "out").exists()


def test_what_is_no_archive_is_refused(db, tmp_path):
    for content in (b"", b"nothing of the kind"):
        (tmp_path / "x.zip").write_bytes(content)
        with pytest.raises(CommandError, match="cannot be read, or is damaged"):
            call_command("restore", str(tmp_path / "x.zip"))


def test_an_archive_is_its_owner_s_alone_and_overwrites_nothing(full, archive, tmp_path):
    assert archive.stat().st_mode & 0o777 == 0o600
    before = archive.read_bytes()
    with pytest.raises(CommandError, match="There is a file at"):
        call_command("backup", str(archive))
    assert archive.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["everything.zip"]


def test_without_a_file_that_an_update_names_there_is_no_archive(full, tmp_path, settings):
    for file in settings.EVIDENCE_ROOT.glob("*/*"):
        file.unlink()
    with pytest.raises(CommandError, match="is not there, though an update or an assessment names it"):
        call_command("backup", str(tmp_path / "x.zip"))
    assert not (tmp_path / "x.zip").exists()


def test_every_table_is_in_it_but_those_left_out_by_name():
    tables = {model._meta.db_table for model in archived_models()}
    every = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    assert every - tables == {apps.get_model(label)._meta.db_table for label in NOT_ARCHIVED}


def test_every_kind_of_column_is_written_and_read_alike(full):
    """Each row that there is, of each model: what comes from a line is what went into it."""
    seen = set()
    for model in archived_models():
        columns = model._meta.concrete_fields
        for row in model._base_manager.values_list(*[f.attname for f in columns]):
            again = from_json(model, as_json(row))
            assert as_json(again) == as_json(row)
            seen |= {type(f) for f, value in zip(columns, row, strict=True) if value is not None}
    assert {models.DateTimeField, models.DecimalField, models.BinaryField, models.JSONField, models.DateField} <= seen


MEANWHILE = """
from config.operations.backup import dump
real = dump._write_table
def after_another_wrote(archive, model, rows_of):
    if model._meta.label == "partners.Partnership":
        WRITE
    return real(archive, model, rows_of)
dump._write_table = after_another_wrote
dump.back_up(PATH)
"""
ON_SQLITE = """import sqlite3; raw = sqlite3.connect(DATABASE, timeout=5)
        raw.execute("UPDATE partners_partnership SET area = 'Zmeanwhile'"); raw.commit()"""
ON_POSTGRESQL = """import psycopg; from django.db import connection
        raw = psycopg.connect(**{k: v for k, v in connection.get_connection_params().items()
                                 if k in ("dbname", "user", "host", "port")})
        raw.execute("UPDATE partners_partnership SET area = 'Zmeanwhile'"); raw.commit()"""


def is_of_one_moment(archive, other, write):
    """Another connection writes while the tables are read: it need not wait, and the archive knows nothing of it."""
    code, output = other.run("restore", str(archive))
    assert code == 0, output
    path = other.folder / "meanwhile.zip"
    code = f"PATH = {str(path)!r}\n{MEANWHILE.replace('WRITE', write)}"
    code, output = other.run("shell", "-v0", "-c", code)
    assert code == 0, output
    result, _ = members(path)
    assert result == members(archive)[0]
    ask = "import json; from partners.models import Partnership as P; print(json.dumps(P.objects.first().area))"
    assert other.ask(ask) == "Zmeanwhile"


def test_it_is_of_one_moment_on_sqlite(full, archive, other, tmp_path):
    is_of_one_moment(archive, other, ON_SQLITE.replace("DATABASE", repr(str(tmp_path / "other.sqlite3"))))


def test_it_is_of_one_moment_on_postgresql(full, archive, tmp_path):
    with throwaway_postgres() as url:
        other = Elsewhere(url, tmp_path / "other")
        other.run("migrate", "-v0")
        is_of_one_moment(archive, other, ON_POSTGRESQL)
