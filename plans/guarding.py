"""What is looked at in a file that somebody sent, before a spreadsheet library opens it.

A workbook is a zip of XML. Each of its parts goes by in small pieces, is counted and is read by a parser that keeps
nothing; so a file that would unpack to gigabytes, or that defines entities, costs no more than an ordinary one.
"""

import io
import zipfile
import zlib
from xml.parsers import expat

from partners.limits import MEGABYTE, SHEET_MB

LARGEST_FILE = SHEET_MB * MEGABYTE
LARGEST_UNPACKED = 8 * 1024 * 1024
MOST_PARTS = 200
MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 1_000
DEEPEST = 40
PIECE = 64 * 1024

# No sheet of ours is this well compressible.
HIGHEST_RATIO, WORTH_A_LOOK = 100, 1024 * 1024

# How a file begins that holds an old .xls workbook, or a new one behind a password.
OLE = bytes.fromhex("d0cf11e0a1b11ae1")

WRONG_KIND = "This is not an Excel workbook (.xlsx). Send the file that you downloaded here, saved as .xlsx"
DAMAGED = "This file is damaged and cannot be read. Open it in your spreadsheet program, save it as .xlsx and try again"
PROTECTED = "This file has a password or is of the old .xls kind. Save it as .xlsx without a password"
MACROS = "This workbook has macros in it. Save it as .xlsx, which has none"
TOO_LARGE = (
    f"This file is larger than {SHEET_MB} MB. A sheet of updates never is: send the one that you downloaded here"
)
TOO_MUCH = "This file unpacks to far more than a sheet of updates can hold. Send the one that you downloaded here"


class Refused(Exception):
    """The file cannot be taken. The message says why, to whoever sent it."""


def harmless(file):
    """A copy, in memory, of an uploaded workbook's XML parts. Raises Refused."""
    head = file.read(len(OLE))
    file.seek(0)
    if file.size > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    if head == OLE:
        raise Refused(PROTECTED)
    if not head.startswith(b"PK"):
        raise Refused(WRONG_KIND if head else "This file is empty")
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive)
            return _copy(archive)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError) as error:
        raise Refused(DAMAGED) from error
    except (ValueError, OSError, EOFError, KeyError, LookupError, NotImplementedError, RuntimeError) as error:
        # What zipfile and expat raise besides, for directories and encodings that nobody's program writes.
        raise Refused(DAMAGED) from error


def _check_directory(archive):
    """By what the zip says of itself; nothing is unpacked."""
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
    if "[Content_Types].xml" not in names or "xl/workbook.bin" in names:
        raise Refused(WRONG_KIND)


def _copy(archive):
    """The parts that are XML: pictures, printer settings and whatever else is left behind unread."""
    made, look = io.BytesIO(), _Look()
    with zipfile.ZipFile(made, "w") as copy:
        for part in archive.infolist():
            if part.filename.lower().endswith((".xml", ".rels")):
                copy.writestr(part.filename, look.through(archive, part))
    content_types = zipfile.ZipFile(made).read("[Content_Types].xml").lower()
    if b"vbaproject" in content_types or b"macroenabled" in content_types:
        raise Refused(MACROS)
    made.seek(0)
    return made


class _Look:
    """Reads part after part, and counts what they hold together."""

    def __init__(self):
        self.unpacked = self.elements = self.depth = 0

    def through(self, archive, part):
        """The part's bytes, once every one of them was looked at."""
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        pieces, self.depth = [], 0
        with archive.open(part) as stream:
            while piece := stream.read(PIECE):
                self.unpacked += len(piece)
                if self.unpacked > LARGEST_UNPACKED:
                    raise Refused(TOO_MUCH)
                parser.Parse(piece, False)
                pieces.append(piece)
        parser.Parse(b"", True)
        return b"".join(pieces)

    def _doctype(self, *_):
        """No workbook has one. Entities, whether they grow or point elsewhere, are defined nowhere else."""
        raise Refused(DAMAGED)

    def _start(self, _, attributes):
        self.elements += 1
        self.depth += 1
        if self.elements > MOST_ELEMENTS or self.depth > DEEPEST or len(attributes) > MOST_ATTRIBUTES:
            raise Refused(TOO_MUCH)

    def _end(self, _):
        self.depth -= 1
