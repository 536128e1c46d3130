"""Blocks of two documents as one, with what changed from one to the other: for Word's tracked changes.

Accepting all changes leaves the newer text, rejecting all the older one. What moved is deleted there and inserted here.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import Any, NamedTuple

from plans.changes.word_diff import out_of_turn, pieces

from .blocks import Block, Paragraph, Row, Table, Text

SAME, DELETED, INSERTED = "same", "del", "ins"


class TrackedRun(NamedTuple):
    """A stretch of text. `what` is SAME, DELETED or INSERTED, here and in all that follows."""

    what: str
    text: str
    style: str


class TrackedParagraph(NamedTuple):
    """A paragraph; `what` is that of its mark, the break after it: a deleted one joins it to the next."""

    what: str
    style: str
    runs: list[TrackedRun]


class TrackedRow(NamedTuple):
    what: str
    cells: list[list[TrackedParagraph]]


class TrackedTable(NamedTuple):
    what: str
    table: Table
    # The first is the row of headings.
    rows: list[TrackedRow]


def tracked(old: Sequence[Block], new: Sequence[Block]) -> Iterator[TrackedParagraph | TrackedTable]:
    """The contents of a document from which both lists of blocks can be read."""
    for what, before, after in _pairs(old, new, _are_one):
        if isinstance(after, Table):
            yield _table(what, before, after)
        else:
            yield from _paragraphs(what, before.paragraphs, after.paragraphs)


def _are_one(old: Block, new: Block) -> bool:
    """Whether a block can become the other by changes in it; a table with more columns cannot."""
    if isinstance(old, Table) and isinstance(new, Table):
        return len(old.columns) == len(new.columns)
    return isinstance(old, Text) and isinstance(new, Text)


def _pairs(old: Iterable[Any], new: Iterable[Any], are_one=lambda *_: True) -> Iterator[tuple[str, Any, Any]]:
    """(what, old member, new member) of two lists, by key; what is in one of them alone is given twice."""
    olds, news = ({each.key: each for each in side} for side in (old, new))
    kept = [key for key in olds if key in news and are_one(olds[key], news[key])]
    moved = out_of_turn(kept, [key for key in news if key in set(kept)])
    kept_keys = set(kept) - moved
    rest = iter(olds.values())
    for key, after in news.items():
        if key not in kept_keys:
            yield INSERTED, after, after
            continue
        for before in rest:
            if before.key == key:
                yield SAME, before, after
                break
            yield DELETED, before, before
    yield from ((DELETED, before, before) for before in rest)


def _table(what: str, old: Table, new: Table) -> TrackedTable:
    rows = [_row(what, _heading_row(old), _heading_row(new))]
    rows += [_row(what if what != SAME else each, *pair) for each, *pair in _pairs(old.rows, new.rows)]
    return TrackedTable(what, new, rows)


def _heading_row(table):
    return Row(("columns",), tuple((Paragraph.of(column),) for column in table.columns))


def _row(what, old, new):
    cells = zip(old.cells, new.cells, strict=True)
    return TrackedRow(what, [_paragraphs(what, before, after) for before, after in cells])


def _paragraphs(what: str, old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[TrackedParagraph]:
    """Paragraphs with the changes in them; the mark of the last is that of the whole."""
    before, after = _Side(old), _Side(new)
    parts = [(what, after.text)] if what != SAME or old == new else _readable(pieces(before.text, after.text))
    result, runs = [], []
    for each, text in parts:
        side = before if each == DELETED and what == SAME else after
        for number, stretch, style in side.take(len(text)):
            if stretch == "\n":
                result.append(TrackedParagraph(each, side.styles[number], runs))
                runs = []
            else:
                runs.append(TrackedRun(each, stretch, style))
        if each == SAME:
            before.skip(len(text))
    return [*result, TrackedParagraph(what, after.styles[-1] if new else "", runs)]


def _readable(parts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The same changes, without single words left between longer changes: nobody can read those."""
    stretches: list[tuple[bool, str, str]] = []
    for differs, group in groupby(parts, lambda part: part[0] != SAME):
        texts = list(group)
        side = {what: "".join(text for each, text in texts if each in (SAME, what)) for what in (DELETED, INSERTED)}
        stretches.append((differs, side[DELETED], side[INSERTED]))
        if differs and len(stretches) > 2:
            _, *between = stretches[-2]
            shorter = min(max(len(old), len(new)) for _, old, new in (stretches[-3], stretches[-1]))
            if len(between[0]) <= shorter and "\n" not in between[0]:
                _, old, new = zip(*stretches[-3:], strict=True)
                stretches[-3:] = [(True, "".join(old), "".join(new))]
    for differs, old, new in stretches:
        found = ((DELETED, old), (INSERTED, new)) if differs else ((SAME, new),)
        yield from ((what, text) for what, text in found if text)


class _Side:
    """Paragraphs as one text, joined by line breaks, that is read from its beginning."""

    def __init__(self, paragraphs: Sequence[Paragraph]):
        self.styles = [paragraph.style for paragraph in paragraphs]
        self._runs: list[tuple[int, str, str]] = []
        for number, paragraph in enumerate(paragraphs):
            self._runs += [(number, run.text, run.style) for run in paragraph.runs if run.text]
            self._runs.append((number, "\n", ""))
        self._runs = self._runs[:-1]
        self._ends = list(accumulate(len(text) for _, text, _ in self._runs))
        self.text = "".join(text for _, text, _ in self._runs)
        self._at = self._run = 0

    def take(self, length: int) -> Iterator[tuple[int, str, str]]:
        """(number of its paragraph, text, style) of the next stretches, of this length together."""
        end = self._at + length
        while self._at < end:
            number, text, style = self._runs[self._run]
            begin = self._at - self._ends[self._run] + len(text)
            stretch = text[begin : begin + end - self._at]
            self._at += len(stretch)
            if self._at == self._ends[self._run]:
                self._run += 1
            yield number, stretch, style

    def skip(self, length: int) -> None:
        for _ in self.take(length):
            pass
