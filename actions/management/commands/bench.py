"""What the main pages cost, on a database of the bench's own. docs/running.md says how to read it."""

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

from actions.bench import crowd, finding, packs, police, writers
from actions.bench.data import count_rows, make
from actions.bench.serving import HOST, WORKERS, ask, gunicorn, request, send
from actions.bench.writers import cookies, signed_in
from actions.models import Action
from partners import clock
from partners.models import Group, Meeting, Partnership
from plans import pages as plan_pages
from plans import shopwindow
from plans.models import Edition
from plans.reading import Status
from plans.views.public import lay_out

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
        known = {
            "sizes": lambda: [self.size(number, repeat) for number in actions],
            "among": lambda: self.among(actions[0], partnerships, years, repeat),
            "public": lambda: self.public(actions[0]),
            "packs": lambda: [self.visits(packs.visits, number, PLAN_YEARS, repeat) for number in actions],
            "crowd": lambda: self.crowd(actions[0]),
            "saves": lambda: self.saves(actions[0]),
            "publishing": lambda: [self.publishing(number) for number in actions],
            "memory": lambda: self.memory(actions[0]),
            "crimes": self.crimes,
            "search": lambda: [self.visits(finding.visits, number, years, repeat) for number in actions],
            "log": lambda: [self.visits(finding.of_log, number, years, repeat) for number in actions],
        }
        if unknown := set(scenarios) - known.keys():
            raise CommandError(f"There is no {', '.join(unknown)}: choose among {', '.join(known)}.")
        python = ".".join(map(str, sys.version_info[:3]))
        self.stdout.write(f"Python {python}, Django {django.__version__}, {connection.display_name}; DEBUG is off")
        with as_in_production():
            for scenario in scenarios or ["sizes"]:
                known[scenario]()

    def size(self, actions, repeat):
        with bench_database(), self.made(partnerships=1, actions=actions, years=PLAN_YEARS) as cast:
            costs = measure(cast, repeat)
        self.stdout.write(f"median of {repeat} requests in this process after one to warm up; ms, kB of response")
        self.table(
            ["", "time", "CPU", "queries", "kB"],
            [[page, *cost.cells(), f"{cost.size:.1f}"] for page, cost in costs.items()],
        )

    def among(self, actions, partnerships, years, repeat):
        """The same partnership alone and among others: its neighbours and its past should cost it nothing."""
        with bench_database(), self.made(partnerships=1, actions=actions, years=PLAN_YEARS) as cast:
            alone = measure(cast, repeat)
        with bench_database(), self.made(partnerships=partnerships, actions=actions, years=years) as cast:
            among = measure(cast, repeat)
        self.table(
            ["", "alone", "CPU", "queries", "among", "CPU", "queries", "ratio"],
            [
                [page, *a.cells(), *b.cells(), f"{b.time / a.time:.2f}"]
                for (page, a), b in zip(alone.items(), among.values(), strict=True)
            ],
        )

    def visits(self, visits, actions, years, repeat):
        """Pages that reach back over all that one partnership has said in its years."""
        with bench_database(), self.made(partnerships=1, actions=actions, years=years) as cast:
            chair = signed_in(cast.chair)
            costs = {
                what: cost(lambda address=address: chair.get(address, secure=True), min(repeat, 5))
                for what, address in visits(cast)
            }
        self.table(
            ["", "time", "CPU", "queries", "kB"],
            [[what, *each.cells(), f"{each.size:.1f}"] for what, each in costs.items()],
        )

    @contextmanager
    def made(self, **request):
        begun = perf_counter()
        cast = make(**request)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as autovacuum would have, by and by
        words = ", ".join(f"{what} {number:,}" for what, number in request.items())
        self.stdout.write(f"\n{words}; {count_rows():,} rows, made in {perf_counter() - begun:.0f} s")
        yield cast

    def public(self, actions):
        """The public page, a meeting announced on it, against the most that the same gunicorn and middlewares do."""
        with bench_database(), self.made(partnerships=1, actions=actions, years=PLAN_YEARS) as cast:
            path = reverse("summary", args=[cast.slug])
            announce(cast.slug)
            wanted = request(path, Accept_Encoding="br")
            connection.close()
            with gunicorn() as site, tempfile.NamedTemporaryFile() as file:
                head, _, body = ask(site.port, wanted).partition(b"\r\n\r\n")
                file.write(body)
                file.flush()
                given = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
                kept = {name: given[name] for name in ("Content-Type", "Content-Encoding", "Vary", "ETag",
                                                       "Cache-Control")}  # fmt: skip
                ceiling = {"BENCH_PATH": path, "BENCH_FILE": file.name, "BENCH_HEADERS": json.dumps(kept)}
                with gunicorn("actions.bench.ceiling", **ceiling) as most:
                    self.compare({"the page": site, "its ceiling": most}, wanted)

    def compare(self, served, wanted):
        found = {name: [] for name in served}
        for each in served.values():
            send(each.port, [wanted], 200, READERS)
        for _ in range(PUBLIC_ROUNDS):
            for name, each in served.items():
                cpu = each.cpu()
                seconds = send(each.port, [wanted], PUBLIC_REQUESTS, READERS)
                found[name].append((PUBLIC_REQUESTS / seconds, (each.cpu() - cpu) / PUBLIC_REQUESTS * 1e6))
        rows = {name: [median(column) for column in zip(*rounds, strict=True)] for name, rounds in found.items()}
        self.stdout.write(
            f"median of {PUBLIC_ROUNDS} rounds of {PUBLIC_REQUESTS:,} requests, {WORKERS} workers, {READERS} readers"
        )
        self.table(
            ["", "a second", "CPU µs"], [[name, f"{rate:.0f}", f"{cpu:.0f}"] for name, (rate, cpu) in rows.items()]
        )
        (rate, cpu), (most, least) = rows.values()
        self.stdout.write(f"of the ceiling: {rate / most:.2f} by requests a second, {least / cpu:.2f} by CPU")

    def saves(self, actions):
        """Officers who save at once, each their own action, each in a session of their own."""
        with bench_database(), self.made(partnerships=1, actions=max(actions, 540), years=PLAN_YEARS) as cast:
            several = writers.writers_of(cast, writers.WRITERS)
            connection.close()
            with gunicorn() as site:
                rate, cpu = writers.all_save(site, several)
            self.stdout.write(
                f"{len(several) * writers.SAVES_EACH} saves by {len(several)} officers at once, {WORKERS} workers: "
                f"{rate:.0f} a second, {cpu:.1f} ms of the workers' CPU each"
            )

    def crowd(self, actions):
        """The public page, while members and strangers ask for what costs most and a new edition's files are made."""
        with bench_database(), self.made(partnerships=1, actions=actions, years=PLAN_YEARS) as cast:
            self.table(*crowd.measured(cast, cookies))

    def publishing(self, actions):
        """Saves in one partnership while another publishes: it should cost them the processor and no lock."""
        with bench_database(), self.made(partnerships=3, actions=actions, years=PLAN_YEARS) as cast:
            several = writers.writers_of(cast, writers.BESIDE)
            with gunicorn() as site:
                rows = list(writers.beside_publishing(cast, site, several))
        self.table(
            ["", "median", "95%", "slowest", "editions"],
            [[what, *map("{:.1f}".format, times), number] for what, *times, number in rows],
        )

    def memory(self, actions):
        with bench_database(), self.made(partnerships=1, actions=actions, years=PLAN_YEARS) as cast:
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

    def table(self, head, rows):
        widths = [max(len(str(row[n])) for row in [head, *rows]) for n in range(len(head))]
        for first, *rest in [head, *rows]:
            cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
            self.stdout.write("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())


@contextmanager
def as_in_production():
    """The site's own settings with DEBUG off, and its static files, which pages name, in a folder of ours."""
    with (
        tempfile.TemporaryDirectory(prefix="living-plan-bench-") as folder,
        override_settings(DEBUG=False, ALLOWED_HOSTS=[HOST], STATIC_ROOT=f"{folder}/static"),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@contextmanager
def bench_database():
    """A new database with all tables, in place of the site's; the end, however it comes, takes it away."""
    site = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory(prefix="living-plan-bench-") as folder:
        ours = f"{folder}/bench.sqlite3" if connection.vendor == "sqlite" else f"living_plan_bench_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = ours
        try:
            with redirect_stdout(StringIO()):  # it remarks on the cache's table
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            yield
        finally:
            if connection.settings_dict["NAME"] == ours:  # else it was not made, and what is named is the site's
                connection.creation.destroy_test_db(site, verbosity=0)


@dataclass(frozen=True)
class Cost:
    """Of one page: milliseconds of time and of this process's CPU, number of queries, kB of response."""

    time: float
    cpu: float
    queries: int
    size: float

    def cells(self):
        return [f"{self.time:.1f}", f"{self.cpu:.1f}", self.queries]


def measure(cast, repeat):
    """{page: Cost}, as somebody who has a right to the page sees it."""
    public, officer, chair = Client(SERVER_NAME=HOST), signed_in(cast.officer), signed_in(cast.chair)

    def get(client, name, *args, query=""):
        address = reverse(name, args=[cast.slug, *args]) + query
        return lambda: client.get(address, secure=True)

    pk, then = cast.action.pk, clock.today() - timedelta(days=60)
    public_page = get(public, "summary")
    action_page = get(officer, "action_detail", pk)
    save, look = saving(officer, cast)
    forget()
    lay_out(Edition.objects.get(plan__partnership__slug=cast.slug))
    return {
        "public page": cost(public_page, repeat),
        "public page, first view": cost(public_page, repeat, before=forget),
        "live plan": cost(get(chair, "plan_detail"), repeat),
        "plan two months ago": cost(get(chair, "plan_detail", query=f"?at={then}"), repeat, before=forget),
        "review by priority": cost(get(chair, "review"), repeat),
        "review by authority": cost(get(chair, "review", query="?by=authority"), repeat),
        "my actions": cost(get(officer, "my_actions"), repeat),
        "action page": cost(action_page, repeat),
        "update form": cost(get(officer, "action_update", pk), repeat),
        "saving an update": cost(save, repeat, expect=302, before=lambda: (action_page(), look())),
    }


def forget():
    """Empty what a worker keeps in memory: of another database, or what would be no work."""
    shopwindow.current.forget()
    shopwindow.pages.things.clear()
    shopwindow.files.things.clear()
    plan_pages.past.things.clear()


def announce(slug):
    """A meeting in public, in ten days."""
    Group.objects.get(partnership__slug=slug).meetings.create(
        starts_at=clock.now() + timedelta(days=10),
        in_public=True,
        state=Meeting.State.READY,
        place="Town Hall",
        about="Come and ask the police and the councils what they do about crime where you live.",
    )


def saving(client, cast):
    """Two functions: one saves an update in new words, the other sees beforehand which is the newest."""
    address, numbers = reverse("action_update", args=[cast.slug, cast.action.pk]), count(1)
    words = {"status": Status.AT_RISK, "next": "Ask the county again.", "public": "The work goes on.", "seen": None}

    def save():
        return client.post(address, words, secure=True)

    def look():
        words["seen"] = Action.objects.get(pk=cast.action.pk).latest_update.pk
        words["happened"] = f"Report {next(numbers)}: the grant has come and two of the five sites are fitted out."

    return save, look


def cost(visit, repeat, expect=200, before=lambda: None):
    """The Cost of a visit, each after what a browser does `before`, which is not counted.

    What a server does between two requests is: it may close the connection to the database.
    """
    times, cpus = [], []
    for _ in range(1 + repeat):
        before()
        began, began_cpu = perf_counter(), process_time()
        response = visit()
        close_old_connections()
        times.append(perf_counter() - began)
        cpus.append(process_time() - began_cpu)
        if response.status_code != expect:
            raise CommandError(f"{response.request['PATH_INFO']} answered {response.status_code}, not {expect}")
    before()
    with CaptureQueriesContext(connection) as queries:
        visit()
    return Cost(median(times[1:]) * 1000, median(cpus[1:]) * 1000, len(queries), len(response.content) / 1000)


def mix(cast):
    """{page: request}: what the readers ask for, in turn."""
    return {
        "public page": request(reverse("summary", args=[cast.slug])),
        "review": request(reverse("review", args=[cast.slug]), Cookie=cookies(cast.chair)),
        "my actions": request(reverse("my_actions", args=[cast.slug]), Cookie=cookies(cast.officer)),
    }
