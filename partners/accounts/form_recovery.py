"""Form recovery: text typed when a session ended comes back after sign-in. See decision 0015.

The text stays for an hour in the browser's server-side session, for the user to whom the page was shown. It is put back
into the page's form, unsaved.
"""

import re
import time
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.signing import BadSignature
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import Resolver404

from ..languages import in_no_language, page_at
from ..limits import KEPT_CHARACTERS

SESSION_KEY = "kept_forms"
SHOWN_TO = "shown_to"
MAX_FORMS = 4
RECOVERY_TTL = 60 * 60


def keep(request):
    """Keep the fields of the form just sent. Returns the path of the page to return to.

    Files and passwords are never kept. Forms longer than KEPT_CHARACTERS are not kept either; the page says so.
    """
    page = readable(page_before(request) or request.path)
    reader = _reader_in_cookie(request)
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    if reader is None or not any(value.strip() for _, values in fields.lists() for value in values):
        return page
    encoded = fields.urlencode()
    entry = {
        "page": page,
        "action": in_no_language(request.path),
        "by": reader,
        "signed_out": not request.user.is_authenticated,
        "fields": encoded if len(encoded) <= KEPT_CHARACTERS else None,
        "files": bool(request.FILES),
        "until": time.time() + RECOVERY_TTL,
    }
    others = [e for e in request.session.get(SESSION_KEY, []) if e["action"] != in_no_language(request.path)]
    request.session[SESSION_KEY] = [*others, entry][-MAX_FORMS:]
    if not request.user.is_authenticated:
        request.session.set_expiry(RECOVERY_TTL)
    return page


# Hidden fields, not typed by anybody.
HIDDEN_FIELDS = {"csrfmiddlewaretoken", "seen", "base", "seal", "cells", "update"}
# Values of choices, such as off_track: chosen, not typed.
CODE = re.compile(r"[a-z]+(_[a-z]+)+")


def typed_text(data):
    """[(label, text)] of the text typed into a form (a QueryDict); labels are made from the field names."""
    typed = [(name, value) for name, values in data.lists() for value in values if name not in HIDDEN_FIELDS]
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, value in typed
        if len(value) > 3 and not CODE.fullmatch(value)
    ]


def mark(request, response):
    """Record the page's reader in a signed cookie, so that their text goes back to nobody else."""
    if _reader_in_cookie(request) == request.user.pk:
        return
    response.set_signed_cookie(
        f"{settings.COOKIE_PREFIX}{SHOWN_TO}",
        request.user.pk,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        salt=SHOWN_TO,
    )


def forget(request):
    """Drop the text kept for this form: a signed-in user has sent it again."""
    kept = request.session.get(SESSION_KEY, [])
    others = [entry for entry in kept if entry["action"] != in_no_language(request.path)]
    if len(others) < len(kept):  # otherwise each save would write the session
        request.session[SESSION_KEY] = others


def put_back(request, response):
    """Fill the page's forms with the text kept for its reader, with a notice at the top of the page."""
    entries = [
        e
        for e in request.session.get(SESSION_KEY, [])
        if in_no_language(urlsplit(e["page"]).path) == in_no_language(request.path)
        and e["by"] == request.user.pk
        and e["until"] > time.time()
    ]
    if not entries:
        return
    page = response.content.decode(response.charset)
    for entry in entries:
        fields = QueryDict(entry["fields"] or "", mutable=True)
        filler = Filler(request.path, entry["action"], fields)
        filler.feed(page)
        filler.close()
        left = [(name, value) for name, value in fields.items() if name not in filler.placed and value.strip()]
        context = {"entry": entry, "left": left, "has_form": bool(filler.placed)}
        page = filler.page(render_to_string("partners/accounts/_recovered_form.html", context))
    response.content = page.encode(response.charset)
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(response.content))


def comes_from_here(request):
    """Whether the browser's headers show that the form was on our page; another site's page cannot forge them."""
    origin = request.headers.get("Origin")
    if origin:
        return origin == f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _reader_in_cookie(request):
    try:
        return int(request.get_signed_cookie(f"{settings.COOKIE_PREFIX}{SHOWN_TO}", salt=SHOWN_TO))
    except (KeyError, BadSignature, ValueError):
        return None


def page_before(request):
    """Path of the page that a form or a button was on: the Referer, if it is a page of ours; else None."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc == request.get_host():
        try:
            page_at(referer.path)
            return referer.path + (f"?{referer.query}" if referer.query else "")
        except Resolver404:
            pass
    return None


def readable(path):
    """The path of a page; for that of a button, which cannot be opened, the nearest page above it."""
    address = urlsplit(path).path
    while (view := _view_of(address)) is None or getattr(view, "is_button", False):
        address, path = [f"{address.rstrip('/').rpartition('/')[0]}/"] * 2
    return path


def _view_of(address):
    """View of an address; None if there is none, or only the public page, which is not what a member was at."""
    try:
        match = page_at(address)
    except Resolver404:
        return None
    return match.func if match.url_name != "summary" else None


class Filler(HTMLParser):
    """Rewrites a page with the values of `fields` (a QueryDict) in those of its forms that post to `action`, which is
    without its language: who signs in again may come back to the page in another.

    `placed` are the names that had a field (or a button) on the page.
    """

    def __init__(self, path, action, fields):
        super().__init__(convert_charrefs=False)
        self.path, self.action, self.fields = path, action, fields
        self.placed, self.out = set(), []
        # Fields that share a name get their values in order.
        self.waiting = {name: list(values) for name, values in fields.lists()}
        self.inside = self.skipping = False
        self.select = None
        self.main = None

    def page(self, notice):
        """The rewritten page, with the notice at the start of <main>."""
        at = len(self.out) if self.main is None else self.main
        return "".join([*self.out[:at], notice, *self.out[at:]])

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            target = urlsplit(urljoin(self.path, attributes.get("action") or "")).path
            self.inside = (attributes.get("method") or "").lower() == "post" and in_no_language(target) == self.action
        raw = self.get_starttag_text()
        if self.inside:
            raw = self._filled(tag, attributes, raw)
        self.out.append(raw)
        if tag == "main":
            self.main = len(self.out)
        if self.inside and tag == "textarea" and attributes.get("name") in self.fields:
            self.placed.add(attributes["name"])
            self.out.append("\n" + escape(self._next(attributes["name"]), quote=False))
            self.skipping = True

    def _filled(self, tag, attributes, raw):
        name = attributes.get("name")
        if tag == "option" and self.select:
            value = attributes.get("value", "")
            return _tag(tag, attributes, "selected", value in self.fields.getlist(self.select))
        if name is None or name == "csrfmiddlewaretoken":
            return raw
        if tag == "select":
            self.select = name if name in self.fields else None
        if name in self.fields:
            self.placed.add(name)
        if tag != "input" or attributes.get("type") in ("password", "file", "submit"):
            return raw
        if attributes.get("type") in ("checkbox", "radio"):
            return _tag(tag, attributes, "checked", attributes.get("value", "on") in self.fields.getlist(name))
        return _tag(tag, {**attributes, "value": self._next(name)}) if name in self.fields else raw

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


def _tag(tag, attributes, flag=None, is_set=False):
    """A start tag with these attributes, with the boolean attribute `flag` only if it `is_set`."""
    attributes = {name: value for name, value in attributes.items() if name != flag}
    written = [name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items()]
    return f"<{' '.join([tag, *written, *([flag] if is_set else [])])}>"
