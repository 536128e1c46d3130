import hashlib
import json
import zipfile
import zlib

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from actions.search import index
from partners.files.storage import StorageAwayError
from plans.editions.chain import broken_links
from plans.models import Plan
from plans.verification.files import receipts_of_archive
from plans.verification.fingerprints import pasts
from plans.verification.receipts import NotAReceipt, compare

from .dump import applied
from .files import CannotRestore, FilesOfArchive, forget_list
from .tables import FORMAT, MADE_BY_MIGRATIONS, archived_models, columns_of, from_json, insert, number_on


def restore(path):
    """Restore an archive into this site, which must be empty. Returns the manifest. Raises CannotRestore.

    All or nothing: the database in one transaction, at whose end the files of evidence are stored.
    Every row keeps its id and history. If killed, run it again.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _check_empty()
            with FilesOfArchive(archive, manifest["evidence"], is_empty=_is_empty) as files, transaction.atomic():
                _fill(archive, manifest)
                _check_editions()
                _check_receipts(archive)
                files.put_in_place()
    except StorageAwayError as error:
        raise CannotRestore(str(error)) from error
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
        forget_list()
        raise CannotRestore(f"This site is not empty: it has rows of {label}")


def _first_filled_table():
    """The label of a table with rows, ignoring those made by migrations; "" if the site is empty."""
    models = (model for model in archived_models() if model._meta.label not in MADE_BY_MIGRATIONS)
    return next((model._meta.label for model in models if model._base_manager.exists()), "")


def _is_empty():
    return not _first_filled_table()


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
    digest = Digest()
    try:
        table = archive.open(f"tables/{model._meta.label}.jsonl")
    except KeyError as error:
        raise CannotRestore(f"The archive has no table of {model._meta.label}") from error
    with table:
        insert(model, _rows(model, digest.of(table)))
    if (digest.hexdigest(), digest.lines) != (expected["sha256"], expected["rows"]):
        raise CannotRestore(f"The archive’s table of {model._meta.label} is not as it was written")


def _rows(model, lines):
    for line in lines:
        try:
            yield from_json(model, line)
        except (ValueError, TypeError, ValidationError) as error:
            raise CannotRestore(f"The archive’s table of {model._meta.label} cannot be read: {error}") from error


class Digest:
    """The SHA-256 and the number of the lines that went through `of`."""

    def __init__(self):
        self.sha256, self.lines = hashlib.sha256(), 0

    def of(self, lines):
        for line in lines:
            self.sha256.update(line)
            self.lines += 1
            yield line

    def hexdigest(self):
        return self.sha256.hexdigest()


def _check_editions():
    for plan in Plan.objects.select_related("partnership"):
        for edition, what in broken_links(plan):
            raise CannotRestore(f"{edition}: {what}")


def _check_receipts(archive):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # so that what is official of each partnership is found by its indexes
    try:
        receipts = {receipt.partnership: receipt for receipt in receipts_of_archive(archive)}
    except NotAReceipt as error:
        raise CannotRestore(f"The archive’s receipts cannot be read: {error}") from error
    for partnership, past in pasts():
        if partnership.pk not in receipts:
            raise CannotRestore(f"The archive has no receipt of {partnership}")
        _check_receipt(compare(receipts.pop(partnership.pk), past))
    for receipt in receipts.values():
        _check_receipt(compare(receipt))


def _check_receipt(comparison):
    for name, state in comparison.faults.items():
        raise CannotRestore(f"Not as the archive’s receipt says: {name}: {state}")
