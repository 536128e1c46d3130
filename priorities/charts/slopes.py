"""Slope chart of both orders and the effort: three columns of priorities joined by lines. Pure."""

from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from .labels import Label, width_of

FONT_SIZE, ROW_HEIGHT, HEAD_HEIGHT, RADIUS = 16, 40, 36, 14
WIDE, NARROW = (720, (360, 480, 600)), (288, (44, 138, 230))


class Node(NamedTuple):
    """A priority in a column: its number in the plan and its coordinates."""

    number: int
    x: int
    y: int


class Slopes(NamedTuple):
    """Coordinates of all parts of the chart. `lines` are pairs of points; `radius` is that of the nodes."""

    width: int
    height: int
    letters: int
    radius: int
    heads: list[Label]
    names: list[Label]
    ends: list[Label]
    lines: list[tuple[tuple[int, int], tuple[int, int]]]
    nodes: list[Node]


def slopes(compared, *, narrow=False):
    """The Slopes of `plans.outline.priority_orders.compared`. Ties are stacked in plan order."""
    width, across = NARROW if narrow else WIDE
    rows = compared["rows"]
    columns = [
        [row for row in sorted(rows, key=_rank_in("assessed")) if row["assessed"]],
        [row for row in sorted(rows, key=_rank_in("consulted")) if row["consulted"]],
        sorted(rows, key=lambda row: (-row["actions"], row["number"])),
    ]
    heads = [
        Label(text, x, FONT_SIZE + 2, FONT_SIZE)
        for text, x, column in zip(
            (gettext("Evidence"), gettext("People"), gettext("Actions")), across, columns, strict=True
        )
        if column
    ]
    places = [
        {row["number"]: (x, HEAD_HEIGHT + ROW_HEIGHT // 2 + ROW_HEIGHT * slot) for slot, row in enumerate(column)}
        for x, column in zip(across, columns, strict=True)
    ]
    drawn = [at for at in places if at]
    return Slopes(
        width,
        HEAD_HEIGHT + ROW_HEIGHT * len(rows),
        FONT_SIZE,
        RADIUS,
        heads,
        [] if narrow else _names(rows, drawn[0]),
        [_end(row, places[2][row["number"]], narrow) for row in columns[2]],
        [(one[n], other[n]) for one, other in pairwise(drawn) for n in one if n in other],
        [Node(number, *at) for column in places for number, at in column.items()],
    )


def _rank_in(name):
    return lambda row: (row[name]["place"] if row[name] else 0, row["number"])


def _names(rows, at):
    """Names beside the first column, each truncated to fit."""
    names = {row["number"]: row["name"] for row in rows}
    return [
        Label(_truncated(names[number], x - RADIUS - 10), x - RADIUS - 8, y + round(FONT_SIZE * 0.35), FONT_SIZE)
        for number, (x, y) in at.items()
    ]


def _truncated(text, room):
    if width_of(text, FONT_SIZE) <= room:
        return text
    while text and width_of(f"{text}…", FONT_SIZE) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _end(row, at, narrow):
    number = row["actions"]
    text = str(number) if narrow else ngettext("%(n)s action", "%(n)s actions", number) % {"n": number}
    return Label(text, at[0] + RADIUS + 7, at[1] + round(FONT_SIZE * 0.35), FONT_SIZE)
