"""What the public reads, ready to hand out: rendered once, compressed once, kept in the worker's memory.

Editions never change, so a page made from one is good for ever. Only which edition is current has to be asked, and a
worker believes the answer for a moment (partners.outages). Nothing here is made from a request: what a page depends on
is in its key.
"""

import functools
import gzip
import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from partners.outages import Rumour

MOST = 512
# For Brotli, where a reader waits: its best costs a second and more for each MB.
QUICK = 5

# For browsers: always ask, which costs a 304. For a CDN: hand out for ten seconds, and go on while the site is away.
CURRENT = "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400"
# An edition's own address: the same words for ever, unless it is withdrawn.
KEPT = "public, max-age=3600, stale-if-error=86400"


@dataclass(frozen=True)
class Made:
    """A response's body with what goes with it. `packed`: the body by the name of its compression, best first.

    `modified` is None for what comes and goes: a reader then has to ask by its ETag.
    """

    content_type: str
    body: bytes
    packed: dict[str, bytes]
    etag: str
    modified: int | None

    @classmethod
    def of(cls, words, content_type, modified, *, dense=False, quality=11):
        """`dense` is what is compressed by nature: once more would gain nothing. `quality` is Brotli's, up to 11."""
        body = words.encode() if isinstance(words, str) else words
        packed = (
            {}
            if dense
            else {"br": brotli.compress(body, quality=quality), "gzip": gzip.compress(body, min(quality, 9), mtime=0)}
        )
        return cls(
            content_type, body, packed, hashlib.sha256(body).hexdigest()[:32], modified and int(modified.timestamp())
        )


class Shelf:
    """The newest MOST things that were asked for, each made once."""

    def __init__(self, most=MOST):
        self.most, self.things = most, OrderedDict()

    def get(self, key, make):
        try:
            self.things.move_to_end(key)
            return self.things[key]
        except KeyError:
            made = self.things[key] = make()
            while len(self.things) > self.most:
                self.things.popitem(last=False)
            return made


class Front:
    """What is current: one thing in each place, the newest that was made for it.

    Places are named by a partnership, so that only partnerships that exist fill it. Whatever else strangers ask for,
    old editions and the like, is on a Shelf and pushes nothing away here.
    """

    def __init__(self):
        self.things = {}

    def get(self, place, key, make):
        held = self.things.get(place)
        if held is None or held[0] != key:
            held = self.things[place] = (key, make())
        return held[1]


front = Front()
pages = Shelf()
# Fewer: a PDF may be some hundred kB.
files = Shelf(64)
current = Rumour()

# A laid out page waits this long for a worker that has just been started.
LAID_OUT = 30 * 24 * 60 * 60


def keep_for_all(key, made):
    """Lay a thing out for the other workers, so that none of them has to make it."""
    cache.set(_shared(key), made, timeout=LAID_OUT)


def kept_for_all(key):
    """What another worker laid out, or None."""
    return cache.get(_shared(key))


def _shared(key):
    return f"{release()}-{'-'.join(map(str, key))}"


@functools.cache
def release():
    """A stamp of what pages are made by: another release of the site, or another address, makes its pages anew.

    That is all our code (also that of charts, and how dates are written), the templates, what lies in static/, and the
    libraries. config/wsgi.py asks for it at the start: later the files may be those of the next release.
    """
    base = settings.BASE_DIR
    parts = ["config", "static", "templates", *settings.INSTALLED_APPS]
    files = {file for part in parts for file in (base / part).rglob("*.*") if file.suffix != ".pyc" and file.is_file()}
    stamp = hashlib.sha256(repr((settings.FORCE_SCRIPT_NAME, settings.SITE_URL, settings.STATIC_URL)).encode())
    for file in [base / "requirements.txt", *sorted(files)]:
        stamp.update(str(file.relative_to(base)).encode() + b"\0" + file.read_bytes())
    return stamp.hexdigest()[:16]


def hand_out(request, made, cache_control):
    """The response for a Made thing: 304 if the reader has it already."""
    headers = request.META
    accepted = headers.get("HTTP_ACCEPT_ENCODING", "")
    encoding = next((name for name in made.packed if name in _understood(accepted)), None)
    etag = f'"{made.etag}-{encoding}"' if encoding else f'"{made.etag}"'
    response = HttpResponse(made.packed[encoding] if encoding else made.body, content_type=made.content_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = etag
    if made.modified is not None:
        response.headers["Last-Modified"] = http_date(made.modified)
    response.headers["Cache-Control"] = cache_control
    if "HTTP_IF_NONE_MATCH" in headers or "HTTP_IF_MODIFIED_SINCE" in headers:
        return get_conditional_response(request, etag=etag, last_modified=made.modified, response=response)
    return response


@functools.lru_cache(64)
def _understood(accepted):
    """The compressions that an Accept-Encoding header allows."""
    found = (part.replace(" ", "").lower().partition(";q=") for part in accepted.split(","))
    return frozenset(name for name, _, weight in found if not re.fullmatch(r"0(\.0*)?", weight))
