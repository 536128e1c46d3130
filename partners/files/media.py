"""Recordings and other uploaded files as a browser plays them: whole, or the range that it asks for (RFC 9110, 14)."""

import hashlib
import logging
import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from .uploads import ALL_FORMATS, MEDIA, path_of, removal_page

logger = logging.getLogger(__name__)

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def playable(request, name, stored, size):
    """Response with a file, or a range of it, that a player of this site may play and no page can be made of; 410 for
    one whose content was removed.

    Raises Http404 for one that is lost, and StorageAwayError.
    """
    if removed := removal_page(request, stored):
        return removed
    # A file never changes: another has another name.
    etag = f'"{hashlib.sha256(stored.encode()).hexdigest()[:32]}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    extension = name.rpartition(".")[2].lower()
    asked = _range_of(request, size, etag)
    first, last = asked or (0, size - 1)
    if asked and first > last:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = StreamingHttpResponse(
            _pieces(path_of(stored), first, last), status=206 if asked else 200, content_type=ALL_FORMATS[extension][1]
        )
        response.headers["Content-Length"] = str(last - first + 1)
        if asked:
            response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["ETag"] = etag
    response.headers["Content-Disposition"] = content_disposition_header(extension not in MEDIA, name)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


def with_player(response):
    """The response with a page that plays recordings of this site."""
    policy = settings.SECURE_CSP | {"media-src": ["'self'"]}
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {' '.join(each)}" for name, each in policy.items())
    return response


def _pieces(path, first, last):
    try:
        return default_storage.pieces(path, first, last)
    except FileNotFoundError as error:
        logger.error("An uploaded file is not in the storage: %s", path)
        raise Http404 from error


def _range_of(request, size, etag):
    """(first, last) byte that a request asks for, the first after the last if the file has none of them; None for the
    whole file: no range, several, what is none, or one of another file (If-Range).
    """
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not found or found[0] == "bytes=-" or request.method != "GET":
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size - 1
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1
