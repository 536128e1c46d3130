"""Headers of every response, whichever part of the site made it; their values are in config/settings.py."""

import functools

from django.conf import settings
from django.utils.deprecation import MiddlewareMixin


@functools.cache
def content_security_policy():
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items())


class HeadersMiddleware(MiddlewareMixin):
    """Sets settings.RESPONSE_HEADERS on every response, static files, redirects and errors too: it is the outermost.

    Forbids caching of responses that set a cookie or have no Cache-Control. Signing out has the browser drop its copies
    of pages, so that nobody at a shared computer goes back to them.
    """

    def process_response(self, request, response):
        for name, value in settings.RESPONSE_HEADERS.items():
            response.headers.setdefault(name, value)
        cache_control = response.headers.get("Cache-Control", "")
        if not cache_control or (response.cookies and "no-store" not in cache_control):
            response.headers["Cache-Control"] = "private, no-store"
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class ContentSecurityPolicyMiddleware(MiddlewareMixin):
    """Sends settings.SECURE_CSP with every response.

    The setting has the format of Django 6's own, so that the upgrade makes this class unnecessary.
    """

    def process_response(self, request, response):
        # Django's own pages for errors under DEBUG have inline styles.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault("Content-Security-Policy", content_security_policy())
        return response
