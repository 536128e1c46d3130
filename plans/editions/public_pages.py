"""Public pages of an edition: one registry of their kinds, with their addresses, templates and contexts.

All pages of an edition are rendered from its frozen envelope (see `rendering`). Each page has a short address below the
partnership, where it is that of the current edition, and the same below the address of each edition. The same bytes
serve both, so links between them are relative. Ids and keys stay the same through the editions of a plan.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import Http404
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from ..models import Edition
from ..outline.shape import Outline
from ..outline.totals import actions_in
from ..translations.texts import StillEnglish
from . import action_page, authority_page, find, front_page, priority_page


class NoSuchPage(Http404):
    """The edition has no such page."""


class Shown(NamedTuple):
    """An edition as it reads on a day. `edition` is None in a preview, where the envelope is that to be published.

    `still_english` counts what its language does not have; None in English.
    """

    outline: Outline
    envelope: dict[str, Any]
    edition: Edition | None
    still_english: StillEnglish | None = None


def _titled(title: str, description: str) -> Callable[[Shown, str], dict[str, Any]]:
    """Context of a page that needs only its title and description besides what is shown."""
    return lambda shown, which: {"title": title, "description": description}


@dataclass(frozen=True)
class Kind:
    """A kind of public page.

    `suffix` is its address, with {} for the id or key of what the page is about. `context` returns what its template
    needs besides what is shown: always a title and a description. `ids` lists the ids or keys in an outline. Pages
    that are too many to prerender are rendered when asked for. Pages that show earlier editions read otherwise once one
    of those is withdrawn.
    """

    name: str
    suffix: str
    context: Callable[[Shown, str], dict[str, Any]]
    ids: Callable[[Outline], Iterable[int | str]] = lambda outline: [""]
    is_prerendered: bool = True
    shows_earlier_editions: bool = False

    @property
    def template(self) -> str:
        return f"plans/editions/{self.name}.html"

    @property
    def regex(self) -> str:
        return re.escape(self.suffix).replace(r"\{\}", "[-a-zA-Z0-9_]{1,60}")

    def address(self, which: int | str = "") -> str:
        """Address of a page, relative to the partnership or the edition."""
        return self.suffix.format(which)


def _actions(outline: Outline) -> list[int]:
    return [action["id"] for action in actions_in(outline)]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("front", "", front_page.context),
        Kind(
            "priority",
            "priorities/{}/",
            priority_page.context,
            lambda outline: [priority["key"] for priority in outline["priorities"]],
        ),
        Kind(
            "action",
            "public-actions/{}/",
            action_page.context,
            _actions,
            is_prerendered=False,
            shows_earlier_editions=True,
        ),
        Kind(
            "authority",
            "public-authorities/{}/",
            authority_page.context,
            lambda outline: [authority["id"] for authority in outline["authorities"]],
        ),
        Kind(
            "told_us",
            "what-people-told-us/",
            _titled(
                _("What people told us"), _("What residents and the evidence say, and what the plan does about it.")
            ),
        ),
        Kind("how_we_work", "how-the-partnership-works/", authority_page.all_authorities),
        Kind(
            "as_agreed",
            "the-plan-as-agreed/",
            _titled(_("The plan as agreed"), _("The full text of the plan, all its editions and files.")),
        ),
        Kind(
            "whole_plan",
            "whole-plan/",
            _titled(
                _("The whole plan on one page"),
                _("All priorities, measures and actions of the plan on one page, to print or to search."),
            ),
        ),
        Kind("find", "find/", find.context),
    )
}
BELOW = [kind for kind in KINDS.values() if kind.suffix]


class PageAddress(StringConverter):
    """URL converter for the address of a public page below the front page."""

    regex = "|".join(kind.regex for kind in BELOW)


@lru_cache(1024)
def kind_of(page: str) -> tuple[Kind, str]:
    """(Kind, id or key) of a page by its address."""
    for kind in KINDS.values():
        if re.fullmatch(kind.regex, page):
            before, _, after = kind.suffix.partition("{}")
            return kind, page.removeprefix(before).removesuffix(after) if "{}" in kind.suffix else ""
    raise ValueError(f"There is no public page at {page}")


def pages_of(outline: Outline, *, prerendered_only: bool = False) -> list[str]:
    """Addresses of all pages of an edition, the front page first."""
    return [
        kind.address(which)
        for kind in KINDS.values()
        if kind.is_prerendered or not prerendered_only
        for which in kind.ids(outline)
    ]


def root_of(page: str) -> str:
    """Relative address of the front page, as seen from a page."""
    return "../" * page.count("/") or "./"


def page_context(page: str, shown: Shown) -> tuple[str, dict[str, Any]]:
    """(template, context) of a page. Raises NoSuchPage."""
    kind, which = kind_of(page)
    if which not in map(str, kind.ids(shown.outline)):
        raise NoSuchPage
    same = {"page": page, "kind": kind.name, "root": root_of(page), "slug": shown.outline["partnership"]["slug"]}
    return kind.template, {**same, **shown._asdict(), **kind.context(shown, which)}
