"""Headers of every response, whichever part of the site made it."""

from django.conf import settings


def guard(response):
    """Set settings.EVERY_ANSWER, and forbid caching of responses that set a cookie or have no Cache-Control."""
    for name, value in settings.EVERY_ANSWER.items():
        response.headers.setdefault(name, value)
    cache_control = response.headers.get("Cache-Control", "")
    if not cache_control or (response.cookies and "no-store" not in cache_control):
        response.headers["Cache-Control"] = "private, no-store"
    return response
