"""What the main pages cost, on a database of the bench's own. docs/running.md says how to read it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from actions.bench import count_rows, make
from actions.models import Action
from partners import clock
from plans import pages as plan_pages
from plans import shopwindow
from plans.reading import Status

HOST = "127.0.0.1"
PLAN_YEARS = 3
SERVED = (100, 5_000, 10_000)
WORKERS, READERS = 2, 4


class Command(BaseCommand):
    help = "Measures the main pages, and saving an update, on a throw-away database beside the site's own."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--only", choices=["sizes", "among"], help="one kind of scenario and not the other")
        parser.add_argument("--actions", type=int, nargs="+", default=[54, 540, 5400], help="sizes of a plan")
        parser.add_argument("--partnerships", type=int, default=300, help="how many the measured one stands among")
        parser.add_argument("--years", type=int, default=12, help="of history that those have")
        parser.add_argument("--repeat", type=int, default=15, help="requests, of which the median is given")
        parser.add_argument("--serve", action="store_true", help="instead: gunicorn's speed and memory while it serves")

    def handle(self, *, only, serve, actions, partnerships, years, repeat, **options):
        if min(*actions, partnerships, years, repeat) < 1 or min(actions) < 54:
            raise CommandError("A plan has 54 actions or more; the other numbers are 1 or more.")
        python = ".".join(map(str, sys.version_info[:3]))
        self.stdout.write(f"Python {python}, Django {django.__version__}, {connection.display_name}; DEBUG is off")
        with as_in_production():
            if serve:
                self.serve(actions[0])
                return
            self.stdout.write(f"median of {repeat} requests in this process after one to warm up; ms, kB of response")
            for number in actions if only != "among" else ():
                self.size(number, repeat)
            if only != "sizes":
                self.among(actions[0], partnerships, years, repeat)

    def size(self, actions, repeat):
        with bench_database(), self.made(partnerships=1, actions=actions, years=PLAN_YEARS) as cast:
            costs = measure(cast, repeat)
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

    def serve(self, actions):
        with bench_database(), self.made(partnerships=1, actions=actions, years=PLAN_YEARS) as cast:
            requests = mix(cast)
            connection.close()
            with gunicorn() as (process, port):
                self.stdout.write(f"{WORKERS} workers, {READERS} readers: {', '.join(requests)}")
                rows, sent = [], 0
                for number in SERVED:
                    seconds = send(port, list(requests.values()), number - sent)
                    rows.append(
                        [f"{number:,}", f"{(number - sent) / seconds:.0f}", *map("{:.1f}".format, pss(process))]
                    )
                    sent = number
        self.table(["requests", "a second", "MB", *["of which"] * (1 + WORKERS)], rows)

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
    return {
        "public page": cost(public_page, repeat),
        "public page, made anew": cost(public_page, repeat, before=forget),
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
    plan_pages.past.things.clear()


def signed_in(user):
    client = Client(SERVER_NAME=HOST)
    client.force_login(user)
    return client


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
    """{page: (address, headers)}: what the readers ask for, in turn."""

    def cookie(user):
        return {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value}"
        }

    return {
        "public page": (reverse("summary", args=[cast.slug]), {}),
        "review": (reverse("review", args=[cast.slug]), cookie(cast.chair)),
        "my actions": (reverse("my_actions", args=[cast.slug]), cookie(cast.officer)),
    }


@contextmanager
def gunicorn():
    """The site as it is served, on the bench's database: yields the process and the port. It is ended in any case."""
    name = connection.settings_dict["NAME"]
    site = urlsplit(os.environ.get("DATABASE_URL", ""))
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else site._replace(path=f"/{name}").geturl()
    ours = {
        "DATABASE_URL": url,
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "INSECURE_COOKIES": "true",
        "STATIC_ROOT": settings.STATIC_ROOT,
    }
    options = ["--workers", str(WORKERS), "--preload", "--no-control-socket", "--log-level", "error"]
    with socket.create_server((HOST, 0)) as listening:
        port, handle = listening.getsockname()[1], listening.fileno()
        process = subprocess.Popen(  # noqa: S603 (our own words)
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"fd://{handle}", *options],
            cwd=settings.BASE_DIR,
            env=os.environ | ours,
            pass_fds=[handle],
            start_new_session=True,  # so that Ctrl-C comes to us, who end it
        )
    try:
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def send(port, requests, number):
    """Send so many requests of a mix, from a few threads. Returns the seconds that it took."""

    def some(numbers):
        reader = http.client.HTTPConnection(HOST, port, timeout=60)  # it connects anew where a worker hangs up
        for n in numbers:
            address, headers = requests[n % len(requests)]
            reader.request("GET", address, headers=headers)
            response = reader.getresponse()
            response.read()
            if response.status != 200:
                raise CommandError(f"{address} answered {response.status}")
        reader.close()

    began = perf_counter()
    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(some, [range(n, min(n + 50, number)) for n in range(0, number, 50)]))
    return perf_counter() - began


def pss(process):
    """Proportional set sizes in MB: of all together, of the master, of each worker."""
    workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    sizes = []
    for pid in [process.pid, *workers]:
        rollup = dict(line.split(":") for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
        sizes.append(int(rollup["Pss"].removesuffix("kB")) / 1000)
    return [sum(sizes), *sizes]
