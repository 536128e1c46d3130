"""Spreadsheets of Excel, LibreOffice and old Excel as a person sees them, and files that cannot be read."""

import io
import struct
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from partners.files.cell_formats import number_text
from partners.files.read_source import DAMAGED, read_source
from partners.files.source import State
from partners.files.xlsx_guard import Refused
from partners.limits import MEGABYTE, PLAN_MB

FILES = Path(__file__).parents[1] / "fixtures" / "plan_files"


def read(name, content=None):
    file = io.BytesIO((FILES / name).read_bytes() if content is None else content)
    file.name = name
    return read_source(file)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_the_same_sheet_is_read_alike_from_every_kind_of_spreadsheet(kind):
    """mix.xlsx was saved as the other two by LibreOffice."""
    source = read(f"mix.{kind}")
    plan, lookups = source.sheets
    cells = {(row.number, at): cell for row in plan.rows for at, cell in enumerate(row.cells)}
    assert [(sheet.name, sheet.state) for sheet in source.sheets] == [
        ("Plan", State.VISIBLE), ("Lookups", State.HIDDEN),
    ]  # fmt: skip
    assert lookups.rows[0].words == ["Red"]
    assert [row.number for row in plan.rows if row.hidden] == [7]
    assert {place: cell.spans for place, cell in cells.items() if cell.spans != (1, 1)} == {
        (1, 0): (1, 6), (3, 0): (3, 1),
    }  # fmt: skip
    assert [cells[4, 0].covered, cells[5, 0].covered, cells[6, 0].covered if (6, 0) in cells else False] == [
        True, True, False,
    ]  # fmt: skip
    assert [(cells[row, 3].text, cells[row, 3].value, cells[row, 3].shows_month) for row in (3, 4, 5)] == [
        ("Mar-27", date(2027, 3, 1), True), ("31/03/2027", date(2027, 3, 31), False), ("Ongoing", None, False),
    ]  # fmt: skip
    assert [(cells[row, 4].text, cells[row, 4].value) for row in (3, 4, 5)] == [
        ("15%", Decimal("0.15")), ("12.5%", Decimal("0.125")), ("£1,234.50", Decimal("1234.5")),
    ]  # fmt: skip
    assert (cells[5, 1].text, cells[5, 1].struck) == ("", "Close the lane")
    assert (cells[8, 1].text, cells[8, 1].struck) == ("Paint 15 crossings", "12")
    assert cells[4, 1].text == "Lend lamps\nand locks"
    assert cells[3, 1].comment == "Ask the solicitor first"
    assert cells[4, 2].link == "https://www.westmere.example/x"
    assert (cells[3, 5].fill, cells[1, 0].bold, cells[2, 0].bold) == ("00B050", True, False)
    assert cells[11, 1].value == datetime(2026, 4, 3, 14, 30)
    assert "A hidden column of the sheet “Plan” was read as well." in source.notes
    assert [(one.words, one.why) for one in source.left_out] == [("Draft", "the header or footer of the printed pages")]
    assert source.dated == date(2026, 11, 29)


ODS = """<document xmlns:t="table" xmlns:o="office" xmlns:x="text" xmlns:s="style" xmlns:f="fo" xmlns:d="drawing:1.0"
 xmlns:l="xlink"><s:automatic-styles>{styles}</s:automatic-styles>
 <o:body><o:spreadsheet>{inside}</o:spreadsheet></o:body></document>"""


def ods(inside, styles=""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(inside=inside, styles=styles))
    return read("plan.ods", file.getvalue())


def sheet_of(rows, **more):
    return ods(f'<t:table t:name="Plan">{rows}</t:table>', **more).sheets[0]


def test_an_ods_cell_without_its_words_is_shown_by_its_value():
    styles = (
        '<s:date-style s:name="N1"><s:month/><s:year/></s:date-style>'
        '<s:style s:name="month" s:family="table-cell" s:data-style-name="N1"/>'
    )
    row = sheet_of(
        '<t:table-row><t:table-cell o:value-type="percentage" o:value="0.155"/>'
        '<t:table-cell o:value-type="percentage" o:value="0.15"/>'
        '<t:table-cell o:value-type="date" o:date-value="2027-03-01" t:style-name="month"/>'
        '<t:table-cell o:value-type="boolean" o:boolean-value="true"/></t:table-row>',
        styles=styles,
    ).rows[0]
    assert row.words == ["15.5%", "15%", "Mar-27", "TRUE"]
    assert row.cells[2].shows_month


def test_repeated_ods_rows_and_cells_are_read_as_often_and_closed_groups_as_hidden():
    sheet = sheet_of(
        '<t:table-row t:number-rows-repeated="2"><t:table-cell/>'
        '<t:table-cell t:number-columns-repeated="2"><x:p>a<x:s x:c="2"/>b<x:line-break/>c</x:p></t:table-cell>'
        '</t:table-row><t:table-row-group t:display="false"><t:table-row><t:table-cell><x:p>closed</x:p></t:table-cell>'
        '</t:table-row></t:table-row-group><t:table-row t:number-rows-repeated="1048000"><t:table-cell/></t:table-row>'
    )
    assert [(row.number, row.words, row.hidden) for row in sheet.rows] == [
        (1, ["a  b\nc"] * 2, False), (2, ["a  b\nc"] * 2, False), (3, ["closed"], True),
    ]  # fmt: skip


def test_struck_out_words_of_an_ods_column_or_span_are_kept_apart():
    styles = (
        '<s:style s:name="struck" s:family="table-cell"><s:text-properties s:text-line-through-style="solid"/>'
        "</s:style>"
        '<s:style s:name="out" s:family="text"><s:text-properties s:text-line-through-type="single"/></s:style>'
    )
    cells = sheet_of(
        '<t:table-column/><t:table-column t:default-cell-style-name="struck"/>'
        '<t:table-row><t:table-cell><x:p>Paint <x:span x:style-name="out">12 </x:span>15</x:p></t:table-cell>'
        "<t:table-cell><x:p>gone</x:p></t:table-cell></t:table-row>",
        styles=styles,
    ).rows[0].cells  # fmt: skip
    assert [(cell.text, cell.struck) for cell in cells] == [("Paint 15", "12"), ("", "gone")]


def test_what_is_drawn_changed_or_covered_in_an_ods_file_is_left_out():
    source = ods(
        "<t:tracked-changes><t:cell-content-change><x:p>Before</x:p></t:cell-content-change></t:tracked-changes>"
        '<t:table t:name="Plan"><t:shapes><d:custom-shape><x:p>On the sheet</x:p></d:custom-shape></t:shapes>'
        '<t:table-row><t:table-cell t:number-columns-spanned="2"><x:p>Shown</x:p><d:frame><d:text-box>'
        "<x:p>In a box</x:p></d:text-box></d:frame></t:table-cell>"
        "<t:covered-table-cell><x:p>Behind</x:p></t:covered-table-cell>"
        "</t:table-row></t:table>"
    )
    assert source.sheets[0].rows[0].words == ["Shown"]
    assert sorted((one.words, one.place, one.why) for one in source.left_out) == [
        ("Before", "the changes", "words that were there before a tracked change"),
        ("Behind", "Plan, row 1", "hidden behind a merged cell"),
        ("In a box", "Plan, row 1", "a text box"),
        ("On the sheet", "Plan", "a text box"),
    ]


def encrypted_xls():
    """The old workbook with a record of a password in place of its first one after the beginning."""
    content = bytearray((FILES / "mix.xls").read_bytes())
    # Streams of a workbook begin at a sector; this one with a record of the kind 0x809, of 16 bytes.
    start = content.index(struct.pack("<HHH", 0x809, 16, 0x600))
    struct.pack_into("<H", content, start + 20, 0x2F)
    return bytes(content)


def encrypted_ods():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x8f\x03 no words")
        archive.writestr("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("password.xlsx", None, "has a password.*Save it without the password"),
        ("password.docx", None, "has a password.*Save it without the password"),
        ("password.xls", encrypted_xls(), "has a password.*Save it without the password"),
        ("password.ods", encrypted_ods(), "has a password.*Save it without the password"),
        ("old.doc", None, r"old Word document \(.doc\).*Save it as .docx"),
        ("rich.rtf", None, "RTF.*Save it as .docx"),
        ("text.odt", None, "OpenDocument text.*Save it as .docx"),
        ("plan.pdf", b"%PDF-1.7 words", "PDF.*Upload the Word or Excel file"),
        ("plan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        ("plan.xls", (FILES / "mix.xls").read_bytes()[:4000], "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(name, content, says):
    with pytest.raises(Refused, match=says):
        read(name, content)


@pytest.mark.parametrize("at", range(450, 8700, 450))
def test_a_damaged_old_workbook_is_read_or_refused_in_words(at):
    content = bytearray((FILES / "mix.xls").read_bytes())
    content[at : at + 40] = b"\xff\x07" * 20
    reasons = []
    try:
        source = read("mix.xls", bytes(content))
    except Refused as refused:
        reasons = [str(refused)]
    assert reasons == [DAMAGED] or source.sheets


def test_an_old_workbook_whose_sectors_go_in_a_circle_is_refused():
    content = bytearray((FILES / "mix.xls").read_bytes())
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    struct.pack_into("<128I", content, table, *range(1, 17), 0, *range(17, 128))
    with pytest.raises(Refused, match="damaged"):
        read("plan.xls", bytes(content))


def test_ten_megabytes_are_read_and_one_byte_more_is_refused():
    line = b"Visit every house,Police\n"
    content = b"Action,Lead\n" + line * 1000
    assert len(read("plan.csv", content).sheets[0].rows) == 1001
    with pytest.raises(Refused, match=f"larger than {PLAN_MB} MB"):
        read("plan.csv", b"x" * (PLAN_MB * MEGABYTE + 1))


def test_an_ods_file_of_two_thousand_rows_is_read_whole():
    cells = "".join(
        f'<t:table-cell o:value-type="string"><x:p>Some words {at}</x:p></t:table-cell>' for at in range(12)
    )
    sheet = sheet_of(f"<t:table-row>{cells}</t:table-row>" * 2000)
    assert len(sheet.rows) == 2000


def test_a_sharepoint_list_is_read_as_it_is_shown():
    source = read(
        "list.csv",
        b'ListSchema={"schemaXmlList":["x"]}\r\n"Title","Lead","Due"\r\n"Visit","3;#Police;#5;#Fire",""\r\n'
        b'"Lend","[""Police"",""Fire""]",""\r\n',
    )
    assert [row.words for row in source.sheets[0].rows if row.words] == [
        ["Title", "Lead", "Due"], ["Visit", "Police; Fire"], ["Lend", "Police; Fire"],
    ]  # fmt: skip
    assert [one.why for one in source.left_out] == ["what SharePoint writes for itself"]


def test_the_apostrophe_before_what_looks_like_a_formula_is_no_word():
    content = b"Action,Lead\n'- starts with a dash,'=Police\n'Tis a plan,Fire\n"
    assert [row.words for row in read("plan.csv", content).sheets[0].rows] == [
        ["Action", "Lead"], ["- starts with a dash", "=Police"], ["'Tis a plan", "Fire"],
    ]  # fmt: skip


def test_rows_of_empty_tick_boxes_are_told_and_not_read():
    book = openpyxl.Workbook()
    for row in (["Done?", "Task"], [True, "Visit"], [False, "Lend"], [False], [False]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    source = read("ticks.xlsx", file.getvalue())
    assert [row.words for row in source.sheets[0].rows] == [["Done?", "Task"], ["TRUE", "Visit"], ["FALSE", "Lend"]]
    assert source.notes == ["Rows of the sheet “Sheet” with empty tick boxes alone: 2, not read."]


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (Decimal("0.125"), "0.0%", "12.5%"), (0, '0%;-0%;"-"', "-"), (-5, "0.0", "-5.0"), (-5, "#,##0;(#,##0)", "(5)"),
        (1500, '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-', "£ 1,500.00"), (7, "000", "007"),
        (0, '_-£* #,##0.00_-;-£* #,##0.00_-;_-£* "-"??_-;_-@_-', "£ -"), (3, '0 "days"', "3 days"), (5, ";;;", "5"),
        (1, '"Yes";;"No"', "Yes"), (0, '"Yes";;"No"', "No"), (Decimal("0.5"), '0.0"%"', "0.5%"), (0, "0;-0;;@", "0"),
    ],
)  # fmt: skip
def test_a_number_is_shown_in_its_format(value, pattern, shown):
    assert number_text(value, pattern) == shown


@pytest.mark.parametrize(
    ("pattern", "shown", "value", "shows_month"),
    [
        ("mmm-yy", "Mar-27", date(2027, 3, 1), True), ("[$-809]mmmm yyyy;@", "March 2027", date(2027, 3, 1), True),
        ("mmmm", "March", date(2027, 3, 1), True), ("d-mmm", "1-Mar", date(2027, 3, 1), False),
        ("yyyy", "2027", None, False), ("hh:mm", "00:00", None, False),
    ],
)  # fmt: skip
def test_a_day_is_shown_in_its_format_and_is_none_where_only_a_year_or_an_hour_is_shown(
    pattern, shown, value, shows_month
):
    book = openpyxl.Workbook()
    book.active["A1"] = date(2027, 3, 1)
    book.active["A1"].number_format = pattern
    file = io.BytesIO()
    book.save(file)
    cell = read("plan.xlsx", file.getvalue()).sheets[0].rows[0].cells[0]
    assert (cell.text, cell.value, cell.shows_month) == (shown, value, shows_month)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_the_colour_of_a_cell_without_words_is_kept_within_the_table(kind):
    """colours.xlsx has a coloured cell below "RAG", and others to the right of the table and below it."""
    rows = read(f"colours.{kind}").sheets[0].rows
    assert [[(cell.text, cell.fill) for cell in row.cells] for row in rows] == [
        [("Action", ""), ("RAG", "")],
        [("Visit every house", ""), ("", "00B050")],
        [("Lend lamps", ""), ("", "FF0000")],
    ]
