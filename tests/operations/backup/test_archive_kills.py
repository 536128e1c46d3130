"""A backup, an export or a restore that is killed is simply run again; a full disk leaves no half file."""

import os
import zipfile

import pytest

from tests.dying import KILLED
from tests.test_kills import STATE

from .test_archives import members

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


def evidence(state):
    """The files; of what a restore has not put in place their names begin with a dot."""
    return {name: sha256 for name, sha256 in state["files"].items() if sha256 != "folder"}


def test_a_restore_that_is_killed_leaves_no_row_or_all_and_is_run_again(archive, databases):
    site, twin = databases.site(), databases.site()
    empty = site.ask(STATE)
    done = twin.run("restore", archive)
    assert done.code == 0, done.said
    whole = twin.ask(STATE)
    assert (len(evidence(whole)), [name for name in whole["files"] if name.startswith(".")]) == (3, [])
    in_place, number = set(), len(done.steps)
    moments = [1, *range(7, number, number // 4), *(("os.mkdir", n) for n in (2, 3, 4)), ("commit", 1)]
    for at in moments:
        assert site.run("restore", archive, at=at).code == KILLED
        state = site.ask(STATE)
        assert (state["rows"], state["whole"]) == (empty["rows"], empty["whole"]), at
        in_place.add(len([name for name in evidence(state) if not name.startswith(".")]))
    # It died with some, and with all, of the files in place, and each time the next one removed them.
    assert in_place == {0, 1, 2, 3}
    assert site.run("restore", archive, at=("committed", 1)).code == KILLED
    state = site.ask(STATE)
    assert (state["rows"], state["whole"]) == (whole["rows"], whole["whole"])
    assert evidence(whole).items() <= evidence(state).items()
    assert "This site is not empty" in site.run("restore", archive).said
    assert site.ask(STATE) == whole, "and nothing else lies there"


def test_a_restore_of_another_archive_and_what_lies_there_for_another_database(archive, databases, tmp_path):
    """After a kill somebody restores another archive; and somebody rehearses with the folder of a site that lives."""
    site = databases.site()
    backup = tmp_path / "smaller.zip"
    smaller = databases.site()
    smaller.ask("from tests import factories; factories.PartnershipFactory(); result = 1")
    assert smaller.run("backup", backup).code == 0
    assert site.run("restore", archive, at=("commit", 1)).code == KILLED
    assert len([name for name in evidence(site.ask(STATE)) if not name.startswith(".")]) == 3
    assert site.run("restore", backup).code == 0
    assert site.ask(STATE)["files"].keys() == {name for name in site.ask(STATE)["files"] if "/" not in name}
    # The same list for another database: its files stay.
    other = databases.site()
    assert other.run("restore", archive, at=("commit", 1)).code == KILLED
    listed = other.folder / "evidence" / ".restoring.json"
    listed.write_text(listed.read_text().replace('"database": "', '"database": "elsewhere '))
    answer = other.run("restore", archive)
    assert (answer.code, "There is a file at" in answer.said) == (1, True)
    assert len(evidence(other.ask(STATE))) == 3


def test_a_backup_or_an_export_that_is_killed_leaves_no_file_of_its_name_or_a_whole_one(archive, databases, tmp_path):
    site = databases.site()
    assert site.run("restore", archive).code == 0
    for command, name in ((("backup",), "site.zip"), (("export", "here"), "here.zip")):
        folder = tmp_path / command[0]
        folder.mkdir()
        path = folder / name
        steps = site.run(*command, folder / "first.zip").steps
        expected = contents(folder / "first.zip")
        left = set()
        for at in [1, len(steps) // 3, len(steps) // 2, ("os.link", 1)]:
            assert site.run(*command, path, at=at).code == KILLED
            assert not path.exists()
            left |= {each.name for each in folder.iterdir()} - {"first.zip", name}
        assert left == {f".{name}.living-plan-unfinished"}, "some were half written"
        # When the file has its name and not yet lost the other; what clears that (it lies beside) does not harm it.
        assert site.run(*command, path, at=("os.remove", 2)).code == KILLED
        assert len(list(folder.iterdir())) == 3
        assert site.run(*command, folder / "last.zip").code == 0
        assert sorted(each.name for each in folder.iterdir()) == sorted({"first.zip", name, "last.zip"})
        assert contents(path) == contents(folder / "last.zip") == expected


def contents(path):
    """What is in an archive; of an export's own description only that it is there, as it says when it was made."""
    result, manifest = members(path) if "manifest.json" in zipfile.ZipFile(path).namelist() else (None, None)
    if result is None:
        with zipfile.ZipFile(path) as file:
            assert file.testzip() is None
            return {each.filename: each.file_size for each in file.infolist()}
    return result, manifest


def test_two_backups_at_once_do_not_take_each_other_for_killed(archive, databases, tmp_path):
    site = databases.site()
    code = f"""
from pathlib import Path
from django.core.management import call_command
from partners.files.atomic_files import named_when_whole
with named_when_whole(Path({str(tmp_path / "one.zip")!r})) as file:
    file.write(b"one")
    call_command("backup", {str(tmp_path / "two.zip")!r})
    call_command("backup", {str(tmp_path / "one.zip")!r})"""
    done = site.do(code)
    assert (done.code, "another process is writing" in done.said) == (1, True), done.said
    assert [(tmp_path / name).exists() for name in ("one.zip", "two.zip")] == [False, True]
    assert members(tmp_path / "two.zip")


LEAVE = """
from config.operations.backup.dump import back_up
from config.operations.departure import remove_partnership
from partners.models import Partnership, User
here, by = Partnership.objects.get(slug="here"), User.objects.get(name="Coordinator")
manifest = back_up(ARCHIVE, here)
remove_partnership(here, manifest, by=by, why="x", moved_to="", archive="x", sha256="x")"""
SLUGS = "from partners.models import Partnership; result = sorted(p.slug for p in Partnership.objects.all())"


def test_a_removal_that_is_killed_leaves_all_or_nothing_and_is_finished(archive, databases, tmp_path):
    site, twin = databases.site(), databases.site()
    for each in (site, twin):
        assert each.run("restore", archive).code == 0
    whole = site.ask(STATE)
    done = twin.do(LEAVE.replace("ARCHIVE", repr(str(tmp_path / "twin.zip"))))
    assert done.code == 0, done.said
    last_commit = done.steps.count("commit")
    middle = len(done.steps) - done.steps[::-1].index("commit") - 100
    for name, at in (("middle", middle), ("last", ("commit", last_commit))):
        assert site.do(LEAVE.replace("ARCHIVE", repr(str(tmp_path / f"{name}.zip"))), at=at).code == KILLED
        assert site.ask(STATE) == whole, name
    leave = LEAVE.replace("ARCHIVE", repr(str(tmp_path / "whole.zip")))
    assert site.do(leave, at=("committed", last_commit)).code == KILLED
    state = site.ask(STATE)
    assert (site.ask(SLUGS), len(evidence(state))) == (["next-door"], 3)
    again = ("partnership_leaves", "here", tmp_path, "--by", "x@example.org", "--why", "x")
    assert site.run(*again).code == 0
    assert evidence(site.ask(STATE)) == {}


def test_a_disk_that_is_full_is_said_and_leaves_no_half_file(archive, databases, tmp_path):
    """A limit on the size of files ends the writing as a full disk does, in the middle."""
    site = databases.site()
    assert site.run("restore", archive).code == 0
    # More than a file of SQLite's own, and less than one of the evidence.
    limit = 100_000
    for file in (site.folder / "evidence").glob("*/*"):
        file.write_bytes(os.urandom(2 * limit))
    (tmp_path / "full").mkdir()
    for command in (("backup",), ("export", "here")):
        path = str(tmp_path / "full" / "site.zip")
        done = site.do(f"""
import resource
from django.core.management import call_command
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
call_command(*{command!r}, {path!r})""")
        assert (done.code, done.said.strip()) == (1, f"{path}: File too large")
        assert list((tmp_path / "full").iterdir()) == []
