"""Files that people give: what may be given, where a file is kept, and that none is kept for nothing.

A file's content decides what it is, not its name or what the browser says of it. It is on the disk before its row is
written, so no row lacks its file; and if the row is not written after all, the file goes again.
"""

import os
import re
import secrets
import unicodedata
import zipfile
import zlib
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.http import FileResponse

from .limits import MEGABYTE
from .words import in_one_line

NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    KeyError,
)
OFFICE = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


def _begins(signature):
    return lambda file: file.read(len(signature)) == signature


def _office(content_type):
    """A Word or Excel file without macros: a zip whose list of contents names its main part so."""

    def fits(file):
        with zipfile.ZipFile(file) as parts, parts.open("[Content_Types].xml") as listed:
            macros = any(name.lower().endswith("vbaproject.bin") for name in parts.namelist())
            return f'"{content_type}.main+xml"'.encode() in listed.read(MEGABYTE) and not macros

    return fits


def _odf(content_type):
    def fits(file):
        with zipfile.ZipFile(file) as parts, parts.open("mimetype") as said:
            return said.read(200) == content_type.encode()

    return fits


def _text(file):
    return not any(NOT_TEXT.search(chunk) for chunk in file.chunks())


# What may be given: by its ending, what it is called, what it is served as, and whether a file's content fits it.
DOCX, XLSX = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
FORMATS = {
    "pdf": ("a PDF", "application/pdf", _begins(b"%PDF-")),
    "png": ("a PNG picture", "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("a JPEG picture", "image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("a JPEG picture", "image/jpeg", _begins(b"\xff\xd8\xff")),
    "docx": ("a Word document", DOCX, _office(DOCX)),
    "xlsx": ("an Excel workbook", XLSX, _office(XLSX)),
    "odt": ("an OpenDocument text", f"{ODF}text", _odf(f"{ODF}text")),
    "ods": ("an OpenDocument spreadsheet", f"{ODF}spreadsheet", _odf(f"{ODF}spreadsheet")),
    "csv": ("a CSV file", "text/csv", _text),
    "txt": ("plain text", "text/plain", _text),
}
ACCEPT = ",".join(f".{ending}" for ending in FORMATS)
IN_WORDS = "PDF, PNG, JPEG, Word (docx), Excel (xlsx), OpenDocument (odt, ods), CSV or plain text"


@dataclass(frozen=True)
class Upload:
    """A file that was looked into and may be kept, under the name that it came with."""

    name: str
    file: UploadedFile


def looked_into(file, *, only=()):
    """The Upload of an uploaded file; `only` are the endings that may be given, all of FORMATS if it is empty.

    Raises ValidationError, in words, for one that cannot be taken.
    """
    name = _tidy(file.name)
    ending = PurePath(name).suffix[1:].lower()
    if ending not in (only or FORMATS):
        wanted = " or ".join(FORMATS[each][0] for each in only) or IN_WORDS
        raise ValidationError(f"{name} cannot be taken. Choose {wanted}", code="format")
    if not file.size:
        raise ValidationError(f"{name} is empty. Choose it again, or another file", code="empty")
    if file.size > settings.EVIDENCE_MAX_MB * MEGABYTE:
        size = f"{file.size / MEGABYTE:.1f}"
        raise ValidationError(
            f"{name} has {size} MB. Choose a file of up to {settings.EVIDENCE_MAX_MB} MB", code="size"
        )
    called, _, fits = FORMATS[ending]
    file.seek(0)
    try:
        good = fits(file)
    except UNREADABLE:
        good = False
    if not good:
        raise ValidationError(
            f"{name} is not {called}, whatever its name says. Save it as {called} without a password or macros, and "
            "choose it again",
            code="content",
        )
    return Upload(name, file)


def _tidy(name):
    """A file's own name without folders and characters that cannot be seen, cut to a length that can be kept."""
    name = in_one_line("".join(c for c in PurePath(name or "").name if unicodedata.category(c)[0] != "C")).strip()
    path = PurePath(name or "file")
    return f"{path.stem[:100].strip() or 'file'}{path.suffix[:10]}"


_kept = ContextVar("names of the files that were kept in this block")


@contextmanager
def no_orphans(named):
    """Files that are kept in this block are removed again if it ends in an error, unless their row is there all the
    same: a connection may break between the database's writing and its saying so.

    `named(names)` gives those of some stored names that a row has.
    """
    token = _kept.set([])
    try:
        yield
    except BaseException:
        with suppress(DatabaseError):
            for name in set(_kept.get()) - set(named(_kept.get())):
                path_of(name).unlink(missing_ok=True)
        raise
    finally:
        _kept.reset(token)


def path_of(stored):
    """Where a file lies by its stored name."""
    return settings.EVIDENCE_ROOT / stored[:2] / stored


def keep(file):
    """Write a file under a new random name; it is on the disk when this returns the name."""
    name = secrets.token_hex(16)
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _kept.get().append(name)
    file.seek(0)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    return name


def as_download(name, stored):
    """The response that hands a file over, to be saved and never shown in the browser. Raises FileNotFoundError."""
    file = path_of(stored).open("rb")
    _, content_type, _ = FORMATS[name.rpartition(".")[2].lower()]
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
