"""The words that a version of the plan has, and which of them a newer edition changed."""

from typing import Any, NamedTuple

from ..changes.diff import Key, flatten
from ..changes.word_diff import pieces
from ..editions import page_cache
from ..models import Edition
from ..outline.shape import Outline

# {kind: fields whose words a version reads aloud, signs or translates}. Status and figures change with each edition.
WORDS = {
    "plan": ("title", "vision", "mission", "strapline"),
    "section": ("heading", "body", "body_after"),
    "priority": ("name", "heading"),
    "criterion": ("wording",),
    "hallmark": ("name", "body"),
    "action": ("wording",),
}


class ChangedWords(NamedTuple):
    """Words of a kind of part that are new, gone ("" is the other side) or different; `pieces` as in word_diff."""

    kind: str
    old: str
    new: str

    @property
    def pieces(self):
        return pieces(self.old, self.new)


def words_in(outline: Outline) -> dict[Key, str]:
    """{key of a part: its words} of an outline, in its order; no part without words."""
    found: dict[Key, str] = {}
    for key, fields in flatten(outline).items():
        if text := "\n".join(_texts(fields, WORDS.get(str(key[0]), ()))):
            found[key] = text
    return found


def _texts(fields: dict[str, Any], names: tuple[str, ...]):
    return (fields[name] for name in names if fields.get(name))


def changed_words(older: Edition, newer: Edition) -> tuple[ChangedWords, ...]:
    """What of the words changed from one edition to another; made once for all workers, as editions never change."""
    if older.sha256 == newer.sha256:
        return ()
    key = ("words", older.sha256, newer.sha256)
    return page_cache.pages.get(key, lambda: page_cache.shared(key, lambda: _compare(older, newer)))


def _compare(older, newer):
    old, new = words_in(older.outline), words_in(newer.outline)
    keys = [*new, *(key for key in old if key not in new)]
    return tuple(
        ChangedWords(str(key[0]), old.get(key, ""), new.get(key, ""))
        for key in keys
        if old.get(key, "") != new.get(key, "")
    )
