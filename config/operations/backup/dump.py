import hashlib
import json
import zipfile
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from actions.models import Evidence
from partners import clock
from partners.database import snapshot
from partners.files.atomic_files import named_when_whole
from partners.files.storage import StorageAwayError
from partners.files.uploads import path_of
from partners.models import FileRemoval
from plans.verification.files import FOLDER
from plans.verification.fingerprints import pasts
from plans.verification.receipts import make_receipt
from priorities.assessments.operations import stored_documents

from .tables import FORMAT, ROWS_AT_ONCE, archived_models, as_json, columns_of, last_id

CHUNK_SIZE = 64 * 1024


class CannotBackUp(Exception):
    """The backup failed and wrote nothing; the message says why."""


def back_up(path):
    """Write an archive of the site to a path. Returns the manifest. Raises CannotBackUp.

    The archive is one snapshot, regardless of concurrent writes. It appears at the path only when complete, readable
    by its owner alone. If killed, run it again.
    """
    path = Path(path)
    try:
        with named_when_whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _fill(archive)
    except FileExistsError as error:
        raise CannotBackUp(f"There is a file at {path} already") from error
    except StorageAwayError as error:
        raise CannotBackUp(str(error)) from error
    except OSError as error:
        raise CannotBackUp(f"{path}: {error.strerror or error}") from error
    return manifest


def _fill(archive):
    manifest = {"format": FORMAT, "made_at": clock.now().isoformat(), "tables": {}, "evidence": {}}
    with snapshot():
        manifest["migrations"] = applied()
        for model in archived_models():
            manifest["tables"][model._meta.label] = _write_table(archive, model)
        _write_receipts(archive)
        paths = stored_paths()
    for path_inside in paths:
        manifest["evidence"][path_inside] = _write_file(archive, path_inside)
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return manifest


def stored_paths():
    """Paths in the storage of all files that a row names, in order, but for those whose content was removed."""
    stored = set(Evidence.objects.exclude(stored="").values_list("stored", flat=True)) | stored_documents()
    return sorted(map(path_of, stored - set(FileRemoval.objects.values_list("stored", flat=True))))


def _write_receipts(archive):
    for partnership, past in pasts():
        archive.writestr(f"{FOLDER}{partnership.slug}.txt", make_receipt(partnership, past).text)


def applied():
    """This release's migrations that are applied: a sorted list of "app.name".

    Those of a later release, on whose tables this one may run, are not: this one archives what it knows.
    """
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations.keys() & loader.disk_migrations.keys())


def _write_table(archive, model):
    columns, digest, row_count = columns_of(model), hashlib.sha256(), 0
    with archive.open(f"tables/{model._meta.label}.jsonl", "w", force_zip64=True) as table:
        for row in model._base_manager.order_by("pk").values_list(*columns).iterator(chunk_size=ROWS_AT_ONCE):
            line = f"{as_json(row)}\n".encode()
            table.write(line)
            digest.update(line)
            row_count += 1
    summary = {"columns": columns, "rows": row_count, "sha256": digest.hexdigest()}
    return summary | {"last_id": last_id(model)}


def _write_file(archive, path):
    digest = hashlib.sha256()
    try:
        with default_storage.open(path) as file, archive.open(f"evidence/{path}", "w", force_zip64=True) as member:
            while chunk := file.read(CHUNK_SIZE):
                member.write(chunk)
                digest.update(chunk)
    except FileNotFoundError as error:
        raise CannotBackUp(
            f"The file of evidence {path} is not there, though an update or an assessment names it"
        ) from error
    return digest.hexdigest()
