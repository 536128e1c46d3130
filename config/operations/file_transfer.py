"""Copying all uploaded files from one storage to another, each compared afterwards."""

import hashlib
from dataclasses import dataclass, field

from django.core.files.storage import storages

from .backup.dump import CHUNK_SIZE, stored_paths


@dataclass
class Moved:
    """What a run of `move_files` did. `missing` are in neither storage, `different` are not the same in both."""

    copied: int = 0
    there: int = 0
    deleted: int = 0
    missing: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def move_files(source, target, *, delete=False):
    """Copy the files that rows name from one storage to another, by their aliases, and compare size and SHA-256.

    Those at the target already are compared and not copied again. With `delete`, a file is deleted at the source once
    the target has the same. Returns a Moved. Raises StorageAwayError.
    """
    source, target, moved = storages[source], storages[target], Moved()
    for path in stored_paths():
        is_there = target.exists(path)
        try:
            with source.open(path) as file:
                if not is_there:
                    target.save(path, file)
        except FileNotFoundError:
            if is_there:
                moved.there += 1
            else:
                moved.missing.append(path)
            continue
        if _digest(source, path) != _digest(target, path):
            moved.different.append(path)
            continue
        moved.there += is_there
        moved.copied += not is_there
        if delete:
            source.delete(path)
            moved.deleted += 1
    return moved


def _digest(storage, path):
    """(size, SHA-256)"""
    size, digest = 0, hashlib.sha256()
    with storage.open(path) as file:
        while chunk := file.read(CHUNK_SIZE):
            size += len(chunk)
            digest.update(chunk)
    return size, digest.hexdigest()
