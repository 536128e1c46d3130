"""Error pages, rendered at the start: they need neither the database nor a readable request.

config/urls.py names the handlers; config/middleware.py gives pages to Django's empty error responses.
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
from django.utils import translation

from partners import languages, read_only
from partners.accounts import form_recovery
from partners.outages import is_away, refuses_writes

from . import logs
from .headers import content_security_policy

logger = logging.getLogger(__name__)

PAGES = (400, 403, 404, 405, 413, 429, 500, 503)
# Retry-After in seconds, by status.
RETRY_AFTER = {429: 60, 503: 5}
# Placeholder in templates/503_sent.html and 503_read_only.html for the form that was sent.
PLACEHOLDER = b"<!-- sent -->"
# Placeholder in templates/500.html for the request's id.
ID_PLACEHOLDER = b"<!-- request id -->"
# Parts of field names; forms with such a field are never shown or sent again.
SECRET_NAMES = ("password", "code", "token", "credential")


def page(name):
    """Bytes of an error page in this thread's language, by its template's name, such as `404`."""
    return _page(name, languages.current().code)


@functools.cache
def _page(name, language):
    context = {"site_notice": settings.SITE_NOTICE}
    try:
        return render_to_string(f"{name}.html", context).encode()
    except ValueError:
        # The static files were not collected: a page without styles is better than none.
        return render_to_string(f"{name}.html", context | {"bare": True}).encode()


def make_all():
    """Render all pages. config/wsgi.py calls this at the start, while everything they need works."""
    for language in languages.ALL:
        with translation.override(language):
            for name in (*PAGES, "403_closed", "503_sent", "503_read_only"):
                page(name)


def error_response(request, status, body=None):
    """Response with our page (or `body`) for a status, with all security headers even outside the middleware."""
    response = HttpResponse(page(status) if body is None else body, status=status)
    response.headers["Content-Length"] = str(len(response.content))
    return _guard(request, response)


def fill(request, response):
    """Give an empty response our page for its status; its own headers stay (`Allow`, `Retry-After`)."""
    response.content = page(response.status_code)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Length"] = str(len(response.content))
    _guard(request, response)


def _guard(request, response):
    response.headers["Cache-Control"] = "no-store"
    for name, value in {"Content-Security-Policy": content_security_policy(), **settings.RESPONSE_HEADERS}.items():
        response.headers.setdefault(name, value)
    if response.status_code in RETRY_AFTER:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER[response.status_code]))
    for middleware in (XFrameOptionsMiddleware, SecurityMiddleware):
        middleware(lambda request: response).process_response(request, response)
    return response


def bad_request(request, exception):
    return error_response(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def forbidden(request, exception=None):
    """403: of a page that the person may not open, or of a change that they may not make."""
    return error_response(request, 403, page("403_closed") if request.method in ("GET", "HEAD") else None)


def _handler(status):
    return lambda request, exception=None: error_response(request, status)


not_found, too_many_requests = _handler(404), _handler(429)


def server_error(request):
    """500, or 503 if the database is away. Django calls it while handling the exception, in any layer."""
    error = sys.exc_info()[1]
    if not is_away(error):
        return error_response(request, 500, internal_error())
    # Nothing that uses the database on the way out may wait for it again.
    _write_nothing(request)
    if refuses_writes(error) and read_only.last_known():
        return refused_as_read_only(request)
    response = error_response(request, 503, _sent(request) if request.method == "POST" else None)
    logger.error("503 for %s: %s", request.path, str(error).strip() or type(error).__name__)
    response._has_been_logged = True  # logged above; no second entry with a traceback
    return response


def _write_nothing(request):
    request.is_unanswered = True
    if session := getattr(request, "session", None):
        session.modified = False


def refused_as_read_only(request):
    """503 page for what read-only mode refuses. Form recovery and the session do not take it for an answer."""
    _write_nothing(request)
    sent = request.method == "POST" and _sent(request, "503_read_only")
    response = error_response(request, 503, sent or page("503_read_only"))
    response.headers["Retry-After"] = str(read_only.RETRY_AFTER)
    response._has_been_logged = True  # nothing is wrong
    return response


def internal_error():
    """Page of an error of ours, with the id by which the operator finds it in the log."""
    current = logs.request_id.get()
    quoted = f'<p class="govuk-body">If it happens again, quote this number: <code>{current}</code></p>'
    return page(500).replace(ID_PLACEHOLDER, quoted.encode() if current else b"", 1)


def _sent(request, name="503_sent"):
    """Page with the form that was sent and a button to send it again; None for an unreadable or secret form."""
    try:
        posted, files = request.POST, bool(request.FILES)
    except Exception:
        return None
    if any(secret in name for name in posted for secret in SECRET_NAMES if name != "csrfmiddlewaretoken"):
        return None
    context = {
        "action": request.get_full_path(),
        "fields": [(name, value) for name, values in posted.lists() for value in values],
        "typed": form_recovery.typed_text(posted),
        "files": files,
        "read_only": name == "503_read_only",
    }
    return page(name).replace(PLACEHOLDER, render_to_string("partners/_sent.html", context).encode(), 1)
