"""The settings, the database and the caches that the bench measures with, and the tables it prints."""

import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from partners.settings.views import pictures
from plans import cached_pages, plan_pages
from plans.editions import page_cache
from plans.editions.moved_on import editions, summaries
from plans.outline import kept
from plans.outline.fragments import fragments

from .cost import Cost
from .data import count_rows, make_bench_data
from .serving import HOST

PLAN_YEARS = 3


@dataclass(frozen=True)
class Bench:
    """What a scenario is given: where to write, and the options; None where the scenario's own default counts."""

    write: Callable
    repeat: int
    actions: list[int] | None = None
    partnerships: int | None = None
    years: int | None = None

    @contextmanager
    def data(self, actions, partnerships=1, years=PLAN_YEARS):
        """Context manager: a bench database with data. Yields its Cast."""
        with bench_database():
            started = perf_counter()
            cast = make_bench_data(actions=actions, partnerships=partnerships, years=years)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")  # as autovacuum would do in time
            size = f"partnerships {partnerships:,}, actions {actions:,}, years {years:,}"
            self.write(f"\n{size}; {count_rows():,} rows, made in {perf_counter() - started:.0f} s")
            yield cast

    def costs_table(self, costs):
        """Print {what: Cost}."""
        self.table(["", *Cost.HEAD], [[what, *cost.cells()] for what, cost in costs.items()])

    def table(self, head, rows):
        widths = [max(len(str(row[n])) for row in [head, *rows]) for n in range(len(head))]
        for first, *rest in [head, *rows]:
            cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
            self.write("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())


@contextmanager
def as_in_production():
    """Context manager: the site's settings with DEBUG off, and its static files collected in a temporary folder."""
    for name in ("django.request", "living_plan.access"):  # of nothing, or of files: they would be told each time
        logging.getLogger(name).setLevel(logging.ERROR)
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
    clear_caches()  # what they hold is of another database
    with tempfile.TemporaryDirectory(prefix="living-plan-bench-") as folder:
        bench_name = f"{folder}/bench.sqlite3" if connection.vendor == "sqlite" else f"living_plan_bench_{os.getpid()}"
        connection.settings_dict["TEST"]["NAME"] = bench_name
        # Workers keep their connections between requests too; see config/sqlite3/kept.py.
        max_age, connection.settings_dict["CONN_MAX_AGE"] = connection.settings_dict["CONN_MAX_AGE"], None
        try:
            with redirect_stdout(StringIO()):  # it prints about the cache's table
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            yield
        finally:
            connection.settings_dict["CONN_MAX_AGE"] = max_age
            if connection.settings_dict["NAME"] == bench_name:  # otherwise none was created, and this is the site's
                _end_other_sessions()
                connection.creation.destroy_test_db(site, verbosity=0)


def _end_other_sessions():
    """End what other threads of this process keep open in the bench database, which could not be deleted with it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def clear_caches():
    """Clear what this process keeps in memory, as in a worker that has just started."""
    for answers in (page_cache.current, pictures):
        answers.forget()
    page_cache.front.entries.clear()
    for cache in (page_cache.pages, page_cache.files, page_cache.readings, plan_pages.past, summaries, editions):
        cache.clear()
    for cache in (cached_pages.pages, fragments):
        cache.clear()
    kept.forget()
