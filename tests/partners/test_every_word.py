"""Every word that is written into a file is found again once: in a cell, a comment, struck out or left out."""

import csv
import io
import re
import zipfile
from collections import Counter
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from .plan_files import read, read_bytes

W = nsdecls("w")
KINDS = ["plain", "struck", "comment", "rich", "number", "merged down", "merged across", "hidden row", "link", "header"]
CELLS = st.dictionaries(
    st.tuples(st.integers(1, 30), st.integers(1, 12)), st.tuples(st.sampled_from(KINDS), st.integers(1, 4)), max_size=25
)
PART_KINDS = [
    "heading", "paragraph", "bullet", "number", "struck", "hidden", "bold", "bold line", "comment", "note", "header",
    "footer", "table", "nested", "merged", "down", "box", "box in a cell", "field", "empty field", "link", "inserted",
    "deleted", "moved", "joined", "formula",
]  # fmt: skip
PARTS = st.lists(st.tuples(st.sampled_from(PART_KINDS), st.integers(1, 4)), max_size=14)


class Words:
    """Words that are all different, and those that were given out."""

    def __init__(self):
        self.given = Counter()

    def some(self, number, separator=" "):
        words = [f"word{len(self.given) + at}x" for at in range(number)]
        self.given.update(words)
        return separator.join(words)


def found_in(source):
    texts = [one.words for one in source.left_out]
    for sheet in source.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                texts += [cell.text, cell.comment, cell.struck]
    return Counter(re.findall(r"word\d+x", " ".join(texts)))


@given(CELLS, st.sampled_from(["visible", "hidden", "veryHidden"]))
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
        elif kind == "hidden row":
            sheet.row_dimensions[row].hidden = True
        elif kind == "link":
            cell.hyperlink = "https://westmere.example/page"
        elif kind == "header":
            sheet.oddHeader.center.text = f"{sheet.oddHeader.center.text or ''} {words.some(number)}"
        elif kind.startswith("merged"):
            down, across = (number, 0) if kind == "merged down" else (0, number)
            first = {"start_row": row + (40 if down else 0), "start_column": 20 + column * 6}
            sheet.cell(first["start_row"], first["start_column"]).value = words.some(number)
            if not any(
                str(one).startswith(sheet.cell(*first.values()).coordinate) for one in sheet.merged_cells.ranges
            ):
                last = {"end_row": first["start_row"], "end_column": first["start_column"] + across}
                sheet.merge_cells(**first, **last)
    assert found_in(read("plan.xlsx", book.save)) == words.given


@given(CELLS, st.booleans())
@settings(max_examples=40, deadline=None)
def test_every_word_of_an_ods_file_is_found_once(cells, hidden):
    words, rows = Words(), []
    for row in range(1, 31):
        boxes = [ods_cell(words, *cells[row, at]) if (row, at) in cells else "<t:table-cell/>" for at in range(1, 13)]
        is_hidden = any(cells.get((row, at), ("",))[0] == "hidden row" for at in range(1, 13))
        rows.append(
            f'<t:table-row t:visibility="{"collapse" if is_hidden else "visible"}">{"".join(boxes)}</t:table-row>'
        )
    inside = (
        '<d xmlns:t="table" xmlns:x="text" xmlns:o="office" xmlns:s="style" xmlns:w="urn:drawing:1.0">'
        "<s:automatic-styles>"
        '<s:style s:family="table-cell" s:name="out"><s:text-properties s:text-line-through-style="solid"/></s:style>'
        '<s:style s:family="text" s:name="off"><s:text-properties s:text-line-through-style="solid"/></s:style>'
        f'<s:style s:family="table" s:name="sheet"><s:table-properties t:display="{"false" if hidden else "true"}"/>'
        '</s:style></s:automatic-styles><o:body><o:spreadsheet><t:table t:name="Plan" t:style-name="sheet">'
        f"{''.join(rows)}</t:table></o:spreadsheet></o:body></d>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", inside)
    assert found_in(read_bytes("plan.ods", file.getvalue())) == words.given


ODS_CELLS = {
    "struck": '<t:table-cell t:style-name="out">{words}</t:table-cell>',
    "comment": "<t:table-cell><o:annotation><x:p>{more}</x:p></o:annotation>{words}</t:table-cell>",
    "rich": '<t:table-cell>{words}<x:p>a <x:span x:style-name="off">{more}</x:span></x:p></t:table-cell>',
    "merged across": '<t:table-cell t:number-columns-spanned="3">{words}</t:table-cell>',
    "merged down": '<t:table-cell t:number-rows-spanned="3">{words}</t:table-cell>',
    "link": '<t:table-cell><x:p><x:a href="#x">{more}<x:s/>and</x:a></x:p>{words}</t:table-cell>',
    "header": "<t:covered-table-cell>{words}</t:covered-table-cell>",
    "number": "<t:table-cell>{words}<w:frame><w:text-box><x:p>{more}</x:p></w:text-box></w:frame></t:table-cell>",
}


def ods_cell(words, kind, number):
    shape = ODS_CELLS.get(kind, "<t:table-cell>{words}</t:table-cell>")
    first = "".join(f"<x:p>{words.some(1)}</x:p>" for _ in range(number))
    return shape.format(words=first, more=words.some(number) if "{more}" in shape else "")


ROWS = st.lists(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(" \n,;\t|\"'-=")), min_size=2, max_size=6), max_size=20
)


@given(ROWS, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
       st.sampled_from(["\r\n", "\n"]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_every_word_of_a_csv_file_is_found_once(made, separator, encoding, end):
    words, file = Words(), io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator=end)
    writer.writerow(["Action", "Lead", "Café"])
    for cells in made:
        writer.writerow([words.some(number, sign) for number, sign in cells])
    assert found_in(read_bytes("plan.csv", file.getvalue().encode(encoding))) == words.given


@given(PARTS)
@settings(max_examples=25, deadline=None)
def test_every_word_of_a_document_is_found_once(parts):
    document, words, notes = docx.Document(), Words(), []
    for kind, number in parts:
        if kind == "note":
            notes.append(words.some(number))
            document.add_paragraph()._p.append(xml(f'<w:r><w:footnoteReference w:id="{len(notes)}"/></w:r>'))
        else:
            write_part(document, kind, number, words)
    if notes:
        inside = "".join(
            f'<w:footnote w:id="{at}"><w:p><w:r><w:t>{escape(note)}</w:t></w:r></w:p></w:footnote>'
            for at, note in enumerate(notes, 1)
        )
        content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        blob = f"<w:footnotes {W}>{inside}</w:footnotes>".encode()
        part = Part(PackURI("/word/footnotes.xml"), content_type, blob, document.part.package)
        document.part.relate_to(part, RELATION.FOOTNOTES)
    assert found_in(read("plan.docx", document.save)) == words.given


def xml(text):
    return parse_xml(text.replace(">", f" {W}>", 1) if "/>" not in text.split(">")[0] + ">" else text)


def run(words):
    return f'<w:r><w:t xml:space="preserve">{words} </w:t></w:r>'


TEMPLATES = {
    "inserted": '<w:ins w:id="1" w:author="A">{}</w:ins>',
    "moved": '<w:moveTo w:id="1" w:author="A">{}</w:moveTo>',
    "formula": "<w:oMath><w:f><w:num>{}</w:num></w:f></w:oMath>",
    "link": '<w:hyperlink w:anchor="here">{}</w:hyperlink>',
    "field": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "empty field": "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
}


def box(words):
    """A run with a text box, in the way of newer and of older programs."""
    inside = f"<w:txbxContent><w:p>{run(words)}</w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return xml(
        f'<w:r xmlns:mc="{mc}" xmlns:a="a"><mc:AlternateContent><mc:Choice Requires="a"><w:drawing>{inside}</w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def write_part(document, kind, number, words):
    if kind == "heading":
        document.add_heading(words.some(number), number)
    elif kind in ("header", "footer"):
        getattr(document.sections[0], kind).add_paragraph(words.some(number))
    elif kind in ("table", "nested", "merged", "down", "box in a cell"):
        write_table(document, kind, number, words)
    elif kind == "bold line":
        document.add_paragraph().add_run(words.some(number)).bold = True
    else:
        style = {"bullet": "List Bullet", "number": "List Number"}.get(kind)
        paragraph = document.add_paragraph(words.some(number), style)
        one = paragraph.add_run(" " + words.some(number))
        one.bold, one.font.strike, one.font.hidden = kind == "bold", kind == "struck", kind == "hidden"
        if kind == "comment":
            document.add_comment(one, text=words.some(number), author="Ada")
        elif kind == "box":
            paragraph._p.append(box(words.some(number)))
        elif kind == "deleted":
            deleted = run(words.some(number)).replace("w:t", "w:delText")
            paragraph._p.append(xml(f'<w:del w:id="1" w:author="A">{deleted}</w:del>'))
        elif kind == "joined":
            paragraph._p.get_or_add_pPr().append(xml('<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'))
        elif kind in TEMPLATES:
            paragraph._p.append(xml(TEMPLATES[kind].format(run(words.some(number)))))


def write_table(document, kind, number, words):
    table = document.add_table(number, 3)
    if kind == "merged":
        table.cell(0, 0).merge(table.cell(number - 1, 1)).text = words.some(number)
    elif kind == "down":
        table.cell(0, 1).merge(table.cell(number - 1, 1)).text = words.some(number)
    for cell in table.columns[2].cells:
        cell.text = words.some(number, "\n")
    if kind == "nested":
        inner = table.cell(0, 2).add_table(1, 2).cell(0, 1)
        inner.text = words.some(2)
        inner.add_table(1, 1).cell(0, 0).text = words.some(number)
    elif kind == "box in a cell":
        table.cell(0, 2).paragraphs[0]._p.append(box(words.some(number)))
