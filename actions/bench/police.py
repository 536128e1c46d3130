"""A force's year of street-level files: made, counted, and given once more."""

import resource
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from priorities.crimes.loading import KNOWN, load_all
from priorities.crimes.making import make
from priorities.crimes.sources import sources

FILES, ROWS = 12, 100_000
AFTER = (3, 6, 12)


def load_a_year(partnership):
    """Yields rows of [what, time, rows a second, the most memory that this process ever had]."""
    with tempfile.TemporaryDirectory(prefix="living-plan-bench-") as folder:
        files = make(Path(folder), first=date(2011, 1, 1), number=FILES, rows=ROWS)
        begun = perf_counter()
        for number, _ in enumerate(_loaded(partnership, files), 1):
            if number in AFTER:
                seconds = perf_counter() - begun
                yield [f"{number} files", f"{seconds:.1f} s", f"{number * ROWS / seconds:,.0f}", f"{_memory():.0f}"]
        begun = perf_counter()
        known = sum(outcome.what == KNOWN for _, outcome in _loaded(partnership, files))
        yield ["the same again", f"{perf_counter() - begun:.1f} s", f"{known} known", f"{_memory():.0f}"]


def _loaded(partnership, files):
    return load_all(partnership, sources(files, most_unpacked=0), by=None)


def _memory():
    """In MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
