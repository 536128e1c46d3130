"""Headers of every response, whichever part of the site made it; their values are in config/settings.py."""

import functools

from django.conf import settings


def guard(response):
    """Set settings.EVERY_ANSWER, and forbid caching of responses that set a cookie or have no Cache-Control."""
    for name, value in settings.EVERY_ANSWER.items():
        response.headers.setdefault(name, value)
    cache_control = response.headers.get("Cache-Control", "")
    if not cache_control or (response.cookies and "no-store" not in cache_control):
        response.headers["Cache-Control"] = "private, no-store"
    return response


@functools.cache
def content_security_policy():
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items())


class HeadersMiddleware:
    """Guards every response, static files, redirects and errors too: the outermost middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return guard(self.get_response(request))


class ContentSecurityPolicyMiddleware:
    """Sends settings.SECURE_CSP with every response.

    The setting has the format of Django 6's own, so that the upgrade makes this class unnecessary.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Django's own pages for errors under DEBUG have inline styles.
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.headers.setdefault("Content-Security-Policy", content_security_policy())
        return response
