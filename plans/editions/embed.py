"""The summary that other sites show within their own pages: the only page that may be framed, and the page about it.

It asks for one small stylesheet and nothing else, sets no cookie and needs no script: docs/decisions/0097.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from partners import languages
from partners.access import greeted
from partners.models import Partnership
from partners.replica import from_replica
from partners.site_address import site_of
from plans.exports.other_forms import Purpose, forms_that_exist

from ..models import Edition
from ..plan_titles import full_title
from . import front_page, page_cache
from .live_pages import render_live
from .on_show import language_of, on_show
from .page_cache import CURRENT_CACHE_CONTROL, QUICK_QUALITY, RenderedPage, conditional_response
from .rendering import reading_of, reads_today, turning_days_of
from .stylesheets import stylesheet
from .views import not_published

# Bytes of the page with its stylesheet, before they are compressed.
MOST_BYTES = 10 * 1024
# (how many priorities, whether with figures): the first of these that is small enough.
STEPS = ((12, True), *((most, False) for most in range(12, 0, -1)))
POLICY = "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"


@xframe_options_exempt
@login_not_required
@require_safe
@from_replica
def embed(request, partnership):
    """The summary of the current edition, for other sites; a sentence while there is none."""
    shown = on_show(partnership)
    language = language_of(shown.languages, shown.sha256)
    reads = shown.sha256 and reads_today(turning_days_of(shown.sha256))
    place, key = ("embed", language.code, partnership), (shown, reads, language)
    made = page_cache.front.get(place, key, lambda: _made(partnership, shown, reads, language))
    response = conditional_response(request, made, CURRENT_CACHE_CONTROL)
    response.headers["Content-Security-Policy"] = POLICY
    return response


@login_not_required
@require_safe
@from_replica
def embed_css(request, partnership):
    """Stylesheet of the summary for other sites."""
    return conditional_response(request, stylesheet(partnership, "embed"), CURRENT_CACHE_CONTROL)


def _made(slug, shown, reads, language):
    with translation.override(language.code):
        context = _context(slug, shown, reads, language)
        free = MOST_BYTES - len(stylesheet(slug, "embed").body)
        for most, with_figures in STEPS:
            rows = context["rows"][:most]
            more = {"rows": rows, "others": len(context["rows"]) - len(rows), "with_figures": with_figures}
            html = render_to_string("plans/editions/embed.html", context | more)
            if len(html.encode()) <= free:
                break
    return RenderedPage.of(html, "text/html; charset=utf-8", None, quality=QUICK_QUALITY)


def _context(slug, shown, reads, language):
    page = {"slug": slug, "language": languages.current(), "rows": []}
    page["meeting"] = next((meeting for meeting in shown.meetings if not meeting.is_cancelled), None)
    if shown.sha256 is None:
        return page | {"title": str(Partnership.objects.get(slug=slug))}
    reading = reading_of(shown.sha256, reads, language)
    of_edition = {"outline": reading.shown.outline, "edition": reading.shown.edition, "age": reading.age}
    return page | of_edition | front_page.context(reading.shown, "")


@login_not_required
@require_safe
@from_replica
def on_your_site(request, partnership):
    """How another site shows the summary, and what to print."""
    sha256 = on_show(partnership).sha256
    if sha256 is None:
        return not_published(request, partnership)
    partnership = greeted(request, partnership)
    edition = Edition.objects.select_related("plan__partnership").get(sha256=sha256)
    title = full_title(edition.outline)
    texts = language_of(on_show(partnership.slug).languages, sha256).texts
    return render_live(
        request,
        "plans/editions/on_your_site.html",
        {
            "edition": edition,
            "snippet": _snippet(f"{site_of(request)}{reverse('embed', args=[partnership.slug])}", title),
            "forms": [form for form in forms_that_exist(edition, texts) if form.purpose == Purpose.WALL],
            "has_address": bool(settings.SITE_URL),
        },
        partnership=partnership,
        title=_("On your site and on your walls"),
        description=_("Show the summary of the plan on another website, or print it as a poster or leaflet."),
    )


def _snippet(address, title):
    """HTML that shows the summary, in one line."""
    return render_to_string("plans/editions/_snippet.html", {"address": address, "title": title}).strip()
