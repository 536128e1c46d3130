"""Every kind of page of one partnership alone, and among many with as many years behind them."""

from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

from django.core.management.base import CommandError
from django.db import connection, connections

from partners.models import Partnership

from .cost import database_cpu
from .data import count_rows
from .environment import bench_database, clear_caches
from .multiply import MOST, ROOM, make_room, multiply, slug_of
from .page_kinds import clients, page_kinds
from .past import make_past
from .plans_of_queries import explained

PARTNERSHIPS, YEARS = 300, 12
# How much more a page may cost among many than alone, by medians of a few requests in turn; where it seems to be more,
# or nearly, of as many as `--repeat` says.
MOST_RATIO, DOUBTFUL, FEW = 1.25, 1.1, 3
# Milliseconds more that nobody notices: a partnership's own rows lie farther apart among many.
LITTLE = 15
# They list all partnerships of the site, and are not compared.
OF_THE_SITE = {"home", "sitemap_index"}
SLOWEST = 10
# Bytes of an index that is worth a line.
LARGE = 1_000_000
LINE = "{:<42} {:>8} {:>8} {:>6} {:>8} {:>4} {:>8} {:>8}"
UNUSED = """
SELECT relname, indexrelname, pg_relation_size(indexrelid) FROM pg_stat_user_indexes JOIN pg_index USING (indexrelid)
WHERE idx_scan = 0 AND NOT indisunique AND pg_relation_size(indexrelid) > %s ORDER BY 3 DESC
"""


@dataclass
class Side:
    """A partnership in one of the two databases, with what its requests cost."""

    database: object
    copy: int

    def __post_init__(self):
        with self.connected():
            self.clients = clients(Partnership.objects.get(slug=slug_of(self.copy)))

    @contextmanager
    def connected(self):
        """Context manager: Django's connection is that of this side."""
        before, connections["default"] = connections["default"], self.database
        try:
            yield
        finally:
            connections["default"] = before

    def visit(self, role, address):
        """Ask for a page. Returns the milliseconds of processor time that this process and PostgreSQL's took."""
        address = address.replace(str(ROOM), str(ROOM + self.copy))
        clear_caches()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cache")
        with database_cpu() as database:
            started = process_time()
            response = self.clients[role].get(address, secure=True)
            response.getvalue() if response.streaming else response.content
            cpu = (process_time() - started) * 1000
        if response.status_code != 200:
            raise CommandError(f"{address} answered {response.status_code}")
        return cpu + (database.get("ms") or 0)


def scale(bench):
    """every kind of page of one partnership alone and among 300 with twelve years behind them: ratio of all CPU"""
    if connection.vendor != "postgresql":
        raise CommandError("Only PostgreSQL is measured with so many partnerships.")
    number, years = bench.partnerships or PARTNERSHIPS, bench.years or YEARS
    if number > MOST:
        raise CommandError(f"{MOST} partnerships at most.")
    with bench_database(), _data(bench, number, years) as sides:
        compare(bench, sides)


@contextmanager
def _data(bench, number, years):
    """Context manager: two databases, of a partnership alone and of many. Yields their Sides."""
    started = perf_counter()
    make_room()
    make_past(slug_of(0), years)
    creation = connection.creation
    creation.clone_test_db("alone", verbosity=0, autoclobber=True)
    try:
        bench.write(
            f"\none partnership, years {years}; {count_rows():,} rows, made in {perf_counter() - started:.0f} s"
        )
        multiply(number)
        bench.write(f"partnerships {number}; {count_rows():,} rows, made in {perf_counter() - started:.0f} s")
        alone = type(connections["default"])(creation.get_test_db_clone_settings("alone"), "default")
        try:
            sides = Side(alone, 0), Side(connections["default"], number // 2)
            for side in sides:
                with side.connected(), connection.cursor() as cursor:
                    cursor.execute("VACUUM ANALYZE")  # as autovacuum would do in time
            yield sides
        finally:
            alone.close()
    finally:
        creation.destroy_test_db(suffix="alone", verbosity=0)


def compare(bench, sides):
    """Print each kind of page on both sides, the most costly queries and the unused indexes. Raises CommandError if a
    page costs too much more among many.
    """
    alone, among = sides
    with alone.connected():
        kinds, closed = page_kinds(Partnership.objects.get(slug=slug_of(0)))
    bench.write(
        "All CPU in ms, of this process and PostgreSQL's, with nothing kept of earlier requests; blocks of 8 kB"
    )
    queries, too_much = [], []
    bench.write(LINE.format("", "alone", "among", "ratio", "queries", "", "blocks", ""))
    for name, (role, address) in kinds.items():
        costs = _costs(sides, role, address, FEW)
        if costs[1] / costs[0] > DOUBTFUL:
            costs = _costs(sides, role, address, max(FEW, bench.repeat))
        asked = [_asked(side, role, address) for side in sides]
        blocks = [sum(query.buffers for query in some) for some in asked]
        ratio = costs[1] / costs[0]
        queries += [(name, query) for query in asked[1]]
        bench.write(LINE.format(name, *(f"{each:.1f}" for each in costs), f"{ratio:.2f}", *map(len, asked), *blocks))
        is_more = ratio > MOST_RATIO and costs[1] - costs[0] > LITTLE
        too_much += [name] * (is_more and name not in OF_THE_SITE)
    bench.write(f"\n{len(kinds)} kinds; not to be opened here: {', '.join(sorted(closed))}")
    _write_queries(bench, queries)
    with among.connected():
        _write_unused(bench)
    if too_much:
        raise CommandError(f"More than {MOST_RATIO} times of alone: {', '.join(too_much)}")


def _costs(sides, role, address, repeat):
    """The medians of a page's costs on both sides, asked in turn after one request each that does not count."""
    costs = [[] for _ in sides]
    for number in range(repeat + 1):
        for side, own in zip(sides, costs, strict=True):
            with side.connected():
                cost = side.visit(role, address)
            own += [cost] * (number > 0)
    return [median(own) for own in costs]


def _asked(side, role, address):
    """The Query of each SELECT of a page."""
    with side.connected(), explained() as queries:
        side.visit(role, address)
    return queries


def _write_queries(bench, queries):
    bench.write(f"\nThe {SLOWEST} queries that took longest")
    seen = set()
    for name, query in sorted(queries, key=lambda pair: pair[1].milliseconds, reverse=True):
        if query.short not in seen and len(seen) < SLOWEST:
            seen.add(query.short)
            bench.write(f"\n{name}: {query.milliseconds:.1f} ms, {query.buffers:,} blocks: {query.short}")
            for line in query.plan():
                bench.write(f"  {line}")


def _write_unused(bench):
    with connection.cursor() as cursor:
        cursor.execute(UNUSED, [LARGE])
        rows = [[name, table, f"{size / 1e6:.1f}"] for table, name, size in cursor.fetchall()]
    bench.write("\nIndexes that no page used, beside those that keep something unique")
    bench.table(["", "table", "MB"], rows)
