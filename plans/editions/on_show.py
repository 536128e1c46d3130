"""What a partnership shows the public now: its current edition, and beside it what can change without a new one."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import F
from django.shortcuts import get_object_or_404

from partners import clock, languages
from partners.models import Logo, Meeting, Partnership
from plans.exports.formats import FILES_BY_JOB

from ..models import Edition, Job
from ..translations.published import set_on_show
from . import page_cache
from .page_languages import page_language

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
        is_being_made = bool(sha256 and those_being_made([sha256]))
        return OnShow(sha256, _query_meetings(slug), _query_logo(slug), is_being_made, offered)

    return page_cache.current.get(slug, ask)


def language_of(offered, sha256):
    """The PageLanguage of an edition's page in this thread's language, with the translations that are shown now."""
    language = page_language(offered)
    if language.code == languages.ENGLISH:
        return language
    texts = page_cache.current.get(("texts", sha256, language.code), lambda: set_on_show(sha256, language.code))
    return language._replace(texts=texts)


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
    return page_cache.current.get(("making", sha256), lambda: bool(those_being_made([sha256])))


def those_being_made(sha256s):
    """Subset of these editions' SHA-256s whose files are still being made."""
    jobs = Job.objects.pending().filter(kind__in=FILES_BY_JOB, about__in=sha256s)
    return set(jobs.values_list("about", flat=True))


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
