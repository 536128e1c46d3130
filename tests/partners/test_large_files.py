"""Long files cost little, and bombs are refused in words."""

import io
import re
import zipfile
from copy import deepcopy
from string import ascii_uppercase

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from partners.files.xlsx_guard import Refused

from .plan_files import read, read_bytes


def test_two_thousand_rows_of_a_workbook_are_all_read():
    book = openpyxl.Workbook()
    for row in range(2000):
        book.active.append([f"Cell {row} {column} with some words" for column in range(12)])
    source = read("plan.xlsx", book.save)
    assert len(source.sheets[0].rows) == 2000


def test_formatted_cells_without_words_are_no_rows():
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["A2"].font = "Action", Font(bold=True)
    book.save(file)
    parts = zipfile.ZipFile(file)
    row = '<row r="{0}">' + "".join(f'<c r="{letter}{{0}}" s="1"/>' for letter in ascii_uppercase) + "</row>"
    rows = "".join(row.format(at) for at in [*range(2, 5001), 1_048_576])
    with zipfile.ZipFile(content := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            text = parts.read(name)
            archive.writestr(name, re.sub(b"(?<=</row>).*(?=</sheetData>)", rows.encode(), text, flags=re.S))
    source = read_bytes("plan.xlsx", content.getvalue())
    assert [row.words for row in source.sheets[0].rows] == [["Action"]]


def test_two_thousand_rows_of_a_document_are_all_read():
    document = docx.Document()
    row = document.add_table(1, 5)._tbl.tr_lst[0]
    for cell in row.tc_lst:
        cell.p_lst[0].add_r().text = "Some words of a plan"
    for _ in range(1999):
        row.addnext(deepcopy(row))
    source = read("plan.docx", document.save)
    assert sum(bool(row.table) for row in source.sheets[0].rows) == 2000


def package(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


ROWS = b"".join(b'<row r="%d" ht="15"/>' % at for at in range(1, 1_048_577))


def test_a_million_empty_rows_are_refused_in_words():
    content = package(xl__workbook_xml=b"<a/>", xl__sheet1_xml=b"<sheetData>" + ROWS + b"</sheetData>")
    with pytest.raises(Refused, match=r"too large when unpacked\. Copy the plan into a new file"):
        read_bytes("plan.xlsx", content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (package(word__document_xml=b"<a>" + b" " * 50_000_000 + b"</a>"), "unpacked"),
        (package(word__document_xml=b"<a>" + b"<b/>" * 1_000_000 + b"</a>"), "unpacked"),
        (package(xl__workbook_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "damaged"),
        (package(xl__workbook_xml=b"<a/>", **{"xl__vbaProject.bin": b"x"}), "macros.*Save it as .xlsx or .docx"),
        (package(word__document_xml=b"<a/>", **{"word__vbaProject.bin": b"x"}), "macros.*Save it as .xlsx or .docx"),
        (package(**{"[Content_Types]_xml": b"<a>application/macroEnabled</a>"}), "macros"),
        (package(content_xml=b"<a xmlns:t='t'><body><spreadsheet><t:table>"
                 b"<t:table-row t:number-rows-repeated='1000000'>"
                 b"<t:table-cell t:number-columns-repeated='1000'><t:p>a</t:p></t:table-cell></t:table-row>"
                 b"</t:table></spreadsheet></body></a>"),
         "unpacked"),
        (b"PK\x03\x04 no zip", "damaged"),
    ],
)  # fmt: skip
def test_a_bomb_is_refused_in_words(content, says):
    with pytest.raises(Refused, match=says):
        read_bytes("plan.xlsx", content)
