import hashlib
import json
import os
import shutil
import zipfile
import zlib
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db import Error as DatabaseErrors

from plans.models import Plan
from plans.publishing import broken_links

from .backing_up import PIECE, applied
from .naming import InUseError, hold, sync
from .tables import BATCH, FORMAT, MADE_BY_MIGRATIONS, archived_models, columns_of, from_json, number_on

PLACED = "placed.json"


class CannotRestore(Exception):
    """Nothing was restored; its words say why."""


def restore(path):
    """Put everything of an archive into this site, which must be empty. Returns the manifest. Raises CannotRestore.

    All of it or nothing: the database in one transaction, and the files of evidence beside it, which are put in their
    place at its end. Every row is as it was, with its number and its history. Killed, it is run again.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            with FilesBeside() as files:
                _check_empty()
                files.unpack(archive, manifest["evidence"])
                with transaction.atomic():
                    _fill(archive, manifest)
                    _check_editions()
                    files.put_in_place()
    except (OSError, zipfile.BadZipFile, zlib.error) as error:
        raise CannotRestore(f"{path} cannot be read, or is damaged: {error}") from error
    return manifest


def _manifest(archive):
    try:
        manifest = json.loads(archive.read("manifest.json"))
        form, migrations, tables = manifest["format"], manifest["migrations"], manifest["tables"]
    except (KeyError, ValueError, TypeError) as error:
        raise CannotRestore("This is no archive of this site, or it is not whole: it has no manifest") from error
    if form != FORMAT:
        raise CannotRestore(f"The archive has the format {form}, and this release reads {FORMAT}")
    _check_release(set(migrations), set(applied()))
    for model in archived_models():
        table = tables.get(model._meta.label, {})
        if table.get("columns") != columns_of(model):
            raise CannotRestore(f"The archive’s table of {model._meta.label} is not as it is here")
    return manifest


def _check_release(theirs, ours):
    if theirs == ours:
        return
    differ = sorted(theirs ^ ours)
    # What it has and this site lacks, no upgrade of ours follows on from.
    then = "restore it with that one" if theirs - ours else "restore it with that one, and upgrade then"
    raise CannotRestore(
        f"The archive was made by another release of the site: {then}. "
        f"They differ by {', '.join(differ[:5])}{' and more' if len(differ) > 5 else ''}"
    )


def _check_empty():
    if label := _rows():
        raise CannotRestore(f"This site is not empty: it has rows of {label}")


def _rows():
    """The name of a table that has rows already, other than those that the migrations made; "" for an empty site."""
    models = (model for model in archived_models() if model._meta.label not in MADE_BY_MIGRATIONS)
    return next((model._meta.label for model in models if model._base_manager.exists()), "")


def _fill(archive, manifest):
    for label in reversed(MADE_BY_MIGRATIONS):
        apps.get_model(label)._base_manager.all().delete()
    try:
        for model in archived_models():
            _read_table(archive, model, manifest["tables"][model._meta.label])
        connection.check_constraints()
    except DatabaseError as error:
        raise CannotRestore(f"The database does not take what is in the archive: {error}") from error
    for model in archived_models():
        number_on(connection, model, manifest["tables"][model._meta.label]["last_id"])


def _read_table(archive, model, told):
    digest, number = hashlib.sha256(), 0
    try:
        table = archive.open(f"tables/{model._meta.label}.jsonl")
    except KeyError as error:
        raise CannotRestore(f"The archive has no table of {model._meta.label}") from error
    with table:
        while lines := list(islice(table, BATCH)):
            for line in lines:
                digest.update(line)
            number += len(lines)
            model._base_manager.bulk_create(_objects(model, lines))
    if (digest.hexdigest(), number) != (told["sha256"], told["rows"]):
        raise CannotRestore(f"The archive’s table of {model._meta.label} is not as it was written")


def _objects(model, lines):
    try:
        return [from_json(model, line) for line in lines]
    except (ValueError, TypeError) as error:
        raise CannotRestore(f"The archive’s table of {model._meta.label} cannot be read: {error}") from error


def _check_editions():
    for plan in Plan.objects.select_related("partnership"):
        for edition, what in broken_links(plan):
            raise CannotRestore(f"{edition}: {what}")


class FilesBeside:
    """The archive's files of evidence, unpacked beside the place where they belong and checked.

    The folder beside holds PLACED: which files are about to be put in their place, and for which database. A restore
    that is killed leaves the folder, and perhaps files in place that have no rows: the next one removes both.
    """

    def __init__(self):
        self.root = Path(settings.EVIDENCE_ROOT)
        self.beside, self.lock = self.root / ".restoring", self.root / ".restoring.lock"
        self.placed = []

    def __enter__(self):
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            self.handle = hold(self.lock)
        except InUseError as error:
            raise CannotRestore("Another restore is running") from error
        self._clear()
        return self

    def _clear(self):
        """Remove what a killed restore left; files in place only if they came for this database, which is empty."""
        if (listed := self.beside / PLACED).exists() and not _rows():
            found = _read_list(listed)
            for inside, sha256 in found["files"].items() if found["database"] == _database() else ():
                target = self.root / inside
                if target.is_file() and _sha256_of(target) == sha256:
                    target.unlink()
        if self.beside.exists():
            shutil.rmtree(self.beside)

    def unpack(self, archive, told):
        """Unpack the files that the manifest tells of: {path: sha256}."""
        self.told = told
        self.beside.mkdir(mode=0o700)
        for inside, sha256 in told.items():
            self._unpack(archive, inside, sha256)
        words = json.dumps({"database": _database(), "files": told})
        _write_to_disk(self.beside / PLACED, [words.encode()])
        sync(self.beside)

    def _unpack(self, archive, inside, sha256):
        target = (self.beside / inside).resolve()
        if target.parent.parent != self.beside.resolve():
            raise CannotRestore(f"The archive names a file outside its place: {inside}")
        target.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            with archive.open(f"evidence/{inside}") as member:
                digest = _write_to_disk(target, iter(lambda: member.read(PIECE), b""))
        except KeyError as error:
            raise CannotRestore(f"The archive has no file {inside}") from error
        if digest != sha256:
            raise CannotRestore(f"The archive’s file {inside} is not as it was written")

    def put_in_place(self):
        for inside in self.told:
            if (target := self.root / inside).exists():
                raise CannotRestore(f"There is a file at {target} already")
        for inside in self.told:
            target = self.root / inside
            target.parent.mkdir(mode=0o700, exist_ok=True)
            (self.beside / inside).rename(target)
            self.placed.append(target)
        for folder in {target.parent for target in self.placed} | {self.root}:
            sync(folder)

    def __exit__(self, kind, error, traceback):
        try:
            if kind is not None and self.placed and not _rows():
                for target in self.placed:
                    target.unlink()
            shutil.rmtree(self.beside, ignore_errors=True)
        except DatabaseErrors:
            pass  # whether it took the rows is not known: the next restore finds out, and has the list
        finally:
            self.lock.unlink()
            os.close(self.handle)


def _read_list(path):
    """What a killed restore was about to put in place; nothing, if it was killed while it wrote that."""
    try:
        return json.loads(path.read_text())
    except ValueError:
        return {"database": None, "files": {}}


def _database():
    """Which database this is, in words."""
    told = connection.get_connection_params()
    return " ".join(str(told.get(key, "")) for key in ("host", "port", "dbname", "database"))


def _sha256_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_to_disk(path, pieces):
    """Write a new file that nobody but its owner reads. Returns its SHA-256 once it is on the disk."""
    digest = hashlib.sha256()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
