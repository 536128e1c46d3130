"""The public page while six members and six strangers ask for what costs most, and a new edition's files are made."""

import socket
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from io import StringIO
from itertools import cycle, islice
from multiprocessing import get_context
from statistics import quantiles
from time import monotonic, perf_counter, sleep
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from partners import clock
from partners.models import Group, Meeting
from plans.files import FILES
from plans.models import Edition, Job
from plans.outline import PUBLIC, outline
from plans.publishing import fingerprint_of_outline
from plans.views.public import lay_out

from .serving import HOST, ask, gunicorn, request

EACH = 6
SECONDS = 40
# How long somebody looks at what they got; who was asked to come again is less patient than that page wants.
READING, IMPATIENT, VISITOR = 0.2, 1, 0.02


def measured(cast, cookies):
    """(The head of a table, its rows): milliseconds of the public page, in the quiet and in the crowd.

    `cookies` gives the Cookie header of a user.
    """
    edition = Edition.objects.select_related("plan__partnership").get(plan__partnership__slug=cast.slug)
    call_command("tick", "--jobs", stdout=StringIO())
    lay_out(edition)
    member, public = {"Cookie": cookies(cast.coordinator)}, request(reverse("summary", args=[cast.slug]))
    members = [request(address, **member) for address in dear_to_members(cast)]
    strangers = [request(address) for address in dear_to_strangers(edition)]
    publish = publishing(edition.plan, member["Cookie"])
    connection.close()
    # Processes: threads of this one would hold up the clock of whoever measures.
    with gunicorn() as site, ProcessPoolExecutor(EACH * 2, mp_context=get_context("fork")) as pool:
        visit(site.port, [public], 2, VISITOR)
        quiet, _ = visit(site.port, [public], SECONDS / 4, VISITOR)
        ask(site.port, publish, expect=b"302")
        ends = SECONDS
        crowd = [
            pool.submit(visit, site.port, [*islice(cycle(asked), n, n + len(asked))], ends, READING)
            for asked in (members, strangers)
            for n in range(EACH)
        ]
        busy, _ = visit(site.port, [public], ends, VISITOR)
        codes = [sum((each.result()[1] for each in some), Counter()) for some in (crowd[:EACH], crowd[EACH:])]
    rows = [_row("quiet", quiet), _row("in the crowd", busy)]
    told = [[f"{who} got", *(f"{n} × {code}" for code, n in sorted(c.items()))] for who, c in
            zip(("members", "strangers"), codes, strict=True)]  # fmt: skip
    pending = Job.objects.pending().count()
    rows.append(["jobs still pending", pending, "", "", ""])
    return ["the public page", "requests", "median ms", "p95 ms", "most ms"], [*rows, *(_wide(row) for row in told)]


def _row(name, times):
    parts = quantiles(times, n=20)
    return [name, len(times), f"{parts[9] * 1000:.1f}", f"{parts[18] * 1000:.1f}", f"{max(times) * 1000:.1f}"]


def _wide(row):
    return (row + [""] * 5)[:5]


def dear_to_members(cast):
    """The addresses of what takes longest, but for what a plan is too large for."""
    group = Group.objects.get(partnership__slug=cast.slug)
    meeting = Meeting.objects.create(group=group, starts_at=clock.now() + timedelta(days=14))
    began = (clock.today() - timedelta(days=800)).isoformat()
    return [
        reverse("plan_file", args=[cast.slug, "plan.pdf"]),
        reverse("meeting_pack_pdf", args=[cast.slug, meeting.pk]),
        reverse("export_zip", args=[cast.slug]),
        reverse("update_list_file", args=[cast.slug, "xlsx"]),
        reverse("log_file", args=[cast.slug, "csv"]),
        reverse("plan_changes", args=[cast.slug]) + f"?from={began}",
        reverse("plan_file", args=[cast.slug, "plan.xlsx"]),
    ]


def dear_to_strangers(edition):
    """Every file of an edition and of the newest one, which are being made, and its pages."""
    slug = edition.plan.partnership.slug
    own = [slug, edition.plan.slug, edition.number]
    return [
        *(reverse("edition_file", args=[*own, name]) for name in FILES),
        *(reverse("current_file", args=[slug, name]) for name in FILES),
        reverse("edition", args=own),
        reverse("editions", args=[slug]),
        reverse("feed", args=[slug]),
        reverse("edition_changes", args=[*own[:2], edition.number + 1]),
    ]


def publishing(plan, cookie):
    """The request that publishes the plan as it stands."""
    token = "t" * 32
    seen = fingerprint_of_outline(outline(plan, audience=PUBLIC))
    body = urlencode({"csrfmiddlewaretoken": token, "note": "Once more", "seen": seen})
    whole = f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}"
    return request(reverse("publish", args=[plan.partnership.slug]), "POST", body, Cookie=whole)


def visit(port, requests, seconds, pause):
    """Ask for one after the other for so long. Returns ([seconds that each took], Counter of the answers' codes)."""
    times, codes, ends = [], Counter(), monotonic() + seconds
    for words in cycle(requests):
        if monotonic() > ends:
            return times, codes
        began = perf_counter()
        code = _code(port, words)
        times.append(perf_counter() - began)
        codes[code] += 1
        sleep(IMPATIENT if code == 503 else pause)


def _code(port, words):
    with socket.create_connection((HOST, port), timeout=120) as wire:
        wire.sendall(words)
        head = wire.recv(65536)
        while wire.recv(65536):
            pass
    return int(head[9:12])
