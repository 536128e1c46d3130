"""A police force's year of street-level files: generated, imported, and imported again."""

import resource
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from config.operations.synthetic_crimes import make
from partners.models import Partnership
from priorities.crime_data.loader import KNOWN, load_all
from priorities.crime_data.sources import sources

from .environment import bench_database

FILES, ROWS = 12, 100_000
REPORT_AFTER = (3, 6, 12)


def crimes(bench):
    """a force's year of police figures: rows a second and the most memory, which should stay level"""
    with bench_database():
        partnership = Partnership.objects.create(slug="bench", name="Partnership", area="North Hertfordshire")
        bench.write(f"{FILES} street-level files of {ROWS:,} rows, one after the other")
        rows = list(load_a_year(partnership))
    bench.table(["", "time", "rows a second", "MB at most"], rows)


def load_a_year(partnership):
    """Yield table rows: [label, time, rows a second, peak memory of this process in MB]."""
    with tempfile.TemporaryDirectory(prefix="living-plan-bench-") as folder:
        files = make(Path(folder), first=date(2011, 1, 1), number=FILES, rows=ROWS)
        started = perf_counter()
        for number, _ in enumerate(_load(partnership, files), 1):
            if number in REPORT_AFTER:
                seconds = perf_counter() - started
                pace = f"{number * ROWS / seconds:,.0f}"
                yield [f"{number} files", f"{seconds:.1f} s", pace, f"{_peak_memory():.0f}"]
        started = perf_counter()
        known = sum(outcome.what == KNOWN for _, outcome in _load(partnership, files))
        yield ["the same again", f"{perf_counter() - started:.1f} s", f"{known} known", f"{_peak_memory():.0f}"]


def _load(partnership, files):
    return load_all(partnership, sources(files, most_unpacked=0), by=None)


def _peak_memory():
    """The peak memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
