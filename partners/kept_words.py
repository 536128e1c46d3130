"""What somebody was typing when their session ended, kept until they have signed in again. See decision 0015.

The words wait in the browser's own session on the server, for the one to whom the page was shown, for an hour. They are
put back into the page's form, unsaved.
"""

import time
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.signing import BadSignature
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from .limits import KEPT_CHARACTERS

KEPT = "kept_words"
SHOWN_TO = "shown_to"
MOST_FORMS = 4
GOOD_FOR = 60 * 60


def keep(request):
    """Keep what the form that was just sent holds. Returns the page to which its sender shall come back.

    Files and passwords are never kept. What is too long is not kept either, and that is said.
    """
    page = _page_of(request)
    reader = _shown_to(request)
    words = request.POST.copy()
    words.pop("csrfmiddlewaretoken", None)
    if reader is None or not any(value.strip() for values in words.lists() for value in values[1]):
        return page
    encoded = words.urlencode()
    entry = {
        "page": page,
        "action": request.path,
        "by": reader,
        "signed_out": not request.user.is_authenticated,
        "words": encoded if len(encoded) <= KEPT_CHARACTERS else None,
        "files": bool(request.FILES),
        "until": time.time() + GOOD_FOR,
    }
    others = [e for e in request.session.get(KEPT, []) if e["action"] != request.path]
    request.session[KEPT] = [*others, entry][-MOST_FORMS:]
    if not request.user.is_authenticated:
        request.session.set_expiry(GOOD_FOR)
    return page


# What a page carries for itself.
CARRIED = {"csrfmiddlewaretoken", "seen", "base", "seal", "cells", "update"}


def words_of(data):
    """[(name, words)] of what somebody typed into a form, with the names of its fields as words."""
    told = [(name, value) for name, values in data.lists() for value in values if name not in CARRIED]
    return [(name.replace("_", " ").replace("-", " ").capitalize(), value) for name, value in told if len(value) > 3]


def mark(request, response):
    """Note in the browser to whom this page was shown, so that their words go back to nobody else."""
    response.set_signed_cookie(
        f"{settings.COOKIE_PREFIX}{SHOWN_TO}",
        request.user.pk,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        salt=SHOWN_TO,
    )


def forget(request):
    """The form was sent again, by somebody who is signed in: what was kept of it has done its service."""
    if KEPT in request.session:
        request.session[KEPT] = [e for e in request.session[KEPT] if e["action"] != request.path]


def put_back(request, response):
    """Fill the page's forms with what was kept for its reader, and say so at the head of the page."""
    entries = [
        e
        for e in request.session.get(KEPT, [])
        if urlsplit(e["page"]).path == request.path and e["by"] == request.user.pk and e["until"] > time.time()
    ]
    if not entries:
        return
    page = response.content.decode(response.charset)
    for entry in entries:
        words = QueryDict(entry["words"] or "", mutable=True)
        filler = Filler(request.path, entry["action"], words)
        filler.feed(page)
        filler.close()
        left = [(name, value) for name, value in words.items() if name not in filler.placed and value.strip()]
        notice = render_to_string("partners/_kept.html", {"entry": entry, "left": left, "found": bool(filler.placed)})
        page = filler.page(notice)
    response.content = page.encode(response.charset)
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))


def comes_from_here(request):
    """Whether the browser says that the form was on a page of ours. A page of somebody else's cannot make it say so."""
    origin = request.headers.get("Origin")
    if origin:
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _shown_to(request):
    try:
        return int(request.get_signed_cookie(f"{settings.COOKIE_PREFIX}{SHOWN_TO}", salt=SHOWN_TO))
    except (KeyError, BadSignature, ValueError):
        return None


def _page_of(request):
    """The page with the form: where the browser says it comes from, if that is ours, else the form's own."""
    from_page = urlsplit(request.headers.get("Referer", ""))
    if from_page.netloc == request.get_host():
        try:
            resolve(from_page.path)
            return from_page.path + (f"?{from_page.query}" if from_page.query else "")
        except Resolver404:
            pass
    return request.path


class Filler(HTMLParser):
    """Writes a page anew with `words` in the fields of those of its forms that are sent to `action`.

    `placed` are the names for which there was a field (or a button).
    """

    def __init__(self, path, action, words):
        super().__init__(convert_charrefs=False)
        self.path, self.action, self.words = path, action, words
        self.placed, self.out = set(), []
        # Of several fields with one name, each gets its own.
        self.waiting = {name: list(values) for name, values in words.lists()}
        self.inside = self.skipping = False
        self.select = None
        self.main = None

    def page(self, notice):
        """The page, with the notice at the head of its main part."""
        at = len(self.out) if self.main is None else self.main
        return "".join([*self.out[:at], notice, *self.out[at:]])

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            goes_to = urlsplit(urljoin(self.path, attributes.get("action") or "")).path
            self.inside = (attributes.get("method") or "").lower() == "post" and goes_to == self.action
        raw = self.get_starttag_text()
        if self.inside:
            raw = self._filled(tag, attributes, raw)
        self.out.append(raw)
        if tag == "main":
            self.main = len(self.out)
        if self.inside and tag == "textarea" and attributes.get("name") in self.words:
            self.placed.add(attributes["name"])
            self.out.append("\n" + escape(self._next(attributes["name"]), quote=False))
            self.skipping = True

    def _filled(self, tag, attributes, raw):
        name = attributes.get("name")
        if tag == "option" and self.select:
            value = attributes.get("value", "")
            return _tag(tag, attributes, "selected", value in self.words.getlist(self.select))
        if name is None or name == "csrfmiddlewaretoken":
            return raw
        if tag == "select":
            self.select = name if name in self.words else None
        if name in self.words:
            self.placed.add(name)
        if tag != "input" or attributes.get("type") in ("password", "file", "submit"):
            return raw
        if attributes.get("type") in ("checkbox", "radio"):
            return _tag(tag, attributes, "checked", attributes.get("value", "on") in self.words.getlist(name))
        return _tag(tag, {**attributes, "value": self._next(name)}) if name in self.words else raw

    def _next(self, name):
        return self.waiting[name].pop(0) if self.waiting[name] else ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.skipping = False
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False
        self.out.append(f"</{tag}>")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_data(self, data):
        if not self.skipping:
            self.out.append(data)

    def handle_entityref(self, name):
        self.handle_data(f"&{name};")

    def handle_charref(self, name):
        self.handle_data(f"&#{name};")

    def handle_comment(self, data):
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.out.append(f"<!{decl}>")


def _tag(tag, attributes, flag=None, raised=False):
    """A start tag with these attributes; `flag` is there if it is `raised`."""
    attributes = {name: value for name, value in attributes.items() if name != flag}
    words = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
    return f"<{' '.join([tag, *words, *([flag] if raised else [])])}>"
