"""The public page behind gunicorn, beside a view that returns the same bytes from memory."""

import json
import tempfile
from datetime import timedelta
from statistics import median

from django.db import connection
from django.urls import reverse

from partners import clock
from partners.models import Group, Meeting

from .cost import calibrate
from .serving import WORKERS, ask, gunicorn, request, send

READERS = 4
RUNS, ROUNDS, REQUESTS = 3, 5, 3_000
KEPT_HEADERS = ("Content-Type", "Content-Encoding", "Vary", "ETag", "Cache-Control")


def public(bench):
    """the public page, with a meeting announced on it, against the same bytes from memory: at least 0.93 of it"""
    with bench.data((bench.actions or [54])[0]) as cast:
        path = reverse("summary", args=[cast.slug])
        announce(cast.slug)
        page_request = request(path, Accept_Encoding="br")
        connection.close()
        bench.write(f"medians of {ROUNDS} rounds of {REQUESTS:,} requests, {WORKERS} workers, {READERS} readers")
        rows = []
        for run in range(1, RUNS + 1):
            with gunicorn() as site, tempfile.NamedTemporaryFile() as file:
                head, _, body = ask(site.port, page_request).partition(b"\r\n\r\n")
                file.write(body)
                file.flush()
                headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
                headers = json.dumps({name: headers[name] for name in KEPT_HEADERS})
                ceiling = {"BENCH_PATH": path, "BENCH_FILE": file.name, "BENCH_HEADERS": headers}
                with gunicorn("config.operations.bench.ceiling", **ceiling) as limit:
                    rows.append([f"run {run}", *compare(site, limit, page_request), f"{calibrate():.1f}"])
        bench.table(["", "a second", "CPU µs", "ceiling", "CPU µs", "of the ceiling", "by CPU", "calibration"], rows)


def compare(site, limit, page_request):
    """Cells of a table: requests a second and CPU of the page and of its ceiling, and the ratios of both."""
    rounds = {site: [], limit: []}
    for server in rounds:
        send(server.port, [page_request], 200, READERS)
    for _ in range(ROUNDS):
        for server, measured in rounds.items():
            cpu = server.cpu()
            seconds = send(server.port, [page_request], REQUESTS, READERS)
            measured.append((REQUESTS / seconds, (server.cpu() - cpu) / REQUESTS * 1e6))
    (rate, cpu), (most, least) = (
        [median(column) for column in zip(*measured, strict=True)] for measured in rounds.values()
    )
    return f"{rate:.0f}", f"{cpu:.0f}", f"{most:.0f}", f"{least:.0f}", f"{rate / most:.2f}", f"{least / cpu:.2f}"


def announce(slug):
    """Announce a meeting in public, in ten days. Returns it."""
    return Group.objects.get(partnership__slug=slug).meetings.create(
        starts_at=clock.now() + timedelta(days=10),
        in_public=True,
        state=Meeting.State.READY,
        place="Town Hall",
        about="Come and ask the police and the councils what they do about crime where you live.",
    )
