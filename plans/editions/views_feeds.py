"""Atom feeds of parts of the plan and of searches in it: each new edition that changed one, and how."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.caches import LruCache
from partners.models import Partnership
from partners.replica import from_replica
from partners.site_address import site_address

from ..changes.subjects import PARTS, Subject, What, search_subject
from ..models import Edition
from . import page_cache
from .comparisons import subjects_maker, with_before
from .feed import atom_of_news
from .find import asked, entries, found
from .find_results import PAGE as FIND
from .on_show import current_edition
from .page_cache import CURRENT_CACHE_CONTROL, RenderedPage, conditional_response
from .parts import names_in
from .public_pages import kind_of

# The newest editions that a feed goes through; a search reads each of them.
MOST_EDITIONS, MOST_SEARCHED = 20, 6
# Actions that are kept in a worker's memory for searches, of all editions.
_actions = LruCache(30_000, size_of=len)


@login_not_required
@require_safe
@from_replica
def page_feed(request, partnership, page):
    """Feed of a priority, an action, an authority or a search, whose page is at the address above it."""
    sha256 = current_edition(partnership)
    kind, which = kind_of(page)
    if sha256 is None or (kind.name not in PARTS and page != FIND):
        raise Http404
    wanted, query = _asked(request.GET, names_in(sha256)) if page == FIND else (None, "")
    stand = page_cache.current.get(("subjects", partnership), lambda: _stand(partnership))
    key = ("feed", site_address(), get_language(), partnership, stand, page, query)
    made = page_cache.pages.get(key, lambda: _feed(partnership, page, Subject(kind.name, which), wanted, query))
    return conditional_response(request, made, CURRENT_CACHE_CONTROL)


def _stand(slug):
    """What the feeds of a partnership depend on: its name, and its editions with their withdrawals."""
    owner = get_object_or_404(Partnership, slug=slug)
    return str(owner), tuple(Edition.objects.in_partnership(owner).order_by("pk").values_list("pk", "withdrawal"))


def _asked(given, names):
    """(Asked, its query in one form however it was written) of a search. Raises Http404 if it asks for nothing."""
    authorities = [{"id": int(each.which)} for each in names if each.what == What.AUTHORITY]
    wanted = asked(given, {"authorities": authorities})._replace(page=1)
    subject = search_subject(wanted.words, wanted.authority, wanted.state)
    if subject is None:
        raise Http404("This search asks for nothing")
    return wanted, subject.which


def _feed(slug, page, subject, wanted, query):
    owner = Partnership.objects.get(slug=slug)
    editions = Edition.objects.active().in_partnership(owner).select_related("plan").defer("payload")
    pairs = sorted(with_before(editions), key=lambda pair: pair[0].published_at, reverse=True)
    names = names_in(current_edition(slug))
    if wanted:
        title, news = _("Search in the plan"), _found_anew(pairs[:MOST_SEARCHED], wanted)
    elif subject not in names:
        raise Http404("The plan has no such part")
    else:
        title, news = names[subject], _told_of(pairs[:MOST_EDITIONS], subject)
    site, about = site_address(), f"{page}?{query}" if query else page
    listed = [_entry(site, slug, about, title, edition, words) for edition, words in news]
    updated = max((entry["at"] for entry in listed), default=pairs[0][0].published_at)
    address = reverse("page_feed", args=[slug, page])
    xml = atom_of_news(
        listed,
        address=f"{site}{address}?{query}" if query else f"{site}{address}",
        title=f"{owner}: {title}",
        updated=updated,
        author=str(owner),
        page=f"{site}{reverse('summary', args=[slug])}{about}",
    )
    return RenderedPage.of(xml, "application/atom+xml; charset=utf-8", updated)


def _entry(site, slug, about, title, edition, words):
    number = _("Edition %(number)s: %(title)s") % {"number": edition.number, "title": title}
    return {
        "title": number,
        "link": f"{site}{reverse('edition_changes', args=[slug, edition.plan.slug, edition.number])}",
        "id": f"#{about}",
        "at": edition.published_at,
        "summary": words,
    }


def _told_of(pairs, subject):
    """[(edition, what changed of a part of the plan)] of the editions that changed it."""
    makers = {edition: subjects_maker(before, edition) for edition, before in pairs if before}
    found_for = page_cache.shared_many(dict(makers.values()))
    told = [(edition, found_for[key].get(subject)) for edition, (key, _make) in makers.items()]
    return [(edition, str(changed)) for edition, changed in told if changed]


def _found_anew(pairs, wanted):
    """[(edition, the actions that a search finds in it and did not find in the one before)]"""
    found_in = [(edition, found(wanted, _actions_of(edition)), before) for edition, before in pairs if before]
    news = []
    for edition, now, before in found_in:
        already = {entry.which for entry in found(wanted, _actions_of(before))}
        news.append((edition, "\n".join(entry.title for entry in now if entry.which not in already)))
    return [(edition, words) for edition, words in news if words]


def _actions_of(edition):
    def make():
        return [entry for entry in entries(Edition.objects.get(pk=edition.pk).outline) if entry.kind == What.ACTION]

    return _actions.get(edition.sha256, make)
