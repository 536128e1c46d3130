"""What the public reads, ready to hand out: rendered once, compressed once, kept in the worker's memory.

Editions never change, so a page made from one is good for ever. Only which edition is current has to be asked, and a
worker believes the answer for TRUST seconds: that is how long publishing or withdrawing takes to show everywhere.
"""

import functools
import gzip
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass

import brotli
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

TRUST = 0.9
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


class Rumour:
    """An answer that is believed for TRUST seconds."""

    def __init__(self):
        self.heard = {}

    def get(self, key, ask):
        now = time.monotonic()
        told = self.heard.get(key)
        if told and now - told[0] < TRUST:
            return told[1]
        answer = ask()
        if len(self.heard) > MOST * 8:
            self.heard.clear()
        self.heard[key] = (now, answer)
        return answer

    def forget(self):
        self.heard.clear()


pages = Shelf()
# Fewer: a PDF may be some hundred kB.
files = Shelf(64)
current = Rumour()


def keep_for_all(key, made):
    """Lay a thing out for the other workers, so that none of them has to make it."""
    cache.set(_shared(key), made, timeout=24 * 60 * 60)


def kept_for_all(key):
    """What another worker laid out, or None."""
    return cache.get(_shared(key))


def _shared(key):
    return f"{release()}-{'-'.join(map(str, key))}"


@functools.cache
def release():
    """A stamp of what pages are made by: another release of the site makes its pages anew."""
    base = settings.BASE_DIR
    files = [*base.glob("plans/**/*.py"), *base.glob("templates/**/*.html"), *base.glob("static/*/*.*")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:16]


def hand_out(request, made, cache_control):
    """The response for a Made thing: 304 if the reader has it already."""
    headers = request.META
    accepted = headers.get("HTTP_ACCEPT_ENCODING", "")
    encoding = next((name for name in made.packed if name in accepted), None)
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
