"""Files that appear under their name only when complete, readable by their owner alone.

Until then a file has a temporary name and is locked by its writer. The leftover of a killed writer is not locked, and
is deleted when the next file is written beside it.
"""

import fcntl
import os
from contextlib import contextmanager, suppress

UNFINISHED = ".living-plan-unfinished"


class InUseError(OSError):
    """Another process is writing the file."""


def hold(path):
    """The handle of a new file, readable by its owner alone and locked until the handle is closed or the process ends.

    Deletes the leftover of a dead process at this path. Raises InUseError, and other OSErrors.
    """
    while True:
        clear(path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if _is_at(handle, path):
            return handle
        os.close(handle)  # another process deleted it as a leftover before the lock was taken


def clear(path):
    """Delete the leftover of a killed process. Raises InUseError if it is still locked, and other OSErrors.

    It is never written to, as it may be a complete file that has its final name as well.
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
    """Whether the path still names the open file."""
    try:
        current = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(handle), current)


@contextmanager
def named_when_whole(path):
    """Context manager: a file to write, which appears at the path only if the block succeeds.

    Raises FileExistsError if the path exists, InUseError, and other OSErrors.
    """
    if path.exists():
        raise FileExistsError(path)
    for leftover in path.parent.glob(f".*{UNFINISHED}"):
        with suppress(OSError):  # still being written, or another user's
            clear(leftover)
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
    """Flush the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
