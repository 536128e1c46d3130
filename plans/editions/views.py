"""Public pages: the editions, with the next public meetings on the current one."""

import re
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from partners import clock, languages
from partners.access import greet
from partners.models import Logo, Meeting, Partnership
from partners.replica import from_replica
from partners.settings.views import picture_of
from plans.exports.formats import FILES_BY_JOB
from plans.outline.worked_examples import worked_examples

from ..models import Edition, EditionFile, Job
from ..translations.published import set_on_show
from . import page_cache
from .agreed import attach_agreed
from .comparisons import comparison
from .find_results import PAGE as FIND
from .find_results import find
from .live_pages import render_live
from .notes import notes_of
from .page_cache import (
    CURRENT_CACHE_CONTROL,
    EDITION_CACHE_CONTROL,
    QUICK_QUALITY,
    RenderedPage,
    conditional_response,
)
from .page_languages import page_language
from .public_pages import NoSuchPage, kind_of
from .rendering import REPLACED, addresses_of, current_page_of, newer_editions, page_of, reads_today, turning_days_of
from .stylesheets import STYLESHEETS, stylesheet


def current_edition(slug):
    """SHA-256 of a partnership's current edition: of the running plan or, while it has none, of the plan before.

    None if nothing was published. Raises Http404 for an unknown partnership.
    """
    return on_show(slug).sha256


def newest_edition(partnership):
    """SHA-256 of a partnership's current edition, or None: as `current_edition`, asked now."""
    return _query_current(partnership.slug)[0]


def _query_current(slug):
    """(SHA-256 of the current edition or None, the languages that are offered)."""
    editions = Edition.objects.active().filter(plan__partnership__slug=slug).running_first()
    current = editions.values_list("sha256", "plan__partnership__languages").first()
    if current is None:
        current = None, get_object_or_404(Partnership.objects.values_list("languages", flat=True), slug=slug)
    sha256, offered = current
    return sha256, languages.known(offered)


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
        )
    try:
        made = page_with_extras(partnership, shown, page)
    except NoSuchPage:
        return _no_such_page(request, partnership, page)
    return conditional_response(request, made, CURRENT_CACHE_CONTROL)


def not_published(request, slug):
    """The page of a partnership that has published nothing yet."""
    partnership = get_object_or_404(Partnership, slug=slug)
    greet(request, partnership)
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


# Placeholders in the templates for content outside the edition. Escaped plan text cannot hold them.
MEETINGS_PLACEHOLDER, LOGO_PLACEHOLDER, FILES_PLACEHOLDER = b"<!-- announced -->", b"<!-- logo -->", b"<!-- files -->"
ICON = re.compile(rb'<link rel="icon"[^>]*>')
MAX_MEETINGS = 3


@dataclass(frozen=True)
class Announced:
    """A public meeting as announced on the public page."""

    pk: int
    group: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    link: str
    about: str
    state: str
    cancelled_why: str
    moved_from: datetime | None
    moved_from_place: str
    moved_why: str

    @property
    def is_cancelled(self):
        return self.state == Meeting.State.CANCELLED


@dataclass(frozen=True)
class OnShow:
    """What a partnership's public page shows: the current edition and, beside it, what can change without a new one.

    `languages` are offered besides English. `logo` is (first 16 digits of its SHA-256, alternative text), or None.
    """

    sha256: str | None
    meetings: tuple[Announced, ...]
    logo: tuple[str, str] | None
    is_being_made: bool
    languages: tuple[str, ...] = ()

    @property
    def has_extras(self):
        return bool(self.meetings or self.logo or self.is_being_made)


def on_show(slug):
    """The OnShow of a partnership. Raises Http404 for an unknown one."""

    def ask():
        sha256, offered = _query_current(slug)
        is_being_made = bool(sha256 and _being_made([sha256]))
        return OnShow(sha256, _query_meetings(slug), _query_logo(slug), is_being_made, offered)

    return page_cache.current.get(slug, ask)


def language_of(offered, sha256):
    """The PageLanguage of an edition's page in this thread's language, with the translations that are shown now."""

    def texts(code):
        if code == languages.ENGLISH:
            return 0
        return page_cache.current.get(("texts", sha256, code), lambda: set_on_show(sha256, code))

    return page_language(offered, texts)


def _query_meetings(slug):
    """The next public meetings."""
    meetings = Meeting.objects.filter(group__partnership__slug=slug).announced(clock.now())
    names = [each.name for each in fields(Announced)]
    columns = [{"group": "group_name"}.get(name, name) for name in names]
    rows = meetings.annotate(group_name=F("group__name")).values_list(*columns)
    return tuple(Announced(*row) for row in rows[:MAX_MEETINGS])


def _query_logo(slug):
    logo = Logo.objects.filter(partnership__slug=slug).values_list("sha256", "alternative_text").first()
    return logo and (logo[0][:16], logo[1])


def being_made(sha256):
    """Whether an edition's files are still being made."""
    return page_cache.current.get(("making", sha256), lambda: bool(_being_made([sha256])))


def _being_made(sha256s):
    """Subset of these editions' SHA-256s whose files are still being made."""
    jobs = Job.objects.pending().filter(kind__in=FILES_BY_JOB, about__in=sha256s)
    return set(jobs.values_list("about", flat=True))


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
        return _fill_placeholders(made, slug, shown, quality)

    best, wanted = ((shown, made.etag, each) for each in (11, quality))
    return page_cache.front.kept(place, best) or page_cache.front.get(place, wanted, make)


def _fill_placeholders(page, slug, shown, quality):
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


def preload(slug):
    """Load a partnership's current public page, stylesheets and logo into this worker's memory."""
    shown = on_show(slug)
    if shown.sha256 is not None:
        for code in (languages.ENGLISH, *shown.languages):
            with translation.override(code):
                page_with_extras(slug, shown, is_preloading=True)
    for name in STYLESHEETS:
        stylesheet(slug, name)
    if shown.logo:
        picture_of(slug, shown.logo[0])


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
            (shown, made.etag), lambda: _fill_placeholders(made, partnership, shown, quality=QUICK_QUALITY)
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
    partnership = get_object_or_404(Partnership, slug=partnership)
    greet(request, partnership)
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
    """Set `kept`, its files without their content, their `sizes` and `being_made` on each edition, for the template."""
    making = _being_made([edition.sha256 for edition in editions])
    kept = defaultdict(list)
    for file in EditionFile.objects.filter(edition__in=editions).defer("content"):
        kept[file.edition_id].append(file)
    for edition in editions:
        edition.kept, edition.being_made = kept[edition.pk], edition.sha256 in making
        edition.sizes = {file.name: file.size for file in edition.kept}


@login_not_required
@require_safe
@from_replica
def how_judged(request, partnership):
    """The rule for judging success criteria in plain language, with worked examples."""
    partnership = get_object_or_404(Partnership, slug=partnership)
    greet(request, partnership)
    return render_live(
        request,
        "plans/outline/how_judged.html",
        {"examples": worked_examples()},
        partnership=partnership,
        title=gettext("How we rate measures"),
        description=gettext("How each measure of the plan is rated from its figures, with worked examples."),
    )
