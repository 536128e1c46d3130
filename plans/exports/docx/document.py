"""A blank Word document of ours: styles, A4, language, properties, footer."""

import io
from datetime import UTC

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from partners.settings.contrast import MIN_CONTRAST, legibility

from ..tables import with_moment
from ..type_and_colour import colours, sizes
from .sections import TEXT_WIDTH, lay_out

LANGUAGE = "en-GB"
FONT = "Arial"
INK, QUIET, LINE, TINT = (colours()[name].removeprefix("#").upper() for name in ("ink", "quiet", "line", "tint"))
XS, S, M, L, XL, XXL = (sizes()[name] for name in ("xs", "s", "m", "l", "xl", "xxl"))
# Ends of the types of what the template has and we do not want.
NEEDLESS = ("/thumbnail", "/stylesWithEffects")

# {style: (size, bold, points before, points after, stays with what follows)}; those that Word lacks are added.
PARAGRAPHS = {
    "Normal": (S, False, 0, 6, False),
    "Title": (XXL, True, 4, 10, True),
    "Subtitle": (L, False, 0, 8, False),
    "Heading 1": (XL, True, 20, 8, True),
    "Heading 2": (L, True, 14, 5, True),
    "Heading 3": (M, True, 10, 3, True),
    "Heading 4": (S, True, 8, 3, True),
    "Caption": (S, True, 8, 4, True),
    "TOC Heading": (L, True, 14, 5, True),
    "TOC 1": (S, False, 0, 3, False),
    "Cover": (L, False, 150, 8, True),
    "Quote": (M, False, 4, 8, False),
    "List Bullet": (S, False, 0, 6, False),
    "List Number": (S, False, 0, 6, False),
    "List Continue": (S, False, 0, 3, False),
    "Table Text": (XS, False, 0, 3, False),
    "Table Heading": (XS, True, 0, 3, True),
    "Record": (S, False, 0, 4, False),
    "Record Kind": (XS, True, 6, 1, True),
    "Gap": (6, False, 0, 4, False),
    "Footer": (XS, False, 0, 0, False),
}
COLOURED = ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "TOC Heading")


def blank_document(*, title, author, description, created, colour, foot=()):
    """A document without content; `foot` are the lines at the left of each page's foot, `created` is aware."""
    document = Document()
    _remove_needless_parts(document)
    _set_styles(document.styles, colour)
    _set_properties(document.core_properties, title, author, description, created)
    _set_compatibility(document.settings.element)
    lay_out(document.sections[0], foot)
    return document


def as_bytes(document):
    """The document's file. The same content gives the same bytes."""
    document.save(file := io.BytesIO())
    return with_moment(file, document.core_properties.modified.replace(tzinfo=None))


def _set_properties(properties, title, author, description, created):
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    # Word takes up to 255 characters in each.
    properties.title, properties.author = title[:255], author[:255]
    properties.comments, properties.last_modified_by = description[:255], author[:255]
    properties.created = properties.modified = moment
    properties.language, properties.revision, properties.keywords = LANGUAGE, 1, ""


def _remove_needless_parts(document):
    """The template's picture of an empty page, which file managers would show, and its second set of styles.

    That is for Word 2010 and lacks our styles, so that Word would ask to repair the file.
    """
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(NEEDLESS)]:
            del relations[key]


def _set_compatibility(settings):
    """Word 2013 and later: without it Word opens the file in its compatibility mode."""
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    compat = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    after = ("w:rsids", "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping", "w:decimalSymbol", "w:listSeparator")
    following = next((child for child in settings if child.tag in {qn(name) for name in after}), None)
    settings.append(compat) if following is None else following.addprevious(compat)
    if (language := settings.find(qn("w:themeFontLang"))) is not None:
        language.set(qn("w:val"), LANGUAGE)


def _set_styles(styles, colour):
    heading = colour.lstrip("#").upper() if legibility(colour) >= MIN_CONTRAST else INK
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    names = {style.name for style in styles}
    for name, (size, bold, before, after, stays) in PARAGRAPHS.items():
        if name not in names:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        style = styles[name]
        _set_font(style, size, bold, heading if name in COLOURED else QUIET if name == "Footer" else INK)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), stays
        layout.line_spacing, layout.widow_control = 1.1, True
    for name in ("Record", "Quote"):
        styles[name].paragraph_format.left_indent = Cm(0.6)
    contents = styles["TOC 1"].paragraph_format
    contents.right_indent = Cm(1.2)
    contents.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    for border in styles["Title"].element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, RGBColor.from_string("1D5A96")


def _set_font(style, size, bold, colour):
    font = style.font
    properties = style.element.get_or_add_rPr()
    for name in ("w:rFonts", "w:spacing", "w:kern", "w:color"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    for script in ("w:eastAsia", "w:cs"):
        properties.rFonts.set(qn(script), FONT)
    font.color.rgb = RGBColor.from_string(colour)
    # The same for scripts from right to left.
    for name, value in (("w:b", None), ("w:sz", properties.sz.get(qn("w:val")))):
        for old in properties.findall(qn(f"{name}Cs")):
            properties.remove(old)
        if (beside := properties.find(qn(name))) is not None:
            twin = OxmlElement(f"{name}Cs")
            twin.set(qn("w:val"), value or ("1" if bold else "0"))
            beside.addnext(twin)
