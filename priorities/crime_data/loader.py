"""Loads street-level files as counts: each file completely or not at all, and only once."""

import hashlib
from dataclasses import asdict, dataclass, field

from django.db import transaction

from partners import clock
from partners.history import attributed_to
from partners.models import Partnership
from priorities.models.crime_data import CrimeCount, CrimeFile

from .parser import Malformed, named, parse_file

LOADED, REPLACED, KNOWN, OLDER = "loaded", "replaced", "known", "older"


@dataclass(frozen=True)
class Outcome:
    """Result of loading one file.

    LOADED: it now counts. REPLACED: it counts instead of `before`, an earlier release of the same month.
    KNOWN: already loaded. OLDER: already loaded, and superseded since. The last two change nothing.
    """

    what: str
    file: CrimeFile
    before: CrimeFile | None = None
    unknown_types: list = field(default_factory=list)

    @property
    def is_new(self):
        return self.what in (LOADED, REPLACED)


def load_all(partnership, sources, *, by):
    """Loads Sources in turn. Yields (name, Outcome or Malformed) for each: a malformed file is skipped entirely, and
    the rest still load.
    """
    for source in sources:
        if isinstance(source, Malformed):
            yield source.file, source
            continue
        try:
            yield source.name, load(partnership, source, by=by)
        except Malformed as malformed:
            yield source.name, malformed


def load(partnership, source, *, by):
    """Loads one Source for a partnership. Returns its Outcome. Raises Malformed, and then stores nothing."""
    file = named(source.name)
    with source.open() as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if known := _known(partnership, sha256):
        return known
    with source.open() as stream:
        counted = parse_file(stream, file)
    return _store(partnership, file, counted, by)


def _known(partnership, sha256):
    file = CrimeFile.objects.in_partnership(partnership).filter(sha256=sha256).first()
    return file and Outcome(OLDER if file.superseded_at else KNOWN, file)


@transaction.atomic
def _store(partnership, file, counted, by):
    """Stores a file's counts, superseding an earlier release. Serialised by a lock on the partnership."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    if known := _known(partnership, counted.sha256):
        return known
    with attributed_to(by=by, what="loaded police figures"):
        return _add(partnership, file, counted, by)


def _add(partnership, file, counted, by):
    now = clock.now()
    releases = CrimeFile.objects.in_partnership(partnership).filter(force=file.force, month=file.month)
    before = releases.counting().first()
    releases.counting().update(superseded_at=now)
    crime_file = CrimeFile.objects.create(
        **asdict(file),
        partnership=partnership,
        sha256=counted.sha256,
        rows=counted.rows,
        without_district=counted.without_district,
        loaded_at=now,
        by=by,
    )
    counts = [
        CrimeCount(file=crime_file, district=district, crime_type=crime_type, count=count)
        for (district, crime_type), count in sorted(counted.counts.items())
    ]
    CrimeCount.objects.bulk_create(counts, batch_size=1000)
    return Outcome(REPLACED if before else LOADED, crime_file, before, counted.unknown_types)
