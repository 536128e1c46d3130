"""What a sheet of a workbook holds beside its cells: comments, links, merged cells, text boxes, headers and footers."""

import re

from .cell_words import cell_text
from .source import Cell, LeftOut
from .xlsx_guard import DAMAGED, Refused
from .xml_package import attribute, child, children, descendants

HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|&|[A-Za-z])')
MOST_COVERED = 400_000


def add_comments(package, part, rows, position):
    """Comments on the cells that they belong to. A conversation has its words twice, once for older programs."""
    people, talks = {}, {}
    for name in package.related(part, "threadedComment"):
        for one in descendants(package.element(name), "threadedComment"):
            talks.setdefault(one.get("ref"), []).append(_text(one))
    for name in package.related(part, "comments"):
        for one in descendants(package.element(name), "comment"):
            people.setdefault(one.get("ref"), []).append(_text(child(one, "text")))
    for reference, words in {**people, **talks}.items():
        if (at := position(reference)) and (text := cell_text("\n".join(words))):
            cell = rows.setdefault(at[0], {}).setdefault(at[1], Cell())
            cell.comment = f"{cell.comment}\n{text}".strip()


def add_links(package, part, root, rows, position):
    """Addresses behind the words of cells; one of a cell without words is no words of the file."""
    targets = {key: target for _, target, key in package.relations(part)}
    for one in descendants(root, "hyperlink"):
        at = position((one.get("ref") or "").partition(":")[0])
        cell = rows.get(at[0], {}).get(at[1]) if at else None
        address = targets.get(attribute(one, "id"), "")
        if cell and address and not one.get("location", "").startswith("'"):
            cell.link = address


def add_merged(root, rows, position, name, source):
    """Spans of merged cells, no wider or longer than the rows and columns that hold words."""
    bottom, right = max(rows, default=0), max((max(cells) for cells in rows.values()), default=0)
    covered = 0
    for one in descendants(root, "mergeCell"):
        first, _, last = (one.get("ref") or "").partition(":")
        start, end = position(first), position(last or first)
        if not start or not end or start[0] > bottom or start[1] > right:
            continue
        end = min(end[0], bottom), min(end[1], right)
        covered += (end[0] - start[0] + 1) * (end[1] - start[1] + 1)
        # No cell of a real workbook is in two merged ones.
        if covered > MOST_COVERED:
            raise Refused(DAMAGED)
        _cover(rows, start, end, name, source)


def _cover(rows, start, end, name, source):
    first = rows.get(start[0], {}).get(start[1])
    for row in range(start[0], end[0] + 1):
        if row not in rows and not first:
            continue
        cells = rows.setdefault(row, {})
        for column in range(start[1], end[1] + 1):
            if (row, column) == start:
                continue
            behind = cells.get(column)
            if behind and (words := "\n".join(filter(None, (behind.text, behind.struck)))):
                source.left_out.append(LeftOut(f"{name}, row {row}", words, "hidden behind a merged cell"))
            cells[column] = Cell(covered=True, comment=behind.comment if behind else "")
    if first:
        first.spans = end[0] - start[0] + 1, end[1] - start[1] + 1


def left_out_words(package, part, root, name):
    """[LeftOut] of a sheet's text boxes, and of the headers and footers of its printed pages."""
    result = []
    for drawing in package.related(part, "drawing"):
        for shape in descendants(package.element(drawing), "txBody"):
            lines = ["".join(text.text or "" for text in descendants(one, "t")) for one in descendants(shape, "p")]
            if words := cell_text("\n".join(lines)):
                result.append(LeftOut(name, words, "a text box"))
    seen = set()
    for one in children(child(root, "headerFooter"), "oddHeader", "oddFooter", "firstHeader", "firstFooter",
                        "evenHeader", "evenFooter"):  # fmt: skip
        words = cell_text(HEADER_CODE.sub(lambda code: "&" if code.group() == "&&" else " ", one.text or ""))
        if words and words not in seen:
            seen.add(words)
            result.append(LeftOut(name, words, "the header or footer of the printed pages"))
    return result


def _text(element):
    """A comment's text, without the guide to pronunciation."""
    if element is None:
        return ""
    return "".join(
        one.text or "" for one in descendants(element, "t", "text")
        if one is element or (not len(one) and one.getparent().tag.rpartition("}")[2] != "rPh")
    )  # fmt: skip
