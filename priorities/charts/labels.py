"""Placement of a chart's notes: next to their points, within the box, without overlap."""

from bisect import bisect_left, bisect_right
from functools import cache
from math import ceil, floor
from typing import NamedTuple

# Upper estimate of the average character width in a chart, and the line height, in multiples of the font size.
LETTER_WIDTH, LINE_HEIGHT = 0.6, 1.15

# Radius of a mark.
MARK_RADIUS = 5


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other):
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Label(NamedTuple):
    """Text with its baseline at `y`; `x` is its middle, or its right end for tick labels."""

    text: str
    x: int
    y: int
    size: int


class Note(NamedTuple):
    """Lines of text next to a point."""

    lines: tuple[str, ...]
    left: int
    top: int
    size: int

    @property
    def width(self):
        return max(width_of(line, self.size) for line in self.lines)

    @property
    def box(self):
        return Box(self.left, self.top, self.left + self.width, self.top + self.size * LINE_HEIGHT * len(self.lines))

    @property
    def rows(self):
        """[(text, x, y)], with y at the baseline."""
        middle = round(self.left + self.width / 2)
        return [
            (line, middle, round(self.top + self.size * (LINE_HEIGHT * n + 0.9))) for n, line in enumerate(self.lines)
        ]


def width_of(text, size):
    """Upper estimate of the text's width at a font size."""
    return len(text) * size * LETTER_WIDTH


def place_notes(wanted, within, lines, marks, size):
    """[Note] for each of `wanted`, (lines of text, x, y): near its point, within the Box, without overlap.

    `lines` and `marks` are points (x, y) to avoid covering, marks above all. Notes that do not fit are left out.
    """
    placed, taken = [], []
    for text, x, y in wanted:
        _, _, width, height = Note(text, 0, 0, size).box
        boxes = [Box(left, top, left + width, top + height) for left, top in _places(x, y, width, height, within)]
        free = [box for box in boxes if not any(box.meets(other) for other in taken)]
        if free:
            best = min(free, key=_cost_near(x, y, lines, marks))
            taken.append(best)
            placed.append(Note(text, best.left, best.top, size))
    return placed


def _cost_near(x, y, lines, marks):
    """Function of a box: how much it covers, and how far from the point it is.

    Most boxes stand in one of a few columns, so the points within each are looked up once.
    """

    @cache
    def within(left, right):
        return (
            sorted(py for px, py in lines if left - 2 < px < right + 2),
            sorted(py for px, py in marks if left - MARK_RADIUS < px < right + MARK_RADIUS),
        )

    def cost(box):
        lines_there, marks_there = within(box.left, box.right)
        crossed = _number_between(box.top - 1, box.bottom, lines_there)
        covered = _number_between(box.top - MARK_RADIUS, box.bottom + MARK_RADIUS, marks_there)
        across = max(box.left - x, x - box.right, 0)
        down = abs((box.top + box.bottom) / 2 - y)
        return crossed * 12 + covered * 40 + across + down

    return cost


def _number_between(low, high, numbers):
    """How many of the sorted numbers are above `low` and below `high`."""
    return bisect_left(numbers, high) - bisect_right(numbers, low)


def _places(x, y, width, height, within):
    """(left, top) of a note to the right of the point, centred on it and to its left, each at several heights."""
    furthest, lowest = floor(within.right - width), floor(within.bottom - height)
    if furthest < within.left or lowest < within.top:
        return {}
    lefts = [min(max(round(left), ceil(within.left)), furthest) for left in (x + 8, x - width / 2, x - width - 8)]
    middles = [middle for down in range(0, 61, 4) for middle in (y - down, y + down)]
    tops = [min(max(round(middle - height / 2), ceil(within.top)), lowest) for middle in middles]
    return dict.fromkeys((left, top) for left in lefts for top in tops)
