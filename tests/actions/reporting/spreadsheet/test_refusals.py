"""Files that nobody should send: each is refused in plain words, quickly, and nothing is saved."""

import io
import os
import struct
import time
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import Update
from actions.reporting.spreadsheet.columns import MAX_ROWS
from partners.files import xlsx_guard
from tests.volume import some

from .sheets import ROW, download, filled, saved, summary, upload, workbook

# Of one upload. On a machine that does other things besides, it takes a tenth of this.
LONGEST = 20  # seconds
MOST_MEMORY = 150 * 1024 * 1024

SHEET = "xl/worksheets/sheet1.xml"
CONTENT_TYPES = "[Content_Types].xml"
MEGABYTE = 1024 * 1024


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def changed(content, part, change):
    """The file with one of its parts changed."""
    there = parts(content)
    return zipped(there | {part: change(there.get(part, b""))})


@pytest.fixture
def file(here, cast, sign_in):
    """A file in which a row is filled in rightly: something could be saved."""
    return filled(download(sign_in(cast.officer)), {2: ROW})


@pytest.fixture
def refusal(here, cast, sign_in):
    """Sends a file; what is said of it."""
    client = sign_in(cast.officer)

    def refusal(content):
        began = time.monotonic()
        page = upload(client, content)
        assert time.monotonic() - began < LONGEST
        assert (page.status_code, Update.objects.count()) == (200, 0)
        problem = page.context["problem"]
        assert page.content.decode().count("There is a problem") == 1
        return problem

    return refusal


def doctype(declarations, use=b""):
    """Puts a document type before a part's root, and something that uses it into the first text."""

    def change(content):
        head = b'<?xml version="1.0"?><!DOCTYPE x [' + declarations + b"]>"
        return head + content.replace(b"<t>Number</t>", b"<t>Number" + use + b"</t>")

    return change


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"ha" if n == 0 else b"&l%d;" % (n - 1) * 10) for n in range(10)
)  # fmt: skip


def in_utf_16(content):
    """A part in whose bytes nobody who looks for "<!DOCTYPE" would find it."""
    head = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]>'
    return (head + content.decode()).encode("utf-16")


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        doctype(LAUGHS, b"&l9;"),
        doctype(b'<!ENTITY a "%s">' % (b"ha" * 50_000), b"&a;" * 1000),
        doctype(b'<!ENTITY a SYSTEM "file:///etc/passwd">', b"&a;"),
        doctype(b'<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;'),
        in_utf_16,
    ],
    ids=["billion laughs", "quadratic", "external file", "external address", "in UTF-16"],
)
@pytest.mark.parametrize("part", [SHEET, CONTENT_TYPES, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_no_entity_is_ever_defined(part, change, file, refusal):
    assert refusal(changed(file, part, change)) == xlsx_guard.DAMAGED


def with_a_lie(content, part, size):
    """The file whose directory and header say another size of the part, once it is unpacked."""
    made = bytearray(content)
    name = part.encode()
    for signature, offset, length in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = made.find(signature)
        while made[at + length : at + length + len(name)] != name:
            at = made.find(signature, at + 1)
        made[at + offset : at + offset + 4] = struct.pack("<I", size)
    return bytes(made)


@pytest.mark.slow
def test_what_unpacks_to_gigabytes_is_not_unpacked(file, refusal):
    there = parts(file)
    bomb = zipped(there | {SHEET: there[SHEET] + b" " * 200 * MEGABYTE})
    assert len(bomb) < xlsx_guard.LARGEST_FILE
    tracemalloc.start()
    try:
        assert refusal(bomb) == xlsx_guard.TOO_MUCH
        # A directory that says less than there is: no more is unpacked than it says.
        assert refusal(with_a_lie(bomb, SHEET, len(there[SHEET]))) == xlsx_guard.DAMAGED
        assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_what_is_too_well_compressed_to_be_words_is_not_unpacked(file, refusal):
    there = parts(file)
    assert refusal(zipped(there | {SHEET: there[SHEET] + b" " * 5 * MEGABYTE})) == xlsx_guard.TOO_MUCH


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_no_spreadsheet_uses_are_refused(kind, file, refusal):
    assert refusal(zipped(parts(file), kind)) == xlsx_guard.DAMAGED


def test_a_zip_in_a_zip_is_no_workbook(file, refusal):
    assert refusal(zipped({"inner.zip": file})) == xlsx_guard.WRONG_KIND


def test_a_part_that_is_there_twice_is_refused(file, refusal):
    made = io.BytesIO(file)
    with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(SHEET, b"<worksheet/>")
    assert refusal(made.getvalue()) == xlsx_guard.DAMAGED


def test_thousands_of_parts_are_refused(file, refusal):
    assert refusal(zipped(parts(file) | {f"xl/{n}.xml": b"<x/>" for n in range(5000)})) == xlsx_guard.TOO_MUCH


@pytest.mark.slow
def test_a_million_rows_are_refused(file, refusal):
    rows = b"".join(b'<row r="%d"/>' % n for n in range(3, 100_003))
    random = os.urandom(2_000_000).hex().encode()
    assert refusal(changed(file, SHEET, lambda x: x.replace(b"</sheetData>", rows * 3 + b"</sheetData>"))) in (
        xlsx_guard.TOO_MUCH
    )
    packed_badly = b"".join(b'<row r="%d"><c><v>%s</v></c></row>' % (n, random[n : n + 3]) for n in range(3, 60_003))
    assert refusal(changed(file, SHEET, lambda x: x.replace(b"</sheetData>", packed_badly + b"</sheetData>"))) == (
        xlsx_guard.TOO_MUCH
    )


@pytest.mark.parametrize("place", [MAX_ROWS + 2, 1_048_576, 10**12])
def test_words_in_a_row_far_below_are_refused_and_not_overlooked(place, file, refusal):
    row = b'<row r="%d"><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>' % place
    assert refusal(changed(file, SHEET, lambda x: x.replace(b"</sheetData>", row))) == (
        "The sheet “Updates” has more than 600 rows. Upload the file that you downloaded here"
    )


def test_rows_that_are_empty_but_painted_do_no_harm(file, here, cast, sign_in):
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 5000))
    page = upload(
        sign_in(cast.officer),
        changed(file, SHEET, lambda x: x.replace(b"</sheetData>", rows + b"</sheetData>")),
    )
    assert summary(page) == (["Ten locks fitted"], [], [])


@pytest.mark.slow
@pytest.mark.parametrize(
    "stuff",
    [
        b"<x>" * 300_000,
        b"<x>" * 45 + b"</x>" * 45,
        b"<x " + b"".join(b'a%d="" ' % n for n in range(150_000)) + b"/>",
        b"<x>" + b"y" * 3_000_000 + b"</x>",
        b"<!--" + b"y" * 3_000_000 + b"-->",
    ],
    ids=["endless nesting", "deep nesting", "attributes", "one long text", "one long comment"],
)
def test_xml_that_only_wastes_room_costs_little(stuff, file, refusal):
    tracemalloc.start()
    try:
        made = changed(file, SHEET, lambda x: x.replace(b"</sheetData>", b"</sheetData>" + stuff))
        assert refusal(made) in (xlsx_guard.TOO_MUCH, xlsx_guard.DAMAGED)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


def test_a_file_that_is_too_large_is_refused(file, refusal):
    there = parts(file) | {"xl/media/image1.png": os.urandom(xlsx_guard.LARGEST_FILE)}
    assert refusal(zipped(there)) == xlsx_guard.TOO_LARGE % {"sheet_mb": xlsx_guard.SHEET_MB}


def test_a_picture_in_the_file_is_left_unread(file, cast, sign_in):
    made = zipped(parts(file) | {"xl/media/image1.png": b"not a picture"})
    assert summary(upload(sign_in(cast.officer), made)) == (["Ten locks fitted"], [], [])


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "XL/VBAPROJECT.BIN"])
def test_macros_are_refused(name, file, refusal):
    assert refusal(zipped(parts(file) | {name: b"<x/>"})) == xlsx_guard.MACROS


def test_a_workbook_that_is_of_the_kind_with_macros_is_refused(file, refusal):
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    with_macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert kind in parts(file)[CONTENT_TYPES]
    assert refusal(changed(file, CONTENT_TYPES, lambda x: x.replace(kind, with_macros))) == xlsx_guard.MACROS


def with_encrypted_bit(content):
    made = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.find(signature) + offset] |= 1
    return bytes(made)


def test_what_needs_a_password_is_refused(file, refusal):
    assert refusal(xlsx_guard.OLE + b"\0" * 5000) == xlsx_guard.PROTECTED
    assert refusal(with_encrypted_bit(file)) == xlsx_guard.PROTECTED


@pytest.mark.parametrize(
    "content",
    [
        b"Number,What happened\r\n1,Ten locks\r\n",
        b"%PDF-1.7",
        b"<html></html>",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
        zipped({CONTENT_TYPES: b"<x/>", "xl/workbook.bin": b""}),
        zipped({}),
    ],
    ids=["csv", "pdf", "html", "ods", "xlsb", "empty zip"],
)
def test_what_is_no_xlsx_is_refused(content, refusal):
    assert refusal(content) == xlsx_guard.WRONG_KIND


def test_no_file_and_an_empty_file_are_told_apart(here, cast, sign_in, refusal):
    assert sign_in(cast.officer).post("/here/my-actions/upload/").context["problem"] == (
        "Choose the file that you filled in"
    )
    assert sign_in(cast.officer).post("/here/my-actions/upload/", {"file": "words"}).status_code == 200
    assert refusal(b"") == "This file is empty"


def test_another_sheet_is_refused_by_name(file, refusal):
    book = workbook(file)
    book["Updates"].title = "My updates"
    assert refusal(saved(book)) == (
        "This workbook has no sheet named “Updates”, but “My updates”, “How to”. "
        "Upload the file that you downloaded here"
    )


@pytest.mark.slow
def test_other_columns_are_refused_by_name(file, refusal):
    book = workbook(file)
    book["Updates"]["K1"] = "What we did"
    book["Updates"]["R1"] = None
    assert refusal(saved(book)) == (
        "The sheet “Updates” has no column named “What happened”, “Seen” in its first row. Upload the file that you "
        "downloaded here"
    )
    book["Updates"].delete_rows(1, 5)
    assert refusal(saved(book)).startswith("The sheet “Updates” has no column named “Number”, ")


def test_columns_are_known_by_their_names_wherever_they_are(file, cast, sign_in):
    book = workbook(file)
    sheet = book["Updates"]
    sheet.insert_cols(1)
    sheet["A1"], sheet["A2"] = "Notes to myself", "ring them"
    sheet["L1"] = "  what  HAPPENED "
    assert summary(upload(sign_in(cast.officer), saved(book))) == (["Ten locks fitted"], [], [])


def test_a_chart_in_the_place_of_the_sheet_is_refused(file, refusal):
    book = openpyxl.Workbook()
    book.create_chartsheet("Updates").add_chart(openpyxl.chart.BarChart())
    assert refusal(saved(book)).startswith(("This workbook has no sheet named “Updates”", xlsx_guard.DAMAGED))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b'r="A2"', b'r="ZZZZZZ99"'),
        (SHEET, b'r="A2"', b'r="2A"'),
        (SHEET, b'<row r="2"', b'<row r="two"'),
        (SHEET, b'<row r="2"', b'<row r="-5"'),
        (SHEET, b't="n"', b't="s"'),
        (SHEET, b's="1"', b's="99999"'),
        (SHEET, b"</worksheet>", b""),
        ("xl/workbook.xml", b"sheetId", b"nothing"),
        ("xl/workbook.xml", b"r:id", b"id"),
        ("xl/styles.xml", b"<cellXfs", b"<cellXfs count='-1'><xf numFmtId='x'/></cellXfs><cellXfs"),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"../../../etc/passwd"),
        (CONTENT_TYPES, b"ContentType", b"Other"),
    ],
)
def test_a_file_that_is_a_little_wrong_is_refused_or_read_and_never_fails(part, old, new, file, cast, sign_in):
    client = sign_in(cast.officer)
    assert old in parts(file)[part]
    page = upload(client, changed(file, part, lambda x: x.replace(old, new, 1)))
    assert (page.status_code, Update.objects.count()) == (200, 0)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=some(30, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_that_was_damaged_anywhere_never_fails(data, file, cast, sign_in):
    client = sign_in(cast.officer)
    if data.draw(st.booleans()):
        there = parts(file)
        name = data.draw(st.sampled_from(sorted(there)))
        made = zipped(there | {name: spoiled(data, there[name])})
    else:
        made = spoiled(data, file)
    page = upload(client, made)
    assert (page.status_code, Update.objects.count()) == (200, 0)


def spoiled(data, content):
    """The bytes with some of them cut out and others put in their place."""
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, min(len(content), begin + 40)))
    return content[:begin] + data.draw(st.binary(max_size=12)) + content[end:]
