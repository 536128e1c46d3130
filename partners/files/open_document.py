"""Checks on an OpenDocument spreadsheet before it is unpacked: cells and rows that are repeated, and comments.

A row that is repeated a million times is written once. Comments are taken out, since calamine reads them as words of
the cell.
"""

import io
import zipfile

from .cell_words import cell_text
from .source import LeftOut
from .xlsx_guard import TOO_MUCH, Refused
from .xml_package import Package, attribute, descendants, local

MOST_CELLS = 1_000_000


def harmless_spreadsheet(parts):
    """(bytes of a spreadsheet without comments, [LeftOut] of its comments). Raises Refused."""
    from lxml import etree

    root, left_out = Package(parts).element("content.xml"), []
    for table in descendants(root, "table"):
        _check_size(table)
    for comment in list(descendants(root, "annotation")):
        lines = ["".join(one.itertext()) for one in descendants(comment, "p")]
        if words := cell_text("\n".join(lines)):
            left_out.append(LeftOut(_place(comment), words, "a comment"))
        comment.getparent().remove(comment)
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as copy:
        for name, content in parts.items():
            copy.writestr(name, etree.tostring(root) if name == "content.xml" else content)
        copy.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return result.getvalue(), left_out


def _check_size(table):
    """Refuse a sheet whose cells, from the first to the last with words, are more than a plan has."""
    row = last_row = last_column = 0
    for element in descendants(table, "table-row"):
        column = 0
        for cell in element:
            if local(cell) in ("table-cell", "covered-table-cell"):
                column += _repeated(cell, "number-columns-repeated")
                if len(cell):
                    last_column = max(last_column, column)
                    last_row = row + _repeated(element, "number-rows-repeated")
        row += _repeated(element, "number-rows-repeated")
    if last_row * last_column > MOST_CELLS:
        raise Refused(TOO_MUCH)


def _repeated(element, name):
    value = attribute(element, name, "1")
    return int(value) if value.isdecimal() else 1


def _place(element):
    """The sheet that an element is in."""
    sheet = next((one for one in element.iterancestors() if local(one) == "table"), None)
    return attribute(sheet, "name", "") if sheet is not None else ""
