"""Restore drills, and the archives that are kept."""

import json
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partners import clock
from partners.models import MaintenanceRun, Partnership

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def printed(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def changed(path, to, of):
    """A copy of an archive in which the manifest says of one table what it does not hold."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                manifest["tables"][of]["sha256"] = "0" * 64
                content = json.dumps(manifest)
            new.writestr(name, content)
    return to


@pytest.mark.slow
def test_a_drill_restores_compares_and_leaves_nothing_behind(archive, tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    rows = Partnership.objects.count()
    said = printed("restore_drill", str(archive), folder=str(place))
    assert "came back as they were" in said
    assert (list(place.iterdir()), Partnership.objects.count()) == ([], rows)
    assert MaintenanceRun.objects.get(kind="drill").succeeded_at
    damaged = changed(archive, tmp_path / "damaged.zip", "actions.Action")
    with pytest.raises(CommandError, match=r"restore: .*The archive’s table of actions.Action is not"):
        call_command("restore_drill", str(damaged), folder=str(place))
    assert list(place.iterdir()) == []
    assert "actions.Action" in MaintenanceRun.objects.get(kind="drill").failure


def test_a_folder_keeps_the_newest_archives_and_all_that_is_none(here, tmp_path, settings):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    (tmp_path / "north-herts.zip").write_bytes(b"an export")
    (tmp_path / "2009-06-01.zip").write_bytes(b"named by hand")
    with pytest.raises(CommandError, match="no archive in"):
        call_command("restore_drill", str(tmp_path))
    now = clock.now()
    for days in range(3):
        with clock.frozen_at(now + timedelta(days=days)):
            said = printed("backup", str(tmp_path), keep=2)
    kept = sorted(path.name for path in tmp_path.glob("*.zip"))
    assert (len(kept), kept[0], kept[-1]) == (4, "2009-06-01.zip", "north-herts.zip")
    assert said.count("Deleted: ") == 1
    for wrong in ({"keep": 0}, {"keep": -1}):
        with pytest.raises(CommandError, match="--keep wants a number from 1 on"):
            call_command("backup", str(tmp_path), **wrong)
