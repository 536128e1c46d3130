"""What a sheet of a workbook holds beside its cells: comments, links, merged cells, text boxes, headers and footers."""

import re

from .xml_package import attribute, child, children, descendants

HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|&|[A-Za-z])')
PICTURES = "Pictures on the sheet “{}”: {}. Text in pictures cannot be read."


def add_comments(package, part, grid, position):
    """Comments on the cells that they belong to. A conversation has its words twice, once for older programs."""
    people, talks = {}, {}
    for name in package.related(part, "threadedComment"):
        for one in descendants(package.element(name), "threadedComment"):
            talks.setdefault(one.get("ref"), []).append(_text(one))
    for name in package.related(part, "comments"):
        for one in descendants(package.element(name), "comment"):
            people.setdefault(one.get("ref"), []).append(_text(child(one, "text")))
    for reference, words in {**people, **talks}.items():
        if at := position(reference):
            grid.comment(*at, "\n".join(words))


def add_links(package, part, root, grid, position):
    """Addresses behind the words of cells; one of a cell without words is no words of the file."""
    targets = {key: target for _, target, key in package.relations(part)}
    for one in descendants(root, "hyperlink"):
        at = position((one.get("ref") or "").partition(":")[0])
        cell = grid.rows.get(at[0], {}).get(at[1]) if at else None
        address = targets.get(attribute(one, "id"), "")
        if cell and address and not one.get("location", "").startswith("'"):
            cell.link = address


def add_merged(root, grid, position):
    """Spans of merged cells."""
    for one in descendants(root, "mergeCell"):
        first, _, last = (one.get("ref") or "").partition(":")
        start, end = position(first), position(last or first)
        if start and end:
            grid.merge(start, end)


def leave_out_words(package, part, root, grid):
    """Leave out a sheet's text boxes, and the headers and footers of its printed pages."""
    for drawing in package.related(part, "drawing"):
        drawn = package.element(drawing)
        for shape in descendants(drawn, "txBody"):
            lines = ["".join(text.text or "" for text in descendants(one, "t")) for one in descendants(shape, "p")]
            grid.leave_out("\n".join(lines), "a text box")
        if pictures := sum(1 for _ in descendants(drawn, "pic")):
            grid.source.notes.append(PICTURES.format(grid.name, pictures))
    texts = [
        one.text or ""
        for one in children(child(root, "headerFooter"), "oddHeader", "oddFooter", "firstHeader", "firstFooter",
                            "evenHeader", "evenFooter")
    ]  # fmt: skip
    leave_out_edges(grid, texts)


def leave_out_edges(grid, texts):
    """Leave out headers and footers, in Excel's way of writing them."""
    for text in dict.fromkeys(texts):
        words = HEADER_CODE.sub(lambda code: "&" if code.group() == "&&" else " ", text)
        grid.leave_out(words, "the header or footer of the printed pages")


def _text(element):
    """A comment's text, without the guide to pronunciation."""
    if element is None:
        return ""
    return "".join(
        one.text or "" for one in descendants(element, "t", "text")
        if one is element or (not len(one) and one.getparent().tag.rpartition("}")[2] != "rPh")
    )  # fmt: skip
