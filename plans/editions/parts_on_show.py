"""The priorities and actions that the public reads of now: those of a partnership's newest edition, in small.

Live pages name parts of the plan by them, so that they say no more than the edition does.
"""

from datetime import date
from typing import NamedTuple

from . import page_cache
from .on_show import on_show
from .rendering import reading_of, reads_today, turning_days_of


class PartOnShow(NamedTuple):
    """A priority or an action. `kind` and `key` are those of its public page; of a priority, `status` is ""."""

    kind: str
    key: str
    pk: int
    name: str
    under: str
    status: str = ""
    reported_on: date | None = None

    @property
    def word(self):
        """How forms and filters name it in an address: priority/burglary, action/12."""
        return f"{self.kind}/{self.key}"

    @property
    def is_done(self):
        return self.status == "complete"


class PartsOnShow(NamedTuple):
    """Those of one edition: priorities and actions by their ids, in the plan's order."""

    priorities: dict[int, PartOnShow]
    actions: dict[int, PartOnShow]

    def of(self, row):
        """The part that a row with `priority_id` and `action_id` is about; None for the plan, or what is not shown."""
        return self.actions.get(row.action_id) or self.priorities.get(row.priority_id)

    def named(self, word):
        """The part with this word; None if there is none."""
        return next((part for parts in self for part in parts.values() if part.word == word), None)


NOTHING = PartsOnShow({}, {})


def parts_on_show(slug):
    """The PartsOnShow of a partnership; empty while nothing is published. Raises Http404 for an unknown one."""
    sha256 = on_show(slug).sha256
    if sha256 is None:
        return NOTHING
    reads = reads_today(turning_days_of(sha256))
    return page_cache.pages.get(("parts", sha256, reads), lambda: _parts(reading_of(sha256, reads).shown.outline))


def _parts(outline):
    priorities = {p["id"]: PartOnShow("priority", p["key"], p["id"], p["name"], "") for p in outline["priorities"]}
    actions = {
        action["id"]: _action(action, part["name"])
        for kind in ("priorities", "hallmarks")
        for part in outline[kind]
        for action in part["actions"]
    }
    return PartsOnShow(priorities, actions)


def _action(action, under):
    update = action["update"]
    return PartOnShow(
        "action", str(action["id"]), action["id"], action["wording"], under,
        action["effective_status"], update and update["speaks_of"],
    )  # fmt: skip
