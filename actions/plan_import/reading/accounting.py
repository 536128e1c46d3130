"""The proof that nothing of a file vanished between its Source and its Entries: every cell, and every word."""

import re
from collections import Counter
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum

WORD = re.compile(r"\d+|[^\W\d]+")
PRIVATE_FIELDS = {"private_note", "private note", "updates", "theme", "figures"}
NO_WORDS = {
    "made_from",
    "place",
    "places",
    "why",
    "at",
    "questions",
    "tables",
    "notes",
    "status_why",
    "key",
    "headings",
    "lines",
}


class Where(StrEnum):
    """Where words of a file are after it was read."""

    PLAN = "in the plan"
    PRIVATE = "private"
    LEFT_OUT = "left out"


@dataclass(slots=True)
class Accounted:
    """A cell, paragraph, comment or other words of a file, and where they are: in fields of entries, or left out.

    `at` is (sheet, row number, column from 0), None for what is no cell. `uses` are (entry, field); the entry is None
    for the plan's own fields, such as "title" and "priority: Burglary".
    """

    at: tuple | None
    words: str
    where: Where
    uses: list = field(default_factory=list)
    why: str = ""


def places(source, entries):
    """[Accounted] of all that a file holds, each cell, comment and struck-out word once."""
    uses, left = _uses(entries), {}
    for one in entries.left_out:
        if one.at:
            left.setdefault(one.at, []).append(one.why)
    for at in entries.places.get("double", []):
        left.setdefault(at, []).append("the same as in another row")
    result = [Accounted(None, one.words, Where.LEFT_OUT, why=one.why) for one in source.left_out]
    for sheet in source.sheets:
        for row in sheet.rows:
            for column, cell in enumerate(row.cells):
                at = (sheet.name, row.number, column)
                if cell.text:
                    result.append(_accounted(at, cell.text, uses.get(at, []), left.get(at, [])))
                for key, words, why in _beside(cell):
                    noted = uses.get((*at, key), [])
                    where = Where.PRIVATE if noted else Where.LEFT_OUT
                    result.append(Accounted(at, words, where, noted, "" if noted else why))
    return result


def counts(accounted):
    """{Where: how many} of what a file holds; they add up to all of it."""
    return Counter(one.where for one in accounted)


def _accounted(at, words, used, left):
    public = [use for use in used if not _is_private(*use)]
    where = Where.PLAN if public else Where.PRIVATE if used else Where.LEFT_OUT
    return Accounted(at, words, where, used, "; ".join(dict.fromkeys(left)))


def _is_private(entry, name):
    if getattr(entry, "is_private", False) or name in PRIVATE_FIELDS:
        return True
    if name == "lead_words":
        return entry.lead is None and not entry.lead_words_public
    return name == "supporting_words" and not entry.supporting


def _uses(entries):
    """{place: [(entry, field)]} of all entries."""
    uses = {}

    def use(place, entry, name):
        beside = name in ("comment", "struck", "link")
        key = (*place, name) if beside else tuple(place)
        uses.setdefault(key, []).append((entry, "private_note" if beside else name))

    for name, several in entries.places.items():
        for place in several:
            if name != "double":
                use(place, None, name)
    for entry in (*entries.actions, *entries.criteria):
        for name, several in entry.places.items():
            for place in several:
                use(place, entry, name)
    for action in entries.actions:
        for update in action.updates:
            if update.place:
                use(update.place, action, "updates")
    for section in entries.sections:
        for place in section.places:
            use(place, section, "paragraphs")
    return uses


def _beside(cell):
    """(key of places, words, why) of what a cell has beside its text."""
    if cell.comment:
        yield "comment", cell.comment, "a comment"
    if cell.struck:
        yield "struck", cell.struck, "struck out"
    if cell.link and cell.link not in cell.text and not cell.link.startswith("#"):
        yield "link", cell.link, "the address behind the words"


def leave_out_the_rest(source, entries, answers):
    """List what no part of the reading has taken: comments, what is struck out, and cells of which nothing was made.

    Addresses go into the private note of their row's action, and so do comments where they are asked for.
    """
    uses = _uses(entries)
    left = {one.at for one in entries.left_out}
    actions = {at[:2]: action for action in reversed(entries.actions) for at in action.made_from}
    for sheet in source.sheets:
        for row in sheet.rows:
            for column, cell in enumerate(row.cells):
                at = (sheet.name, row.number, column)
                if cell.text and at not in uses and at not in left:
                    entries.leave_out(at, cell.text, "nothing was found there that belongs to the plan")
                for key, words, why in _beside(cell) if cell.comment or cell.struck or cell.link else ():
                    action = actions.get(at[:2])
                    if action and (key == "link" or (key == "comment" and answers.keeps_comments)):
                        action.add("private_note", f"{key.capitalize()}: {words}", at)
                        action.places["private_note"].pop()
                        action.places.setdefault(key, []).append(at)
                    else:
                        entries.leave_out(at, words, why, is_beside=True)


def unaccounted(source, entries):
    """Words that the file holds more often than the entries and what was left out do, with how often."""
    return +(Counter(_words_read(source)) - Counter(_words_kept(entries)))


def _words_read(source):
    for left_out in source.left_out:
        yield from WORD.findall(left_out.words)
    for sheet in source.sheets:
        for row in sheet.rows:
            for cell in row.cells:
                yield from WORD.findall(f"{cell.text} {cell.comment} {cell.struck}")


def _words_kept(entries):
    yield from _texts(entries)


def _texts(value):
    """All words of a value and of what it is made of."""
    if isinstance(value, str):
        yield from WORD.findall(value)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif is_dataclass(value):
        for part in fields(value):
            one = getattr(value, part.name)
            if part.name == "hallmarks":
                yield from _texts(list(one))
            if part.name not in NO_WORDS:
                yield from _texts(one)
