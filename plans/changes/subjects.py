"""What can be followed in a plan, and the changes between two outlines by what they concern.

Feeds of a part of the plan and e-mails to followers are made of the same: `changes_by_subject`.
"""

from collections import defaultdict
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from ..outline.shape import Outline
from ..outline.totals import actions_in
from .describe import changes
from .notes import in_plain_words
from .shape import ChangedItem
from .summary import COUNTED_KINDS, summed_up


class What(models.TextChoices):
    """Kinds of subject."""

    PLAN = "plan", _("The plan")
    PRIORITY = "priority", _("A priority")
    ACTION = "action", _("An action")
    AUTHORITY = "authority", _("An authority")
    MEETINGS = "meetings", _("Public meetings")
    SEARCH = "search", _("A search")


# Kinds that are parts of an outline, and so have a page and a feed of their own.
PARTS = (What.PRIORITY, What.ACTION, What.AUTHORITY)


class Subject(NamedTuple):
    """What is followed: `which` is the key of a priority, the id of an action or authority, the query of a search."""

    what: str
    which: str = ""


PLAN, MEETINGS = Subject(What.PLAN), Subject(What.MEETINGS)
SEARCHED = ("q", "authority", "state")
# Items told of one subject, and the length of a note; the page of what changed has the rest.
MOST_ITEMS, LONGEST_NOTE = 20, 300
Items = dict[Subject, list[ChangedItem]]


def search_subject(words: str, authority: int | str | None, state: str) -> Subject | None:
    """The Subject of a search in the plan, or None if it asks for nothing."""
    fields = dict(zip(SEARCHED, (words, authority or "", state), strict=True))
    query = urlencode({name: value for name, value in fields.items() if value})
    return Subject(What.SEARCH, query) if query else None


def searched(subject: Subject) -> dict[str, str]:
    """{field of the form: value} of a search."""
    return dict(parse_qsl(subject.which))


def names_of(outline: Outline) -> dict[Subject, str]:
    """{subject: name} of everything in an outline that has a page of its own."""
    names = {Subject(What.PRIORITY, each["key"]): each["name"] for each in outline["priorities"]}
    names |= {Subject(What.ACTION, str(each["id"])): each["wording"] for each in actions_in(outline)}
    return names | {Subject(What.AUTHORITY, str(each["id"])): each["name"] for each in outline["authorities"]}


def changes_by_subject(older: Outline, newer: Outline) -> Items:
    """{subject: [item that changed]} of all that changed from one public outline to a newer one, in their order.

    A priority has the changes of its measures and actions, an authority those of the actions that it leads or supports
    and the measures that it reports, before or after. The plan has all of them.
    """
    changed = changes(older, newer)
    concerned = [_concerned(outline) for outline in (older, newer)]
    found: defaultdict[Subject, list[ChangedItem]] = defaultdict(list)
    for group in changed["groups"]:
        for item in group["items"]:
            key = COUNTED_KINDS.get(item["kind"], item["kind"]), item["id"]
            for subject in dict.fromkeys([PLAN, *(s for sides in concerned for s in sides.get(key, ()))]):
                found[subject].append(item)
    return dict(found)


class Told(NamedTuple):
    """Changes in plain text, for e-mails and feeds: in a sentence how many, [(item's title, [note])], how many more."""

    sentence: str
    items: list[tuple[str, list[str]]]
    more: int

    def __str__(self) -> str:
        lines = [line for title, notes in self.items for line in (f"{title}:" if notes else title, *notes)]
        return "\n".join([f"{self.sentence}.", *lines])


def told(items: list[ChangedItem]) -> Told:
    shown = [
        (item["title"], [Truncator(in_plain_words(note)).chars(LONGEST_NOTE) for note in item["notes"]])
        for item in items[:MOST_ITEMS]
    ]
    return Told(summed_up(items)["sentence"], shown, max(0, len(items) - MOST_ITEMS))


def _concerned(outline: Outline) -> dict[tuple[str, int], list[Subject]]:
    """{(kind, id): subjects that an object of an outline concerns}"""
    found: dict[tuple[str, int], list[Subject]] = {}
    for authority in outline["authorities"]:
        found["authority", authority["id"]] = [_authority(authority)]
    for part in (*outline["priorities"], *outline["hallmarks"]):
        of_part = [Subject(What.PRIORITY, part["key"])] if "criteria" in part else []
        if of_part:
            found["priority", part["id"]] = of_part
        for criterion in part.get("criteria", ()):
            reporter = criterion.get("reporter")
            found["criterion", criterion["id"]] = [*of_part, *([_authority(reporter)] if reporter else [])]
        for action in part["actions"]:
            authorities = [*([action["lead"]] if action["lead"] else []), *(action["supporting"] or ())]
            own = Subject(What.ACTION, str(action["id"]))
            found["action", action["id"]] = [own, *of_part, *map(_authority, authorities)]
    return found


def _authority(authority) -> Subject:
    return Subject(What.AUTHORITY, str(authority["id"]))
