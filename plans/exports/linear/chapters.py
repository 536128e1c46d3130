"""Chapters of an edition: the linear template, read as a tree of few elements."""

import copy
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from lxml import etree
from lxml import html as lxml_html

from partners import languages
from partners.site_address import site_address

from ...plan_titles import full_title
from ..pdf import print_context
from ..tables import title_of, without_controls

# What a chapter consists of; other elements give way to what is in them, and have no say in how they look.
BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "hr"}
INLINE = {"a", "br", "strong", "em", "code"}
SAME = {"b": "strong", "i": "em"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
KEPT_ATTRIBUTES = {"id", "lang", "dir", "start"}
# Addresses that a reader of a file can follow.
SCHEMES = {"http", "https", "mailto", "tel"}
SPACES = re.compile(r"[ \t\r\n\f]+")


class Chapter(NamedTuple):
    """A chapter: its key, its heading as text and its elements, below a `section` of lxml."""

    key: str
    title: str
    body: etree._Element


class Document(NamedTuple):
    """An edition to be read in a line. `lang` is a language tag, `dir` "ltr" or "rtl", `contents` the word for them."""

    title: str
    contents: str
    author: str
    lang: str
    dir: str
    edition: dict
    chapters: list[Chapter]


def linear_document(outline, edition, language=languages.ENGLISH):
    """The Document of an edition's public outline; `edition` has the keywords of `plan_as_pdf`.

    The words of the outline are those it has; those around them are in the language.
    """
    slug = outline["partnership"]["slug"]
    with translation.override(language):
        about = print_context(outline, **edition)
        contents = gettext("Contents")
        address = f"{site_address()}{reverse('summary', args=[slug])}" if site_address() else ""
        html = render_to_string("plans/exports/linear/plan.html", {**about, "address": address})
    page = lxml_html.fragment_fromstring(without_controls(html))
    return Document(
        title_of(outline),
        contents,
        f"{outline['partnership']['area']} {outline['partnership']['name']}",
        languages.ALL[language].lang,
        languages.ALL[language].direction,
        {**edition, "published_on": about["published_on"], "short_title": full_title(outline)},
        [chapter_of(section) for section in page.findall("section")],
    )


def chapter_of(section):
    """The Chapter of a section of the template."""
    body = etree.Element("section", id=section.get("id"))
    for part in section:
        _copy(part, body, level=2)
    heading = next((each for each in body if each.tag in HEADINGS[:2]), None)
    title = section.get("title") or text_of(heading)
    for number, each in enumerate(body.iter("h3"), 1):
        each.set("id", f"{section.get('id')}-{number}")
    return Chapter(section.get("id"), title, body)


def _copy(element, parent, level):
    """Copy an element and what is in it below a parent. `level` is that of the heading before it."""
    if not isinstance(element.tag, str) or element.tag in ("svg", "script", "style"):
        _append_text(parent, element.tail)
        return
    if "prose" in (element.get("class") or "").split():
        _lower_headings(element, below=_level_before(parent, level))
    tag = SAME.get(element.tag, element.tag)
    into = parent
    if tag in BLOCKS or (tag in INLINE and (tag != "a" or _can_be_followed(element.get("href", "")))):
        into = etree.SubElement(parent, tag, {n: v for n, v in element.attrib.items() if n in KEPT_ATTRIBUTES})
        if tag == "a":
            into.set("href", element.get("href"))
    # Of a list of the template's there is only white space between the items.
    _append_text(into, element.text)
    for child in element:
        _copy(child, into, level)
    _append_text(parent, element.tail)


def _append_text(parent, text):
    """Append text behind what a parent has; no white space between blocks."""
    if not text or (parent.tag in ("section", "ul", "ol", "blockquote") and not text.strip()):
        return
    text = text if any(each.tag == "pre" for each in (parent, *parent.iterancestors())) else SPACES.sub(" ", text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _level_before(parent, level):
    """Level of the last heading before the end of a parent."""
    levels = [HEADINGS.index(each.tag) + 1 for each in parent.iter(*HEADINGS)]
    return levels[-1] if levels else level


def _lower_headings(prose, *, below):
    """Headings that somebody wrote in a text of the plan go on below the template's own, without a gap."""
    found = sorted({each.tag for each in prose.iter(*HEADINGS)})
    for heading in list(prose.iter(*HEADINGS)):
        heading.tag = HEADINGS[min(below + found.index(heading.tag), len(HEADINGS) - 1)]


def _can_be_followed(address):
    parts = urlsplit(address)
    is_host = bool(re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc, re.ASCII))
    return parts.scheme in SCHEMES and (parts.scheme in ("mailto", "tel") or is_host)


def text_of(element):
    """Text of an element in one line."""
    return SPACES.sub(" ", "".join(element.itertext())).strip()


def xhtml_of(body, into="section"):
    """A chapter's elements as text that is both XML and HTML."""
    body = copy.deepcopy(body)
    body.tag = into
    xml = etree.tostring(body, encoding="unicode", method="xml")
    # Quotes too, as in all that Django prints.
    xml = re.sub(">[^<]+", lambda text: text[0].replace('"', "&quot;"), xml)
    return mark_safe(xml)  # noqa: S308 (lxml has escaped it)
