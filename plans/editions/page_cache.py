"""Page cache for the public: pages rendered once, compressed once and kept in the worker's memory.

Editions never change, so a page made from one never expires: it reads otherwise once it is replaced or grown old
(`rendering`), which is in its key. Only the choice of the current edition is queried, and cached briefly
(partners.outages). Nothing here depends on a request: everything a page depends on is in its key.

Under DEBUG nothing is cached, since templates change while the process runs.
"""

import functools
import gzip
import hashlib
import re
from dataclasses import dataclass

import brotli
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from partners import read_only
from partners.caches import LruCache
from partners.database_router import prefers_replica
from partners.models import Revision
from partners.outages import TtlCache, messenger, of_primary

MAX_ENTRIES = 512
# Brotli quality while a reader waits: the best takes over a second per MB.
QUICK_QUALITY = 5
# Bodies above this many bytes get no more than quality 9: 5% larger than the best, in a fiftieth of its time.
LARGE_BODY, QUALITY_OF_LARGE = 200_000, 9

# Browsers always revalidate, at the cost of a 304. A CDN serves it for ten seconds, and on while the site is down.
CURRENT_CACHE_CONTROL = "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400"
# For an edition's own address: the content changes when the edition is withdrawn, replaced or grown old, and no more.
EDITION_CACHE_CONTROL = "public, max-age=3600, stale-if-error=86400"


@dataclass(frozen=True)
class RenderedPage:
    """A rendered response. `packed` is {encoding: compressed body}, best first.

    `modified` is a Unix timestamp, or None for content that can return to an earlier state: only the ETag counts then.
    """

    content_type: str
    body: bytes
    packed: dict[str, bytes]
    etag: str
    modified: int | None

    @classmethod
    def of(cls, content, content_type, modified, *, dense=False, quality=11):
        """Compress and hash a body, unless it is `dense`, a compressed format. `quality` is Brotli's, up to 11."""
        body = content.encode() if isinstance(content, str) else content
        if len(body) > LARGE_BODY:
            quality = min(quality, QUALITY_OF_LARGE)
        compressed = (
            {}
            if dense
            else {"br": brotli.compress(body, quality=quality), "gzip": gzip.compress(body, min(quality, 9), mtime=0)}
        )
        return cls(
            content_type,
            body,
            compressed,
            hashlib.sha256(body).hexdigest()[:32],
            modified and int(modified.timestamp()),
        )


class Front:
    """Cache of current pages: one value for each place, replaced when its key changes.

    Places contain a partnership, so that its size is bounded by the number of partnerships. Other public requests, for
    old editions and the like, go to a LruCache and evict nothing here.
    """

    def __init__(self):
        self.entries = {}

    def get(self, place, key, make):
        if settings.DEBUG:
            return make()
        value = self.kept(place, key)
        if value is None:
            value, may_be_kept = of_primary(make)
            if may_be_kept:
                self.entries[place] = (key, value)
        return value

    def forget(self, slug):
        """Drop all that is kept of a partnership."""
        for place in [place for place in list(self.entries) if place[-1] == slug]:
            self.entries.pop(place, None)

    def kept(self, place, key):
        """The value of a place, or None if it has another key."""
        kept_key, value = self.entries.get(place, (None, None))
        return value if kept_key == key else None


front = Front()
pages = LruCache(MAX_ENTRIES)
# Fewer entries: a PDF may take a few hundred kB.
files = LruCache(64)
# Editions whose pages are rendered on request: few, since a large plan takes megabytes.
readings = LruCache(2)
current = TtlCache()


def newest_revision(slug):
    """The number of a partnership's newest revision, asked for as often as the edition on show."""
    return current.get(("revision", slug), lambda: Revision.objects.newest_number(slug))


# Seconds that a prerendered page stays in the shared cache, for newly started workers.
SHARED_SECONDS = 30 * 24 * 60 * 60


def keep_for_all(key, value, seconds=SHARED_SECONDS):
    """Share a value with the other workers, so that they need not make it, if the database takes it."""
    if prefers_replica() and messenger.doubts:
        return
    cache.set(_shared_key(key), value, timeout=seconds)


def forget_expired():
    """Delete what the cache's table holds beyond its time, such as the pages of an earlier release."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [now])


def forget_edition(sha256):
    """Delete what workers share of an edition."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE cache_key LIKE %s", [f"%{sha256}%"])


def kept_for_all(key):
    """The value that a worker shared, or None."""
    return None if settings.DEBUG else cache.get(_shared_key(key))


def shared(key, make):
    """Value shared by the workers; the first to need it makes it."""
    value = kept_for_all(key)
    if value is None:
        value = make()
        keep_for_all(key, value)
    return value


def shared_many(makers):
    """{key: value} of what the workers share, asked for at once; `makers` are {key: function that makes the value}."""
    kept = {} if settings.DEBUG else cache.get_many([_shared_key(key) for key in makers])
    values = {}
    for key, make in makers.items():
        value = kept.get(_shared_key(key))
        if value is None:
            value = make()
            keep_for_all(key, value)
        values[key] = value
    return values


def _shared_key(key):
    return f"{release()}-{'-'.join(map(str, key))}"


@functools.cache
def release():
    """Fingerprint of everything that determines how a page is rendered; a new release or address changes it.

    It covers the version, all our code, templates, static files, the locked libraries and the site's address.
    config/wsgi.py calls it at the start, because the files may later be those of the next release.
    """
    base = settings.BASE_DIR
    parts = ["config", "static", "templates", *settings.INSTALLED_APPS]
    files = {file for part in parts for file in (base / part).rglob("*.*") if file.suffix != ".pyc" and file.is_file()}
    of_site = (settings.VERSION, settings.FORCE_SCRIPT_NAME, settings.SITE_URL, settings.STATIC_URL)
    stamp = hashlib.sha256(repr(of_site).encode())
    for file in [base / "requirements.txt", *sorted(files)]:
        stamp.update(str(file.relative_to(base)).encode() + b"\0" + file.read_bytes())
    return stamp.hexdigest()[:16]


def conditional_response(request, made, cache_control):
    """Response for a RenderedPage, or 304 if the reader has it already."""
    headers = request.META
    if made.content_type.startswith("text/html") and (state := read_only.current()):
        made = pages.get((state, made.etag), lambda: _with_notice(made, state))
        cache_control = CURRENT_CACHE_CONTROL
    accepted = headers.get("HTTP_ACCEPT_ENCODING", "")
    encoding = next((name for name in made.packed if name in _accepted_encodings(accepted)), None)
    etag = f'"{made.etag}-{encoding}"' if encoding else f'"{made.etag}"'
    response = HttpResponse(made.packed[encoding] if encoding else made.body, content_type=made.content_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = etag
    if made.modified is not None:
        response.headers["Last-Modified"] = _http_date(made.modified)
    response.headers["Cache-Control"] = cache_control
    if "HTTP_IF_NONE_MATCH" in headers or "HTTP_IF_MODIFIED_SINCE" in headers:
        return get_conditional_response(request, etag=etag, last_modified=made.modified, response=response)
    return response


_http_date = functools.lru_cache(MAX_ENTRIES)(http_date)


def _with_notice(made, state):
    """The page with the notice of read-only mode. Its ETag is that of what it says, so no browser keeps either for the
    other.
    """
    return RenderedPage.of(read_only.with_notice(made.body, state), made.content_type, None, quality=QUICK_QUALITY)


def compressed(request, response):
    """The response, compressed quickly if the reader accepts it."""
    response.content = read_only.with_notice(response.content, read_only.current())
    patch_vary_headers(response, ["Accept-Encoding"])
    accepted = _accepted_encodings(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    encodings = {"br": lambda body: brotli.compress(body, quality=QUICK_QUALITY), "gzip": gzip.compress}
    encoding = next((name for name in encodings if name in accepted), None)
    if encoding:
        response.content = encodings[encoding](response.content)
        response.headers["Content-Encoding"] = encoding
    return response


@functools.lru_cache(64)
def _accepted_encodings(accepted):
    """Encodings that an Accept-Encoding header allows."""
    parts = (part.replace(" ", "").lower().partition(";q=") for part in accepted.split(","))
    return frozenset(name for name, _, weight in parts if not re.fullmatch(r"0(\.0*)?", weight))
