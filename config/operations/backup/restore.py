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

from actions.search import index
from partners.files.atomic_files import InUseError, hold, sync
from partners.models import Partnership
from plans.editions.chain import broken_links
from plans.models import Plan
from plans.verification.files import receipts_of_archive
from plans.verification.fingerprints import Past
from plans.verification.receipts import NotAReceipt, compare

from .dump import CHUNK_SIZE, applied
from .tables import BATCH, FORMAT, MADE_BY_MIGRATIONS, archived_models, columns_of, from_json, number_on

PLACED = "placed.json"


class CannotRestore(Exception):
    """The restore failed and changed nothing; the message says why."""


def restore(path):
    """Restore an archive into this site, which must be empty. Returns the manifest. Raises CannotRestore.

    All or nothing: the database in one transaction, at whose end the unpacked files of evidence are moved into place.
    Every row keeps its id and history. If killed, run it again.
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
                    _check_receipts(archive)
                    files.put_in_place()
    except (OSError, zipfile.BadZipFile, zlib.error) as error:
        raise CannotRestore(f"{path} cannot be read, or is damaged: {error}") from error
    return manifest


def _manifest(archive):
    try:
        manifest = json.loads(archive.read("manifest.json"))
        archive_format, migrations, tables = manifest["format"], manifest["migrations"], manifest["tables"]
    except (KeyError, ValueError, TypeError) as error:
        raise CannotRestore("This is no archive of this site, or it is not whole: it has no manifest") from error
    if archive_format != FORMAT:
        raise CannotRestore(
            f"The archive has the format {archive_format}, and this release reads {FORMAT}: "
            "restore it with the release that made it"
        )
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
    if label := _first_filled_table():
        raise CannotRestore(f"This site is not empty: it has rows of {label}")


def _first_filled_table():
    """The label of a table with rows, ignoring those made by migrations; "" if the site is empty."""
    models = (model for model in archived_models() if model._meta.label not in MADE_BY_MIGRATIONS)
    return next((model._meta.label for model in models if model._base_manager.exists()), "")


def _fill(archive, manifest):
    index.unhook()
    for label in reversed(MADE_BY_MIGRATIONS):
        apps.get_model(label)._base_manager.all().delete()
    try:
        for model in archived_models():
            _read_table(archive, model, manifest["tables"][model._meta.label])
        connection.check_constraints()
    except DatabaseError as error:
        raise CannotRestore(f"The database does not take what is in the archive: {error}") from error
    for model in archived_models():
        number_on(model, manifest["tables"][model._meta.label]["last_id"])
    index.install()


def _read_table(archive, model, expected):
    digest, row_count = hashlib.sha256(), 0
    try:
        table = archive.open(f"tables/{model._meta.label}.jsonl")
    except KeyError as error:
        raise CannotRestore(f"The archive has no table of {model._meta.label}") from error
    with table:
        while lines := list(islice(table, BATCH)):
            for line in lines:
                digest.update(line)
            row_count += len(lines)
            model._base_manager.bulk_create(_objects(model, lines))
    if (digest.hexdigest(), row_count) != (expected["sha256"], expected["rows"]):
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


def _check_receipts(archive):
    past = Past()
    try:
        comparisons = [compare(receipt, past) for receipt in receipts_of_archive(archive)]
    except NotAReceipt as error:
        raise CannotRestore(f"The archive’s receipts cannot be read: {error}") from error
    known = [comparison.receipt.partnership for comparison in comparisons]
    for partnership in Partnership.objects.exclude(pk__in=known):
        raise CannotRestore(f"The archive has no receipt of {partnership}")
    for comparison in comparisons:
        for name, state in comparison.faults.items():
            raise CannotRestore(f"Not as the archive’s receipt says: {name}: {state}")


class FilesBeside:
    """The archive's files of evidence, unpacked into a temporary folder inside EVIDENCE_ROOT and checked.

    The folder holds PLACED, the list of files about to be moved into place and the database they belong to. A killed
    restore leaves the folder, and perhaps moved files without rows: the next restore deletes both.
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
        """Delete the leftovers of a killed restore; moved files only if they were for this database and it is empty."""
        if (list_path := self.beside / PLACED).exists() and not _first_filled_table():
            placed = _read_list(list_path)
            for path, sha256 in placed["files"].items() if placed["database"] == _database() else ():
                target = self.root / path
                if target.is_file() and _sha256_of(target) == sha256:
                    target.unlink()
        if self.beside.exists():
            shutil.rmtree(self.beside)

    def unpack(self, archive, digests):
        """Unpack and check the files of the manifest: {path: sha256}."""
        self.digests = digests
        self.beside.mkdir(mode=0o700)
        for path, sha256 in digests.items():
            self._unpack(archive, path, sha256)
        content = json.dumps({"database": _database(), "files": digests})
        _write_to_disk(self.beside / PLACED, [content.encode()])
        sync(self.beside)

    def _unpack(self, archive, path, sha256):
        target = (self.beside / path).resolve()
        if target.parent.parent != self.beside.resolve():
            raise CannotRestore(f"The archive names a file outside its place: {path}")
        target.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            with archive.open(f"evidence/{path}") as member:
                digest = _write_to_disk(target, iter(lambda: member.read(CHUNK_SIZE), b""))
        except KeyError as error:
            raise CannotRestore(f"The archive has no file {path}") from error
        if digest != sha256:
            raise CannotRestore(f"The archive’s file {path} is not as it was written")

    def put_in_place(self):
        for path in self.digests:
            if (target := self.root / path).exists():
                raise CannotRestore(f"There is a file at {target} already")
        for path in self.digests:
            target = self.root / path
            target.parent.mkdir(mode=0o700, exist_ok=True)
            (self.beside / path).rename(target)
            self.placed.append(target)
        for folder in {target.parent for target in self.placed} | {self.root}:
            sync(folder)

    def __exit__(self, kind, error, traceback):
        try:
            if kind is not None and self.placed and not _first_filled_table():
                for target in self.placed:
                    target.unlink()
            shutil.rmtree(self.beside, ignore_errors=True)
        except DatabaseErrors:
            pass  # unknown whether the rows were committed: the list is left for the next restore to check
        finally:
            self.lock.unlink()
            os.close(self.handle)


def _read_list(path):
    """The list left by a killed restore; an empty one if it was killed while writing it."""
    try:
        return json.loads(path.read_text())
    except ValueError:
        return {"database": None, "files": {}}


def _database():
    """An identifier of this database: its host, port and name."""
    parameters = connection.get_connection_params()
    return " ".join(str(parameters.get(key, "")) for key in ("host", "port", "dbname", "database"))


def _sha256_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_to_disk(path, chunks):
    """Write a new file readable by its owner alone, flushed to the disk. Returns its SHA-256."""
    digest = hashlib.sha256()
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
