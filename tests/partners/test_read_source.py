"""Files of every kind as sheets of rows of cells, in the words that a person sees."""

import io
from datetime import date
from pathlib import Path

import pytest

from partners.files.read_source import read_source, source_of_text
from partners.files.source import State
from partners.files.xlsx_guard import Refused

CASES = Path(__file__).parents[1] / "fixtures" / "import_cases"


def read(name, content=None):
    """Source of a case's file, or of these bytes under this name."""
    file = io.BytesIO((CASES / name).read_bytes() if content is None else content)
    file.name = name
    return read_source(file)


def texts(source, sheet=0):
    return [[cell.text for cell in row.cells] for row in source.sheets[sheet].rows]


@pytest.mark.parametrize("name", [str(p.relative_to(CASES)) for p in sorted((CASES / "31-csv").iterdir())])
def test_csv_of_any_separator_and_encoding_has_the_same_cells(name):
    *_, headings, row = texts(read(name))
    assert headings == ["Priority", "Action", "Lead", "Deadline"]
    if "multiline" in name:
        assert row == ["Roads", "Do:\n- paint\n- sweep", "Police\nWestmere DC", "31/03/2027"]
    else:
        assert row == ["Crime – town", "Café “Late Lamp” open till two", "Police", "31/03/2027"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("empty.csv", "empty"), ("only-bom.csv", "empty"), ("picture.png", "picture"), ("plan.docx", "Word document"),
        ("plan.html", "web page"), ("plan.numbers", "Numbers"), ("plan.ods", "no sheet"), ("renamed-pdf.xlsx", "PDF"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_with_what_it_is(name, says):
    with pytest.raises(Refused, match=says):
        read(f"47-kinds/{name}")


def test_a_cell_is_read_as_it_is_shown():
    assert [row[4] for row in texts(read("27-percent/percent.xlsx"))[1:]] == ["15%", "12.5%"]
    rows = read("20-times/excel-months.xlsx").sheets[0].rows[1:]
    assert [(row.cells[3].text, row.cells[3].shows_month) for row in rows][:3] == [
        ("Mar-27", True), ("Sep-26", True), ("01/03/2027", False),
    ]  # fmt: skip
    assert rows[0].cells[3].value == date(2027, 3, 1)


def test_struck_out_words_comments_links_and_hidden_sheets_are_told_apart():
    struck = read("26-struck/struck.xlsx").sheets[0].rows
    assert (struck[2].cells[1].text, struck[2].cells[1].struck) == ("", "Close the lane (withdrawn)")
    assert (struck[3].cells[1].text, struck[3].cells[1].struck) == ("Paint 15 crossings", "12")
    rows = read("37-comments/comments.xlsx").sheets[0].rows
    assert "Ask the solicitor first" in rows[1].cells[1].comment
    assert rows[2].cells[1].link == "https://www.westmere.example/x"
    hidden = read("25-hidden/hidden-sheets.xlsx").sheets
    assert [sheet.state for sheet in hidden] == [State.VISIBLE, State.HIDDEN, State.VERY_HIDDEN]


def test_strict_workbooks_and_formatted_last_rows_are_read_like_others():
    assert texts(read("30-strict/strict.xlsx")) == texts(read("30-strict/normal.xlsx"))
    assert len(read("29-last-row/last-row.xlsx").sheets[0].rows) == 2


def test_tracked_changes_are_accepted_with_a_note_and_comments_kept_once():
    source = read("15-word-tracked/plan.docx")
    assert "tracked changes" in source.notes[0]
    comments = [cell.comment for row in source.sheets[0].rows for cell in row.cells if cell.comment]
    left_out = [one.words for one in source.left_out if one.why == "a comment"]
    assert len(comments + left_out) == 3
    shown = " ".join(word for row in source.sheets[0].rows for word in row.words)
    assert "Buy a second noise meter" not in shown
    assert any("Buy a second noise meter" in one.words for one in source.left_out)


def test_headings_lists_and_tables_of_a_document_are_told_apart():
    rows = read("14-word-lists/plan.docx").sheets[0].rows
    assert [row.heading for row in rows[:3]] == [1, 2, 0]
    assert sum(row.bullet == 1 for row in rows) >= 15
    banners = [
        row for row in read("13-word-banners/plan.docx").sheets[0].rows if row.table and row.cells[0].spans[1] == 6
    ]
    assert len(banners) == 4


def test_hashes_of_a_narrow_column_are_told():
    assert "####" in read("53-excel-csv/excel-uk.csv").notes[0]


def test_a_pasted_table_keeps_line_breaks_and_pasted_lists_are_lists():
    table = source_of_text('Action\tLead\n"Cut ""the"" hedge\nand sweep"\tPolice\n')
    assert texts(table) == [["Action", "Lead"], ['Cut "the" hedge\nand sweep', "Police"]]
    prose = source_of_text("Roads\n•\tCut the hedge\n•\tPaint\n\n- alone\nEnd")
    assert [(row.cells[0].text, row.bullet) for row in prose.sheets[0].rows if row.cells] == [
        ("Roads", 0), ("Cut the hedge", 1), ("Paint", 1), ("- alone", 0), ("End", 0),
    ]  # fmt: skip
    assert prose.is_document
    assert not table.is_document
