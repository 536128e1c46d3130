"""Word document of what changed between two outlines, as tracked changes over the newer text."""

from datetime import UTC, datetime
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Length

from plans.outline.shape import Outline

from ..tables import title_of
from ..unavailable import FileUnavailable
from . import TOO_LONG
from .blocks import Block, letters_in
from .document import LINE, QUIET, TINT, as_bytes, blank_document
from .plan_blocks import plan_blocks
from .scripts import begins_from_the_right, stretches
from .sections import TEXT_WIDTH
from .tables import MOST_LINES, lines_of
from .tracked import DELETED, SAME, TrackedParagraph, TrackedTable, tracked

# In the order of the schema.
RUN_STYLES = {
    "": "",
    "strong": "<w:b/><w:bCs/>",
    "emphasis": "<w:i/><w:iCs/>",
    "quiet": f'<w:color w:val="{QUIET}"/>',
}
# Two plans of 1,500 long actions each.
MOST_LETTERS = 2_000_000
TWENTIETHS = Length(TEXT_WIDTH).twips
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS = "".join(f'<w:{side} w:w="80" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))


def changes_docx(
    older: Outline,
    newer: Outline,
    *,
    author: str,
    moment: datetime,
    names: tuple[str, str] = ("", ""),
    mark: str = "",
) -> bytes:
    """A DOCX of the newer outline with all changes since the older one tracked, of the same or the continued plan.

    `author` and `moment` (aware) are those of the changes; `names` are what each outline is, printed below its title
    and, with the `mark`, such as a fingerprint, at the foot of each page.

    The same input gives the same bytes. Raises ValueError if the outlines are for different audiences, and
    FileUnavailable if they are too long.
    """
    if older["audience"] != newer["audience"]:
        raise ValueError("Outlines for different audiences differ by what may be seen, not by what changed")
    between = gettext("From %(older)s to %(newer)s") % {"older": names[0], "newer": names[1]} if all(names) else ""
    continues = newer["plan"].get("continues") == older["plan"]["id"]
    old, new = plan_blocks(older, names[0]), plan_blocks(newer, names[1], by_older_ids=continues)
    if sum(map(letters_in, old + new)) > MOST_LETTERS:
        raise FileUnavailable(TOO_LONG)
    document = blank_document(
        title=gettext("%(title)s: what changed") % {"title": title_of(newer)},
        author=author,
        description=(gettext("Tracked changes. %(between)s") % {"between": between}).strip(". "),
        created=moment,
        colour=newer["partnership"]["colour"],
        foot=[
            gettext("%(title)s: what changed") % {"title": title_of(newer)},
            " · ".join(filter(None, (between, mark))),
        ],
    )
    write_tracked(document, old, new, author=author, moment=moment)
    return as_bytes(document)


def write_tracked(document, old: list[Block], new: list[Block], *, author: str, moment: datetime) -> None:
    """Add blocks to an empty document, with the changes from the old to the new ones tracked."""
    writer = _Writer({style.name: style.style_id for style in document.styles}, author, moment)
    xml = "".join(writer.body(tracked(old, new)))
    body = document.element.body
    for element in parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"):
        body.insert_element_before(element, "w:sectPr")


class _Writer:
    """Writes XML as text: a plan has thousands of elements."""

    def __init__(self, style_ids, author, moment):
        self.style_ids, self.numbers = style_ids, count(1)
        at = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.who = f"w:author={quoteattr(author)} w:date={quoteattr(at)}"

    def body(self, contents):
        """Each table is followed by an empty paragraph, as Word joins tables; the last mark cannot be a change."""
        last = None
        for each in contents:
            if isinstance(each, TrackedTable):
                yield from self.table(each)
                last = TrackedParagraph(each.what, "Table Text", [])
            else:
                last = each
            yield self.paragraph(last)
        if last is None or last.what != SAME:
            yield self.paragraph(TrackedParagraph(SAME, "Table Text", []))

    def change(self, what):
        """The opening of an element that says who made a change."""
        return f'<w:{what} w:id="{next(self.numbers)}" {self.who}'

    def mark(self, what):
        return "" if what == SAME else f"{self.change(what)}/>"

    def paragraph(self, paragraph, default="Normal"):
        mark = self.mark(paragraph.what)
        properties = f"<w:rPr>{mark}</w:rPr>" if mark else ""
        style = self.style_ids[paragraph.style or default]
        runs = "".join(map(self.run, paragraph.runs))
        bidi = "<w:bidi/>" if begins_from_the_right("".join(run.text for run in paragraph.runs)) else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{bidi}{properties}</w:pPr>{runs}</w:p>'

    def run(self, run):
        tag = "w:delText" if run.what == DELETED else "w:t"
        xml = "".join(
            f"<w:r><w:rPr>{RUN_STYLES[run.style]}{'<w:rtl/>' if from_the_right else ''}</w:rPr>"
            f'<{tag} xml:space="preserve">{escape(part)}</{tag}></w:r>'
            for part, from_the_right in stretches(run.text)
        )
        return xml if run.what == SAME else f"{self.change(run.what)}>{xml}</w:{run.what}>"

    def table(self, tracked_table):
        widths = [TWENTIETHS * share // sum(tracked_table.table.widths) for share in tracked_table.table.widths]
        yield (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{MARGINS}</w:tblCellMar><w:tblLook w:firstRow="1"/>'
            f"<w:tblCaption w:val={quoteattr(tracked_table.table.title)}/></w:tblPr><w:tblGrid>"
        )
        yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
        yield "</w:tblGrid>"
        for number, row in enumerate(tracked_table.rows):
            yield from self.row(row, widths, is_heading=number == 0)
        yield "</w:tbl>"

    def row(self, row, widths, *, is_heading):
        heading, default = ("<w:tblHeader/>", "Table Heading") if is_heading else ("", "Table Text")
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>' if is_heading else ""
        whole = "" if _lines(row, widths) > MOST_LINES else "<w:cantSplit/>"
        yield f"<w:tr><w:trPr>{whole}{heading}{self.mark(row.what)}</w:trPr>"
        for cell, width in zip(row.cells, widths, strict=True):
            yield f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
            yield from (self.paragraph(paragraph, default) for paragraph in cell)
            yield "</w:tc>"
        yield "</w:tr>"


def _lines(row, widths):
    """About how many lines a row takes."""
    letters = (sum(len(run.text) for paragraph in cell for run in paragraph.runs) for cell in row.cells)
    cells = zip(letters, row.cells, widths, strict=True)
    return max(lines_of(text, width) + len(cell) for text, cell, width in cells)
