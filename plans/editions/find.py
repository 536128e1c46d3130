"""Find in an edition: its actions, measures and sections by words, authority and how they go, from its frozen outline.

A search goes through all entries in memory: a few milliseconds in a plan of thousands of actions. What is asked is in
the address, which can be shared.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext

from partners.languages import like, said_again

from ..due_dates import due
from ..figures import measured_in_words
from ..outline.chapters import sections_with_words
from ..outline.shape import Outline
from ..rating import Word
from ..status import EffectiveStatus
from ..templatetags.formatting import RATING_SHAPES

MAX_LENGTH, MAX_WORDS, EXCERPT = 100, 8, 160
LABELS = {**dict(EffectiveStatus.choices), **dict(Word.choices)}


class Entry(NamedTuple):
    """Something that can be found. `state` is a status or a rating, "" of a section; `words` is what is searched.

    `kind` and `which` are those of the public page that shows it, `anchor` the place on it.
    """

    group: str
    title: str
    text: str
    state: str
    label: str
    facts: tuple[str, ...]
    authorities: frozenset[int]
    kind: str
    which: str | int
    anchor: str
    words: str

    @property
    def shape(self) -> str:
        return RATING_SHAPES.get(self.state, self.state)


class Asked(NamedTuple):
    """What somebody looks for. `state` is a status or a rating, `authority` an id; each may be empty."""

    words: str
    authority: int | None
    state: str
    page: int

    def address(self, page: int) -> str:
        """Query of another page of the same results."""
        fields = {"q": self.words, "authority": self.authority or "", "state": self.state, "page": page}
        return "?" + urlencode({name: value for name, value in fields.items() if value})


def folded(text: str) -> str:
    """Text as it is compared: without case, accents and punctuation, with a space before each word."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " " + " ".join(re.findall(r"\w+", plain.replace("’", "").replace("'", "")))


def context(shown, which):
    """Context of the form. Its choices are those that there are in the edition."""
    outline = shown.outline
    ratings = {c["rating"]["word"] for p in outline["priorities"] for c in p["criteria"] if "rating" in c}
    return {
        "title": gettext("Find in the plan"),
        "description": gettext("Find actions and measures of the plan by words, authority or how they go."),
        "choices": choices(outline, [word for word in Word.values if word in ratings]),
        "max_length": MAX_LENGTH,
    }


def choices(outline: Outline, ratings: list[str]) -> dict[str, Any]:
    """{authorities: [(id, name)], states: [(group, [(value, label)])]}"""
    states = [(gettext("Actions"), list(outline["tally"])), (gettext("Measures"), ratings)]
    return {
        "authorities": [(each["id"], each["name"]) for each in outline["authorities"]],
        "states": [
            (group, [(value, gettext(LABELS[value])) for value in values]) for group, values in states if values
        ],
    }


def entries(outline: Outline) -> list[Entry]:
    return [*_actions(outline), *_measures(outline), *_sections(outline)]


def _actions(outline: Outline) -> Iterator[Entry]:
    for part in (*outline["priorities"], *outline["hallmarks"]):
        for action in part["actions"]:
            lead, said = action["lead"], action["sentence"]["public_text"] if action["sentence"] else ""
            who = lead["short_name"] or lead["name"] if lead else action.get("lead_words", "")
            authorities = [*([lead] if lead else []), *action["supporting"]]
            texts = [part["name"], action["wording"], action["note"], said, action.get("own_reference")]
            texts += [action.get("lead_words")]
            texts += [each["wording"] for each in action.get("milestones", ())]
            texts += [name for each in authorities for name in (each["name"], each["short_name"])]
            yield Entry(
                gettext("Actions"), action["wording"], said, action["effective_status"],
                gettext(LABELS[action["effective_status"]]),
                tuple(filter(None, (who, due(action)))), frozenset(each["id"] for each in authorities),
                "action", action["id"], "", folded(" ".join(filter(None, texts))),
            )  # fmt: skip


def _measures(outline: Outline) -> Iterator[Entry]:
    for priority in outline["priorities"]:
        for criterion in priority["criteria"]:
            if criterion["placeholder"]:
                continue
            rating, reporter, latest = criterion.get("rating"), criterion.get("reporter"), criterion["latest"]
            texts = [criterion["wording"], criterion.get("measure", ""), criterion.get("source", ""), priority["name"]]
            yield Entry(
                gettext("Measures"), criterion["wording"], measured_in_words(latest, criterion) if latest else "",
                rating["word"] if rating else "", said_again(rating["label"]) if rating else "", (priority["name"],),
                frozenset([reporter["id"]] if reporter else []), "priority", priority["key"], "#measures",
                folded(" ".join(filter(None, texts))),
            )  # fmt: skip


def _sections(outline: Outline) -> Iterator[Entry]:
    for section in sections_with_words(outline):
        text = " ".join(filter(None, (section["body"], section.get("body_after", ""))))
        title = section["heading"] or section["key"].replace("-", " ").capitalize()
        yield Entry(
            gettext("The plan"), title, text, "", "", (), frozenset(), "as_agreed", "", f"#{section['key']}",
            folded(f"{title} {text}"),
        )  # fmt: skip


def asked(given: Mapping[str, str], outline: Outline) -> Asked:
    """What an address asks for; what is not in the edition is left out."""
    authority, page = given.get("authority", ""), given.get("page", "")
    ids = {str(each["id"]): each["id"] for each in outline["authorities"]}
    state = given.get("state", "")
    return Asked(
        " ".join(given.get("q", "")[:MAX_LENGTH].replace("\0", "").split()),
        ids.get(authority),
        state if state in LABELS else "",
        int(page) if re.fullmatch("[1-9][0-9]{0,3}", page) else 1,
    )


def found(wanted: Asked, among: list[Entry]) -> list[Entry]:
    """Entries with a word that begins with each of the words asked for, of the authority and in the state."""
    words = [f" {word}" for word in folded(wanted.words).split()[:MAX_WORDS]]
    return [
        entry
        for entry in among
        if (not wanted.state or entry.state == wanted.state)
        and (not wanted.authority or wanted.authority in entry.authorities)
        and all(word in entry.words for word in words)
    ]


def excerpt(entry: Entry, words: str) -> str:
    """The text of an entry, from a little before the first word that was asked for."""
    text, first = " ".join(entry.text.split()), folded(words).split()[:1]
    match = first and re.search(rf"\b{re.escape(first[0])}", text, re.IGNORECASE)
    start = max(match.start() - EXCERPT // 3, 0) if match else 0
    if start:
        start = text.find(" ", start) + 1
    end = text.rfind(" ", 0, start + EXCERPT) if len(text) > start + EXCERPT else len(text)
    words = text[start : max(end, start + EXCERPT // 2)]
    return like(entry.text, f"{'… ' * bool(start)}{words}{' …' * (end < len(text))}")
