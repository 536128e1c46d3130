"""A public page of the current edition with what stands beside the edition: meetings, logo, and files being made."""

import re
from dataclasses import replace

from django.template.loader import render_to_string
from django.urls import reverse

from . import page_cache
from .on_show import language_of
from .page_cache import QUICK_QUALITY, RenderedPage
from .public_pages import kind_of
from .rendering import current_page_of

# Placeholders in the templates for content outside the edition. Escaped plan text cannot hold them.
MEETINGS_PLACEHOLDER, LOGO_PLACEHOLDER, FILES_PLACEHOLDER = b"<!-- announced -->", b"<!-- logo -->", b"<!-- files -->"
ICON = re.compile(rb'<link rel="icon"[^>]*>')


def page_with_extras(slug, shown, page="", *, is_preloading=False):
    """Page of a current edition with the announced meetings, the logo and a note while its files are being made."""
    language = language_of(shown.languages, shown.sha256)
    made = current_page_of(shown.sha256, slug, page, language)
    if not shown.has_extras or not kind_of(page)[0].is_prerendered:
        return made
    # No reader waits for the best compression: a worker does that when it preloads.
    place, quality = (
        ("beside", page, language.code, slug),
        11 if is_preloading and not shown.is_being_made else QUICK_QUALITY,
    )

    def make():
        return fill_placeholders(made, slug, shown, quality)

    best, wanted = ((shown, made.etag, each) for each in (11, quality))
    return page_cache.front.kept(place, best) or page_cache.front.get(place, wanted, make)


def fill_placeholders(page, slug, shown, quality):
    """The page with its placeholders filled, if it has any; the edition's own content stays unchanged."""
    body = page.body
    if shown.meetings:
        html = render_to_string("plans/editions/_announced.html", {"announced": shown.meetings, "slug": slug})
        body = body.replace(MEETINGS_PLACEHOLDER, html.encode(), 1)
    if shown.logo:
        html = render_to_string("plans/_logo.html", {"logo": shown.logo, "slug": slug})
        body = body.replace(LOGO_PLACEHOLDER, html.encode(), 1)
        # The same file in both places is one request.
        icon = f'<link rel="icon" href="{reverse("logo", args=[slug, shown.logo[0]])}">'
        body = ICON.sub(icon.encode(), body, count=1)
    if shown.is_being_made:
        body = body.replace(FILES_PLACEHOLDER, render_to_string("plans/editions/_being_made.html").encode(), 1)
    if body == page.body:
        return page
    made = RenderedPage.of(body, page.content_type, None, quality=quality)
    # One second older while files are being made, so that the final page counts as newer.
    beside = shown.meetings or shown.logo or page.modified is None
    return made if beside else replace(made, modified=page.modified - 1)
