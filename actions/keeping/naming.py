"""A file that has its name only when it is whole, and that nobody but its owner reads."""

import os
from contextlib import contextmanager


@contextmanager
def named_when_whole(path):
    """A file to write into; it appears at the path when the block ends well, and otherwise not at all.

    Raises FileExistsError if there is something already, and other OSErrors.
    """
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
