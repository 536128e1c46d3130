"""Checks on an uploaded workbook before a spreadsheet library opens it: zip bombs, XML entities, macros, passwords.

A workbook is a zip of XML. Each part is unpacked in chunks, counted, and run through a parser that keeps nothing, so
that a file that would unpack to gigabytes, or that defines entities, costs no more than an ordinary one.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from ..limits import MEGABYTE, PLAN_MB, SHEET_MB

LARGEST_FILE = SHEET_MB * MEGABYTE
LARGEST_UNPACKED = 8 * 1024 * 1024
MOST_PARTS = 200
MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 1_000
DEEPEST = 40
CHUNK_SIZE = 64 * 1024

# No sheet of ours compresses this well. Parts smaller than WORTH_A_LOOK bytes are not checked for it.
HIGHEST_RATIO, WORTH_A_LOOK = 100, 1024 * 1024

# Header of an old .xls workbook, and of an encrypted new one.
OLE = bytes.fromhex("d0cf11e0a1b11ae1")

WRONG_KIND = gettext_noop(
    "This is not an Excel workbook (.xlsx). Upload the file that you downloaded here, saved as .xlsx"
)
DAMAGED = gettext_noop(
    "This file is damaged and cannot be read. Open it in your spreadsheet program, save it as .xlsx and try again"
)
PROTECTED = gettext_noop("This file has a password or is of the old .xls kind. Save it as .xlsx without a password")
WORD_DOCUMENT = gettext_noop("This is a Word document. Copy its table into an empty spreadsheet, save that and send it")
MACROS = gettext_noop("This workbook has macros in it. Save it as .xlsx, which has none")
TOO_LARGE = gettext_noop(
    "This file is larger than %(sheet_mb)s MB. A sheet of updates never is: send the one that you downloaded here"
)
TOO_MUCH = gettext_noop(
    "This file unpacks to far more than a sheet of updates can hold. Send the one that you downloaded here"
)

# What the messages above, and those of read_source, are completed with.
SEND = _("Upload a Word document (.docx) or a spreadsheet (.xlsx, .xls, .ods or .csv), or paste the text.")
VALUES = {"sheet_mb": SHEET_MB, "plan_mb": PLAN_MB, "send": SEND}


@dataclass(frozen=True)
class Limits:
    """What a kind of package may hold: bytes and elements of its XML parts, over all, and how deep these are nested."""

    unpacked: int
    elements: int
    deepest: int
    parts: int = MOST_PARTS


SHEET = Limits(LARGEST_UNPACKED, MOST_ELEMENTS, DEEPEST)
# A plan of 2,000 rows, as Word writes it with an identity for each run and a style for each cell.
PLAN = Limits(32 * MEGABYTE, 800_000, 200, 2_000)


class Refused(Exception):
    """The file is rejected; the message is the reason, for the person who uploaded it.

    Messages are compared with each other, so they are translated only when they are shown.
    """

    def __str__(self):
        text = gettext(self.args[0])
        for name, value in VALUES.items():
            text = text.replace(f"%({name})s", str(value))
        return text


def harmless(file):
    """Copy of an uploaded workbook's XML parts, as BytesIO. Raises Refused."""
    head = file.read(len(OLE))
    file.seek(0)
    if file.size > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    if head == OLE:
        raise Refused(PROTECTED)
    if not head.startswith(b"PK"):
        raise Refused(WRONG_KIND if head else gettext("This file is empty"))
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive)
            return _copy(archive)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError) as error:
        raise Refused(DAMAGED) from error
    except (ValueError, OSError, EOFError, KeyError, LookupError, NotImplementedError, RuntimeError) as error:
        # zipfile and expat also raise these, for directories and encodings that no real program writes.
        raise Refused(DAMAGED) from error


def xml_parts(archive, limits=PLAN):
    """{name: bytes} of the XML parts of an open zip: workbook or document, of any program. Raises Refused."""
    try:
        parts = [part for part in archive.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
        if len(archive.infolist()) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked:
            raise Refused(TOO_MUCH)
        if any(part.flag_bits & 1 for part in archive.infolist()):
            raise Refused(PROTECTED)
        inspector = _Inspector(limits)
        return {part.filename: inspector.through(archive, part) for part in parts}
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError) as error:
        raise Refused(DAMAGED) from error
    except (ValueError, OSError, EOFError, LookupError, NotImplementedError, RuntimeError) as error:
        raise Refused(DAMAGED) from error


def _check_directory(archive):
    """Checks on the zip's directory alone; nothing is unpacked. Raises Refused."""
    parts, names = archive.infolist(), set(archive.namelist())
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refused(TOO_MUCH)
    if any(p.file_size > max(WORTH_A_LOOK, HIGHEST_RATIO * p.compress_size) for p in parts):
        raise Refused(TOO_MUCH)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(PROTECTED)
    if len(names) < len(parts) or {p.compress_type for p in parts} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused(DAMAGED)
    if any("vbaproject" in name.lower() or "macrosheets/" in name.lower() for name in names):
        raise Refused(MACROS)
    if "word/document.xml" in names:
        raise Refused(WORD_DOCUMENT)
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
        raise Refused(WRONG_KIND)


def _copy(archive):
    """New zip with the XML parts only; pictures, printer settings and the like are left out unread."""
    result, inspector = io.BytesIO(), _Inspector()
    with zipfile.ZipFile(result, "w") as copy:
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels")):
                copy.writestr(part.filename, inspector.through(archive, part))
    content_types = zipfile.ZipFile(result).read("[Content_Types].xml").lower()
    if b"vbaproject" in content_types or b"macroenabled" in content_types:
        raise Refused(MACROS)
    result.seek(0)
    return result


class _Inspector:
    """Reader of the parts, with counters over all of them."""

    def __init__(self, limits=SHEET):
        self.limits = limits
        self.unpacked = self.elements = self.depth = 0

    def through(self, archive, part):
        """A part's bytes, fully checked. Raises Refused."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        chunks, self.depth = [], 0
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK_SIZE):
                self.unpacked += len(chunk)
                if self.unpacked > self.limits.unpacked:
                    raise Refused(TOO_MUCH)
                parser.Parse(chunk, False)
                chunks.append(chunk)
        parser.Parse(b"", True)
        return b"".join(chunks)

    def _doctype(self, *_):
        """Refuse any DOCTYPE: no workbook has one, and only there can expanding or external entities be defined."""
        raise Refused(DAMAGED)

    def _start(self, _, attributes):
        self.elements += 1
        self.depth += 1
        limits = self.limits
        if self.elements > limits.elements or self.depth > limits.deepest or len(attributes) > MOST_ATTRIBUTES:
            raise Refused(TOO_MUCH)

    def _end(self, _):
        self.depth -= 1
