"""What anybody may read: editions; and, beside the newest, the meetings in public that are to come."""

import re
from collections import defaultdict
from dataclasses import dataclass, fields, replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners import clock
from partners.models import Logo, Meeting, Partnership
from partners.settings_pages import picture_of
from partners.standing import greet

from .. import shopwindow
from ..changes import changes
from ..examples import worked_examples
from ..files import FILES_BY_JOB
from ..models import Edition, EditionFile, Job
from ..shopwindow import CURRENT, KEPT, QUICK, Made, hand_out, keep_for_all, kept_for_all


def page_of(sha256):
    """The public page of an edition, which has been laid out ready if it was published by this release of the site.

    If it was not, whoever asks first waits for it, no longer than needs be, and no other worker makes it again.
    """
    return shopwindow.pages.get(("page", sha256), lambda: _made(sha256))


def front_page_of(sha256, slug):
    """The same of the edition that is a partnership's current one."""
    return shopwindow.front.get(("page", slug), sha256, lambda: _made(sha256))


def _made(sha256):
    if (made := kept_for_all(("page", sha256))) is None:
        made = _page(Edition.objects.get(sha256=sha256), quality=QUICK)
        keep_for_all(("page", sha256), made)
    return made


def lay_out(edition):
    """Make the public page of a new edition before anybody asks for it: it takes longer than a reader should wait."""
    keep_for_all(("page", edition.sha256), _page(edition))


def _page(edition, quality=11):
    words = render_to_string("plans/summary.html", {"outline": edition.outline, "edition": edition})
    return Made.of(words, "text/html; charset=utf-8", edition.published_at, quality=quality)


def current_edition(slug):
    """The SHA-256 of the edition that the public reads of a partnership's plan that runs; while that has none, of the
    plan before; None if there is none at all.
    """
    return shopwindow.current.get(slug, lambda: _current(slug))


def _current(slug):
    found = (
        Edition.objects.standing()
        .filter(plan__partnership__slug=slug)
        .running_first()
        .values_list("sha256", flat=True)
        .first()
    )
    if found is None and not Partnership.objects.filter(slug=slug).exists():
        raise Http404
    return found


@login_not_required
@require_safe
def summary(request, partnership):
    """The public page: what the law calls the summary of the partnership plan. It is the newest edition."""
    sha256, meetings, logo = current_edition(partnership), announced(partnership), logo_of(partnership)
    if sha256 is None:
        found = get_object_or_404(Partnership, slug=partnership)
        greet(request, found)
        return render(request, "plans/not_published.html", {"partnership": found, "announced": meetings})
    return hand_out(request, beside(sha256, partnership, meetings, logo, being_made(sha256)), CURRENT)


# Where plans/summary.html leaves room for what is no part of an edition. Words of the plan are escaped: they hold none.
ROOM, ROOM_FOR_LOGO, ROOM_FOR_FILES = b"<!-- announced -->", b"<!-- logo -->", b"<!-- files -->"
AT_MOST = 3


@dataclass(frozen=True)
class Announced:
    """A meeting in public, as the public page tells of it."""

    pk: int
    group: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    link: str
    about: str
    state: str


def announced(slug):
    """The next meetings in public of a partnership: a tuple of Announced."""

    def ask():
        found = Meeting.objects.filter(group__partnership__slug=slug).announced(clock.now())
        names = [each.name for each in fields(Announced)]
        rows = found.annotate(called=F("group__name")).values_list(*[{"group": "called"}.get(n, n) for n in names])
        return tuple(Announced(*row) for row in rows[:AT_MOST])

    return shopwindow.current.get(("announced", slug), ask)


def logo_of(slug):
    """(The first digits of its SHA-256, what it shows) of a partnership's logo, or None."""

    def ask():
        found = Logo.objects.filter(partnership__slug=slug).values_list("sha256", "words").first()
        return found and (found[0][:16], found[1])

    return shopwindow.current.get(("logo", slug), ask)


def being_made(sha256):
    """Whether files of an edition are still being made."""
    return shopwindow.current.get(("making", sha256), lambda: bool(_being_made([sha256])))


def _being_made(sha256s):
    """Those of these editions, by their SHA-256, of which files are being made."""
    jobs = Job.objects.pending().filter(kind__in=FILES_BY_JOB, about__in=sha256s)
    return set(jobs.values_list("about", flat=True))


def beside(sha256, slug, meetings, logo, making):
    """The page of a current edition with what is announced, the logo and, while its files are being made, that they
    are, in their rooms.
    """
    page = front_page_of(sha256, slug)
    if not (meetings or logo or making):
        return page
    key = (sha256, meetings, logo, making)
    return shopwindow.front.get(("beside", slug), key, lambda: _beside(page, slug, meetings, logo, making))


def _beside(page, slug, meetings, logo, making):
    """A page with what stands beside its own words, which stay as they are."""
    body = page.body
    if meetings:
        words = render_to_string("plans/_announced.html", {"announced": meetings, "slug": slug})
        body = body.replace(ROOM, words.encode(), 1)
    if logo:
        words = render_to_string("plans/_logo.html", {"logo": logo, "slug": slug})
        body = body.replace(ROOM_FOR_LOGO, words.encode(), 1)
    if making:
        body = body.replace(ROOM_FOR_FILES, render_to_string("plans/_being_made.html").encode(), 1)
    made = Made.of(body, page.content_type, None, quality=QUICK if making else 11)
    # Until its files are there an edition's page is a second older than the one that follows.
    return made if meetings or logo else replace(made, modified=page.modified - 1)


def hold(slug):
    """Have a partnership's public page in this worker's memory, and hear which it is."""
    sha256, meetings, logo = current_edition(slug), announced(slug), logo_of(slug)
    if sha256 is not None:
        beside(sha256, slug, meetings, logo, being_made(sha256))
    for name in STYLESHEETS:
        _stylesheet(slug, name)
    if logo:
        picture_of(slug, logo[0])


def standing_edition(partnership, plan, number):
    """(The SHA-256 of the edition at an address, whether it was withdrawn). Raises Http404."""

    def ask():
        editions = Edition.objects.filter(plan__partnership__slug=partnership, plan__slug=plan, number=number)
        return get_object_or_404(editions.values_list("sha256", "withdrawal"))

    sha256, withdrawal = shopwindow.current.get((partnership, plan, number), ask)
    return sha256, withdrawal is not None


def withdrawn(request, sha256):
    """What stands at the addresses of an edition that was withdrawn: that fact and why."""
    edition = Edition.objects.select_related("plan__partnership", "withdrawal").get(sha256=sha256)
    greet(request, edition.plan.partnership)
    return render(request, "plans/withdrawn.html", {"edition": edition}, status=410)


def find_edition(partnership, plan, number):
    """The edition at an address. Raises Http404."""
    editions = Edition.objects.select_related("plan__partnership", "withdrawal")
    return get_object_or_404(editions, plan__partnership__slug=partnership, plan__slug=plan, number=number)


@login_not_required
@require_safe
def edition(request, partnership, plan, number):
    """An edition at its own address, for ever; if it was withdrawn, that fact and why."""
    sha256, is_withdrawn = standing_edition(partnership, plan, number)
    if is_withdrawn:
        return withdrawn(request, sha256)
    page = front_page_of(sha256, partnership) if sha256 == current_edition(partnership) else page_of(sha256)
    if being_made(sha256):
        told = shopwindow.pages.get(("making", sha256), lambda: _beside(page, partnership, (), None, making=True))
        return hand_out(request, told, CURRENT)
    return hand_out(request, page, KEPT)


@login_not_required
@require_safe
def edition_changes(request, partnership, plan, number):
    """What changed from the edition before this one that still stands or, with ?since=, from any earlier one."""
    edition = find_edition(partnership, plan, number)
    before = edition.before
    if since := request.GET.get("since"):
        before = _earlier(edition, since)
    for each in (edition, before):
        if hasattr(each, "withdrawal"):
            return withdrawn(request, each.sha256)
    greet(request, edition.plan.partnership)
    return render(
        request,
        "plans/edition_changes.html",
        {
            "edition": edition,
            "before": before,
            "earlier": edition.earlier.standing().defer("words"),
            "changes": changes(before.outline, edition.outline) if before else None,
        },
    )


def _earlier(edition, number):
    """The edition with that number, as somebody wrote it, of those before this one. Raises Http404."""
    if not re.fullmatch("[0-9]{1,9}", number):
        raise Http404
    return get_object_or_404(edition.earlier.select_related("withdrawal"), number=int(number))


@login_not_required
@require_safe
def editions(request, partnership):
    """All editions, newest first, those that were withdrawn too."""
    partnership = get_object_or_404(Partnership, slug=partnership)
    greet(request, partnership)
    found = Edition.objects.in_partnership(partnership).select_related("plan", "withdrawal").defer("words")
    found = list(found.running_first())
    several = len({edition.plan_id for edition in found}) > 1
    tell_files(found)
    said = {"partnership": partnership, "editions": found, "several": several}
    return render(request, "plans/editions.html", said)


def tell_files(editions):
    """Give each of the editions `kept`, its files without their content, and `being_made`."""
    making = _being_made([edition.sha256 for edition in editions])
    kept = defaultdict(list)
    for file in EditionFile.objects.filter(edition__in=editions).defer("content"):
        kept[file.edition_id].append(file)
    for edition in editions:
        edition.kept, edition.being_made = kept[edition.pk], edition.sha256 in making


@login_not_required
@require_safe
def how_judged(request, partnership):
    """The rule by which success criteria are judged, in plain words, with examples judged by it."""
    partnership = get_object_or_404(Partnership, slug=partnership)
    greet(request, partnership)
    return render(request, "plans/how_judged.html", {"partnership": partnership, "examples": worked_examples()})


CSS = settings.BASE_DIR / "static" / "css"
# All that the public page needs, and no more, as a phone pays for every byte; and the partnership's colour alone.
STYLESHEETS = {"theme": ["shared.css", "public.css"], "colour": []}


def _stylesheet(slug, name):
    """A stylesheet in the partnership's colour: a strict Content-Security-Policy allows no style in the page itself."""
    colour = shopwindow.current.get(("colour", slug), lambda: get_object_or_404(Partnership, slug=slug).colour)

    def make():
        words = "".join((CSS / file).read_text() for file in STYLESHEETS[name])
        return Made.of(f"{words}:root{{--brand:{colour}}}\n", "text/css; charset=utf-8", timezone.now())

    return shopwindow.front.get((name, slug), colour, make)


@login_not_required
@require_safe
def theme(request, partnership):
    """What the public page needs."""
    return hand_out(request, _stylesheet(partnership, "theme"), KEPT)


@login_not_required
@require_safe
def colour(request, partnership):
    """The partnership's colour, for its own pages."""
    return hand_out(request, _stylesheet(partnership, "colour"), KEPT)
