"""What every answer tells the browser, whichever part of the site made it."""

from django.conf import settings


def guard(response):
    """Sets settings.EVERY_ANSWER, and keeps from caches what does not say how long it is good or gives out a cookie."""
    for name, value in settings.EVERY_ANSWER.items():
        response.headers.setdefault(name, value)
    said = response.headers.get("Cache-Control", "")
    if not said or (response.cookies and "no-store" not in said):
        response.headers["Cache-Control"] = "private, no-store"
    return response
