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

from django.utils.translation import gettext

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
        yield Malformed(str(path), 0, gettext("there is no such file or folder"))


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
        yield Malformed(name, 0, (gettext("it is damaged, or not a ZIP file (%(error)s)") % {"error": error})[:200])


def _problem_with(number, street, most_unpacked):
    """Why the ZIP is rejected, judging by its directory: `number` files, of which `street` are street-level; or ""."""
    if number > MOST_ENTRIES:
        return gettext("there are %(number)s files in it, and %(most_entries)s is the most") % {
            "number": f"{number:,}",
            "most_entries": f"{MOST_ENTRIES:,}",
        }
    if not street:
        return gettext("there is no street-level file in it, such as 2011-01-hertfordshire-street.csv")
    unpacked = sum(member.file_size for member in street)
    if unpacked > most_unpacked:
        return gettext(
            "its street-level files unpack to %(size)s MB, and %(most)s MB is the most at once. "
            "Download fewer months or one force"
        ) % {"size": f"{unpacked // MEGABYTE:,}", "most": f"{most_unpacked // MEGABYTE:,}"}
    for member in street:
        if member.flag_bits & 1:
            return gettext("%(file)s has a password") % {"file": member.filename[-80:]}
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return gettext("%(file)s is packed in an unusual way") % {"file": member.filename[-80:]}
        if member.file_size > LARGEST_MEMBER or member.file_size > max(
            MIN_CHECKED_SIZE, HIGHEST_RATIO * member.compress_size
        ):
            return gettext("%(file)s unpacks to far more than a street-level file is") % {"file": member.filename[-80:]}
    return ""


def _open(path):
    try:
        return path.open("rb")
    except OSError as error:
        raise Malformed(
            path.name, 0, gettext("it cannot be opened (%(strerror)s)") % {"strerror": error.strerror}
        ) from error


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
        raise Malformed(
            gettext("%(file)s in %(zip)s") % {"file": file_name, "zip": name},
            0,
            (gettext("it is damaged in the ZIP (%(error)s)") % {"error": error})[:200],
        ) from error


def sources(paths, *, most_unpacked):
    """Yields every Source or Malformed of several paths."""
    for path in paths:
        yield from in_path(Path(path), most_unpacked=most_unpacked)
