"""The parts of an edition that have a page, a feed and followers of their own."""

from functools import partial

from ..changes.subjects import Subject, names_of
from ..models import Edition
from . import page_cache


def names_in(sha256: str | None) -> dict[Subject, str]:
    """{part: its name} of the edition with this SHA-256; of nothing if it is None."""
    if sha256 is None:
        return {}
    key, make = ("names", sha256), partial(_names_in, sha256)
    return page_cache.pages.get(key, lambda: page_cache.shared(key, make))


def _names_in(sha256: str) -> dict[Subject, str]:
    return names_of(Edition.objects.get(sha256=sha256).outline)
