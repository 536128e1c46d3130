"""Addresses of partnerships that left this site: 410, with a page that says when, and where to."""

import contextlib

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.template.loader import render_to_string

from partners import languages
from partners.models import departure_of
from plans.editions.page_cache import front

from . import error_pages


def not_found(request, exception=None):
    return gone(request) or error_pages.not_found(request, exception)


def gone(request):
    """The page, if the partnership in the address left this site; None if none did, or the database is away."""
    slug = languages.without_prefix(request.path_info).split("/")[1]
    with contextlib.suppress(DatabaseError, InterfaceError):
        if departure := departure_of(slug):
            front.forget(slug)
            context = {"departure": departure, "site_notice": settings.SITE_NOTICE}
            return error_pages.error_response(request, 410, render_to_string("410.html", context).encode())
    return None
