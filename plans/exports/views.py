"""Downloads and the feed: files of editions for the public, of the live and past plan for members."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from partners import clock, languages
from partners.access import greet, member_page
from partners.models import Partnership
from partners.replica import from_replica
from partners.site_address import site_address
from plans.editions.comparisons import summaries
from plans.editions.feed import as_atom
from plans.editions.live_pages import render_live
from plans.editions.on_show import current_edition, language_of, on_show
from plans.editions.page_cache import (
    CURRENT_CACHE_CONTROL,
    EDITION_CACHE_CONTROL,
    QUICK_QUALITY,
    RenderedPage,
    conditional_response,
)
from plans.editions.page_languages import ENGLISH_ALONE
from plans.editions.views import edition_at, withdrawn
from plans.jobs.turns import ask_again, one_at_a_time
from plans.outline.kept import member_outline

from ..editions import page_cache
from ..models import Edition, Job
from ..plan_pages import as_at
from ..translations.published import texts_shown
from .formats import CONTENT_TYPES, FILES, FILES_BY_JOB, PICTURE, download_name, file_of_outline, job_about
from .other_forms import FORMS, FORMS_BY_JOB, can_make
from .tables import LICENCE_ADDRESS
from .unavailable import FileUnavailable

# Already compressed formats, and those that a browser shows.
DENSE, SHOWN = (".pdf", ".docx", ".xlsx", ".epub"), (".pdf", ".json", ".txt")


@login_not_required
@require_safe
@from_replica
def current_file(request, partnership, file):
    """A file of the current edition."""
    sha256 = current_edition(partnership)
    if sha256 is None:
        raise Http404("Nothing has been published yet")
    return _hand_out(request, sha256, file, CURRENT_CACHE_CONTROL, partnership, is_current=True)


@login_not_required
@require_safe
@from_replica
def edition_file(request, partnership, plan, number, file):
    sha256, is_withdrawn, _ = edition_at(partnership, plan, number)
    if is_withdrawn:
        return withdrawn(request, sha256)
    is_current = sha256 == current_edition(partnership)
    return _hand_out(request, sha256, file, EDITION_CACHE_CONTROL, partnership, is_current=is_current)


# A shared picture is kept for a week by those who show it; the one before it is made, for a minute.
PICTURE_CACHE_CONTROL, NO_PICTURE_CACHE_CONTROL = "public, max-age=604800", "public, max-age=60"
NO_PICTURE = settings.BASE_DIR / "static" / "img" / "picture.png"


@login_not_required
@require_safe
@from_replica
def edition_picture(request, partnership, plan, number):
    """The picture of an edition or, until that is made, one that fits any plan."""
    sha256, is_withdrawn, _ = edition_at(partnership, plan, number)
    if is_withdrawn:
        return withdrawn(request, sha256)

    def make():
        edition = Edition.objects.defer("payload").get(sha256=sha256)
        return RenderedPage.of(_content(edition, PICTURE), "image/png", edition.published_at, dense=True)

    try:
        return conditional_response(request, page_cache.files.get((sha256, PICTURE), make), PICTURE_CACHE_CONTROL)
    except NotMade:
        other = RenderedPage.of(NO_PICTURE.read_bytes(), "image/png", None, dense=True)
        return conditional_response(request, other, NO_PICTURE_CACHE_CONTROL)


class NotMade(Exception):
    """The file has not been made yet."""


def _hand_out(request, sha256, name, cache_control, slug, *, is_current):
    """Response with an edition's file; `is_current` says whether it is the one of its partnership.

    Another form is in the language of its address, if a translation of the edition into that is on show.
    """
    code, _, texts = language_of(on_show(slug).languages, sha256) if name in FORMS else ENGLISH_ALONE
    language = code if texts else languages.ENGLISH

    def make():
        edition = Edition.objects.select_related("plan__partnership").get(sha256=sha256)
        made = RenderedPage.of(
            _content(edition, name, texts),
            CONTENT_TYPES[name],
            texts_shown(texts)[1] or edition.published_at,
            dense=name.endswith(DENSE),
            quality=QUICK_QUALITY,
        )
        return made, _content_disposition(edition.plan, f"edition-{edition.number}", name, language)

    try:
        if is_current:
            made, disposition = page_cache.front.get((name, language, slug), (sha256, texts), make)
        else:
            made, disposition = page_cache.files.get((sha256, name, texts), make)
    except NotMade:
        return _not_made_response(request, sha256, name, language, texts, is_current=is_current)
    response = conditional_response(request, made, cache_control)
    if texts:
        response.headers["Content-Language"] = languages.ALL[language].lang
    response.headers["Content-Disposition"] = disposition
    response.headers["Link"] = f'<{LICENCE_ADDRESS}>; rel="license"'
    return response


def _content(edition, name, texts=0):
    """Stored content of an edition's file, made with the TranslationSet of this id. Raises NotMade."""
    if name == "plan.json":
        return edition.payload
    content = edition.files.filter(name=name, translations=texts or None).values_list("content", flat=True).first()
    if content is None:
        raise NotMade
    return bytes(content)


def _not_made_response(request, sha256, name, language, texts, *, is_current):
    """503 page for a file that is still being made, or could not be. Files are never made during a request.

    Raises Http404 for another form that this host cannot make, or that an earlier edition was published without.
    """
    kind = next(kind for kind, names in FILES_BY_JOB.items() if name in names)
    job = Job.objects.filter(kind=kind, about=job_about(sha256, texts)).last()
    if job is None and kind in FORMS_BY_JOB and not (is_current and can_make(kind, language)):
        raise Http404("There is no such form of this edition")
    if job and job.state == Job.State.REFUSED:
        return no_file_response(request, job.failure)
    edition = Edition.objects.select_related("plan__partnership").defer("payload").get(sha256=sha256)
    greet(request, edition.plan.partnership)
    making = job is None or job.state in (*Job.PENDING, Job.State.DONE)
    response = render_live(
        request,
        "plans/editions/being_made.html",
        {"edition": edition, "making": making},
        partnership=edition.plan.partnership,
        title=gettext("This file is being made") if making else gettext("This file could not be made"),
        description=gettext("A file of edition %(number)s of the plan.") % {"number": edition.number},
        status=503,
    )
    if making:
        return ask_again(response)
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept(view):
    """Decorator of `plan_file`: a file of the current plan is made once for all workers, until the next revision.

    It is made anew on the next day too. All members see the same plan. There is one place for each plan and file, so
    that little is kept; the past's files are not.
    """

    @wraps(view)
    def page(request, access, plan, day, file):
        place, state = ("members", plan.pk, file), (access.revision, clock.today())
        if day:
            return view(request, access, plan=plan, day=day, file=file)
        kept_state, content = page_cache.kept_for_all(place) or (None, b"")
        if kept_state == state:
            return _file_response(plan, file, content, clock.today())
        response = view(request, access, plan=plan, day=day, file=file)
        if response.status_code == 200:
            page_cache.keep_for_all(place, (state, response.content), seconds=24 * 60 * 60)
        return response

    return page


@member_page
@as_at
@_kept
@one_at_a_time
@_kept  # once more, as another worker may have made it before this one had its turn
def plan_file(request, access, plan, day, file):
    """A file of the members' view of the plan, current or as at a day."""
    plan_outline = member_outline(access, plan, day and day.moment)
    try:
        content = file_of_outline(plan_outline, file)
    except FileUnavailable as error:
        return no_file_response(request, str(error))
    return _file_response(plan, file, content, plan_outline["today"])


def _file_response(plan, file, content, day):
    response = HttpResponse(content, content_type=FILES[file][1])
    response.headers["Content-Disposition"] = _content_disposition(plan, f"as-at-{day}", file)
    return response


def no_file_response(request, why):
    """The page that says why a file cannot be made."""
    response = render(request, "plans/exports/no_file.html", {"why": why}, status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _content_disposition(plan, state, name, language=languages.ENGLISH):
    """Content-Disposition of a file: inline what a browser shows, others attached."""
    how = "inline" if name.endswith(SHOWN) else "attachment"
    return f'{how}; filename="{download_name(plan, state, name, language)}"'


@login_not_required
@require_safe
@from_replica
def feed(request, partnership):
    """Atom feed of the editions, newest first."""

    def ask():
        owner = get_object_or_404(Partnership, slug=partnership)
        editions = Edition.objects.in_partnership(owner).order_by("-published_at", "-pk")
        return (
            owner.area,
            owner.name,
            str(owner),
            tuple(editions.values_list("pk", "withdrawal")),
        )

    state = page_cache.current.get(("feed", partnership), ask)
    key = (site_address(), state)
    return conditional_response(
        request,
        page_cache.front.get(("feed", get_language(), partnership), key, lambda: _feed(partnership)),
        CURRENT_CACHE_CONTROL,
    )


def _feed(slug):
    partnership = Partnership.objects.get(slug=slug)
    editions = list(
        Edition.objects.in_partnership(partnership)
        .select_related("plan__partnership", "withdrawal")
        .defer("payload")
        .order_by("-published_at", "-pk")
    )
    said = summaries([edition for edition in editions if not hasattr(edition, "withdrawal")])
    moments = [e.withdrawal.at if hasattr(e, "withdrawal") else e.published_at for e in editions]
    updated = max(moments, default=None) or partnership.history.earliest().history_date
    xml = as_atom(
        [_entry(edition, said) for edition in editions],
        address=site_address() + reverse("feed", args=[slug]),
        title=f"{partnership.area} {partnership.name}: editions of the plan",
        updated=updated,
        author=str(partnership),
        page=site_address() + reverse("editions", args=[slug]),
    )
    return RenderedPage.of(xml, "application/atom+xml; charset=utf-8", updated)


def _entry(edition, said):
    withdrawal = getattr(edition, "withdrawal", None)
    result, sentence = said.get(edition.pk, ("", ""))
    return {
        "number": edition.number,
        "published_at": edition.published_at,
        "result": result,
        "is_correction": edition.is_correction,
        "note": edition.note,
        "address": site_address()
        + reverse("edition", args=[edition.plan.partnership.slug, edition.plan.slug, edition.number]),
        "what_changed": sentence and f"What changed: {sentence}.",
        "withdrawn": withdrawal and withdrawal.reason,
        "withdrawn_at": withdrawal and withdrawal.at,
    }
