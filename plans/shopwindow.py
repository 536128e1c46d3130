"""What the public reads, ready to hand out: rendered once, compressed once, kept in the worker's memory.

Editions never change, so a page made from one is good for ever. Only which edition is current has to be asked, and a
worker believes the answer for TRUST seconds: that is how long publishing or withdrawing takes to show everywhere.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

TRUST = 0.9
MOST = 512

# For browsers: always ask, which costs a 304. For a CDN: hand out for ten seconds, and go on while the site is away.
CURRENT = "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400"
# An edition's own address: the same words for ever, unless it is withdrawn.
KEPT = "public, max-age=3600, stale-if-error=86400"


@dataclass(frozen=True)
class Made:
    """A response's body with what goes with it. `gzipped` is empty for what is packed already."""

    content_type: str
    body: bytes
    gzipped: bytes
    etag: str
    modified: int

    @classmethod
    def of(cls, words, content_type, modified, *, packed=False):
        body = words.encode() if isinstance(words, str) else words
        etag = hashlib.sha256(body).hexdigest()[:32]
        gzipped = b"" if packed else gzip.compress(body, 9, mtime=0)
        return cls(content_type, body, gzipped, etag, int(modified.timestamp()))


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


def hand_out(request, made, cache_control):
    """The response for a Made thing: 304 if the reader has it already."""
    headers = request.META
    zipped = made.gzipped and "gzip" in headers.get("HTTP_ACCEPT_ENCODING", "")
    etag = f'"{made.etag}-gzip"' if zipped else f'"{made.etag}"'
    response = HttpResponse(made.gzipped if zipped else made.body, content_type=made.content_type)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(made.modified)
    response.headers["Cache-Control"] = cache_control
    if "HTTP_IF_NONE_MATCH" in headers or "HTTP_IF_MODIFIED_SINCE" in headers:
        return get_conditional_response(request, etag=etag, last_modified=made.modified, response=response)
    return response
