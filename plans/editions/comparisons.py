"""Comparisons of editions for the public: each is made once for all workers, mostly when the later one is published."""

from typing import NamedTuple

from django.template.loader import render_to_string

from partners import languages
from plans.changes.describe import changes

from ..models import Edition
from . import page_cache


class Comparison(NamedTuple):
    """What changed from one edition to another: in a sentence, and item by item."""

    sentence: str
    html: str


def comparison(older: Edition, newer: Edition) -> Comparison:
    """The Comparison of two editions, which never change."""
    key = ("changes", older.sha256, newer.sha256)
    return page_cache.pages.get(key, lambda: page_cache.shared(key, lambda: _compare(older, newer)))


@languages.in_english()
def _compare(older: Edition, newer: Edition) -> Comparison:
    changed = changes(older.outline, newer.outline)
    return Comparison(changed["sentence"], render_to_string("plans/changes/_what_changed.html", {"changes": changed}))
