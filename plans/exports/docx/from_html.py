"""Word documents from our own print templates, so that PDF and Word say the same.

The HTML is that of `render_pdf`: escaped by Django and markdown-it, with h1 as the document's title. Bars and charts
are left out: the figures beside them are text.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import html as lxml_html

from ..pdf import shape_colours
from ..tables import without_controls
from ..unavailable import FileUnavailable
from . import TOO_LONG
from .contents import fill_contents, start_contents
from .document import as_bytes, blank_document
from .fields import update_on_opening
from .inline import BREAK, Look, squeezed, write_runs
from .lists import Item, Lists
from .scripts import begins_from_the_right
from .sections import begin_section
from .tables import classes_of, is_wide, new_table

# A plan of 3,000 actions: five seconds and 130 MB, and more would starve the server's other users.
MOST_LETTERS = 4_000_000
BLOCKS = {
    *("article", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5"),
    *("h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}
HEADINGS = ("h2", "h3", "h4", "h5", "h6")
LEFT_OUT = {"svg", "script", "style", "bar", "contents"}
STYLE_OF_CLASS = {
    "cover__who": "Cover",
    "cover__period": "Subtitle",
    "masthead__who": "Subtitle",
    "vision": "Quote",
    "record__kind": "Record Kind",
    "record__body": "Record",
    "table-title": "Caption",
    "contents__heading": "TOC Heading",
}
# Lists without bullets.
PLAIN_LISTS = {"cover__authorities"}
# Paragraphs that stay on the page of what follows.
STAY_WITH_NEXT = {"priority__tally"}
# The first paragraph of these begins a page.
ON_A_NEW_PAGE = {"far"}


def docx_from_html(html, *, colour):
    """The bytes of a Word document with the content, title and description of an HTML page, in a partnership's colour.

    The same HTML gives the same bytes. Raises FileUnavailable if there is too much of it.
    """
    if len(html) > MOST_LETTERS:
        raise FileUnavailable(TOO_LONG)
    page = lxml_html.document_fromstring(without_controls(html))
    meta = {each.get("name"): each.get("content") for each in page.iter("meta") if each.get("name")}
    foot = next(([each.get("data-foot"), each.get("data-mark")] for each in page.iter() if each.get("data-foot")), [])
    document = blank_document(
        title=" ".join(page.findtext(".//title").split()),
        author=meta["author"],
        description=meta.get("description", ""),
        created=datetime.fromisoformat(meta["dcterms.created"]),
        colour=colour,
        foot=foot,
    )
    _Writer(document, page, foot).write()
    return as_bytes(document)


PLAIN = Look()


@dataclass(frozen=True)
class Place:
    """Where a block goes, and as what: `box` is the body or a table cell, `item` the item of a list that it is in;
    `stays` whether it stays on the page of what follows.
    """

    box: object
    style: str = "Normal"
    look: Look = PLAIN
    item: Item | None = None
    align: str = ""
    stays: bool = False
    in_prose: bool = False

    @property
    def in_table(self):
        return self.box.tag == qn("w:tc")


class _Writer:
    def __init__(self, document, page, foot):
        self.document, self.page, self.foot = document, page, foot
        self.part, self.body = document.part, document.element.body
        self.styles = {style.name: style.style_id for style in document.styles}
        headings = [h for h in page.iter("h2", "h3", "h4") if "contents__heading" not in classes_of(h)]
        self.bookmarks = {heading: f"_Toc{n:08}" for n, heading in enumerate(headings, start=1)}
        self.by_id = {heading.get("id"): name for heading, name in self.bookmarks.items() if heading.get("id")}
        # `level` is that of the last heading outside of prose.
        self.headings, self.level, self.last_level, self.contents, self.new_page = [], 0, 0, None, False
        self.across = False
        self.lists = Lists(self.part.numbering_part.element)
        self.colours = shape_colours()

    def write(self):
        self.flow(self.page.find("body"), Place(self.body))
        if self.across:
            self.turn_pages(across=False)
        if self.contents is not None:
            fill_contents(self.contents, [each for each in self.headings if each[0] == 1], self.styles)
            update_on_opening(self.document.settings.element)

    def flow(self, element, place):
        """Write what is in an element: its blocks, and the text between them as paragraphs."""
        pieces = []

        def flush():
            if found := squeezed(pieces):
                self.paragraph(place, found)
            pieces.clear()

        self._flow(element, place, place.look, pieces, flush)
        flush()

    def _flow(self, element, place, look, pieces, flush):
        pieces.append((element.text or "", look))
        for child in element:
            if not isinstance(child.tag, str) or LEFT_OUT & {child.tag, *classes_of(child)}:
                if "contents" in classes_of(child) and self.contents is None:
                    flush()
                    self.contents = start_contents(self.body, self.styles, heading="")
            elif child.tag == "br":
                pieces.append((BREAK, look))
            elif child.tag in BLOCKS:
                flush()
                self.block(child, replace(place, look=look))
            else:
                self._flow(child, place, look.within(child, self.colours, self.by_id), pieces, flush)
            pieces.append((child.tail or "", look))

    def block(self, element, place):
        classes = classes_of(element)
        if element.tag == "section" and next(element.iterancestors("section"), None) is None:
            across = any(map(is_wide, element.iter("table")))
            if across != self.across:
                self.turn_pages(across=across)
        self.new_page = self.new_page or bool(ON_A_NEW_PAGE & classes)
        place = replace(place, look=place.look.within(element, self.colours, self.by_id))
        if element.tag in HEADINGS or element.tag == "h1":
            self.heading(element, place)
        elif element.tag in ("ul", "ol"):
            self.list(element, place)
        elif element.tag == "table":
            self.table(element, place)
        elif element.tag == "dl":
            self.definitions(element, place)
        else:
            style = next((STYLE_OF_CLASS[name] for name in STYLE_OF_CLASS if name in classes), place.style)
            if element.tag == "blockquote":
                style = "Quote"
            place = replace(place, style=style, stays=place.stays or bool(STAY_WITH_NEXT & classes))
            self.flow(element, replace(place, in_prose=place.in_prose or "prose" in classes))
        self.new_page = self.new_page or "cover" in classes

    def turn_pages(self, *, across):
        """Go on with pages of the other orientation."""
        begin_section(self.document, self.foot, across=across)
        self.across, self.new_page = across, False

    def contents_before_heading(self):
        """Contents before the first heading, where the template has no place for them."""
        if self.contents is None and not any("contents" in classes_of(each) for each in self.page.iter("ol")):
            self.contents = start_contents(self.body, self.styles, heading=gettext("Contents"), new_page=self.new_page)
            self.new_page = False

    def heading(self, element, place):
        """A heading, at most one level below the one before; one of prose is below that of its section."""
        if place.in_table or "contents__heading" in classes_of(element):
            return self.flow(element, replace(place, style="Table Heading" if place.in_table else "TOC Heading"))
        if element.tag == "h1" and not place.in_prose:
            return self.flow(element, replace(place, style="Title"))
        if place.in_prose:
            level = self.level + int(element.tag[1])
        else:
            level = self.level = min(int(element.tag[1]) - 1, self.level + 1)
        level = min(level, self.last_level + 1, 4)
        pieces = [(" ".join(element.text_content().split()), PLAIN)]
        if not pieces[0][0]:
            return None
        self.contents_before_heading()
        paragraph = self.paragraph(replace(place, style=f"Heading {level}"), pieces)
        self.last_level = level
        if name := self.bookmarks.get(element):
            self.headings.append((level, pieces[0][0], name))
            _bookmark(paragraph, name, len(self.headings))
        return None

    def list(self, element, place):
        """A list; in each item the first paragraph has the bullet or number, the others are indented below it."""
        ordered, is_plain = element.tag == "ol", bool(PLAIN_LISTS & classes_of(element))
        number = self.lists.numbered(int(element.get("start") or 1)) if ordered else self.lists.bullets
        style = "Table Text" if place.in_table else "List Number" if ordered else "List Bullet"
        depth = place.item.depth + 1 if place.item else 0
        for item in element.iterchildren("li"):
            self.flow(item, replace(place, style=style, item=Item(number, depth, is_marked=is_plain)))

    def definitions(self, element, place):
        """A paragraph for each term, in bold, and what is said of it."""
        pieces = []
        for child in element.iter("dt", "dd"):
            look = place.look.within(child, self.colours, self.by_id)
            if child.tag == "dt" and pieces:
                self.paragraph(place, squeezed(pieces))
                pieces = []
            pieces.append((child.text_content().strip() + (": " if child.tag == "dt" else ""), look))
        if pieces:
            self.paragraph(place, squeezed(pieces))

    def table(self, element, place):
        """A table, if it has rows; its caption comes before it, and is its alternative text."""
        if element.find(".//tr") is None:
            return
        caption = element.find("caption")
        words = " ".join(caption.text_content().split()) if caption is not None else ""
        if words:
            self.flow(caption, replace(place, style="Caption"))
        alternative = words or (gettext("Table below the heading: %(heading)s") % {"heading": self.last_heading()})
        table, cells = new_table(element, alternative=alternative, across=self.across)
        for cell in cells:
            place_in = Place(
                cell.box,
                style="Table Heading" if cell.is_heading else "Table Text",
                align="right" if "n" in classes_of(cell.element) else "",
                stays=cell.stays,
            )
            self.flow(cell.element, place_in)
            if not cell.box.findall(qn("w:p")):
                self.paragraph(place_in, [])
        self.append(place.box, table)
        if not place.in_table:
            # Word joins tables that touch.
            self.paragraph(replace(place, style="Gap", item=None), [])

    def last_heading(self):
        return self.headings[-1][1] if self.headings else self.document.core_properties.title

    def paragraph(self, place, pieces):
        """Append a paragraph with squeezed pieces of text. Returns its element."""
        paragraph = OxmlElement("w:p")
        properties = OxmlElement("w:pPr")
        # In the order of the schema.
        is_below = place.item and place.item.is_marked and place.style in ("List Bullet", "List Number")
        _set(properties, "w:pStyle", val=self.styles["List Continue" if is_below else place.style])
        if place.stays:
            _set(properties, "w:keepNext")
        if self.new_page and not place.in_table:
            _set(properties, "w:pageBreakBefore")
            self.new_page = False
        if place.item:
            place.item.mark(properties)
        if begins_from_the_right("".join(text for text, _ in pieces)):
            bidi = OxmlElement("w:bidi")
            indent = properties.find(qn("w:ind"))
            properties.append(bidi) if indent is None else indent.addprevious(bidi)
        if place.align:
            _set(properties, "w:jc", val=place.align)
        paragraph.append(properties)
        write_runs(paragraph, pieces, self.part)
        self.append(place.box, paragraph)
        return paragraph

    def append(self, box, element):
        """Append to a cell, or to the body before the section's properties, which are last."""
        if box is self.body:
            box.sectPr.addprevious(element)
        else:
            box.append(element)


def _set(properties, name, **values):
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    properties.append(element)


def _bookmark(paragraph, name, number):
    """Mark what a paragraph holds, so that contents and links can lead to it."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for each in (start, end):
        each.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph.insert(1, start)
    paragraph.append(end)
