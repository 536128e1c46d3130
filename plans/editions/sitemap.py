"""Sitemaps (sitemaps.org): an index of the partnerships that have published, and one of each with its public pages."""

from xml.etree import ElementTree

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from partners.languages import ENGLISH
from partners.models import Partnership
from partners.replica import from_replica
from partners.site_address import site_address

from ..models import Edition
from . import page_cache
from .on_show import on_show
from .page_cache import CURRENT_CACHE_CONTROL, QUICK_QUALITY, RenderedPage, conditional_response
from .rendering import addresses_of

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Most addresses in one sitemap, by the standard.
MOST = 50_000
LIVE = ("editions", "how_judged", "public_meetings")
# With those of published answers, once there are any.
OF_ANSWERS = ("questions", "said_and_done")


@login_not_required
@require_safe
@from_replica
def sitemap_index(request):
    slugs = page_cache.current.get("sitemaps", _query_slugs)
    addresses = [reverse("sitemap", args=[slug]) for slug in slugs]
    made = page_cache.pages.get(("sitemaps", *slugs), lambda: _rendered("sitemapindex", "sitemap", addresses))
    return conditional_response(request, made, CURRENT_CACHE_CONTROL)


def _query_slugs():
    published = Exists(Edition.objects.active().filter(plan__partnership=OuterRef("pk")))
    return tuple(Partnership.objects.filter(published).order_by("slug").values_list("slug", flat=True))


@login_not_required
@require_safe
@from_replica
def sitemap(request, partnership):
    shown = on_show(partnership)
    if shown.sha256 is None:
        raise Http404("Nothing has been published yet")
    key = shown.sha256, shown.languages, page_cache.current.get(("answers", partnership), lambda: _answers(partnership))
    made = page_cache.front.get(("sitemap", partnership), key, lambda: _sitemap_of(*key, partnership))
    return conditional_response(request, made, CURRENT_CACHE_CONTROL)


def _answers(slug):
    """Ids of the published answers to questions of the public, newest first."""
    answers = apps.get_model("actions.PublicAnswer").objects.filter(partnership__slug=slug)
    return tuple(answers.newest_first().values_list("pk", flat=True))


def _sitemap_of(sha256, offered, answers, slug):
    published_at = Edition.objects.values_list("published_at", flat=True).get(sha256=sha256)
    addresses = []
    for code in (ENGLISH, *offered):
        with translation.override(code):
            front = reverse("summary", args=[slug])
            addresses += [front + page for page in addresses_of(sha256)] + [reverse(name, args=[slug]) for name in LIVE]
            addresses += [reverse(name, args=[slug]) for name in OF_ANSWERS if answers]
            addresses += [reverse("public_answer", args=[slug, pk]) for pk in answers]
    return _rendered("urlset", "url", addresses[:MOST], published_at)


def _rendered(root, entry, addresses, modified=None):
    tree = ElementTree.Element(root, {"xmlns": NAMESPACE})
    for address in addresses:
        ElementTree.SubElement(ElementTree.SubElement(tree, entry), "loc").text = site_address() + address
    body = ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True)
    return RenderedPage.of(body, "application/xml; charset=utf-8", modified, quality=QUICK_QUALITY)
