"""Sections of a Word document: pages upright, or across for tables with many columns."""

from copy import deepcopy

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from .fields import add_field

SHORT_SIDE, LONG_SIDE = Cm(21), Cm(29.7)
MARGINS = {"left_margin": Cm(2.2), "right_margin": Cm(2.2), "top_margin": Cm(2), "bottom_margin": Cm(2.2)}
BESIDE = MARGINS["left_margin"] + MARGINS["right_margin"]
TEXT_WIDTH, WIDE_TEXT_WIDTH = SHORT_SIDE - BESIDE, LONG_SIDE - BESIDE


def lay_out(section, foot, *, across=False):
    """Give a section its size, margins and footer; `foot` are the lines at the left of each page's foot."""
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG_SIDE, SHORT_SIDE) if across else (SHORT_SIDE, LONG_SIDE)
    for name, length in MARGINS.items():
        setattr(section, name, length)
    section.footer.is_linked_to_previous = False
    _write_footer(section.footer, list(foot) or [""], WIDE_TEXT_WIDTH if across else TEXT_WIDTH)


def begin_section(document, foot, *, across):
    """Begin a section on a new page. What was written before is the end of the section before."""
    body = document.element.body
    last = body.sectPr.getprevious()
    if last is None or last.tag != qn("w:p"):
        last = OxmlElement("w:p")
        last.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), document.styles["Gap"].style_id)
        body.sectPr.addprevious(last)
    last.get_or_add_pPr().append(deepcopy(body.sectPr))
    for reference in body.sectPr.findall(qn("w:footerReference")):
        body.sectPr.remove(reference)
    lay_out(document.sections[-1], foot, across=across)


def _write_footer(footer, lines, width):
    first = footer.paragraphs[0]
    # The style has stops of its own, at other widths.
    first.style.paragraph_format.tab_stops.clear_all()
    first.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    first.add_run(f"{lines[0]}\tPage ")
    add_field(first._p, "PAGE", "1")
    first.add_run(" of ")
    add_field(first._p, "NUMPAGES", "1")
    for line in lines[1:]:
        footer.add_paragraph(line, style="Footer")
