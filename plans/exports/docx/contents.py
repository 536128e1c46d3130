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
    """Fill the place with links to the headings, [(level, text, bookmark)]. Without page numbers: Word knows those."""
    if contents is None or not headings:
        return
    inside = contents.find(qn("w:sdtContent"))
    paragraphs = []
    for _, text, bookmark in headings:
        paragraph, link = _paragraph(styles["TOC 1"]), OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        link.append(_run(_text(text)))
        paragraph.append(link)
        paragraphs.append(paragraph)
    instruction = OxmlElement("w:instrText")
    instruction.text = FIELD
    for place, run in enumerate((_run(_mark("begin")), _run(instruction), _run(_mark("separate"))), start=1):
        paragraphs[0].insert(place, run)
    paragraphs[-1].append(_run(_mark("end")))
    inside.extend(paragraphs)


def _paragraph(style):
    paragraph = OxmlElement("w:p")
    paragraph.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), style)
    return paragraph


def _run(content):
    run = OxmlElement("w:r")
    run.append(content)
    return run


def _text(words):
    text = OxmlElement("w:t")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    return text


def _mark(kind):
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark
