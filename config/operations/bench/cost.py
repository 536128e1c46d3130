"""The cost of one request, beside a fixed calibration loop, so that a busy machine can be told from a slow page."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

# Milliseconds of CPU that the calibration loop takes on the machine of the figures in docs/, when it is quiet.
REFERENCE = 20.0
# A costly page is requested less often: seconds after which its requests end, and how many there are at least.
MOST_SECONDS, FEWEST = 6, 3


def calibrate():
    """Milliseconds of CPU for a fixed piece of work of the kind that pages do: dictionaries, text, formatting."""
    started = process_time()
    rows = [{"pk": n, "wording": f"Action {n} <of> the plan", "days": n % 31} for n in range(12_000)]
    by_day = {}
    for row in rows:
        by_day.setdefault(row["days"], []).append(row)
    for day, group in sorted(by_day.items()):
        lines = [f"<li>{_escaped(row['wording'])}, {row['pk']:,}, due on {day:02d}</li>" for row in group]
        "".join(sorted(lines)).replace("due", "reported").encode()
    return (process_time() - started) * 1000


def _escaped(text):
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#x27")):
        text = text.replace(character, f"&{name};")
    return text


@dataclass(frozen=True)
class Cost:
    """The cost of one request: milliseconds, number of queries, kB of response.

    `cpu` is this process's; `database` is SQLite's part of it, or what PostgreSQL's process used beside it (None if
    that runs elsewhere). `calibration` is the calibration loop's CPU between the same requests.
    """

    time: float
    cpu: float
    database: float | None
    calibration: float
    queries: int
    size: float

    HEAD = ("CPU", "database", "calibration", f"CPU at {REFERENCE:.0f}", "queries", "kB", "time")

    @property
    def calibrated(self):
        """`cpu` as it would be where the calibration loop takes REFERENCE."""
        return self.cpu * REFERENCE / self.calibration

    @property
    def all_cpu(self):
        """Calibrated CPU with PostgreSQL's."""
        beside = self.database or 0 if connection.vendor == "postgresql" else 0
        return (self.cpu + beside) * REFERENCE / self.calibration

    def cells(self):
        database = "–" if self.database is None else f"{self.database:.1f}"
        return [f"{self.cpu:.1f}", database, f"{self.calibration:.1f}", f"{self.calibrated:.1f}", self.queries,
                f"{self.size:.1f}", f"{self.time:.1f}"]  # fmt: skip


def cost(visit, repeat, *, expect=200, before=lambda: None, first=None):
    """The Cost of a visit, the median of `repeat`. Each follows `before`, which is not counted.

    `first` is what comes before all of them: by default a visit, to warm up. The connection to the database stays open,
    as in a worker that is asked again within the second.
    """
    before()
    (first or visit)()
    rows, began = [], perf_counter()
    while len(rows) < repeat and (len(rows) < FEWEST or perf_counter() - began < MOST_SECONDS):
        before()
        calibration = calibrate()
        with database_cpu() as database:
            started, started_cpu = perf_counter(), process_time()
            response = visit()
            cpu, seconds = process_time() - started_cpu, perf_counter() - started
        if response.status_code != expect:
            raise CommandError(f"{response.request['PATH_INFO']} answered {response.status_code}, not {expect}")
        rows.append((seconds * 1000, cpu * 1000, database.get("ms"), calibration))
    before()
    with CaptureQueriesContext(connection) as queries:
        visit()
    times, cpus, databases, calibrations = zip(*rows, strict=True)
    return Cost(
        time=median(times),
        cpu=median(cpus),
        database=None if None in databases else median(databases),
        calibration=median(calibrations),
        queries=len(queries),
        size=0 if response.streaming else len(response.content) / 1000,
    )


@contextmanager
def database_cpu():
    """Context manager: yields a dict that has `ms` afterwards, the database's CPU in the block; None if unknown."""
    spent = {}
    if connection.vendor == "sqlite":
        with _sqlite_cpu() as seconds:
            yield spent
        spent["ms"] = sum(seconds) * 1000
    else:
        connection.ensure_connection()
        pid, before = connection.connection.info.backend_pid, _cpu_of(connection.connection.info.backend_pid)
        yield spent
        connection.ensure_connection()
        if before is not None and connection.connection.info.backend_pid == pid:
            spent["ms"] = _cpu_of(pid) - before


@contextmanager
def _sqlite_cpu():
    """Context manager: yields a list that grows by the CPU seconds of each statement and commit."""
    seconds = []

    def timed(run, *args):
        started = process_time()
        try:
            return run(*args)
        finally:
            seconds.append(process_time() - started)

    commit = connection._commit
    connection._commit = lambda: timed(commit)
    try:
        with connection.execute_wrapper(timed):
            yield seconds
    finally:
        del connection._commit


def _cpu_of(pid):
    """CPU milliseconds of a PostgreSQL process on this machine so far; None if it runs elsewhere."""
    folder = Path(f"/proc/{pid}")
    try:
        if not (folder / "comm").read_text().startswith("postgres"):
            return None
        return int((folder / "schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return None
