"""Saves: what one costs, many at once, and while another partnership publishes."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from threading import Event
from time import perf_counter
from urllib.parse import urlencode

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.urls import reverse

from actions.models import Action, Update
from partners.models import Membership, Partnership
from partners.permissions import Role
from plans.models import Plan
from plans.status import Status

from .cost import calibrate
from .members import CSRF, form_headers, newest_update
from .pages import measure_save
from .serving import WORKERS, ask, gunicorn, request

WRITERS, SAVES_EACH = 16, 40
# Few enough that a save does not wait in the workers' queue.
PUBLISHING_WRITERS, PUBLISHING_SAVES = 1, 150
COMMITS = 30


def save(bench):
    """one update saved, from POST to redirect: Python's CPU, the database's, and a commit beside it"""
    for actions in bench.actions or [54]:
        with bench.data(actions) as cast:
            costs = measure_save(cast, bench.repeat)
            bench.costs_table(costs)
            [each] = costs.values()
            python = each.cpu - each.database if connection.vendor == "sqlite" else each.cpu
            bench.write(f"CPU without the database's {python:.1f} ms; a commit of one row takes {commit_time():.2f} ms")


def commit_time():
    """Milliseconds of a transaction that writes one row, the median: mostly the wait for the disk (fsync)."""
    times = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_commits (number integer)")
        cursor.execute("INSERT INTO bench_commits VALUES (0)")
        for _ in range(COMMITS):
            started = perf_counter()
            with transaction.atomic():
                cursor.execute("UPDATE bench_commits SET number = number + 1")
            times.append(perf_counter() - started)
        cursor.execute("DROP TABLE bench_commits")
    return median(times) * 1000


def saves(bench):
    """sixteen connections that save updates at once, in one partnership and over sixteen; none may be lost"""
    with bench.data((bench.actions or [54])[0], partnerships=WRITERS) as cast:
        plans = [Plan.objects.running(partnership) for partnership in Partnership.objects.order_by("pk")]
        own = next(plan for plan in plans if plan.partnership.slug == cast.slug)
        groups = {
            "in one partnership": [Writer.of(action) for action in actions_in(own)[:WRITERS]],
            "over sixteen": [Writer.of(actions_in(plan)[0]) for plan in plans],
        }
        bench.write(f"{WRITERS * SAVES_EACH} saves, {WORKERS} workers; a commit of one row: {commit_time():.2f} ms")
        connection.close()
        rows = []
        with gunicorn() as site:
            for label, group in groups.items():
                rate, cpu = all_save(site, group)
                rows.append([label, f"{rate:.0f}", f"{cpu:.1f}", f"{calibrate():.1f}"])
        bench.table(["", "a second", "CPU of the workers", "calibration"], rows)


def publishing(bench):
    """saves in one partnership alone, and while another publishes: no save may wait for a lock"""
    for actions in bench.actions or [54]:
        with bench.data(actions, partnerships=3) as cast:
            officers = [Writer.of(action) for action in actions_in(cast.action.plan)[:PUBLISHING_WRITERS]]
            with gunicorn(START_JOBS="false") as site:  # what making the files takes is measured in `crowd`
                rows = list(beside_publishing(cast, site, officers))
        bench.table(
            ["", "median", "95%", "slowest", "editions", "calibration"],
            [[label, *map("{:.1f}".format, times), number, f"{calibrate():.1f}"] for label, *times, number in rows],
        )
        (_, _, quiet, *_), (_, _, busy, *_) = rows
        bench.write(f"95% while another publishes: {busy / quiet:.2f} of quiet")


def actions_in(plan):
    """A plan's actions, with their leads."""
    return list(Action.objects.in_plan(plan).select_related("lead__partnership").order_by("pk"))


@dataclass
class Writer:
    """An officer, in a session of their own, who reports on one action repeatedly: each time on the newest update."""

    path: str
    headers: dict
    form_data: dict
    action: int
    saved: int = 0

    @classmethod
    def of(cls, action):
        officer = Membership.objects.filter(authority=action.lead, role=Role.OFFICER).earliest("pk").user
        return cls(
            path=reverse("action_update", args=[action.lead.partnership.slug, action.pk]),
            headers=form_headers(officer),
            form_data={"csrfmiddlewaretoken": CSRF, "status": Status.AT_RISK, "next": "Ask the county again."},
            action=action.pk,
        )

    def save_often(self, port, times):
        """Save `times` times. Returns the milliseconds of each."""
        try:
            return [self.save(port) for _ in range(times)]
        finally:
            connection.close()  # this thread's own

    def save(self, port):
        seen = newest_update(self.action) or ""
        self.saved += 1
        body = urlencode(self.form_data | {"seen": seen, "happened": f"Report {self.saved}: two more are fitted out."})
        started = perf_counter()
        ask(port, request(self.path, "POST", body, **self.headers), expect=b"302")
        return (perf_counter() - started) * 1000


def all_save(site, writers):
    """(saves a second, milliseconds of workers' CPU per save). Raises CommandError if one was lost."""
    with ThreadPoolExecutor(len(writers)) as pool:
        list(pool.map(lambda writer: writer.save_often(site.port, 1), writers))
        site.wait_until_ready()
        before = Update.objects.count()
        cpu, started = site.cpu(), perf_counter()
        list(pool.map(lambda writer: writer.save_often(site.port, SAVES_EACH), writers))
        seconds, cpu = perf_counter() - started, site.cpu() - cpu
    number = len(writers) * SAVES_EACH
    if (saved := Update.objects.count() - before) != number:
        raise CommandError(f"{number} updates were acknowledged and {saved} are there.")
    return number / seconds, cpu / number * 1000


def beside_publishing(cast, site, writers):
    """Yield a table row for saves alone, and one for saves while another partnership publishes repeatedly:
    (label, median, 95th percentile, slowest, number of editions), times in milliseconds.
    """
    chair = Membership.objects.filter(role=Role.CHAIR).exclude(authority__partnership__slug=cast.slug)
    chair = chair.select_related("user", "authority__partnership").order_by("pk").first()
    path, headers = reverse("publish", args=[chair.authority.partnership.slug]), form_headers(chair.user)
    connection.close()
    stop = Event()

    def publish_often():
        editions = 0
        while not stop.is_set():
            page = ask(site.port, request(path, **headers)).decode()
            seen = re.search(r'name="seen" value="(\w+)"', page)[1]
            body = urlencode({"csrfmiddlewaretoken": CSRF, "note": f"Edition {editions}", "seen": seen})
            ask(site.port, request(path, "POST", body, **headers), expect=b"302")
            editions += 1
        return editions

    with ThreadPoolExecutor(len(writers) + 1) as pool:

        def measure():
            times = pool.map(lambda writer: writer.save_often(site.port, PUBLISHING_SAVES), writers)
            times = [each for writer_times in times for each in writer_times]
            return median(times), quantiles(times, n=20)[-1], max(times)

        measure()  # to warm up
        yield ("saves alone", *measure(), 0)
        publisher = pool.submit(publish_often)
        try:
            timings = measure()
        finally:
            stop.set()
        yield ("while another partnership publishes", *timings, publisher.result())
