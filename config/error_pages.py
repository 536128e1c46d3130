"""Pages for errors, made at the start: they need neither the database nor a request that can be read.

config/urls.py names the handlers; config/middleware.py fills what Django answers without a page.
"""

import functools
import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string

from partners import kept_words
from partners.outages import is_away

logger = logging.getLogger(__name__)

PAGES = (400, 403, 404, 405, 413, 429, 500, 503)
# Seconds after which it is worth trying again.
RETRY_AFTER = {429: 60, 503: 5}
# Where templates/503_sent.html leaves room for what somebody sent.
ROOM = b"<!-- sent -->"
# No page shows these again, and no page sends them again.
SECRET = ("password", "code", "token", "credential")


@functools.cache
def page(name):
    """The bytes of a page of ours, by its template's name: `404`."""
    words = {"site_notice": settings.SITE_NOTICE}
    try:
        return render_to_string(f"{name}.html", words).encode()
    except ValueError:
        # The static files were not collected: plain, but there.
        return render_to_string(f"{name}.html", words | {"bare": True}).encode()


def make_all():
    """Make the pages. config/wsgi.py does at the start, as long as all that is needed is there."""
    for name in (*PAGES, "503_sent"):
        page(name)


@functools.cache
def content_security_policy():
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items())


def answer(request, status, body=None):
    """The response with our page for a status, guarded as every page is, also where no middleware comes to see it."""
    response = HttpResponse(page(status) if body is None else body, status=status)
    response.headers["Content-Length"] = str(len(response.content))
    return _guard(request, response)


def fill(request, response):
    """Give a response without a body our page for its status; what else it says stays (`Allow`, `Retry-After`)."""
    response.content = page(response.status_code)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Length"] = str(len(response.content))
    _guard(request, response)


def _guard(request, response):
    response.headers["Cache-Control"] = "no-store"
    for name, value in {"Content-Security-Policy": content_security_policy(), **settings.EVERY_ANSWER}.items():
        response.headers.setdefault(name, value)
    if response.status_code in RETRY_AFTER:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER[response.status_code]))
    for middleware in (XFrameOptionsMiddleware, SecurityMiddleware):
        middleware(lambda request: response).process_response(request, response)
    return response


def bad_request(request, exception):
    return answer(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request, exception):
    return answer(request, 403)


def not_found(request, exception):
    return answer(request, 404)


def too_many_requests(request, exception=None):
    return answer(request, 429)


def server_error(request):
    """500; or 503 if the database is away. Django calls it while the exception is handled, in whatever layer it was."""
    error = sys.exc_info()[1]
    if not is_away(error):
        return answer(request, 500)
    # Nothing that looks at the database on the way out shall wait for it again.
    request.is_unanswered = True
    if session := getattr(request, "session", None):
        session.modified = False
    response = answer(request, 503, _sent(request) if request.method == "POST" else None)
    logger.error("503 for %s: %s", request.path, str(error).strip() or type(error).__name__)
    response._has_been_logged = True  # once is enough, and without the way that led there
    return response


def _sent(request):
    """The page for somebody who sent a form: what they wrote, and a way to send it again. None if there is nothing."""
    try:
        posted, files = request.POST, bool(request.FILES)
    except Exception:
        return None
    if any(secret in name for name in posted for secret in SECRET if name != "csrfmiddlewaretoken"):
        return None
    sent = {
        "action": request.get_full_path(),
        "fields": [(name, value) for name, values in posted.lists() for value in values],
        "typed": kept_words.words_of(posted),
        "files": files,
    }
    return page("503_sent").replace(ROOM, render_to_string("partners/_sent.html", sent).encode(), 1)
