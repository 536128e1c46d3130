"""A file that has its name only when it is whole, and that nobody but its owner reads.

Until then it has another name, and whoever writes it holds a lock on it. What a killed writer left is not locked, and
goes when the next file is written beside it.
"""

import fcntl
import os
from contextlib import contextmanager, suppress

UNFINISHED = ".living-plan-unfinished"


class InUseError(OSError):
    """Another process is at it."""


def hold(path):
    """The handle of a new file, ours alone to read, and locked until the handle is closed or we die.

    What somebody left there who is not at it any more goes. Raises InUseError, and other OSErrors.
    """
    while True:
        clear(path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if _is_at(handle, path):
            return handle
        os.close(handle)  # somebody took it, before we had the lock, for one that was left behind


def clear(path):
    """Remove a file that a killed process held. Raises InUseError if it is held still, and other OSErrors.

    It is never written to: it may be whole, and have its name as well.
    """
    with suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(handle, path):
                path.unlink()
        except BlockingIOError as error:
            raise InUseError(error.errno, f"another process is writing {path}") from error
        finally:
            os.close(handle)


def _is_at(handle, path):
    try:
        there = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(handle), there)


@contextmanager
def named_when_whole(path):
    """A file to write into; it appears at the path when the block ends well, and otherwise not at all.

    Raises FileExistsError if there is something already, InUseError, and other OSErrors.
    """
    if path.exists():
        raise FileExistsError(path)
    for left in path.parent.glob(f".*{UNFINISHED}"):
        with suppress(OSError):  # somebody is writing it, or it is somebody else's
            clear(left)
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    with os.fdopen(hold(unfinished), "w+b") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.link(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder):
    """See to it that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
