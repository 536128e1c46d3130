"""Django's WSGI handler, with a request id, and with our error pages also for errors outside the middleware."""

import logging

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest

from partners import languages

from . import error_pages, logs

logger = logging.getLogger(__name__)


class Request(WSGIRequest):
    def __init__(self, environ):
        try:
            super().__init__(environ)
        except (LookupError, ValueError) as error:
            # Malformed input, for instance a character set with a zero byte in its name.
            raise BadRequest(str(error)) from error


class Site(WSGIHandler):
    request_class = Request

    def __call__(self, environ, start_response):
        current = logs.id_of(environ, trusted=settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0)
        logs.request_id.set(current)

        def start(status, headers, *error):
            return start_response(status, [*headers, (logs.HEADER, current)], *error)

        return self.answer(environ, start)

    def answer(self, environ, start_response):
        try:
            return super().__call__(environ, start_response)
        except BadRequest:
            return _error_response(environ, start_response, 400)
        except Exception:
            logger.exception("Outside of all layers: %s", environ.get("PATH_INFO"))
            return _error_response(environ, start_response, 500)


@languages.in_english()
def _error_response(environ, start_response, status):
    request = HttpRequest()
    request.META = environ
    response = error_pages.error_response(request, status, error_pages.internal_error() if status == 500 else None)
    start_response(f"{status} {response.reason_phrase}", list(response.items()))
    return response
