import re
from urllib.parse import unquote

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login

from partners import access_events, kept_words, known_browsers
from partners.addresses import site_address
from partners.models.access import Kind
from partners.outages import believed

from . import error_pages
from .headers import guard


class ErrorPagesMiddleware:
    """Gives a page of ours to errors that have none, and marks what is shown from memory as RFC 9211 has it.

    It is the outermost, so it sees what the others answer too, and a request in a character set that is not ours comes
    no further: Django would fail on its words wherever they are looked at first.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        believed.set(None)
        charset = request.content_params.get("charset", "utf-8")
        if charset.lower() not in ("utf-8", "utf8", "us-ascii"):
            return error_pages.answer(request, 400)
        response = self.get_response(request)
        if (age := believed.get()) is not None:
            response.headers["Cache-Status"] = f"living-plan; hit; ttl=-{age:.0f}; detail=database-away"
        if response.status_code in error_pages.PAGES and not response.streaming and not response.content:
            error_pages.fill(request, response)
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class OwnAddressMiddleware:
    """What is told of the site's own address (in letters, above all) comes from SITE_URL if that is given.

    `request.build_absolute_uri` begins with what is set here; otherwise it would be what the visitor's headers say.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if address := site_address():
            request._current_scheme_host = address
        return self.get_response(request)


class HeadersMiddleware:
    """Guards every response, static files, redirects and errors too: it is the outermost. See config/headers.py."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return guard(self.get_response(request))


class ContentSecurityPolicyMiddleware:
    """Sends settings.SECURE_CSP with every response.

    The setting has the shape of Django 6's own, so that this class goes away with that upgrade.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", error_pages.content_security_policy())
        return response


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Every view asks for a sign-in unless it says that it is open; an open one does not even look at the session.

    Django's own asks who the reader is first, which makes every answer vary by cookie, and no cache may keep it.
    """

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        if request.method == "POST" and not request.user.is_authenticated and is_member_page(view_func):
            return redirect_to_login(kept_words.keep(request))
        return super().process_view(request, view_func, view_args, view_kwargs)


class AccessTraceMiddleware:
    """Notes refusals and files that are taken away, and does what waits until an answer has gone out.

    It sees both where they cannot be forgotten: a refusal is a 403, and a file has a name (Content-Disposition). Pages
    that are open to all are let alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.after_answer = []
        response = self.get_response(request)
        match = request.resolver_match
        named = request.method == "GET" and response.status_code == 200 and _file_name(response)
        if match and getattr(match.func, "login_required", True) and (named or response.status_code == 403):
            self.note(request, Kind.DOWNLOADED if named else Kind.REFUSED, named or request.path)
        known_browsers.mark(request, response)
        response._resource_closers += request.after_answer
        request.after_answer = None
        return response

    def note(self, request, kind, about):
        if request.user.is_authenticated:
            whose = getattr(request, "partnership", None)
            access_events.note(kind, request=request, user=request.user, partnership=whose, about=about)


def _file_name(response):
    """What the answer calls its file, in whichever of the two ways a header has; None if it is no file."""
    found = re.search(r"""filename(?:\*=utf-8''|="?)([^";]+)""", response.headers.get("Content-Disposition", ""))
    return found and unquote(found[1])


class KeptWordsMiddleware:
    """Gives back what was being typed when a session ended: see partners/kept_words.py."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if getattr(request, "is_unanswered", False):
            return response
        if match is None or not is_member_page(match.func) or not request.user.is_authenticated:
            return response
        if request.method == "POST" and not getattr(request, "words_kept", False):
            kept_words.forget(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and not 300 <= response.status_code < 400:
            if request.method == "GET":
                kept_words.put_back(request, response)
            kept_words.mark(request, response)
        return response


def is_member_page(view):
    return getattr(view, "keeps_words", False)
