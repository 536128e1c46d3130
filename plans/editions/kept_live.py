"""Live public pages that are kept in the worker's memory, by the partnership's newest revision.

Each request asks for its number, so what a member publishes or takes off is seen at once on every host; a page that a
reader has already is answered by 304.
"""

from django.utils.translation import get_language

from partners import clock
from partners.caches import LruCache
from partners.models import Revision
from partners.site_address import site_address

from .on_show import on_show
from .page_cache import CURRENT_CACHE_CONTROL, conditional_response

pages = LruCache(256)


def kept_live(request, slug, asked, make):
    """Response with the RenderedPage of `make()`: it follows from the partnership, the edition on show, the language,
    the day, the address and what of its query is `asked`, a tuple. Raises Http404 for an unknown partnership.
    """
    sha256 = on_show(slug).sha256
    key = (
        Revision.objects.newest_number(slug),
        sha256,
        get_language(),
        clock.today(),
        site_address(),
        request.path,
        asked,
    )
    return conditional_response(request, pages.get(key, make), CURRENT_CACHE_CONTROL)
