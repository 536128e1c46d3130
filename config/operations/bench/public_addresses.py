"""Every address that anybody may open, with what it costs: warm, in a new worker, and after a new release."""

import io
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from PIL import Image

from partners import clock
from partners.history import attributed_to
from partners.meetings.icalendar import make_address
from partners.models import Calendar, Invitation, Partnership
from partners.permissions import Role
from partners.settings.logo import as_png, keep_logo
from plans.changes.subjects import PARTS
from plans.editions.public_pages import BELOW, kind_of
from plans.editions.publishing import publish, withdraw
from plans.editions.rendering import prerender
from plans.exports.formats import FILES
from plans.models import Edition, Plan

from .cost import cost
from .environment import clear_caches
from .members import save_functions
from .public import announce
from .serving import HOST

# Milliseconds of CPU that no anonymous request may cost.
MOST = 50
EDITIONS = 3
# Keys in the cache of what `tick --pages` makes before a new release starts.
MADE_BY_UPGRADE = ["%-page-%", "%-changes-%"]
ABSENT = "there-is-none"


def public_addresses(bench):
    """every public address, warm, in a new worker and after a new release: none may cost more than 50 ms"""
    for actions in bench.actions or [54]:
        with bench.data(actions) as cast:
            rows, dear = [], []
            for label, address in addresses(cast):
                costs = _costs(address, bench.repeat)
                cells = [f"{each.cpu:.1f} / {each.queries}" for each in costs.values()]
                calibration = max(each.calibration for each in costs.values())
                rows.append([label, *cells, f"{calibration:.1f}"])
                dear += [f"{label}, {how}" for how, each in costs.items() if each.calibrated > MOST]
        bench.write(
            "CPU in ms / queries; a new worker has nothing in its memory, a new release the pages that an upgrade makes"
        )
        bench.table(["", *costs, "calibration"], rows)
        bench.write(f"above {MOST} ms on a quiet machine: {'; '.join(dear) or 'none'}")


def _costs(address, repeat):
    client = Client(SERVER_NAME=HOST)

    def visit():
        client.cookies.clear()
        return client.get(address, secure=True)

    def forget():
        clear_caches()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cache WHERE cache_key NOT LIKE %s AND cache_key NOT LIKE %s", MADE_BY_UPGRADE)

    status = visit().status_code
    return {
        "warm": cost(visit, repeat, expect=status),
        "new worker": cost(visit, repeat, expect=status, before=clear_caches),
        "new release": cost(visit, repeat, expect=status, before=forget),
    }


def open_urls():
    """The patterns of all URLs whose view needs no sign-in."""

    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern
            else:
                yield from walk(pattern.url_patterns)

    return [url for url in walk(get_resolver().url_patterns) if not getattr(url.callback, "login_required", True)]


def addresses(cast):
    """Yield (label, address) of every public address, after making what it shows. Raises NoReverseMatch if one of the
    open URLs has arguments that are not given here.
    """
    partnership = Partnership.objects.get(slug=cast.slug)
    arguments = _arguments(partnership, cast)
    for url in open_urls():
        for args in arguments.get(url.name, [[cast.slug] if url.pattern.converters else []]):
            label = " ".join([url.name, *map(str, args[-1:] if len(args) > 1 else [])])
            yield label[:40], reverse(url.name, args=args)
    yield "an unknown partnership", reverse("summary", args=[ABSENT])
    yield "edition_changes since the first", reverse("edition_changes", args=[*_own(cast, EDITIONS)]) + "?since=1"


def _own(cast, number):
    plan = Plan.objects.running(Partnership.objects.get(slug=cast.slug))
    return cast.slug, plan.slug, number


def _arguments(partnership, cast):
    """{URL name: its arguments, in one list for each address}, of the names with more than a partnership."""
    slug, (*_, newest) = [partnership.slug], _published(partnership, cast)
    withdrawn, old, current = (_own(cast, number) for number in (1, 2, newest.number))
    calendar, meeting = _calendar(partnership, cast), announce(cast.slug)
    logo = keep_logo(partnership, by=cast.coordinator, picture=_picture(), alternative_text="Safer")
    editions, pages = [[*withdrawn], [*old], [*current]], _one_of_each_kind(newest)
    return {
        "current_file": [[*slug, file] for file in FILES],
        "public_page": [[*slug, page] for page in pages],
        "page_feed": [[*slug, page] for page in pages if kind_of(page)[0].name in PARTS],
        "follow_confirm": [[*slug, ABSENT]],
        "follow_stop": [[*slug, ABSENT]],
        "edition": editions,
        "edition_page": [[*old, page] for page in pages],
        "edition_file": [[*old, file] for file in FILES],
        "edition_picture": editions,
        "edition_changes": editions,
        "edition_check": editions,
        "edition_changes_docx": editions,
        "public_meeting": [[*slug, meeting.pk]],
        "calendar_feed": [[*slug, calendar.pk, calendar.signature]],
        "logo": [[*slug, logo.sha256[:16]]],
        "invitation": [[_invitation(partnership, cast)], [ABSENT]],
        # These answer 404 here, or say that a link is old.
        "easy_read_picture": [[*slug, ABSENT]],
        "other_format": [[*slug, 0]],
        "other_format_media": [[*slug, 0]],
        "ask_received": [[*slug, ABSENT]],
        "public_answer": [[*slug, 0]],
        "demo_mail_html": [[ABSENT]],
        "account_confirm_email": [[ABSENT]],
        "account_reset_password_from_key": [["1", ABSENT]],
        "openid_connect_login": [[ABSENT]],
        "openid_connect_callback": [[ABSENT]],
    }


def _one_of_each_kind(edition):
    """The address of one public page of each kind, the front page aside."""
    outline = edition.outline
    return [kind.address(next(iter(kind.ids(outline)))) for kind in BELOW]


def _published(partnership, cast):
    """The partnership's editions, each with a new update, and with their files made; the first is withdrawn."""
    save, look = save_functions(cast)
    plan = Plan.objects.running(partnership)
    for number in range(2, EDITIONS + 1):
        look()
        save()
        publish(plan, by=cast.coordinator, note=f"Edition {number}")
    editions = list(Edition.objects.filter(plan=plan).order_by("number"))
    call_command("tick", "--jobs", stdout=StringIO())
    for edition in editions[1:]:
        prerender(edition)
    withdraw(editions[0], by=cast.coordinator, reason="A name stood in it.")
    return editions


def _calendar(partnership, cast):
    make_address(cast.chair, partnership, seen="0", all_groups=True)
    return Calendar.objects.get(user=cast.chair)


def _picture():
    written = io.BytesIO()
    Image.linear_gradient("L").resize((640, 200)).save(written, "PNG")
    return as_png(written.getvalue())


@transaction.atomic
def _invitation(partnership, cast):
    """The token of an open invitation."""
    invitation = Invitation(
        authority=partnership.authorities.first(),
        name="A new officer",
        email="new@example.org",
        role=Role.OFFICER,
        invited_by=cast.coordinator,
        made_at=clock.now(),
    )
    token = invitation.renew()
    with attributed_to(by=cast.coordinator):
        invitation.save()
    return token
