"""The reader of tables: typed cells, the same from a workbook and a CSV file, and files that cost too much."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from partners.files.tables import CellError, Formula, rows_of_text, sheets_of, text_of
from partners.files.xlsx_guard import DAMAGED, Refused


def uploaded(content):
    return SimpleUploadedFile("table", content)


def workbook(*rows, merged=()):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    # Not merge_cells(), which would create every cell.
    book.active.merged_cells.ranges = set(merged)
    book.save(file)
    return file.getvalue()


def test_the_cells_of_a_workbook_keep_their_types():
    day, moment = datetime(2009, 9, 30), datetime(2009, 9, 30, 14, 30)
    (sheet,) = sheets_of(
        uploaded(workbook([1, 2.0, 0.1 + 0.2, True, day, moment, "a_x000D_\nb", "=1+1", "#N/A"], [], [0]))
    )
    assert sheet.rows[0][:9] == [1, 2, Decimal("0.3"), True, date(2009, 9, 30), moment, "a\nb", "=1+1", "#N/A"]
    assert [type(cell) for cell in sheet.rows[0][-33:-30]] == [Formula, CellError, type(None)]
    assert (sheet.rows[1], sheet.rows[2][0]) == ([], 0)


def test_a_cell_as_text_is_what_a_person_sees():
    cells = [None, True, 12, Decimal("12.5"), date(2009, 9, 30), "words"]
    assert [text_of(cell, date_text=str) for cell in cells] == ["", "yes", "12", "12.5", "2009-09-30", "words"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_is_read_in_whatever_encoding_and_with_whatever_delimiter(encoding, delimiter):
    text = f'name{delimiter}what\r\n"café"{delimiter}"two\r\nlines"\r\n{delimiter}\r\n'
    (sheet,) = sheets_of(uploaded(text.encode(encoding)))
    assert sheet.rows == [["name", "what"], ["café", "two\nlines"]]


def test_a_pasted_table_is_read_like_a_file():
    assert rows_of_text("\ufeffa\tb, c\n\n1\t2\n") == [["a", "b, c"], [], ["1", "2"]]


def test_merged_cells_that_lie_on_each_other_are_refused():
    from openpyxl.worksheet.cell_range import CellRange

    once = CellRange("A1:AN20000")
    (sheet,) = sheets_of(uploaded(workbook(["a"], merged=[once])))
    assert sheet.merged == [(1, 1, 40, 20_000)]
    with pytest.raises(Refused, match=DAMAGED):
        sheets_of(uploaded(workbook(["a"], merged=[once, CellRange("A1:B2")])))


def test_merged_cells_over_the_whole_sheet_cost_nothing():
    from openpyxl.worksheet.cell_range import CellRange

    (sheet,) = sheets_of(uploaded(workbook(["a"], merged=[CellRange("A1:XFD1048576")])))
    assert [row[0] for row in sheet.rows] == ["a"]


def test_a_csv_file_that_is_too_large_is_refused():
    with pytest.raises(Refused, match="Copy its table"):
        sheets_of(uploaded(b"x\n" * 1_100_000))
