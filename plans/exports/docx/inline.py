"""Text within a paragraph: runs with their looks, links and line breaks, from the pieces of HTML in it."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from .document import QUIET
from .scripts import stretches

BREAK = "\n"


@dataclass(frozen=True)
class Look:
    """How a piece of text looks; `link` is an address, or # and the name of a bookmark."""

    bold: bool = False
    italic: bool = False
    colour: str = ""
    link: str = ""

    def within(self, element, colours, bookmarks):
        """The look of text in an element that stands in text of this look."""
        tag, classes = element.tag, (element.get("class") or "").split()
        colour = next((colours[name].lstrip("#").upper() for name in classes if name in colours), "")
        link = _link(element.get("href") or "", bookmarks) if tag == "a" else ""
        return replace(
            self,
            bold=self.bold or tag in ("strong", "b", "dt") or bool({"status", "act"} & set(classes)),
            italic=self.italic or tag in ("em", "i"),
            colour=colour or (QUIET if {"quiet", "open"} & set(classes) else self.colour),
            link=link or self.link,
        )


def _link(href, bookmarks):
    if href.startswith("#"):
        return "#" + bookmarks[href[1:]] if href[1:] in bookmarks else ""
    try:
        return href if urlsplit(href).scheme in ("http", "https", "mailto") else ""
    except ValueError:
        return ""


def squeezed(pieces):
    """[(text, Look)] with white space as a browser shows it: single spaces, none at either end or beside a break."""
    result, ends_open = [], False
    for text, look in pieces:
        if text == BREAK:
            if result:
                result[-1] = (result[-1][0].rstrip(" "), result[-1][1])
            result.append((BREAK, look))
            ends_open = False
            continue
        # Only the white space of HTML: a no-break space stays.
        text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if not ends_open:
            text = text.lstrip(" ")
        if text:
            result.append((text, look))
            ends_open = not text.endswith(" ")
    while result and not result[-1][0].strip(" \n"):
        result.pop()
    if result:
        result[-1] = (result[-1][0].rstrip(" "), result[-1][1])
    while result and result[0][0] == BREAK:
        result.pop(0)
    return [piece for piece in result if piece[0]]


def write_runs(paragraph, pieces, part):
    """Add squeezed pieces to a paragraph of the document part."""
    for text, look in pieces:
        runs = [_run(part, look, from_the_right) for part, from_the_right in stretches(text)]
        if not look.link:
            paragraph.extend(runs)
            continue
        link = OxmlElement("w:hyperlink")
        if look.link.startswith("#"):
            link.set(qn("w:anchor"), look.link[1:])
        else:
            link.set(qn("r:id"), part.relate_to(look.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.extend(runs)
        paragraph.append(link)


def _run(text, look, from_the_right):
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    # In the order of the schema.
    if look.link:
        _add(properties, "w:rStyle", "Hyperlink")
    if look.bold:
        _add(properties, "w:b")
        _add(properties, "w:bCs")
    if look.italic:
        _add(properties, "w:i")
        _add(properties, "w:iCs")
    if look.colour and not look.link:
        _add(properties, "w:color", look.colour)
    if from_the_right:
        _add(properties, "w:rtl")
    if len(properties):
        run.append(properties)
    if text == BREAK:
        run.append(OxmlElement("w:br"))
        return run
    words = OxmlElement("w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _add(properties, name, value=None):
    element = OxmlElement(name)
    if value is not None:
        element.set(qn("w:val"), value)
    properties.append(element)
