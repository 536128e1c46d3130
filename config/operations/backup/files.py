"""The files of an archive: put into the site's storage as the last step of a restore."""

import hashlib
import json
import re
from contextlib import suppress
from tempfile import SpooledTemporaryFile

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import Error as DatabaseErrors
from django.db import connection

from partners.files.storage import StorageAwayError

from .dump import CHUNK_SIZE

LIST = ".restoring.json"
PATH = re.compile(r"[0-9a-z]{2}/[0-9a-z]+")
IN_MEMORY = 1024 * 1024


class CannotRestore(Exception):
    """The restore failed and changed nothing; the message says why."""


class FilesOfArchive:
    """The files of evidence of an archive: {path: sha256}.

    Before the first is stored, LIST in the storage names them all and the database they belong to. A killed restore
    leaves the list, and perhaps files without rows: the next restore deletes both.
    """

    def __init__(self, archive, digests, *, is_empty):
        self.archive, self.digests, self.is_empty = archive, digests, is_empty
        self.is_listed = False

    def __enter__(self):
        return self

    def put_in_place(self):
        """Check and store all files. Call at the end of the transaction that filled the site: its locks keep another
        restore of this database waiting.
        """
        _delete_what_was_left()
        for path in self.digests:
            if not PATH.fullmatch(path):
                raise CannotRestore(f"The archive names a file outside its place: {path}")
            if default_storage.exists(path):
                raise CannotRestore(f"There is a file at {path} already")
        content = json.dumps({"database": _database(), "files": list(self.digests)})
        self.is_listed = True
        default_storage.save(LIST, ContentFile(content.encode()))
        for path, sha256 in self.digests.items():
            self._put(path, sha256)

    def _put(self, path, sha256):
        digest = hashlib.sha256()
        with SpooledTemporaryFile(IN_MEMORY) as whole:
            try:
                with self.archive.open(f"evidence/{path}") as member:
                    while chunk := member.read(CHUNK_SIZE):
                        whole.write(chunk)
                        digest.update(chunk)
            except KeyError as error:
                raise CannotRestore(f"The archive has no file {path}") from error
            if digest.hexdigest() != sha256:
                raise CannotRestore(f"The archive’s file {path} is not as it was written")
            default_storage.save(path, File(whole))

    def __exit__(self, kind, error, traceback):
        # If it is unknown whether the rows were committed, or the storage is away, the list is left for the next one.
        with suppress(DatabaseErrors, StorageAwayError):
            if self.is_listed:
                if kind is not None and self.is_empty():
                    _delete(self.digests)
                forget_list()


def forget_list():
    default_storage.delete(LIST)


def _delete_what_was_left():
    """Delete the leftovers of a killed restore; files only if they were for this database."""
    try:
        with default_storage.open(LIST) as file:
            left = json.loads(file.read())
    except FileNotFoundError:
        return
    except ValueError:  # killed while writing the list
        left = {"database": None}
    if left["database"] == _database():
        _delete(left["files"])
    forget_list()


def _delete(paths):
    for path in paths:
        default_storage.delete(path)


def _database():
    """An identifier of this database: its host, port and name."""
    parameters = connection.get_connection_params()
    return " ".join(str(parameters.get(key, "")) for key in ("host", "port", "dbname", "database"))
