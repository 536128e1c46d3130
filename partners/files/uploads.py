"""Uploaded files: accepted formats, storage, and removal of files without a row.

A file's content decides its format, not its name or the browser's content type. It is in the storage before its row is
written, so no row lacks its file; if the row is not written after all, the file is deleted.
"""

import logging
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
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import in_one_line

from ..limits import MEGABYTE
from ..models import FileRemoval
from .storage import StorageAwayError

logger = logging.getLogger(__name__)

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
    """Test for a Word or Excel file without macros: a zip whose [Content_Types].xml names the main part's type."""

    def fits(file):
        with zipfile.ZipFile(file) as parts, parts.open("[Content_Types].xml") as listed:
            macros = any(name.lower().endswith("vbaproject.bin") for name in parts.namelist())
            return f'"{content_type}.main+xml"'.encode() in listed.read(MEGABYTE) and not macros

    return fits


def _odf(content_type):
    def fits(file):
        with zipfile.ZipFile(file) as parts, parts.open("mimetype") as declared:
            return declared.read(200) == content_type.encode()

    return fits


def _text(file):
    return not any(NOT_TEXT.search(chunk) for chunk in file.chunks())


# Accepted formats: {extension: (name, content type, test of a file's content)}.
DOCX, XLSX = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
FORMATS = {
    "pdf": (_("a PDF"), "application/pdf", _begins(b"%PDF-")),
    "png": (_("a PNG picture"), "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": (_("a JPEG picture"), "image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": (_("a JPEG picture"), "image/jpeg", _begins(b"\xff\xd8\xff")),
    "docx": (_("a Word document"), DOCX, _office(DOCX)),
    "xlsx": (_("an Excel workbook"), XLSX, _office(XLSX)),
    "odt": (_("an OpenDocument text"), f"{ODF}text", _odf(f"{ODF}text")),
    "ods": (_("an OpenDocument spreadsheet"), f"{ODF}spreadsheet", _odf(f"{ODF}spreadsheet")),
    "csv": (_("a CSV file"), "text/csv", _text),
    "txt": (_("plain text"), "text/plain", _text),
}


def _mp3(file):
    """An ID3 tag, or the first frame of MPEG audio."""
    head = file.read(3)
    return head == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0)


def _mp4(file):
    return file.read(8)[4:] == b"ftyp"


# Recordings, which are no evidence: only versions of the plan in other formats are.
MEDIA = {
    "mp3": (_("an MP3 recording"), "audio/mpeg", _mp3),
    "m4a": (_("an MPEG-4 recording"), "audio/mp4", _mp4),
    "ogg": (_("an Ogg recording"), "audio/ogg", _begins(b"OggS")),
    "mp4": (_("an MPEG-4 film"), "video/mp4", _mp4),
    "webm": (_("a WebM film"), "video/webm", _begins(b"\x1aE\xdf\xa3")),
}
ALL_FORMATS = FORMATS | MEDIA
ACCEPT = ",".join(f".{extension}" for extension in FORMATS)
IN_WORDS = _("PDF, PNG, JPEG, Word (docx), Excel (xlsx), OpenDocument (odt, ods), CSV or plain text")


@dataclass(frozen=True)
class Upload:
    """A validated file and its own name."""

    name: str
    file: UploadedFile


def validate_upload(file, *, only=(), megabytes=None):
    """Validate an uploaded file. Returns an Upload. `only` are the accepted extensions, by default all of FORMATS.

    `megabytes` is the limit of its size, by default that of evidence. Raises ValidationError with the reason.
    """
    name = _tidy(file.name)
    extension = PurePath(name).suffix[1:].lower()
    if extension not in (only or FORMATS):
        accepted = gettext(" or ").join(str(ALL_FORMATS[each][0]) for each in only) or IN_WORDS
        raise ValidationError(
            gettext("%(name)s cannot be uploaded. Choose %(accepted)s") % {"name": name, "accepted": accepted},
            code="format",
        )
    if not file.size:
        raise ValidationError(
            gettext("%(name)s is empty. Choose it again, or another file") % {"name": name}, code="empty"
        )
    megabytes = megabytes or settings.EVIDENCE_MAX_MB
    if file.size > megabytes * MEGABYTE:
        size = f"{file.size / MEGABYTE:.1f}"
        raise ValidationError(
            gettext("%(name)s has %(size)s MB. Choose a file of up to %(most)s MB")
            % {"name": name, "size": size, "most": megabytes},
            code="size",
        )
    format_name, _content_type, fits = ALL_FORMATS[extension]
    file.seek(0)
    try:
        is_valid = fits(file)
    except UNREADABLE:
        is_valid = False
    if not is_valid:
        raise ValidationError(
            gettext(
                "%(name)s is not %(format_name)s, whatever its name says. Save it as %(format_name)s "
                "without a password or macros, and choose it again"
            )
            % {"name": name, "format_name": format_name},
            code="content",
        )
    return Upload(name, file)


def _tidy(name):
    """File name without folders and invisible characters, cut to a length that can be stored."""
    name = in_one_line("".join(c for c in PurePath(name or "").name if unicodedata.category(c)[0] != "C")).strip()
    path = PurePath(name or "file")
    return f"{path.stem[:100].strip() or 'file'}{path.suffix[:10]}"


_stored_names = ContextVar("stored names of the files kept in this block")


@contextmanager
def delete_on_failure(named):
    """Delete the files kept in this block if it ends in an error, except those that have a row after all: a connection
    may break between the commit and its confirmation.

    `named(names)` returns those of the stored names that have a row.
    """
    token = _stored_names.set([])
    try:
        yield
    except BaseException:
        with suppress(DatabaseError, StorageAwayError):
            for name in set(_stored_names.get()) - set(named(_stored_names.get())):
                default_storage.delete(path_of(name))
        raise
    finally:
        _stored_names.reset(token)


def path_of(stored):
    """Path of a file in the storage, by its stored name."""
    return f"{stored[:2]}/{stored}"


def keep(file):
    """Store a file under a new random name. Returns the name once the storage says that it has the file.

    Raises StorageAwayError.
    """
    name = secrets.token_hex(16)
    _stored_names.get().append(name)
    file.seek(0)
    default_storage.save(path_of(name), file)
    return name


def removal_page(request, stored):
    """Response (410) in place of a file whose content was removed; None if it was not."""
    removal = FileRemoval.objects.filter(stored=stored).first()
    return removal and render(request, "partners/file_removed.html", {"removal": removal}, status=410)


def as_download(request, name, stored):
    """Response with a file to save, never shown in the browser; 410 for one whose content was removed.

    Raises Http404 for one that is lost, and StorageAwayError, for which config.error_pages answers 503.
    """
    if removed := removal_page(request, stored):
        return removed
    try:
        file = default_storage.open(path_of(stored))
    except FileNotFoundError as error:
        logger.error("An uploaded file is not in the storage: %s", path_of(stored))
        raise Http404 from error
    _, content_type, _ = ALL_FORMATS[name.rpartition(".")[2].lower()]
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
