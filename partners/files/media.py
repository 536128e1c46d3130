"""Recordings and other uploaded files as a browser plays them: whole, or the range that it asks for (RFC 9110, 14)."""

import logging
import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from ..models import FileRemoval
from .uploads import ALL_FORMATS, MEDIA, path_of

logger = logging.getLogger(__name__)

CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def playable(request, name, stored, size):
    """Response with a file, or a range of it, that a player of this site may play and no page can be made of.

    Raises Http404 for one that is lost or was removed, and StorageAwayError.
    """
    if FileRemoval.objects.filter(stored=stored).exists():
        raise Http404("The content of this file was removed")
    extension = name.rpartition(".")[2].lower()
    first, last = _range_of(request.headers.get("Range", ""), size)
    if first > last:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        try:
            file = default_storage.open(path_of(stored))
        except FileNotFoundError as error:
            logger.error("An uploaded file is not in the storage: %s", path_of(stored))
            raise Http404 from error
        is_whole = (first, last) == (0, size - 1)
        response = StreamingHttpResponse(
            _pieces(file, first, last), status=200 if is_whole else 206, content_type=ALL_FORMATS[extension][1]
        )
        response.headers["Content-Length"] = str(last - first + 1)
        if not is_whole:
            response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
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


def _range_of(header, size):
    """(first, last) byte of a Range header; the whole file for none, for several, and for what is none."""
    found = RANGE.fullmatch(header.strip())
    if not found or found[0] == "bytes=-":
        return 0, size - 1
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(file, first, last):
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
