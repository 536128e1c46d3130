"""Which kind of file an uploaded plan is, and its reader. Other kinds are refused with what they are and what to do."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from django.utils.translation import gettext_noop

from ..limits import MEGABYTE, PLAN_MB
from .ole import Ole
from .read_csv import decoded, read_csv_text
from .read_text import read_text
from .xlsx_guard import DAMAGED as SHEET_DAMAGED
from .xlsx_guard import MACROS, OLE, PROTECTED, TOO_MUCH, Refused, xml_parts

EMPTY = gettext_noop("This file is empty. %(send)s")
PASSWORD = gettext_noop("This file has a password. Save it without the password and upload it again.")
TOO_BIG = gettext_noop("This file is larger than %(plan_mb)s MB. Save it without pictures and upload it again.")
UNPACKS = gettext_noop("This file is too large when unpacked. Copy the plan into a new file and upload that.")
DAMAGED = gettext_noop("This file is damaged. Open it in its program, save it again and upload it.")
HAS_MACROS = gettext_noop("This file has macros. Save it as .xlsx or .docx and upload it again.")
NEITHER = gettext_noop("This kind of file cannot be read. %(send)s")
PDF = gettext_noop(
    "This is a PDF, which cannot be read: it does not hold rows and columns. Upload the Word or Excel file it was made "
    "from; or open the PDF in Word, save it as .docx and upload that."
)
OLD_WORD = gettext_noop("This is an old Word document (.doc). Save it as .docx and upload it again.")
RICH_TEXT = gettext_noop("This is an RTF file. Save it as .docx and upload it again.")
OPEN_TEXT = gettext_noop("This is an OpenDocument text (.odt). Save it as .docx and upload it again.")
NUMBERS = gettext_noop("This is a file of Numbers or Pages. Choose File, Export To, Excel or Word, and upload that.")
BINARY = gettext_noop("This is an .xlsb workbook. Save it as .xlsx and upload it again.")
SLIDES = gettext_noop("This is a presentation. %(send)s")
PICTURE = gettext_noop("This is a picture. Text in pictures cannot be read. %(send)s")
WEB_PAGE = gettext_noop(
    "This is a web page. Open it, copy the table or the text, and paste it in the box, or save it as .xlsx."
)
XML = gettext_noop("This is an XML file. Open it in its program, save it as .xlsx or .docx and upload that.")
NO_SHEET = gettext_noop("This spreadsheet has no sheet. Save it as .xlsx and upload it again.")
NO_DOCUMENT = gettext_noop("This Word document has no readable text. Save it again as .docx and upload it.")
MAIL = gettext_noop("This is an e-mail. Save the attached file. %(send)s")
ARCHIVE = gettext_noop("This is a zip archive. Unpack it and upload one file. %(send)s")

# Streams of files of the old kinds that are no workbooks.
OLD_KINDS = {
    "EncryptedPackage": PASSWORD,
    "WordDocument": OLD_WORD,
    "PowerPoint Document": SLIDES,
    "_VBA_PROJECT_CUR": HAS_MACROS,
    "__properties_version1.0": MAIL,
}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
# Messages of the guard for the officers' sheet, for a plan.
FOR_A_PLAN = {TOO_MUCH: UNPACKS, SHEET_DAMAGED: DAMAGED, MACROS: HAS_MACROS, PROTECTED: PASSWORD}


def read_source(file):
    """Source of an uploaded file, whatever its kind. Raises Refused."""
    name = PurePath((file.name or "").replace("\\", "/")).name
    content = file.read(PLAN_MB * MEGABYTE + 1)
    if len(content) > PLAN_MB * MEGABYTE:
        raise Refused(TOO_BIG)
    try:
        return _read(content, name)
    except Refused as refused:
        raise Refused(FOR_A_PLAN.get(refused.args[0], refused.args[0])) from refused


def source_of_text(text, name=""):
    """Source of pasted text: a table by its tabs, or lines. Raises Refused."""
    return read_text(text, name)


def _read(content, name):
    if content.startswith(b"PK"):
        return _of_zip(content, name)
    if content.startswith(OLE):
        return _of_old_kind(content, name)
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in content[:1024]:
        raise Refused(PDF)
    if start.startswith(b"{\\rtf"):
        raise Refused(RICH_TEXT)
    if content.startswith(PICTURES):
        raise Refused(PICTURE)
    if re.match(rb"<!doctype html|<html|<head|<body|<table|<meta", start, re.I):
        raise Refused(WEB_PAGE)
    if start.startswith(b"<?xml"):
        raise Refused(WEB_PAGE if b"<html" in start else XML)
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(NEITHER)
    text = decoded(content).lstrip("\ufeff")
    if not text.strip():
        raise Refused(EMPTY)
    return _of_text(text, name)


def _of_text(text, name):
    is_table = name.lower().endswith((".csv", ".tsv", ".tab"))
    return read_csv_text(text, name) if is_table else read_text(text, name)


def _of_zip(content, name):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {one.filename.lower() for one in archive.infolist()}
            if any("vbaproject" in one or "macrosheets/" in one for one in names):
                raise Refused(MACROS)
            kind = archive.open("mimetype").read(100) if "mimetype" in names else b""
            # Parts with a password are no XML.
            if "meta-inf/manifest.xml" in names and b"opendocument" in kind:
                manifest = archive.open("META-INF/manifest.xml").read(MEGABYTE)
                if b"encryption-data" in manifest:
                    raise Refused(PASSWORD)
            parts = xml_parts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        LookupError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Refused(DAMAGED) from error
    if "content.xml" in names:
        return _of_open_document(parts, kind, name)
    return _of_package(parts, names, name)


def _careful(read, parts, name):
    """What a reader makes of parts; values that no program writes are damage."""
    from lxml.etree import LxmlError

    try:
        return read(parts, name)
    except (LxmlError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
        raise Refused(DAMAGED) from error


def _main(parts, _):
    """Name of a package's main part, in small letters."""
    from .xml_package import Package

    return (Package(parts).main or "").lower()


def _of_package(parts, names, name):
    from .read_docx import read_docx
    from .read_workbook import read_workbook

    content_types = parts.get("[Content_Types].xml", b"").lower()
    if b"vbaproject" in content_types or b"macroenabled" in content_types:
        raise Refused(MACROS)
    main = _careful(_main, parts, name)
    for folder, read in (("xl/", read_workbook), ("word/", read_docx)):
        if main.startswith(folder) and main in {part.lower() for part in parts}:
            return _careful(read, parts, name)
    if any(one.endswith(".iwa") for one in names):
        raise Refused(NUMBERS)
    if "xl/workbook.bin" in names:
        raise Refused(BINARY)
    if any(one.startswith("ppt/") for one in names):
        raise Refused(SLIDES)
    if any(one.startswith("word/") for one in names) or name.lower().endswith(".docx"):
        raise Refused(NO_DOCUMENT)
    raise Refused(NO_SHEET if name.lower().endswith((".xlsx", ".ods")) else ARCHIVE)


def _of_open_document(parts, kind, name):
    text = next(part for key, part in parts.items() if key.lower() == "content.xml")
    if b"opendocument.text" in kind:
        raise Refused(OPEN_TEXT)
    if b"opendocument.presentation" in kind:
        raise Refused(SLIDES)
    if b":table-row" not in text:
        raise Refused(NO_SHEET)
    from .read_ods import read_ods

    return _careful(read_ods, parts, name)


def _of_old_kind(content, name):
    from .read_xls import read_xls, saved_on

    try:
        file = Ole(content)
        book = file.stream("Workbook") or file.stream("Book")
        properties = file.stream("\x05SummaryInformation")
    except (LookupError, ValueError, struct.error) as error:
        raise Refused(DAMAGED) from error
    for stream, why in OLD_KINDS.items():
        if stream in file.entries:
            raise Refused(why)
    if not book:
        raise Refused(NEITHER)
    source = read_xls(book, name)
    source.dated = saved_on(properties)
    return source
