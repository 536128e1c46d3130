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

from ...plan_titles import partnership_name
from ..pdf import print_context
from ..tables import title_of, without_controls

# What a chapter consists of; other elements give way to what is in them, and have no say in how they look.
BLOCKS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "pre", "hr"}
INLINE = {"a", "br", "strong", "em", "code"}
# What a part in another language has.
LANGUAGE = ("lang", "dir")
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

    @property
    def heading(self):
        """The title as XHTML, with the languages of its parts."""
        element = _heading_of(self.body)
        return self.title if element is None or text_of(element) != self.title else inner_xhtml_of(element)


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
        str.__str__(partnership_name(outline)),
        languages.ALL[language].lang,
        languages.ALL[language].direction,
        {**edition, "published_on": about["published_on"]},
        [chapter_of(section) for section in page.findall("section")],
    )


def chapter_of(section):
    """The Chapter of a section of the template."""
    body = etree.Element("section", id=section.get("id"))
    for part in section:
        _copy(part, body, level=2)
    title = section.get("title") or text_of(_heading_of(body))
    for number, each in enumerate(body.iter("h3"), 1):
        each.set("id", f"{section.get('id')}-{number}")
    return Chapter(section.get("id"), title, body)


def _heading_of(body):
    return next((each for each in body if each.tag in HEADINGS[:2]), None)


def _copy(element, parent, level, language=()):
    """Copy an element and what is in it below a parent. `level` is that of the heading before it.

    `language` has the attributes of what was around it and is not copied, if that is in another language.
    """
    if not isinstance(element.tag, str) or element.tag in ("svg", "script", "style"):
        _append_text(parent, element.tail)
        return
    if "prose" in (element.get("class") or "").split():
        _lower_headings(element, below=_level_before(parent, level))
    tag = SAME.get(element.tag, element.tag)
    into = parent
    language = {n: v for n, v in element.attrib.items() if n in LANGUAGE} or dict(language)
    if _is_kept(element, tag):
        into = etree.SubElement(parent, tag, {n: v for n, v in element.attrib.items() if n in KEPT_ATTRIBUTES})
        if language and tag != "br":
            into.attrib.update(language)
            language = {}
        if tag == "a":
            into.set("href", element.get("href"))
    # Of a list of the template's there is only white space between the items.
    _append_text(into, element.text)
    for child in element:
        _copy(child, into, level, language)
    _append_text(parent, element.tail)


def _is_kept(element, tag):
    if tag == "a":
        return _can_be_followed(element.get("href", ""))
    return tag in BLOCKS or tag in INLINE or (tag == "span" and "lang" in element.attrib)


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
    """A chapter's elements as text that is both XML and HTML; what is in them alone if `into` is ""."""
    body = copy.deepcopy(body)
    body.tag, body.tail = into or "span", None
    for part in body.iter("*"):
        if "lang" in part.attrib:
            part.set("{http://www.w3.org/XML/1998/namespace}lang", part.get("lang"))
    xml = etree.tostring(body, encoding="unicode", method="xml")
    # Quotes too, as in all that Django prints.
    xml = re.sub(">[^<]+", lambda text: text[0].replace('"', "&quot;"), xml)
    xml = xml if into else re.sub("^<span[^>]*>|</span>$", "", xml)
    return mark_safe(xml)  # noqa: S308 (lxml has escaped it)


def inner_xhtml_of(element):
    """What is in an element, as `xhtml_of`, without addresses to follow."""
    element = copy.deepcopy(element)
    etree.strip_tags(element, "a")
    return xhtml_of(element, into="")
