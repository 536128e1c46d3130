import re
from urllib.parse import unquote

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.utils.deprecation import MiddlewareMixin

from partners import read_only
from partners.accounts import form_recovery, known_browsers
from partners.models.access_events import Kind
from partners.outages import stale_age
from partners.security import access_log
from partners.site_address import site_address

from . import departed, error_pages


class ErrorPagesMiddleware(MiddlewareMixin):
    """Gives empty error responses our page, and marks pages shown from cache in an outage (Cache-Status, RFC 9211).

    It is outside all but the header middleware, so that it covers the others' errors too. Requests in a character set
    other than UTF-8 stop here: Django would fail wherever it first reads their text.
    """

    def process_request(self, request):
        stale_age.set(None)
        charset = request.content_params.get("charset", "utf-8")
        return None if charset.lower() in ("utf-8", "utf8", "us-ascii") else error_pages.error_response(request, 400)

    def process_response(self, request, response):
        if (age := stale_age.get()) is not None:
            response.headers["Cache-Status"] = f"living-plan; hit; ttl=-{age:.0f}; detail=database-away"
        if response.status_code in error_pages.PAGES and not response.streaming and not response.content:
            error_pages.fill(request, response)
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ReadOnlyNoticeMiddleware(MiddlewareMixin):
    """Puts the notice of read-only mode on each HTML page, errors too, that has not got it where it is kept."""

    def process_response(self, request, response):
        if response.streaming or "Content-Encoding" in response.headers or not _is_html(response):
            return response
        # Nobody waits for a database again that is known to be away.
        is_away = getattr(request, "is_unanswered", False)
        if state := read_only.last_known() if is_away else read_only.current():
            body = response.content
            response.content = read_only.with_notice(body, state)
            if len(response.content) != len(body):
                for name in ("ETag", "Last-Modified"):
                    response.headers.pop(name, None)
                if "Content-Length" in response.headers:
                    response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_html(response):
    return response.headers.get("Content-Type", "").startswith("text/html")


class ReadOnlyMiddleware(MiddlewareMixin):
    """Refuses all forms in read-only mode, but those of signing in and out, and shows what was typed."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        is_on = read_only.current() is not None
        refused = is_on and request.resolver_match.url_name not in read_only.STILL_OPEN
        return error_pages.refused_as_read_only(request) if refused else None


class OwnAddressMiddleware(MiddlewareMixin):
    """Makes `request.build_absolute_uri` (in e-mails above all) use SITE_URL, if set, not the visitor's headers."""

    def process_request(self, request):
        if address := site_address():
            request._current_scheme_host = address


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Requires a sign-in for every view not marked as open, without reading the session for open views.

    Django's own middleware reads the user first, so that every response varies by cookie and cannot be cached.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        if not request.user.is_authenticated and "partnership" in view_kwargs and (gone := departed.gone(request)):
            return gone
        if request.method == "POST" and not request.user.is_authenticated and is_member_page(view_func):
            return redirect_to_login(form_recovery.keep(request))
        return super().process_view(request, view_func, view_args, view_kwargs)


class AccessTraceMiddleware(MiddlewareMixin):
    """Logs refusals and downloads, and runs tasks that wait until the response is sent.

    It recognises both by the response, so that no view can forget to log: a refusal is a 403, a download has a file
    name (Content-Disposition). Open pages are not logged.
    """

    def process_request(self, request):
        request.after_response = []

    def process_response(self, request, response):
        match = request.resolver_match
        file_name = request.method == "GET" and response.status_code == 200 and _file_name(response)
        if match and getattr(match.func, "login_required", True) and (file_name or response.status_code == 403):
            kind = Kind.DOWNLOADED if file_name else Kind.REFUSED
            if request.user.is_authenticated:
                partnership = getattr(request, "partnership", None)
                about = file_name or request.path
                access_log.note(kind, request=request, user=request.user, partnership=partnership, about=about)
        known_browsers.mark(request, response)
        response._resource_closers += request.after_response
        request.after_response = None
        return response


def _file_name(response):
    """File name in the Content-Disposition header, in either of its two notations; None if there is none."""
    match = re.search(r"""filename(?:\*=utf-8''|="?)([^";]+)""", response.headers.get("Content-Disposition", ""))
    return match and unquote(match[1])


class FormRecoveryMiddleware(MiddlewareMixin):
    """Form recovery: puts back text typed when a session ended. See partners/accounts/form_recovery.py."""

    def process_response(self, request, response):
        match = request.resolver_match
        if getattr(request, "is_unanswered", False):
            return response
        if match is None or not is_member_page(match.func) or not request.user.is_authenticated:
            return response
        if request.method == "POST" and not getattr(request, "form_kept", False):
            form_recovery.forget(request)
        is_page = _is_html(response) and not response.streaming
        if is_page and not 300 <= response.status_code < 400:
            if request.method == "GET":
                form_recovery.put_back(request, response)
            form_recovery.mark(request, response)
        return response


def is_member_page(view):
    return getattr(view, "keeps_form", False)
