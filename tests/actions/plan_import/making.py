"""Workbooks, documents and texts of plans, made for tests as people make them."""

from dataclasses import dataclass, field
from io import BytesIO

from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from partners.files.read_source import read_source, source_of_text

COLOURS = {"R": "FF0000", "A": "FFC000", "G": "00B050", "B": "0070C0"}


@dataclass
class Plan:
    """A plan in a shape of its own: its Source, and the (priority, wording, lead, due date) of each of its actions;
    its criteria, or (priority, wording) of them."""

    source: object
    actions: list
    criteria: list = field(default_factory=list)


def source_of(name, content):
    """Source of a file's bytes."""
    file = BytesIO(content)
    file.name = name
    return read_source(file)


def workbook(sheets, *, name="plan.xlsx", merged=(), fills=None):
    """Source of a workbook of {sheet: rows}. `merged` are (sheet, range), `fills` {(sheet, cell): R, A, G or B}."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if one == "" else one for one in row])
    for title, cells in merged:
        book[title].merge_cells(cells)
    for (title, cell), colour in (fills or {}).items():
        book[title][cell].fill = PatternFill("solid", fgColor=COLOURS[colour])
    return source_of(name, saved(book))


def bold_workbook(title, rows, bold, *, name="plan.xlsx"):
    """Source of a workbook of one sheet in which the rows with the numbers `bold` are bold."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append([None if one == "" else one for one in row])
    for number in bold:
        for cell in sheet[number]:
            cell.font = Font(bold=True)
    return source_of(name, saved(book))


def saved(file):
    """Bytes of a workbook or document."""
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def document(*blocks, name="plan.docx"):
    """Source of a Word document. A block is (style, words) for a paragraph, "Bold" for a bold one; a list of rows is a
    table, in which a cell "<" goes on with the cell to its left and "^" with the one above."""
    result = Document()
    for block in blocks:
        if isinstance(block, list):
            _table(result, block)
        elif block[0] == "Bold":
            result.add_paragraph().add_run(block[1]).bold = True
        else:
            result.add_paragraph(block[1], style=block[0])
    return source_of(name, saved(result))


def _table(result, rows):
    table = result.add_table(len(rows), max(map(len, rows)))
    for at, row in enumerate(rows):
        for across, words in enumerate(row):
            if words not in ("<", "^"):
                table.cell(at, across).text = words
    for at, row in enumerate(rows):
        for across, words in enumerate(row):
            if words in ("<", "^"):
                before = table.cell(at, across - 1) if words == "<" else table.cell(at - 1, across)
                before.merge(table.cell(at, across))


def pasted(text):
    """Source of a text that was pasted."""
    return source_of_text(text, "")


def csv(text, name="plan.csv"):
    """Source of a CSV file."""
    return source_of(name, text.encode())
