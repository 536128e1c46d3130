"""Public pages of editions, rendered once: as published, as grown old by a day, or as replaced by a newer edition."""

from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from partners import clock
from partners.site_address import site_address

from ..models import Edition
from ..plan_pages import beginning_of
from ..translations.published import texts_shown
from ..translations.texts import in_language
from . import page_cache
from .ageing import Age, aged, turning_days
from .comparisons import share_changes
from .page_cache import QUICK_QUALITY, RenderedPage, keep_for_all, kept_for_all, shared
from .page_languages import ENGLISH_ALONE, PageLanguage, alternates
from .public_pages import Shown, kind_of, page_context, pages_of
from .told import standing_until, tell

# How a page reads: of an edition that a newer one has replaced, or since the day of its Age, or as it was published.
REPLACED, AS_PUBLISHED = "replaced", "published"


def page_of(sha256, reads, page="", language=ENGLISH_ALONE):
    """A public page of an edition, prerendered if it was published under this release of the site.

    Otherwise the first request renders it, at low compression, and shares it with the other workers. Raises NoSuchPage.
    """
    earlier = standing_until(sha256) if kind_of(page)[0].shows_earlier_editions else None
    return page_cache.pages.get(
        ("page", sha256, reads, page, earlier, language), lambda: _shared_page(sha256, reads, page, language)
    )


def current_page_of(sha256, slug, page="", language=ENGLISH_ALONE):
    """A public page of a partnership's current edition. Raises NoSuchPage."""
    days = page_cache.front.get(("turning", slug), sha256, lambda: turning_days_of(sha256))
    reads = reads_today(days)
    if not kind_of(page)[0].is_prerendered:
        return page_of(sha256, reads, page, language)
    place, key = ("page", page, language.code, slug), (sha256, reads, language)
    return page_cache.front.get(place, key, lambda: _shared_page(sha256, reads, page, language))


def turning_days_of(sha256):
    """The days from which the pages of an edition read otherwise, see `ageing`."""
    key = ("turning", sha256)
    return page_cache.pages.get(
        key, lambda: shared(key, lambda: turning_days(Edition.objects.get(sha256=sha256).envelope))
    )


def addresses_of(sha256):
    """Addresses of all pages of an edition."""
    key = ("pages", sha256)

    def make():
        return shared(key, lambda: tuple(pages_of(Edition.objects.get(sha256=sha256).outline)))

    return page_cache.pages.get(key, make)


def reads_today(days):
    """How the pages of an edition read today, by its turning days."""
    today = clock.today()
    return max((str(day) for day in days if day <= today), default=AS_PUBLISHED)


def _shared_page(sha256, reads, page, language):
    def make():
        return render_public_page(page, *reading_of(sha256, reads, language), language, quality=QUICK_QUALITY)

    # Pages that are too many to prerender are too many to share.
    return shared(("page", sha256, reads, page, language), make) if kind_of(page)[0].is_prerendered else make()


class Reading(NamedTuple):
    """How an edition reads: as shown, its Age or None, whether a newer edition replaced it, and since when."""

    shown: Shown
    age: Age | None
    is_replaced: bool
    modified: datetime | None


def reading_of(sha256, reads, language=ENGLISH_ALONE):
    """The Reading of an edition in a language, kept while others of its pages are asked for."""

    def make():
        reading = _reading(Edition.objects.get(sha256=sha256), reads)
        shown, (texts, published_at) = reading.shown, texts_shown(language.texts)
        as_it_reads = shown.envelope | {"outline": shown.outline}
        envelope, still_english = in_language(as_it_reads, language.code, texts)
        shown = Shown(envelope["outline"], envelope, shown.edition, still_english)
        modified = reading.modified and max(reading.modified, published_at or reading.modified)
        return reading._replace(shown=shown, modified=modified)

    return page_cache.readings.get((sha256, reads, language.code, language.texts), make)


def _reading(edition, reads):
    shown, age, modified = edition.outline, None, edition.published_at
    if reads == REPLACED:
        modified = None  # it is so no more if the newer one is withdrawn
    elif reads != AS_PUBLISHED:
        day = date.fromisoformat(reads)
        shown, age = aged(edition.envelope, day)
        modified = max(modified, beginning_of(day))
    return Reading(Shown(shown, edition.envelope, edition), age, reads == REPLACED, modified)


def prerender(edition, *, replaced=False):
    """Prerender the public pages of an edition and what changed in it: it takes longer than a reader should wait.

    In other languages than English they are rendered when the first reader asks for them.
    """
    language = PageLanguage(offered=edition.plan.partnership.offered_languages)
    days = turning_days(edition.envelope)
    reads = REPLACED if replaced else reads_today(days)
    keep_for_all(("turning", edition.sha256), days)
    tell(edition)
    reading = _reading(edition, reads)
    for page in pages_of(edition.outline, prerendered_only=True):
        keep_for_all(("page", edition.sha256, reads, page, language), render_public_page(page, *reading, language))
    share_changes(edition)


def prerender_missing():
    """Prerender the pages of all editions that stand, once for each release of the site: the newest ones first."""
    if settings.DEBUG or kept_for_all(("page", "all")):
        return
    editions = Edition.objects.active().annotate(replaced=Exists(newer_editions())).order_by("-published_at", "-pk")
    for edition in editions.iterator(chunk_size=1):
        if not kept_for_all(("turning", edition.sha256)):
            prerender(edition, replaced=edition.replaced)
    keep_for_all(("page", "all"), True)


def render_public_page(page, shown, age, is_replaced, modified, language=ENGLISH_ALONE, quality=11):
    """A page in a language, whatever this thread's own is."""
    if kind_of(page)[0].shows_earlier_editions:
        modified = None  # it reads otherwise once one of them is withdrawn
    with translation.override(language.code):
        head = head_of(page, shown, is_replaced, language)
        html = public_html(page, shown, {"age": age, "replaced": is_replaced, **head})
    return RenderedPage.of(html, "text/html; charset=utf-8", modified, quality=quality)


def head_of(page, shown, is_replaced, language):
    """{canonical, alternates, picture} of a page: where it is. It is at the edition's own address if replaced."""
    slug, plan, number = shown.outline["partnership"]["slug"], shown.outline["plan"]["slug"], shown.edition.number

    def address_in(code):
        with translation.override(code):
            return (
                reverse("edition", args=[slug, plan, number]) if is_replaced else reverse("summary", args=[slug])
            ) + page

    return {
        "canonical": f"{site_address()}{address_in(language.code)}",
        "alternates": alternates(language, address_in),
        "picture": f"{site_address()}{reverse('edition', args=[slug, plan, number])}picture.png",
    }


def public_html(page, shown, more):
    """HTML of a public page. Raises NoSuchPage."""
    template, context = page_context(page, shown)
    return render_to_string(template, context | more)


def newer_editions():
    """Editions that stand and are newer than that of an outer query: of its plan, or of a later plan that has begun."""
    same = Q(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    later = Q(plan__starts_on__gt=OuterRef("plan__starts_on"), plan__starts_on__lte=clock.today())
    here = Edition.objects.active().filter(plan__partnership=OuterRef("plan__partnership"))
    return here.filter(same | later).order_by()
