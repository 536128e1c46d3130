"""Comparisons of editions for the public: each is made once for all workers, mostly when the later one is published."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.template.loader import render_to_string

from partners import languages
from plans.changes.describe import changes
from plans.changes.subjects import PARTS, Subject, Told, changes_by_subject, told

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


def share_changes(edition: Edition) -> None:
    """Make, for all workers, what pages and feeds say of an edition's changes since the one before."""
    before = edition.before
    makers: dict[Any, Callable[[], Any]] = {_summary_key(edition, before): partial(_summary, edition, before)}
    if before:
        makers |= dict([subjects_maker(before, edition)])
    page_cache.shared_many(makers)


def subjects_maker(older: Edition, newer: Edition) -> tuple[tuple[str, ...], Callable[[], dict[Subject, Told]]]:
    """(key, function) of {part of the plan: its changes in plain text}, for `page_cache.shared_many`."""

    def make() -> dict[Subject, Told]:
        outlines = (Edition.objects.get(pk=edition.pk).outline for edition in (older, newer))
        changed = changes_by_subject(*outlines)
        return {subject: told(items) for subject, items in changed.items() if subject.what in PARTS}

    return ("subjects", older.sha256, newer.sha256, languages.current().code), make


def summaries(editions: Iterable[Edition]) -> dict[int, tuple[str, str]]:
    """{id: (result, what changed since the edition before, in a sentence)} of editions that stand, for their feed.

    What the workers share is asked for at once; the rest is made of one edition after the other.
    """
    pairs = [(edition, before) for edition, before in with_before(editions)]
    keys = {edition.pk: _summary_key(edition, before) for edition, before in pairs}
    makers = {keys[edition.pk]: partial(_summary, edition, before) for edition, before in pairs}
    found = page_cache.shared_many(makers)
    return {pk: found[key] for pk, key in keys.items()}


def with_before(editions: Iterable[Edition]) -> Iterator[tuple[Edition, Edition | None]]:
    """Each of a partnership's editions that stand with the one before; of a plan's first, the last of the plan before.

    `editions` are all of them.
    """
    of_plan: defaultdict[int, list[Edition]] = defaultdict(list)
    for edition in sorted(editions, key=lambda edition: edition.number):
        of_plan[edition.plan_id].append(edition)
    for in_order in of_plan.values():
        first = in_order[0].plan.continues_id
        before = of_plan[first][-1] if first in of_plan else None
        for edition in in_order:
            yield edition, before
            before = edition


def _summary_key(edition, before):
    return "summary", before.sha256 if before else "", edition.sha256, languages.current().code


def _summary(edition, before):
    return edition.result, comparison(before, edition).sentence if before else ""


@languages.in_english()
def _compare(older: Edition, newer: Edition) -> Comparison:
    changed = changes(older.outline, newer.outline)
    return Comparison(changed["sentence"], render_to_string("plans/changes/_what_changed.html", {"changes": changed}))
