"""Operations on versions of the plan that people make, each attributed to a person in history."""

from django.db import transaction

from partners import clock
from partners.files import uploads
from partners.history import attributed_to

from ..models import Version


def keep_file(version, upload):
    """Set or replace a version's file, an uploads.Upload. The version is not saved.

    Call within `delete_files_on_failure`, which wraps the transaction.
    """
    version.file_name, version.file_stored = upload.name, uploads.keep(upload.file)
    version.file_size = upload.file.size


def stored_versions(partnership=None):
    """Stored names of all files of versions, current or in the history, or those of one partnership."""
    rows = Version.history.exclude(file_stored="")
    if partnership:
        rows = rows.filter(revision__partnership=partnership)
    return set(rows.order_by().values_list("file_stored", flat=True).distinct())


def delete_files_on_failure():
    """Context that deletes files stored within it if it raises."""
    return uploads.delete_on_failure(lambda names: stored_versions() & set(names))


@transaction.atomic
def publish_version(version, *, by):
    """Let everybody read it, as it is now."""
    version.published_at = clock.now()
    with attributed_to(by=by):
        version.save()


@transaction.atomic
def withdraw_version(version, *, by, why):
    version.withdrawn_at, version.withdrawn_why = clock.now(), why
    with attributed_to(by=by, why=why):
        version.save()
