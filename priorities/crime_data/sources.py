"""Street-level files to load: a CSV file, a folder, or the ZIP as downloaded. Nothing is unpacked to disk, and a ZIP is
read only up to the sizes it declares, within limits.
"""

import zipfile
import zlib
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from partners.limits import MEGABYTE

from .parser import Malformed

# Three years of the whole country are about 5,000 files; a month of the largest force is about 25 MB.
MOST_ENTRIES = 20_000
LARGEST_MEMBER = 400 * MEGABYTE
# Crime files compress to about a tenth.
HIGHEST_RATIO, MIN_CHECKED_SIZE = 60, MEGABYTE

# Raised by zipfile for a member that contradicts the directory and, in NO_ZIP, for a false directory.
DAMAGED_MEMBER = (zipfile.BadZipFile, zlib.error, EOFError, OSError)
NOT_A_ZIP = (*DAMAGED_MEMBER, NotImplementedError, RuntimeError, ValueError, LookupError)


@dataclass(frozen=True)
class Source:
    """A street-level file, which can be opened repeatedly as a binary stream. `name` excludes folders."""

    name: str
    open: Callable


def is_street(name):
    """Whether a file name, without folders, is that of a street-level file, including numbered browser duplicates."""
    return name.endswith(".csv") and "-street" in name and not name.startswith(".")


def in_path(path, *, most_unpacked):
    """Yields a Source or a Malformed for each street-level file of a path: a CSV file, a folder or a ZIP."""
    if path.is_dir():
        for each in sorted(path.rglob("*")):
            if each.is_file() and (is_street(each.name) or each.suffix.lower() == ".zip"):
                yield from in_path(each, most_unpacked=most_unpacked)
    elif path.suffix.lower() == ".zip":
        yield from in_zip(path, path.name, most_unpacked=most_unpacked)
    elif path.is_file():
        yield Source(path.name, partial(_open, path))
    else:
        yield Malformed(str(path), 0, "there is no such file or folder")


def in_upload(upload, *, most_unpacked):
    """Yields a Source or a Malformed for each street-level file of an upload, recognised by its content."""
    name = PurePosixPath((upload.name or "").replace("\\", "/")).name[:100]
    upload.seek(0)
    head = upload.read(2)
    if head == b"PK":
        yield from in_zip(upload, name, most_unpacked=most_unpacked)
        return

    @contextmanager
    def from_the_start():
        upload.seek(0)
        yield upload

    yield Source(name, from_the_start)


def in_zip(file, name, *, most_unpacked):
    """Yields a Source or a Malformed for each street-level file of a ZIP (a path or a seekable stream). Others are
    ignored.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            street = [member for member in members if is_street(PurePosixPath(member.filename).name)]
            if problem := _problem_with(len(members), street, most_unpacked):
                yield Malformed(name, 0, problem)
                return
            for member in sorted(street, key=lambda member: member.filename):
                yield Source(PurePosixPath(member.filename).name, partial(_open_member, archive, member, name))
    except NOT_A_ZIP as error:
        yield Malformed(name, 0, f"it is damaged, or not a ZIP file ({error})"[:200])


def _problem_with(number, street, most_unpacked):
    """Why the ZIP is rejected, judging by its directory: `number` files, of which `street` are street-level; or ""."""
    if number > MOST_ENTRIES:
        return f"there are {number:,} files in it, and {MOST_ENTRIES:,} is the most"
    if not street:
        return "there is no street-level file in it, such as 2011-01-hertfordshire-street.csv"
    unpacked = sum(member.file_size for member in street)
    if unpacked > most_unpacked:
        return (
            f"its street-level files unpack to {unpacked // MEGABYTE:,} MB, and {most_unpacked // MEGABYTE:,} MB is "
            "the most at once. Download fewer months or one force"
        )
    for member in street:
        if member.flag_bits & 1:
            return f"{member.filename[-80:]} has a password"
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return f"{member.filename[-80:]} is packed in an unusual way"
        if member.file_size > LARGEST_MEMBER or member.file_size > max(
            MIN_CHECKED_SIZE, HIGHEST_RATIO * member.compress_size
        ):
            return f"{member.filename[-80:]} unpacks to far more than a street-level file is"
    return ""


def _open(path):
    try:
        return path.open("rb")
    except OSError as error:
        raise Malformed(path.name, 0, f"it cannot be opened ({error.strerror})") from error


@contextmanager
def _open_member(archive, member, name):
    """A ZIP's member as a stream. zipfile raises an error if it is longer than the directory declares."""
    is_open = False
    try:
        with archive.open(member) as stream:
            is_open = True
            yield stream
    except NOT_A_ZIP as error:
        # Once it is open, other errors are of whoever reads it.
        if is_open and not isinstance(error, DAMAGED_MEMBER):
            raise
        file_name = PurePosixPath(member.filename).name
        raise Malformed(f"{file_name} in {name}", 0, f"it is damaged in the ZIP ({error})"[:200]) from error


def sources(paths, *, most_unpacked):
    """Yields every Source or Malformed of several paths."""
    for path in paths:
        yield from in_path(Path(path), most_unpacked=most_unpacked)
