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
from plans.verification.fingerprints import Past, pasts
from plans.verification.receipts import make_receipt
from plans.versions.operations import stored_versions
from priorities.assessments.operations import stored_documents

from .belongings import Belongings
from .tables import FORMAT, ROWS_AT_ONCE, archived_models, as_json, columns_of, last_id

CHUNK_SIZE = 64 * 1024


class CannotBackUp(Exception):
    """The backup failed and wrote nothing; the message says why."""


def back_up(path, partnership=None):
    """Write an archive of the site, or of one partnership, to a path. Returns the manifest. Raises CannotBackUp.

    The archive is one snapshot, regardless of concurrent writes. It appears at the path only when complete, readable
    by its owner alone. If killed, run it again.
    """
    path = Path(path)
    try:
        with named_when_whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _fill(archive, partnership)
    except FileExistsError as error:
        raise CannotBackUp(f"There is a file at {path} already") from error
    except StorageAwayError as error:
        raise CannotBackUp(str(error)) from error
    except OSError as error:
        raise CannotBackUp(f"{path}: {error.strerror or error}") from error
    return manifest


def _fill(archive, partnership):
    manifest = {"format": FORMAT, "made_at": clock.now().isoformat(), "tables": {}, "evidence": {}}
    with snapshot():
        manifest["migrations"] = applied()
        rows_of = Belongings(partnership).rows if partnership else _all_rows
        for model in archived_models():
            manifest["tables"][model._meta.label] = _write_table(archive, model, rows_of)
        _write_receipts(archive, partnership)
        paths = stored_paths(partnership)
    for path_inside in paths:
        manifest["evidence"][path_inside] = _write_file(archive, path_inside)
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return manifest


def stored_paths(partnership=None):
    """Paths in the storage of all files that a row names, in order, but for those whose content was removed."""
    return sorted(map(path_of, stored_names(partnership) - set(FileRemoval.objects.values_list("stored", flat=True))))


def stored_names(partnership=None):
    """Stored names of all files that a row names, or one of a partnership does."""
    evidence = Evidence.objects.in_partnership(partnership) if partnership else Evidence.objects.all()
    return (
        set(evidence.exclude(stored="").values_list("stored", flat=True))
        | stored_documents(partnership)
        | stored_versions(partnership)
    )


def _all_rows(model):
    return model._base_manager.order_by("pk").values_list(*columns_of(model)).iterator(chunk_size=ROWS_AT_ONCE)


def _write_receipts(archive, partnership):
    for each, past in [(partnership, Past.of(partnership))] if partnership else pasts():
        archive.writestr(f"{FOLDER}{each.slug}.txt", make_receipt(each, past).text)


def applied():
    """This release's migrations that are applied: a sorted list of "app.name".

    Those of a later release, on whose tables this one may run, are not: this one archives what it knows.
    """
    loader = MigrationLoader(connection)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations.keys() & loader.disk_migrations.keys())


def _write_table(archive, model, rows_of):
    with archive.open(f"tables/{model._meta.label}.jsonl", "w", force_zip64=True) as table:
        summary = write_rows(rows_of(model), table)
    return {"columns": columns_of(model), **summary, "last_id": last_id(model)}


def write_rows(rows, table):
    """Write rows to a file, as the lines of a table. Returns how many there were, and the digest of the lines."""
    digest, row_count = hashlib.sha256(), 0
    for row in rows:
        line = f"{as_json(row)}\n".encode()
        table.write(line)
        digest.update(line)
        row_count += 1
    return {"rows": row_count, "sha256": digest.hexdigest()}


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
