"""What editions told of each action: its status, due date and public statement, from one edition to the next.

Read from the frozen editions alone, so that nothing is shown that was never published. Editions that were withdrawn are
left out, and so are those after the edition that is shown.
"""

from datetime import date, datetime
from typing import NamedTuple

from partners.caches import LruCache

from ..models import Edition
from ..outline.shape import Outline
from . import page_cache

# Actions kept in a worker's memory, of all editions.
MAX_ACTIONS = 30_000


class Said(NamedTuple):
    """What an edition said of an action. `sentence` is its public statement, `said_on` the date that it is about."""

    status: str
    due_on: date | None
    sentence: str
    said_on: date | None


class Standing(NamedTuple):
    """An edition that stands."""

    sha256: str
    number: int
    published_at: datetime


class Step(NamedTuple):
    """What was new of an action in an edition; None and "" if that was as before."""

    edition: Standing
    status: str
    sentence: str
    said_on: date | None
    due_before: date | None
    due_on: date | None
    is_due_new: bool


_told = LruCache(MAX_ACTIONS, size_of=len)


def standing_until(sha256: str) -> tuple[Standing, ...]:
    """The editions of a plan that stand, up to the one with this SHA-256, oldest first."""

    def ask():
        plan, number = Edition.objects.values_list("plan", "number").get(sha256=sha256)
        return _standing(plan, number__lte=number)

    return page_cache.current.get(("standing", sha256), ask)


def standing_of_plan(plan: int) -> tuple[Standing, ...]:
    """All editions of a plan that stand, oldest first; a preview is shown after them."""
    return _standing(plan)


def _standing(plan, **only):
    editions = Edition.objects.active().filter(plan=plan, **only).order_by("number")
    return tuple(Standing(*row) for row in editions.values_list("sha256", "number", "published_at"))


def told_in(sha256: str) -> dict[int, Said]:
    """{action id: Said} of an edition, read once for all workers."""

    def make():
        return page_cache.shared(("told", sha256), lambda: said_of_actions(Edition.objects.get(sha256=sha256).outline))

    return _told.get(sha256, make)


def tell(edition: Edition) -> None:
    """Read an edition before anybody asks."""
    page_cache.keep_for_all(("told", edition.sha256), said_of_actions(edition.outline))


def said_of_actions(outline: Outline) -> dict[int, Said]:
    parts = (*outline["priorities"], *outline["hallmarks"])
    return {action["id"]: _said(action) for part in parts for action in part["actions"]}


def _said(action):
    sentence = action["sentence"] or {"public_text": "", "speaks_of": None}
    return Said(action["effective_status"], action["due_on"], sentence["public_text"], sentence["speaks_of"])


def steps(action: int, editions: tuple[Standing, ...]) -> list[Step]:
    """What was new of an action in each of these editions, the newest first; without editions in which nothing was."""
    found: list[Step] = []
    before = None
    for edition in editions:
        said = told_in(edition.sha256).get(action)
        if said is not None and said != before:
            found.append(_step(edition, before, said))
        before = said or before
    return found[::-1]


def _step(edition: Standing, before: Said | None, said: Said) -> Step:
    is_new = before is None or (said.sentence, said.said_on) != (before.sentence, before.said_on)
    return Step(
        edition,
        "" if before and before.status == said.status else said.status,
        said.sentence if is_new else "",
        said.said_on if is_new else None,
        before and before.due_on,
        said.due_on,
        before is not None and before.due_on != said.due_on,
    )
