"""Tables: header rows that are repeated on each page, rows that are not split, alternative text, fixed widths."""

from typing import NamedTuple

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Twips

from .document import LINE, TINT
from .sections import TEXT_WIDTH, WIDE_TEXT_WIDTH

# {number of columns: the share of each in the width, in %}; with more, see `_widths`.
SHARES = {1: (100,), 2: (28, 72), 3: (50, 28, 22), 4: (46, 17, 16, 21)}
# The same for tables of a class, whose columns need other widths.
SHARES_OF_CLASS = {"figures": (30, 25, 45), "orders": (40, 20, 20, 20), "criteria": (43, 19, 19, 19)}

# With more columns a table is on a page across.
MOST_UPRIGHT = 6
# Tables of these classes are not split if they have so few rows.
KEPT_TOGETHER, SHORT = {"figures", "legend"}, 14
# A row of more lines may be split over two pages: kept whole, it would leave much of a page empty.
MOST_LINES, LETTERS_PER_CM = 24, 6


class Cell(NamedTuple):
    """A cell: its HTML element, its w:tc; `stays` on the page of the row below."""

    element: object
    box: object
    is_heading: bool
    stays: bool


def classes_of(element):
    return set((element.get("class") or "").split())


def is_wide(table):
    """Whether an HTML table has too many columns for an upright page."""
    return _number_of_columns(_rows(table)) > MOST_UPRIGHT


def new_table(element, *, alternative, across=False):
    """(w:tbl without text, [Cell]) of an HTML table with rows, as wide as the page, which may be `across`."""
    rows = _rows(element)
    widths = _widths(_number_of_columns(rows), classes_of(element), WIDE_TEXT_WIDTH if across else TEXT_WIDTH)
    is_short = len(rows) <= SHORT and bool(KEPT_TOGETHER & classes_of(element))
    table = _frame(widths, alternative)
    cells = []
    for number, row in enumerate(rows, start=1):
        is_header = row.getparent().tag == "thead"
        line, lines, at = _row(is_header), 0, 0
        for cell in _cells(row):
            span = _span(cell)
            width = sum(widths[at : at + span])
            box = _cell(width, span, tinted=is_header)
            line.append(box)
            cells.append(Cell(cell, box, is_heading=is_header, stays=is_short and number < len(rows)))
            paragraphs = sum(1 for _ in cell.iter("p", "br", "li"))
            lines = max(lines, lines_of(len(cell.text_content()), width) + paragraphs)
            at += span
        if lines > MOST_LINES:
            line.trPr.remove(line.trPr.find(qn("w:cantSplit")))
        table.append(line)
    return table, cells


def _rows(table):
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _number_of_columns(rows):
    return max((sum(_span(cell) for cell in _cells(row)) for row in rows), default=0)


def lines_of(letters, width):
    """About how many lines so many letters take in a cell of this width, in twentieths of a point."""
    return letters / (Twips(width).cm * LETTERS_PER_CM)


def _cells(row):
    return [cell for cell in row if cell.tag in ("th", "td")]


def _span(cell):
    return int(cell.get("colspan") or 1)


def _widths(columns, classes, whole):
    """Width of each column in twentieths of a point."""
    shares = next((SHARES_OF_CLASS[name] for name in classes if name in SHARES_OF_CLASS), SHARES.get(columns))
    if shares is None or len(shares) != columns:
        # Many columns are numbers, the last of them the sum.
        first, last = max(22, min(40, 94 - 8 * (columns - 2))), 6
        shares = (first, *[(100 - first - last) / (columns - 2)] * (columns - 2), last)
    return [int(Length(whole).twips * share / 100) for share in shares]


def _frame(widths, alternative):
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in ("top", "bottom", "insideH")
    )
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
        f'<w:bottom w:w="20" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0"'
        f' w:noVBand="0"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid></w:tbl>'
    )
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), alternative[:255])
    table.tblPr.append(caption)
    return table


def _row(is_header):
    repeated = "<w:tblHeader/>" if is_header else ""
    return parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{repeated}</w:trPr></w:tr>")


def _cell(width, span, *, tinted):
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>' if tinted else ""
    return parse_xml(f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{shade}</w:tcPr></w:tc>')
