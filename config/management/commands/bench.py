"""Benchmarks of the main pages on a database of their own. See docs/running.md."""

import json
import os
import sys
import tempfile
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from itertools import count
from statistics import median
from time import perf_counter, process_time

import django
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from actions.models import Action
from config.operations.bench import crowd, packs, police, search, writers
from config.operations.bench.data import count_rows, make_bench_data
from config.operations.bench.serving import HOST, WORKERS, ask, gunicorn, request, send
from config.operations.bench.writers import cookies, signed_in
from partners import clock
from partners.models import Group, Meeting, Partnership
from plans import plan_pages
from plans.editions import page_cache
from plans.editions.views import prerender
from plans.models import Edition
from plans.outline import kept
from plans.outline.fragments import fragments
from plans.status import Status

PLAN_YEARS = 3
READERS = 4
MEMORY_AFTER = (100, 5_000, 10_000)
PUBLIC_REQUESTS, PUBLIC_ROUNDS = 3_000, 5


class Command(BaseCommand):
    help = "Measures the site on a throw-away database beside the site's own."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "scenarios",
            nargs="*",
            help="sizes: pages of small and large plans; among: one partnership among many; public: the public page "
            "against its ceiling; crowd: it among those who ask for the dearest; saves: many officers at once; "
            "publishing: saves while another partnership publishes; memory: gunicorn's; packs: a meeting's pack; "
            "crimes: a year of police files; search: words among all updates; log: all that was done. Default: sizes.",
        )
        parser.add_argument("--actions", type=int, nargs="+", default=[54, 540, 5400], help="sizes of a plan")
        parser.add_argument("--partnerships", type=int, default=300, help="how many the measured one stands among")
        parser.add_argument("--years", type=int, default=12, help="of history that those have")
        parser.add_argument("--repeat", type=int, default=15, help="requests, of which the median is given")

    def handle(self, *, scenarios, actions, partnerships, years, repeat, **options):
        if min(*actions, partnerships, years, repeat) < 1 or min(actions) < 54:
            raise CommandError("A plan has 54 actions or more; the other numbers are 1 or more.")
        known_scenarios = {
            "sizes": lambda: [self.size(number, repeat) for number in actions],
            "among": lambda: self.among(actions[0], partnerships, years, repeat),
            "public": lambda: self.public(actions[0]),
            "packs": lambda: [self.visits(packs.visits, number, PLAN_YEARS, repeat) for number in actions],
            "crowd": lambda: self.crowd(actions[0]),
            "saves": lambda: self.saves(actions[0]),
            "publishing": lambda: [self.publishing(number) for number in actions],
            "memory": lambda: self.memory(actions[0]),
            "crimes": self.crimes,
            "search": lambda: [self.visits(search.visits, number, years, repeat) for number in actions],
            "log": lambda: [self.visits(search.log_visits, number, years, repeat) for number in actions],
        }
        if unknown := set(scenarios) - known_scenarios.keys():
            raise CommandError(f"There is no {', '.join(unknown)}: choose among {', '.join(known_scenarios)}.")
        python = ".".join(map(str, sys.version_info[:3]))
        self.stdout.write(f"Python {python}, Django {django.__version__}, {connection.display_name}; DEBUG is off")
        with as_in_production():
            for scenario in scenarios or ["sizes"]:
                known_scenarios[scenario]()

    def size(self, actions, repeat):
        with self.bench_data(actions) as cast:
            costs = measure(cast, repeat)
        self.stdout.write(f"median of {repeat} requests in this process after one to warm up; ms, kB of response")
        self.costs_table(costs)

    def among(self, actions, partnerships, years, repeat):
        """Measure one partnership alone and among others, whose data and history should not slow it down."""
        with self.bench_data(actions) as cast:
            alone = measure(cast, repeat)
        with self.bench_data(actions, partnerships, years) as cast:
            among = measure(cast, repeat)
        self.table(
            ["", "alone", "CPU", "queries", "among", "CPU", "queries", "ratio"],
            [
                [page, *a.cells(), *b.cells(), f"{b.time / a.time:.2f}"]
                for (page, a), b in zip(alone.items(), among.values(), strict=True)
            ],
        )

    def visits(self, visits, actions, years, repeat):
        """Measure pages that search the whole history of one partnership."""
        with self.bench_data(actions, years=years) as cast:
            chair = signed_in(cast.chair)
            costs = {
                label: cost(lambda address=address: chair.get(address, secure=True), min(repeat, 5))
                for label, address in visits(cast)
            }
        self.costs_table(costs)

    @contextmanager
    def bench_data(self, actions, partnerships=1, years=PLAN_YEARS):
        """Context manager: a bench database with data. Yields its Cast."""
        with bench_database():
            started = perf_counter()
            cast = make_bench_data(actions=actions, partnerships=partnerships, years=years)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")  # as autovacuum would do in time
            size = f"partnerships {partnerships:,}, actions {actions:,}, years {years:,}"
            self.stdout.write(f"\n{size}; {count_rows():,} rows, made in {perf_counter() - started:.0f} s")
            yield cast

    def public(self, actions):
        """Compare the public page, with an announced meeting, to the limit of the same gunicorn and middlewares."""
        with self.bench_data(actions) as cast:
            path = reverse("summary", args=[cast.slug])
            announce(cast.slug)
            page_request = request(path, Accept_Encoding="br")
            connection.close()
            with gunicorn() as site, tempfile.NamedTemporaryFile() as file:
                head, _, body = ask(site.port, page_request).partition(b"\r\n\r\n")
                file.write(body)
                file.flush()
                headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
                kept_headers = {name: headers[name] for name in ("Content-Type", "Content-Encoding", "Vary", "ETag",
                                                       "Cache-Control")}  # fmt: skip
                ceiling = {"BENCH_PATH": path, "BENCH_FILE": file.name, "BENCH_HEADERS": json.dumps(kept_headers)}
                with gunicorn("config.operations.bench.ceiling", **ceiling) as limit:
                    self.compare({"the page": site, "its ceiling": limit}, page_request)

    def compare(self, served, page_request):
        rounds_by_name = {name: [] for name in served}
        for server in served.values():
            send(server.port, [page_request], 200, READERS)
        for _ in range(PUBLIC_ROUNDS):
            for name, server in served.items():
                cpu = server.cpu()
                seconds = send(server.port, [page_request], PUBLIC_REQUESTS, READERS)
                rounds_by_name[name].append((PUBLIC_REQUESTS / seconds, (server.cpu() - cpu) / PUBLIC_REQUESTS * 1e6))
        rows = {
            name: [median(column) for column in zip(*rounds, strict=True)] for name, rounds in rounds_by_name.items()
        }
        self.stdout.write(
            f"median of {PUBLIC_ROUNDS} rounds of {PUBLIC_REQUESTS:,} requests, {WORKERS} workers, {READERS} readers"
        )
        self.table(
            ["", "a second", "CPU µs"], [[name, f"{rate:.0f}", f"{cpu:.0f}"] for name, (rate, cpu) in rows.items()]
        )
        (rate, cpu), (most, least) = rows.values()
        self.stdout.write(f"of the ceiling: {rate / most:.2f} by requests a second, {least / cpu:.2f} by CPU")

    def saves(self, actions):
        """Measure officers who save concurrently, each on their own action and session."""
        with self.bench_data(max(actions, 540)) as cast:
            officers = writers.writers_of(cast, writers.WRITERS)
            connection.close()
            with gunicorn() as site:
                rate, cpu = writers.all_save(site, officers)
            self.stdout.write(
                f"{len(officers) * writers.SAVES_EACH} saves by {len(officers)} officers at once, {WORKERS} workers: "
                f"{rate:.0f} a second, {cpu:.1f} ms of the workers' CPU each"
            )

    def crowd(self, actions):
        """Measure the public page while others request the costliest pages and a new edition's files are made."""
        with self.bench_data(actions) as cast:
            self.table(*crowd.crowd_table(cast))

    def publishing(self, actions):
        """Measure saves in one partnership while another publishes: they should share the CPU but no lock."""
        with self.bench_data(actions, partnerships=3) as cast:
            officers = writers.writers_of(cast, writers.PUBLISHING_WRITERS)
            with gunicorn() as site:
                rows = list(writers.beside_publishing(cast, site, officers))
        self.table(
            ["", "median", "95%", "slowest", "editions"],
            [[label, *map("{:.1f}".format, times), number] for label, *times, number in rows],
        )

    def memory(self, actions):
        with self.bench_data(actions) as cast:
            requests = mix(cast)
            connection.close()
            with gunicorn() as site:
                self.stdout.write(f"{WORKERS} workers, {READERS} readers: {', '.join(requests)}")
                rows, sent = [], 0
                for number in MEMORY_AFTER:
                    seconds = send(site.port, list(requests.values()), number - sent, READERS)
                    rows.append([f"{number:,}", f"{(number - sent) / seconds:.0f}", *map("{:.1f}".format, site.pss())])
                    sent = number
        self.table(["requests", "a second", "MB", *["of which"] * (1 + WORKERS)], rows)

    def crimes(self):
        with bench_database():
            partnership = Partnership.objects.create(slug="bench", name="Partnership", area="North Hertfordshire")
            self.stdout.write(f"{police.FILES} street-level files of {police.ROWS:,} rows, one after the other")
            rows = list(police.load_a_year(partnership))
        self.table(["", "time", "rows a second", "MB at most"], rows)

    def costs_table(self, costs):
        rows = [[page, *cost.cells(), f"{cost.size:.1f}"] for page, cost in costs.items()]
        self.table(["", "time", "CPU", "queries", "kB"], rows)

    def table(self, head, rows):
        widths = [max(len(str(row[n])) for row in [head, *rows]) for n in range(len(head))]
        for first, *rest in [head, *rows]:
            cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
            self.stdout.write("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())


@contextmanager
def as_in_production():
    """Context manager: the site's settings with DEBUG off, and its static files collected in a temporary folder."""
    with (
        tempfile.TemporaryDirectory(prefix="living-plan-bench-") as folder,
        override_settings(DEBUG=False, ALLOWED_HOSTS=[HOST], STATIC_ROOT=f"{folder}/static"),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@contextmanager
def bench_database():
    """Context manager: a new migrated database in place of the site's, always deleted afterwards."""
    site = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="living-plan-bench-") as folder:
        bench_name = f"{folder}/bench.sqlite3" if connection.vendor == "sqlite" else f"living_plan_bench_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = bench_name
        try:
            with redirect_stdout(StringIO()):  # it prints about the cache's table
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            yield
        finally:
            if connection.settings_dict["NAME"] == bench_name:  # otherwise none was created, and this is the site's
                connection.creation.destroy_test_db(site, verbosity=0)


@dataclass(frozen=True)
class Cost:
    """The cost of one page: milliseconds of time and of this process's CPU, number of queries, kB of response."""

    time: float
    cpu: float
    queries: int
    size: float

    def cells(self):
        return [f"{self.time:.1f}", f"{self.cpu:.1f}", self.queries]


def measure(cast, repeat):
    """{page: Cost}, each requested by a user with access to the page."""
    public, officer, chair = Client(SERVER_NAME=HOST), signed_in(cast.officer), signed_in(cast.chair)

    def get(client, name, *args, query=""):
        address = reverse(name, args=[cast.slug, *args]) + query
        return lambda: client.get(address, secure=True)

    pk, two_months_ago = cast.action.pk, clock.today() - timedelta(days=60)
    public_page = get(public, "summary")
    action_page = get(officer, "action_detail", pk)
    save, look = save_functions(officer, cast)
    clear_caches()
    prerender(Edition.objects.get(plan__partnership__slug=cast.slug))
    return {
        "public page": cost(public_page, repeat),
        "public page, first view": cost(public_page, repeat, before=clear_caches),
        "live plan": cost(get(chair, "plan_detail"), repeat),
        "plan two months ago": cost(
            get(chair, "plan_detail", query=f"?at={two_months_ago}"), repeat, before=clear_caches
        ),
        "review by priority": cost(get(chair, "review"), repeat),
        "review by authority": cost(get(chair, "review", query="?by=authority"), repeat),
        "my actions": cost(get(officer, "my_actions"), repeat),
        "action page": cost(action_page, repeat),
        "update form": cost(get(officer, "action_update", pk), repeat),
        "saving an update": cost(save, repeat, expect=302, before=lambda: (action_page(), look())),
    }


def clear_caches():
    """Clear the in-memory caches, whose content is of another database or would hide the cost."""
    page_cache.current.forget()
    page_cache.pages.entries.clear()
    page_cache.files.entries.clear()
    plan_pages.past.entries.clear()
    kept.forget()
    fragments.clear()


def announce(slug):
    """Announce a meeting in public, in ten days."""
    Group.objects.get(partnership__slug=slug).meetings.create(
        starts_at=clock.now() + timedelta(days=10),
        in_public=True,
        state=Meeting.State.READY,
        place="Town Hall",
        about="Come and ask the police and the councils what they do about crime where you live.",
    )


def save_functions(client, cast):
    """Two functions: one saves an update with a new text, the other first looks up the newest update."""
    address, numbers = reverse("action_update", args=[cast.slug, cast.action.pk]), count(1)
    form_data = {"status": Status.AT_RISK, "next": "Ask the county again.", "public": "The work goes on.", "seen": None}

    def save():
        return client.post(address, form_data, secure=True)

    def look():
        form_data["seen"] = Action.objects.get(pk=cast.action.pk).latest_update.pk
        form_data["happened"] = f"Report {next(numbers)}: the grant has come and two of the five sites are fitted out."

    return save, look


def cost(visit, repeat, expect=200, before=lambda: None):
    """The Cost of a visit, the median of `repeat`. Each follows `before`, which is not counted.

    Closing old database connections, as a server does after each request, is counted.
    """
    times, cpus = [], []
    for _ in range(1 + repeat):
        before()
        started, started_cpu = perf_counter(), process_time()
        response = visit()
        close_old_connections()
        times.append(perf_counter() - started)
        cpus.append(process_time() - started_cpu)
        if response.status_code != expect:
            raise CommandError(f"{response.request['PATH_INFO']} answered {response.status_code}, not {expect}")
    before()
    with CaptureQueriesContext(connection) as queries:
        visit()
    return Cost(median(times[1:]) * 1000, median(cpus[1:]) * 1000, len(queries), len(response.content) / 1000)


def mix(cast):
    """{page: request}, sent in turn by the readers."""
    return {
        "public page": request(reverse("summary", args=[cast.slug])),
        "review": request(reverse("review", args=[cast.slug]), Cookie=cookies(cast.chair)),
        "my actions": request(reverse("my_actions", args=[cast.slug]), Cookie=cookies(cast.officer)),
    }
