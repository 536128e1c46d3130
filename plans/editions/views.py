"""Public pages: the editions, with the next public meetings on the current one."""

import re
from collections import defaultdict
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from partners import languages
from partners.access import greet, greeted
from partners.replica import from_replica
from plans.outline.worked_examples import worked_examples

from ..models import Edition, EditionFile
from . import find_answers, page_cache
from .agreed import attach_agreed
from .comparisons import comparison
from .find_results import PAGE as FIND
from .find_results import find
from .live_pages import render_live
from .notes import notes_of
from .on_show import OnShow, being_made, language_of, on_show, those_being_made
from .page_cache import (
    CURRENT_CACHE_CONTROL,
    EDITION_CACHE_CONTROL,
    QUICK_QUALITY,
    conditional_response,
)
from .page_extras import FILES_PLACEHOLDER, fill_placeholders, page_with_extras
from .public_pages import NoSuchPage
from .rendering import REPLACED, addresses_of, current_page_of, newer_editions, page_of, reads_today, turning_days_of


@login_not_required
@require_safe
@from_replica
def summary(request, partnership, page=""):
    """A public page of the newest edition: in law the "summary of the partnership plan"."""
    shown = on_show(partnership)
    if shown.sha256 is None:
        if page:
            raise Http404("Nothing has been published yet")
        return not_published(request, partnership)
    if page == FIND and request.GET:
        return find(
            request,
            shown.sha256,
            reads_today(turning_days_of(shown.sha256)),
            language_of(shown.languages, shown.sha256),
            find_answers.answers(partnership),
        )
    try:
        made = page_with_extras(partnership, shown, page)
    except NoSuchPage:
        return _no_such_page(request, partnership, page)
    return conditional_response(request, made, CURRENT_CACHE_CONTROL)


def not_published(request, slug):
    """The page of a partnership that has published nothing yet."""
    partnership = greeted(request, slug)
    return render_live(
        request,
        "plans/editions/not_published.html",
        {"announced": on_show(slug).meetings},
        partnership=partnership,
        title=str(partnership),
        description=gettext("The plan of the %(partnership)s is not published yet.") % {"partnership": partnership},
    )


def _no_such_page(request, slug, page):
    """404 page that names the newest edition with a page which the current one has no more. Raises Http404."""
    editions = Edition.objects.active().filter(plan__partnership__slug=slug)
    for sha256 in editions.running_first().values_list("sha256", flat=True):
        if page in addresses_of(sha256):
            had = editions.select_related("plan__partnership").defer("payload").get(sha256=sha256)
            return render_live(
                request,
                "plans/editions/no_such_page.html",
                {"had": had, "page": page},
                partnership=had.plan.partnership,
                title=gettext("This is no longer in the plan"),
                description=gettext("A page of an earlier edition of the plan."),
                status=404,
            )
    raise Http404


class Addressed(NamedTuple):
    """The edition at an address, and whether it is withdrawn or a newer one of its plan or of a later plan stands."""

    sha256: str
    is_withdrawn: bool
    is_replaced: bool


def edition_at(partnership, plan, number):
    """The Addressed edition. Raises Http404."""

    def ask():
        editions = Edition.objects.filter(plan__partnership__slug=partnership, plan__slug=plan, number=number)
        editions = editions.annotate(replaced=Exists(newer_editions()))
        sha256, withdrawal, replaced = get_object_or_404(editions.values_list("sha256", "withdrawal", "replaced"))
        return Addressed(sha256, withdrawal is not None, replaced)

    return page_cache.current.get((partnership, plan, number), ask)


def withdrawn(request, sha256):
    """410 page at the addresses of a withdrawn edition, with the reason."""
    edition = Edition.objects.select_related("plan__partnership", "withdrawal").get(sha256=sha256)
    greet(request, edition.plan.partnership)
    return render_live(
        request,
        "plans/editions/withdrawn.html",
        {"edition": edition},
        partnership=edition.plan.partnership,
        title=gettext("Edition %(number)s was withdrawn") % {"number": edition.number},
        description=gettext("Why edition %(number)s was withdrawn, and where to read the plan as it is published now.")
        % {"number": edition.number},
        status=410,
    )


def find_edition(partnership, plan, number):
    """The edition at an address. Raises Http404."""
    editions = Edition.objects.select_related("plan__partnership", "withdrawal").defer("payload")
    return get_object_or_404(editions, plan__partnership__slug=partnership, plan__slug=plan, number=number)


@login_not_required
@require_safe
@from_replica
def edition(request, partnership, plan, number, page=""):
    """A page of an edition at its permanent address, or the notice of its withdrawal."""
    sha256, is_withdrawn, is_replaced = edition_at(partnership, plan, number)
    if is_withdrawn:
        return withdrawn(request, sha256)
    on_front = on_show(partnership)
    language = language_of(on_front.languages, sha256)
    if page == FIND and request.GET:
        return find(request, sha256, REPLACED if is_replaced else reads_today(turning_days_of(sha256)), language)
    if sha256 == on_front.sha256:
        made = current_page_of(sha256, partnership, page, language)
    else:
        made = page_of(sha256, REPLACED if is_replaced else reads_today(turning_days_of(sha256)), page, language)
    if FILES_PLACEHOLDER in made.body and being_made(sha256):
        shown = OnShow(sha256, (), None, is_being_made=True)
        with_note = page_cache.pages.get(
            (shown, made.etag), lambda: fill_placeholders(made, partnership, shown, quality=QUICK_QUALITY)
        )
        return conditional_response(request, with_note, CURRENT_CACHE_CONTROL)
    return conditional_response(request, made, EDITION_CACHE_CONTROL)


@login_not_required
@require_safe
@from_replica
def edition_changes(request, partnership, plan, number):
    """Changes in an edition since the previous one that is not withdrawn or, with ?since=, any earlier one."""
    edition, before = compared_editions(request, partnership, plan, number)
    for each in (edition, before):
        if hasattr(each, "withdrawal"):
            return withdrawn(request, each.sha256)
    greet(request, edition.plan.partnership)
    numbers = {"number": edition.number, "before": before and before.number}
    title = gettext("What changed in edition %(number)s")
    if request.GET.get("since"):
        title = gettext("What changed in edition %(number)s since edition %(before)s")
    return render_live(
        request,
        "plans/changes/edition_changes.html",
        {
            "edition": edition,
            "before": before,
            "earlier": edition.earlier.active().defer("payload"),
            "changes_html": comparison(before, edition).html if before else "",
        },
        partnership=edition.plan.partnership,
        title=title % numbers,
        description=gettext("What changed in the plan with edition %(number)s, item by item.") % numbers,
    )


def compared_editions(request, partnership, plan, number):
    """(the edition at an address, the one to compare it with, or None if it is the first). Raises Http404."""
    edition = find_edition(partnership, plan, number)
    if since := request.GET.get("since"):
        return edition, _earlier(edition, since)
    return edition, edition.before


def _earlier(edition, number):
    """An earlier edition by its number, given as text. Raises Http404."""
    if not re.fullmatch("[0-9]{1,9}", number):
        raise Http404
    return get_object_or_404(edition.earlier.select_related("withdrawal").defer("payload"), number=int(number))


@login_not_required
@require_safe
@from_replica
def editions(request, partnership):
    """All editions, newest first, including withdrawn ones."""
    partnership = greeted(request, partnership)
    queryset = Edition.objects.in_partnership(partnership).select_related("plan", "withdrawal").defer("payload")
    all_editions = list(queryset.running_first())
    several = len({edition.plan_id for edition in all_editions}) > 1
    attach_files(all_editions)
    attach_agreed(all_editions, for_public=getattr(request, "access", None) is None)
    notes = notes_of(all_editions, languages.current().code)
    return render_live(
        request,
        "plans/editions/editions.html",
        {"editions": [(edition, notes[edition.pk]) for edition in all_editions], "several": several},
        partnership=partnership,
        title=gettext("Editions of the plan"),
        description=gettext(
            "All editions of the plan of the %(partnership)s, with their files and what changed in each."
        )
        % {"partnership": partnership},
    )


def attach_files(editions):
    """Set `kept`, its files in English without content, `sizes` and `being_made` on each edition, for the page."""
    making = those_being_made([edition.sha256 for edition in editions])
    kept = defaultdict(list)
    files = EditionFile.objects.filter(edition__in=editions, translations=None)
    for file in files.defer("content"):
        kept[file.edition_id].append(file)
    for edition in editions:
        edition.kept, edition.being_made = kept[edition.pk], edition.sha256 in making
        edition.sizes = {file.name: file.size for file in edition.kept}


@login_not_required
@require_safe
@from_replica
def how_judged(request, partnership):
    """The rule for judging success criteria in plain language, with worked examples."""
    partnership = greeted(request, partnership)
    return render_live(
        request,
        "plans/outline/how_judged.html",
        {"examples": worked_examples()},
        partnership=partnership,
        title=gettext("How we rate measures"),
        description=gettext("How each measure of the plan is rated from its figures, with worked examples."),
    )
