"""Results of a search in an edition, as a page that is made for each request."""

from typing import NamedTuple

from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext

from partners.caches import LruCache

from ..changes.subjects import search_subject
from ..models import Edition
from .find import Entry, asked, entries, excerpt, found
from .page_cache import CURRENT_CACHE_CONTROL, QUICK_QUALITY, RenderedPage, conditional_response
from .public_pages import page_context
from .rendering import head_of, reading_of

PAGE, RESULTS = "find/", 25
# Entries kept in a worker's memory, of all editions.
MAX_ENTRIES = 60_000


class Index(NamedTuple):
    """The entries of an edition, and what the page shows around them: the context of the form, without the plan."""

    entries: list[Entry]
    context: dict


_indexes = LruCache(MAX_ENTRIES, size_of=lambda index: len(index.entries))


def find(request, sha256, reads, language, more=()):
    """Response with what an address asks for in an edition as it reads, and among `more` entries."""
    made = _results_page(sha256, reads, language, request.GET, more)
    response = conditional_response(request, made, CURRENT_CACHE_CONTROL)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _results_page(sha256, reads, language, given, more):
    index = _indexes.get((sha256, reads, language), lambda: _index(sha256, reads, language))
    wanted = asked(given, index.context["outline"])
    results = [*found(wanted, index.entries), *found(wanted, more)]
    page = Paginator(results, RESULTS).get_page(wanted.page)
    number = ngettext("%(number)s result", "%(number)s results", len(results)) % {"number": f"{len(results):,}"}
    titled = {"results": number, "words": wanted.words}
    subject = search_subject(wanted.words, wanted.authority, wanted.state)
    html = render_to_string(
        "plans/editions/find.html",
        index.context
        | {
            "title": gettext("%(results)s for “%(words)s”") % titled if wanted.words else number,
            "number": number,
            "asked": wanted,
            "results": [(entry, excerpt(entry, wanted.words)) for entry in page],
            "before": page.has_previous() and wanted.address(page.number - 1),
            "after": page.has_next() and wanted.address(page.number + 1),
            "follow_query": subject.which if subject else "",
            "page_number": page.number,
            "pages": page.paginator.num_pages,
        },
    )
    return RenderedPage.of(html, "text/html; charset=utf-8", None, quality=QUICK_QUALITY)


def _index(sha256, reads, language):
    reading = reading_of(sha256, reads, language)
    whole = reading.shown.outline
    _, context = page_context(PAGE, reading.shown)
    # Without the plan itself, and without the text of the edition: they take megabytes.
    small = {**whole, "priorities": [], "hallmarks": [], "sections": {}, "assessments": [], "consultations": []}
    edition = Edition.objects.defer("payload").get(sha256=sha256)
    more = {"outline": small, "envelope": None, "edition": edition, "age": reading.age, "replaced": reading.is_replaced}
    return Index(entries(whole), context | more | head_of(PAGE, reading.shown, reading.is_replaced, language))
