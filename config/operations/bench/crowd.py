"""The public page under load: six members and six strangers request the costliest pages while files are made."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from io import StringIO
from itertools import cycle, islice
from multiprocessing import get_context
from statistics import quantiles
from time import monotonic, perf_counter, sleep
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from partners import clock
from partners.models import Group, Meeting
from plans.editions.publishing import fingerprint_of_outline
from plans.editions.rendering import prerender
from plans.exports.formats import FILES
from plans.models import Edition, Job
from plans.outline.build import PUBLIC, outline

from .members import CSRF, cookies, form_headers
from .serving import ask, gunicorn, request

CLIENTS_EACH = 6
SECONDS = 40
# Seconds between requests: of the crowd, after a 503 (less than that page asks for), and of the measured visitor.
MEMBER_PAUSE, RETRY_PAUSE, VISITOR_PAUSE = 0.2, 1, 0.02


def crowd(bench):
    """the public page while members and strangers ask for what costs most and a new edition's files are made"""
    with bench.data((bench.actions or [54])[0]) as cast:
        bench.table(*crowd_table(cast))


def crowd_table(cast):
    """(header, rows) of a table: milliseconds of the public page, without and with the crowd."""
    edition = Edition.objects.select_related("plan__partnership").get(plan__partnership__slug=cast.slug)
    call_command("tick", "--jobs", stdout=StringIO())
    prerender(edition)
    member, public = {"Cookie": cookies(cast.coordinator)}, request(reverse("summary", args=[cast.slug]))
    members = [request(address, **member) for address in costly_for_members(cast)]
    strangers = [request(address) for address in costly_for_strangers(edition)]
    publish = publish_request(edition.plan, cast.coordinator)
    connection.close()
    # Processes, because threads of this one would distort the measured times.
    with gunicorn() as site, ProcessPoolExecutor(CLIENTS_EACH * 2, mp_context=get_context("fork")) as pool:
        visit(site.port, [public], 2, VISITOR_PAUSE)
        quiet, _ = visit(site.port, [public], SECONDS / 4, VISITOR_PAUSE)
        ask(site.port, publish, expect=b"302")
        crowd = [
            pool.submit(visit, site.port, [*islice(cycle(requests), n, n + len(requests))], SECONDS, MEMBER_PAUSE)
            for requests in (members, strangers)
            for n in range(CLIENTS_EACH)
        ]
        busy, _ = visit(site.port, [public], SECONDS, VISITOR_PAUSE)
        codes = [
            sum((each.result()[1] for each in visits), Counter())
            for visits in (crowd[:CLIENTS_EACH], crowd[CLIENTS_EACH:])
        ]
    rows = [_timing_row("quiet", quiet), _timing_row("in the crowd", busy)]
    rows.append(["jobs still pending", Job.objects.pending().count()])
    for name, counts in zip(("members got", "strangers got"), codes, strict=True):
        rows.append([name, *(f"{number} × {code}" for code, number in sorted(counts.items()))])
    head = ["the public page", "requests", "median ms", "p95 ms", "most ms"]
    return head, [(row + [""] * len(head))[: len(head)] for row in rows]


def _timing_row(name, times):
    parts = quantiles(times, n=20)
    return [name, len(times), f"{parts[9] * 1000:.1f}", f"{parts[18] * 1000:.1f}", f"{max(times) * 1000:.1f}"]


def costly_for_members(cast):
    """The addresses of the costliest member pages, which this plan is small enough for."""
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


def costly_for_strangers(edition):
    """The addresses of all files of an edition and of the newest, which are being made, and of its pages."""
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


def publish_request(plan, user):
    """The request with which a user publishes the current plan."""
    seen = fingerprint_of_outline(outline(plan, audience=PUBLIC))
    body = urlencode({"csrfmiddlewaretoken": CSRF, "note": "Once more", "seen": seen})
    return request(reverse("publish", args=[plan.partnership.slug]), "POST", body, **form_headers(user))


def visit(port, requests, seconds, pause):
    """Send the requests in turn for `seconds`. Returns ([seconds of each], Counter of status codes)."""
    times, codes, ends = [], Counter(), monotonic() + seconds
    for request_bytes in cycle(requests):
        if monotonic() > ends:
            return times, codes
        started = perf_counter()
        code = int(ask(port, request_bytes, expect=None)[9:12])
        times.append(perf_counter() - started)
        codes[code] += 1
        sleep(RETRY_PAUSE if code == 503 else pause)
