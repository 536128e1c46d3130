"""Every word that is written into a file is found again as often as it was written; bombs cost little."""

import io
import re
import time
import zipfile
from collections import Counter

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from partners.files.read_source import read_source
from partners.files.xlsx_guard import Refused

KINDS = ["plain", "struck", "comment", "rich", "number", "merged"]
CELLS = st.dictionaries(
    st.tuples(st.integers(1, 30), st.integers(1, 12)), st.tuples(st.sampled_from(KINDS), st.integers(1, 4)), max_size=25
)
PARTS = st.lists(
    st.tuples(st.sampled_from(["heading", "paragraph", "bullet", "struck", "hidden", "table", "nested", "merged",
                               "comment", "header"]), st.integers(1, 4)), max_size=12,
)  # fmt: skip


class Words:
    """Words that are all different, and those that were given out."""

    def __init__(self):
        self.given = Counter()

    def some(self, number, separator=" "):
        words = [f"word{len(self.given) + at}x" for at in range(number)]
        self.given.update(words)
        return separator.join(words)


def read(name, save):
    file = io.BytesIO()
    save(file)
    return read_bytes(name, file.getvalue())


def read_bytes(name, content):
    file = io.BytesIO(content)
    file.name = name
    return read_source(file)


def found_in(source):
    texts = [one.words for one in source.left_out]
    for sheet in source.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                texts += [cell.text, cell.comment, cell.struck]
    return Counter(re.findall(r"word\d+x", " ".join(texts)))


@given(CELLS, st.sampled_from(["visible", "hidden"]))
@settings(max_examples=20, deadline=None)
def test_every_word_of_a_workbook_is_found_once(cells, state):
    book, words = openpyxl.Workbook(), Words()
    sheet = book.create_sheet("Plan")
    sheet.sheet_state = state
    for (row, column), (kind, number) in cells.items():
        cell = sheet.cell(row, column)
        cell.value = words.some(number, "\n")
        if kind == "struck":
            cell.font = Font(strike=True)
        elif kind == "comment":
            cell.comment = Comment(words.some(number), "Ada")
        elif kind == "rich":
            gone = TextBlock(InlineFont(strike=True), words.some(number))
            cell.value = CellRichText(cell.value + " ", gone, " " + words.some(1))
        elif kind == "merged":
            sheet.cell(row, 20 + column * 6).value = words.some(number)
            sheet.merge_cells(
                start_row=row, start_column=20 + column * 6, end_row=row, end_column=20 + column * 6 + number
            )
    assert found_in(read("plan.xlsx", book.save)) == words.given


@given(PARTS)
@settings(max_examples=20, deadline=None)
def test_every_word_of_a_document_is_found_once(parts):
    document, words = docx.Document(), Words()
    for kind, number in parts:
        write_part(document, kind, number, words)
    assert found_in(read("plan.docx", document.save)) == words.given


def write_part(document, kind, number, words):
    if kind == "heading":
        document.add_heading(words.some(number), number)
    elif kind == "header":
        document.sections[0].header.add_paragraph(words.some(number))
    elif kind in ("table", "nested", "merged"):
        table = document.add_table(number, 3)
        if kind == "merged":
            table.cell(0, 0).merge(table.cell(number - 1, 1)).text = words.some(number)
        for cell in table.columns[2].cells:
            cell.text = words.some(number, "\n")
        if kind == "nested":
            table.cell(0, 2).add_table(1, 2).cell(0, 1).text = words.some(2)
    else:
        paragraph = document.add_paragraph(words.some(number), "List Bullet" if kind == "bullet" else None)
        run = paragraph.add_run(" " + words.some(number))
        run.font.strike, run.font.hidden = kind == "struck", kind == "hidden"
        if kind == "comment":
            document.add_comment(run, text=words.some(number), author="Ada")


def seconds(name, save):
    file = io.BytesIO()
    save(file)
    start = time.process_time()
    source = read_bytes(name, file.getvalue())
    return time.process_time() - start, source


def test_two_thousand_rows_of_a_workbook_take_less_than_a_second():
    book = openpyxl.Workbook()
    for row in range(2000):
        book.active.append([f"Cell {row} {column} with some words" for column in range(12)])
    took, source = seconds("plan.xlsx", book.save)
    assert len(source.sheets[0].rows) == 2000
    assert took < 1


def test_formatted_cells_without_words_cost_little():
    book = openpyxl.Workbook()
    book.active["A1"] = "Action"
    for row in book.active.iter_rows(max_row=5000, max_col=26):
        for cell in row:
            cell.font = Font(size=11)
    book.active["C1048576"].font = Font(bold=True)
    took, source = seconds("plan.xlsx", book.save)
    assert len(source.sheets[0].rows) == 1
    assert took < 1.5


def test_two_thousand_rows_of_a_document_take_less_than_six_seconds():
    document = docx.Document()
    row = document.add_table(1, 5)._tbl.tr_lst[0]
    for cell in row.tc_lst:
        cell.p_lst[0].add_r().text = "Some words of a plan"
    from copy import deepcopy

    for _ in range(1999):
        row.addnext(deepcopy(row))
    took, source = seconds("plan.docx", document.save)
    assert sum(bool(row.table) for row in source.sheets[0].rows) == 2000
    assert took < 6


def package(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (package(word__document_xml=b"<a>" + b" " * 50_000_000 + b"</a>"), "unpacks"),
        (package(word__document_xml=b"<a>" + b"<b/>" * 1_000_000 + b"</a>"), "unpacks"),
        (package(xl__workbook_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "damaged"),
        (package(xl__workbook_xml=b"<a/>", **{"xl__vbaProject.bin": b"x"}), "macros"),
        (package(content_xml=b"<a xmlns:t='t'><body><spreadsheet><t:table>"
                 b"<t:table-row t:number-rows-repeated='1000000'>"
                 b"<t:table-cell t:number-columns-repeated='1000'><t:p>a</t:p></t:table-cell></t:table-row>"
                 b"</t:table></spreadsheet></body></a>"),
         "unpacks"),
        (b"PK\x03\x04 no zip", "damaged"),
    ],
)  # fmt: skip
def test_a_bomb_is_refused_in_words(content, says):
    with pytest.raises(Refused, match=says):
        read_bytes("plan.xlsx", content)
