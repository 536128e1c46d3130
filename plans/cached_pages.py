"""Members' pages kept in the worker's memory, by the revision that they show.

A page is rendered once for each address, revision, day, release and set of rights, whoever opens it. What differs
between readers with the same rights is left open in what is kept and filled in for each: their name, the token of the
forms, and the messages that wait for them.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from operator import attrgetter

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseNotModified
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.http import parse_etags

from partners import clock, read_only
from partners.accounts import form_recovery
from partners.caches import LruCache

from .editions.page_cache import release

MAX_BYTES = 8 * 1024 * 1024

# The places left open, as no page's own text can have them. A page kept by one process is filled in by the same.
# They begin alike, so that a page of megabytes is searched for one text and not for each in turn.
_BEGINNING = f"hole-{secrets.token_hex(16)}-"
HOLES = {name: _BEGINNING + name for name in ("reader", "token", "messages")}
_split_at_holes = re.compile(f"{_BEGINNING}({'|'.join(HOLES)})".encode()).split


@dataclass
class KeptPage:
    """A rendered page, and the state that it `shows`. Its `parts` are alternately text and the names of holes.

    `until` is the moment when time alone changes it, `personal` whether it is for the reader who opened it alone.
    """

    shows: tuple
    parts: list = ()
    until: datetime | None = None
    personal: bool = False
    made_at: datetime = field(default_factory=clock.now)

    @property
    def size(self):
        return 500 + sum(map(len, self.parts))

    @property
    def is_valid(self):
        return self.made_at <= clock.now() and (self.until is None or clock.now() < self.until)

    def filled(self, values):
        return b"".join(values[part] if isinstance(part, str) else part for part in self.parts)


pages = LruCache(MAX_BYTES, size_of=attrgetter("size"))


def valid_until(request, moment):
    """Have the page being made for this request kept no longer than to an aware moment, or without end for None."""
    page = getattr(request, "kept_page", None)
    if page and moment:
        page.until = min(filter(None, (page.until, moment)))


def only_for_reader(request):
    """Have the page being made for this request kept for its reader alone: it depends on more than their rights."""
    if page := getattr(request, "kept_page", None):
        page.personal = True


def cached_by_revision(view):
    """Decorator, below `member_page`, for a page whose content follows from the partnership's revision and the rights.

    A view whose page depends on its reader as well calls `only_for_reader`; one that time changes within a day calls
    `valid_until`. The response has a validator, so that a browser asks whether its copy still holds, and 304 answers
    without making anything; not while messages wait, or text is to be put back into the page's form.
    """

    @wraps(view)
    def page(request, access, **kwargs):
        if settings.DEBUG or request.method not in ("GET", "HEAD"):
            return view(request, access, **kwargs)
        place, shows = _place(request, access), _shows(access)
        waiting = len(get_messages(request)) or form_recovery.SESSION_KEY in request.session
        if not waiting and (etag := _valid_etag(request, place + shows)):
            return _with_headers(HttpResponseNotModified(), etag)
        kept = _kept(place, shows, request)
        if kept is None:
            kept = KeptPage(shows)
            response = _with_holes(view, request, access, kwargs, kept)
            if response.status_code != 200:
                response.content = KeptPage(shows, _parts(response.content)).filled(_values(request))
                return response
            kept.parts = _parts(response.content)
            pages.add((place, request.user.pk if kept.personal else None), kept)
        response = HttpResponse(read_only.with_notice(kept.filled(_values(request)), shows[-1]))
        return response if waiting else _with_headers(response, _etag(_validator(request, place + shows), kept.until))

    return page


def _place(request, access):
    """What page it is and for whom: of each, the newest is kept."""
    rights = tuple((m.role, m.authority_id) for m in access.memberships)
    elsewhere = tuple((partnership.slug, partnership.area, door) for partnership, door in access.elsewhere)
    hidden_notice = request.session.get("hidden_notice")
    return request.get_host(), request.get_full_path(), access.partnership.pk, rights, elsewhere, hidden_notice


def _shows(access):
    """The state that a page shows; one of another state is of no use any more."""
    return access.revision, clock.today(), release(), read_only.current()


def _kept(place, shows, request):
    for reader in (None, request.user.pk):
        page = pages.look((place, reader))
        if page and page.shows == shows and page.is_valid:
            return page
    return None


def _with_holes(view, request, access, kwargs, kept):
    """The view's response, with holes; a page that an exception leads to has none."""
    request.kept_page = kept
    try:
        return view(request, access, **kwargs)
    finally:
        request.kept_page = None


def holes(request):
    """Context processor: what a page that is to be kept says instead of what is its reader's."""
    if not getattr(request, "kept_page", None):
        return {}
    return {"holes": HOLES, "csrf_token": HOLES["token"]}


def _parts(content):
    return [part.decode() if number % 2 else part for number, part in enumerate(_split_at_holes(content))]


def _values(request):
    """What fills the holes for this reader."""
    had_cookie = "CSRF_COOKIE" in request.META
    token = get_token(request)
    if had_cookie:  # it need not be sent again, which would forbid the browser to keep the page
        request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    messages = get_messages(request)
    shown = render_to_string("components/_messages.html", {"messages": messages}) if len(messages) else ""
    return {"reader": escape(request.user.name).encode(), "token": token.encode(), "messages": shown.encode()}


def _validator(request, key):
    """Fingerprint of all that the response to this reader follows from, but the time of day."""
    reader = (request.user.pk, request.user.name, request.META.get("CSRF_COOKIE"))
    return hashlib.sha256(repr((key, reader)).encode()).hexdigest()[:32]


def _etag(validator, until):
    return f'W/"{validator}-{int(until.timestamp()) if until else 0}"'


def _valid_etag(request, key):
    """The ETag of the browser's copy, if the copy still holds."""
    etags = request.headers.get("If-None-Match")
    validator = etags and _validator(request, key)
    for etag in parse_etags(etags or ""):
        ours, _, until = etag.removeprefix("W/").strip('"').partition("-")
        if ours == validator and until.isdecimal() and (until == "0" or clock.now().timestamp() < int(until)):
            return etag
    return None


def _with_headers(response, etag):
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
