"""The site for a WSGI server."""

import gc
import logging
import os

import django
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connections
from django.http import HttpRequest
from django.urls import get_resolver

from plans import shopwindow

from . import error_pages

logger = logging.getLogger(__name__)


class Request(WSGIRequest):
    def __init__(self, environ):
        try:
            super().__init__(environ)
        except (LookupError, ValueError) as error:
            # Of what a client sends: a character set with a zero byte in its name, for instance.
            raise BadRequest(str(error)) from error


class Site(WSGIHandler):
    """Django's handler, with a page of ours also for what goes wrong outside of its layers."""

    request_class = Request

    def __call__(self, environ, start_response):
        try:
            return super().__call__(environ, start_response)
        except BadRequest:
            return _answer(environ, start_response, 400)
        except Exception:
            logger.exception("Outside of all layers: %s", environ.get("PATH_INFO"))
            return _answer(environ, start_response, 500)


def _answer(environ, start_response, status):
    request = HttpRequest()
    request.META = environ
    response = error_pages.answer(request, status)
    start_response(f"{status} {response.reason_phrase}", list(response.items()))
    return response


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
application = Site()

# A request waits only so long for the database; see config/sqlite3 and config/postgresql.
type(connections["default"]).serving = True

# What is loaded by now stays for good. The collector need not look at it again and again, and a server that loads the
# site before it forks (gunicorn --preload) goes on sharing that memory between its workers.
get_resolver().url_patterns  # noqa: B018 (it loads the views)
error_pages.make_all()
shopwindow.release()
gc.collect()
gc.freeze()
