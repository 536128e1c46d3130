import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from plans.models import Plan
from plans.publishing import broken_links

from .backing_up import PIECE, applied
from .tables import BATCH, FORMAT, MADE_BY_MIGRATIONS, archived_models, columns_of, from_json, number_on


class CannotRestore(Exception):
    """Nothing was restored; its words say why."""


def restore(path):
    """Put everything of an archive into this site, which must be empty. Returns the manifest. Raises CannotRestore.

    All of it or nothing: the database in one transaction, and the files of evidence beside it, which are put in their
    place at its end. Every row is as it was, with its number and its history.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _check_empty()
            with FilesBeside(archive, manifest) as files, transaction.atomic():
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
    if missing := sorted(set(migrations) ^ set(applied())):
        raise CannotRestore(
            "The archive was made by another release of the site: restore it with that one, and upgrade then. "
            f"They differ by {', '.join(missing[:5])}{' and more' if len(missing) > 5 else ''}"
        )
    for model in archived_models():
        table = tables.get(model._meta.label, {})
        if table.get("columns") != columns_of(model):
            raise CannotRestore(f"The archive’s table of {model._meta.label} is not as it is here")
    return manifest


def _check_empty():
    for model in archived_models():
        if model._meta.label not in MADE_BY_MIGRATIONS and model._base_manager.exists():
            raise CannotRestore(f"This site is not empty: it has rows of {model._meta.label}")


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
    """The archive's files of evidence, unpacked beside the place where they belong and checked."""

    def __init__(self, archive, manifest):
        self.archive, self.told, self.placed = archive, manifest["evidence"], []

    def __enter__(self):
        root = Path(settings.EVIDENCE_ROOT)
        root.mkdir(parents=True, exist_ok=True)
        self.root, self.beside = root, Path(tempfile.mkdtemp(prefix=".restoring-", dir=root))
        try:
            for inside, sha256 in self.told.items():
                self._unpack(inside, sha256)
        except BaseException:
            shutil.rmtree(self.beside)
            raise
        return self

    def _unpack(self, inside, sha256):
        target = (self.beside / inside).resolve()
        if not target.is_relative_to(self.beside.resolve()):
            raise CannotRestore(f"The archive names a file outside its place: {inside}")
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        try:
            with self.archive.open(f"evidence/{inside}") as member, target.open("xb") as file:
                while piece := member.read(PIECE):
                    file.write(piece)
                    digest.update(piece)
        except KeyError as error:
            raise CannotRestore(f"The archive has no file {inside}") from error
        if digest.hexdigest() != sha256:
            raise CannotRestore(f"The archive’s file {inside} is not as it was written")

    def put_in_place(self):
        for inside in self.told:
            target = self.root / inside
            if target.exists():
                raise CannotRestore(f"There is a file at {target} already")
            target.parent.mkdir(exist_ok=True)
            (self.beside / inside).rename(target)
            self.placed.append(target)

    def __exit__(self, kind, error, traceback):
        if kind is not None:
            for target in self.placed:
                target.unlink()
        shutil.rmtree(self.beside)
