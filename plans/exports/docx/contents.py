"""Table of contents: a field that Word can bring up to date, filled already for programs that do not."""

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

FIELD = r'TOC \o "1-1" \h \z \u'


def start_contents(body, styles, *, heading, new_page=False):
    """Append a place for the contents, under a heading if it has none of its own. Returns it, for `fill_contents`."""
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
    contents = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent/></w:sdt>")
    if heading:
        paragraph = _paragraph(styles["TOC Heading"])
        if new_page:
            paragraph.pPr.append(OxmlElement("w:pageBreakBefore"))
        paragraph.append(_run(_text(heading)))
        contents.find(qn("w:sdtContent")).append(paragraph)
    body.sectPr.addprevious(contents)
    return contents


def fill_contents(contents, headings, styles):
    """Fill the place with links to the headings, [(level, text, bookmark)], and the numbers of their pages.

    Those are empty until the program that lays out the pages works them out.
    """
    if contents is None or not headings:
        return
    inside = contents.find(qn("w:sdtContent"))
    paragraphs = []
    for _, text, bookmark in headings:
        paragraph, link = _paragraph(styles["TOC 1"]), OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        link.extend([_run(_text(text)), _run(OxmlElement("w:tab"))])
        link.extend(_field(f"PAGEREF {bookmark} \\h", ""))
        paragraph.append(link)
        paragraphs.append(paragraph)
    *begins, _, ends = _field(FIELD, "")
    for place, run in enumerate(begins, start=1):
        paragraphs[0].insert(place, run)
    paragraphs[-1].append(ends)
    inside.extend(paragraphs)


def _paragraph(style):
    paragraph = OxmlElement("w:p")
    paragraph.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), style)
    return paragraph


def _run(content):
    run = OxmlElement("w:r")
    run.append(content)
    return run


def _field(instruction, result):
    """The five runs of a field."""
    words = OxmlElement("w:instrText")
    words.text = instruction
    words.set(qn("xml:space"), "preserve")
    parts = (_mark("begin"), words, _mark("separate"), _text(result), _mark("end"))
    return [_run(part) for part in parts]


def _text(words):
    text = OxmlElement("w:t")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    return text


def _mark(kind):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark
