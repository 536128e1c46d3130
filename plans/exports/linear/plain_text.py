"""Plain text of an edition: UTF-8 with a byte order mark, lines that end in CRLF, as Windows' Notepad wants them.

A paragraph is one line, however long: the reader's program breaks it to their window and their size of type, where our
breaks would leave ragged ends. Headings are underlined, and lists have hyphens or numbers: no table, no columns.
"""

import re

from .chapters import HEADINGS, Document

# {level of a heading: what underlines it}
UNDERLINES = {"h1": "=", "h2": "=", "h3": "-"}
INDENT = "  "


def as_plain_text(document: Document) -> bytes:
    """The document as bytes; the first chapter is followed by the list of the others."""
    first, *others = document.chapters
    lines = list(lines_of(first.body))
    lines += ["", document.contents, UNDERLINES["h2"] * len(document.contents), ""]
    lines += [*(f"- {chapter.title}" for chapter in others)]
    for chapter in others:
        lines += ["", "", *lines_of(chapter.body)]
    text = "\r\n".join(line.rstrip() for line in lines).strip()
    return f"\ufeff{text}\r\n".encode()


def lines_of(body):
    """Lines of a chapter, each block after an empty one."""
    for block in body:
        if block.tag in HEADINGS:
            text = inline_text(block)
            yield from ["", text]
            if mark := UNDERLINES.get(block.tag):
                yield mark * min(len(text), 72)
        elif block.tag in ("ul", "ol"):
            yield from ["", *_items(block, "")]
        elif block.tag == "hr":
            yield from ["", "* * *"]
        else:
            yield from ["", *_paragraphs(block)]


def _paragraphs(block):
    """Lines of a paragraph, of preformatted text or of a quotation, which may hold any block."""
    if block.tag == "blockquote":
        yield from (f"{INDENT}{line}" if line else "" for line in list(lines_of(block))[1:])
    else:
        yield from inline_text(block).split("\n")


def _items(listed, indent):
    """Lines of a list; a list in it is indented."""
    start = int(listed.get("start") or 1)
    for number, item in enumerate(listed, start):
        mark = f"{number}. " if listed.tag == "ol" else "- "
        own = inline_text(item, without=("ul", "ol", "p", "blockquote", "pre", "h6"))
        inner = []
        for child in item:
            if child.tag in ("ul", "ol"):
                inner += _items(child, indent + INDENT)
            elif child.tag in ("p", "pre", "blockquote", *HEADINGS):
                inner += [f"{indent}{INDENT}{line}" for line in inline_text(child).split("\n")]
        if not own and inner:
            own, inner = inner[0].strip(), inner[1:]
        yield f"{indent}{mark}{own}"
        yield from inner


def inline_text(element, without=()):
    """Text of an element; a link is followed by its address unless that is its text."""
    text = element.text or ""
    for child in element:
        if child.tag == "br":
            text += "\n"
        elif child.tag not in without:
            inner = inline_text(child, without)
            address = child.get("href", "").removeprefix("mailto:").removeprefix("tel:") if child.tag == "a" else ""
            text += f"{inner} ({address})" if address and address != inner.strip() else inner
        text += child.tail or ""
    if element.tag == "pre":
        return text.rstrip("\n")
    return "\n".join(re.sub(r"[ \n]+", " ", line).strip() for line in text.split("\n")).strip()
