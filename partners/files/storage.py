"""Where uploaded files are stored: a folder of this host, or a bucket of S3-compatible object storage.

Django's storage setting chooses. A file is durable when `save` returns, is never changed, and has no public address:
views serve it to those who may read it. docs/decisions/0082-uploaded-files-go-through-django-s-storage.md
"""

import os
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from .atomic_files import sync

CHUNK = 64 * 1024


class StorageAwayError(OSError):
    """The storage does not answer, refuses this site, or cannot write."""


class Folder(FileSystemStorage):
    """The folder EVIDENCE_ROOT: files readable by their owner alone, flushed to the disk before `save` returns."""

    @property
    def location(self):
        return os.path.abspath(settings.EVIDENCE_ROOT)

    def _open(self, name, mode="rb"):
        with faults_as_away(OSError):
            return super()._open(name, mode)

    def pieces(self, name, first, last):
        """Iterator over the bytes of a file from `first` to `last`, for which no others are read.

        Raises FileNotFoundError also for a file that does not have them.
        """
        file = self.open(name)
        if file.size <= last:
            file.close()
            raise FileNotFoundError(f"{name} has {file.size} bytes")
        return _pieces(file, first, last)

    def _save(self, name, content):
        path = Path(self.path(name))
        with faults_as_away(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                for chunk in content.chunks():
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            sync(path.parent)
            sync(path.parent.parent)
        return name

    def delete(self, name):
        with faults_as_away(OSError):
            super().delete(name)

    def url(self, name):
        raise NotImplementedError("Files are served by views that check who asks")


def _pieces(file, first, last):
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


@contextmanager
def faults_as_away(*kinds):
    """Raise these errors as StorageAwayError, except that a file is not there, or is there already."""
    try:
        yield
    except (FileNotFoundError, FileExistsError, StorageAwayError):
        raise
    except kinds as error:
        raise StorageAwayError(getattr(error, "errno", None), f"the storage of files: {error}") from error
