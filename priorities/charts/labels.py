"""Placement of a chart's labels: next to what they name, within the chart, on nothing else."""

from bisect import bisect_left, bisect_right
from functools import cache
from math import ceil, floor
from typing import NamedTuple

# Upper estimate of the average character width in a chart, and the line height, in multiples of the font size.
LETTER_WIDTH, LINE_HEIGHT = 0.6, 1.15

# Radius of a mark, in multiples of the font size.
MARK = 0.3


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
    """Text next to what it names. `kind` is its CSS class: latest, target, baseline or hidden."""

    text: str
    kind: str
    left: int
    top: int
    size: int

    @property
    def box(self):
        return Box(self.left, self.top, self.left + width_of(self.text, self.size), self.top + self.size * LINE_HEIGHT)

    @property
    def x(self):
        """The middle of the text."""
        return round((self.box.left + self.box.right) / 2)

    @property
    def y(self):
        """The baseline of the text."""
        return round(self.top + self.size * 0.9)


class Wanted(NamedTuple):
    """A label to be placed near a point."""

    text: str
    kind: str
    x: int
    y: int


def width_of(text, size):
    """Upper estimate of the text's width at a font size."""
    return (len(text) * LETTER_WIDTH + sum(map(text.count, "%m<")) * 0.35) * size


def box_of_mark(x, y, size):
    radius = size * MARK
    return Box(x - radius, y - radius, x + radius, y + radius)


def place_notes(wanted, within, lines, marks, size):
    """[Note] for each Wanted: near its point, within the Box, on no other note and on no mark.

    `marks` are points (x, y) that no label may cover, `lines` are points that it had better not. The first wanted come
    first, and look further. What finds no place is left out.
    """
    taken = [box_of_mark(x, y, size) for x, y in marks]
    placed = []
    for number, one in enumerate(wanted):
        width, height = width_of(one.text, size), size * LINE_HEIGHT
        cost = _cost_near(one.x, one.y, lines)
        places = [_places(one.x, one.y, width, height, within, size)]
        places += [_everywhere(width, height, within)] if number == 0 else []
        for tried in places:
            boxes = [Box(left, top, left + width, top + height) for left, top in tried]
            if free := [box for box in boxes if not any(box.meets(other) for other in taken)]:
                best = min(free, key=cost)
                taken.append(best)
                placed.append(Note(one.text, one.kind, best.left, best.top, size))
                break
    return placed


def _cost_near(x, y, lines):
    """Function of a box: how much of the lines it covers, and how far from the point it is.

    Most boxes stand in one of a few columns, so the points within each are looked up once.
    """

    @cache
    def within(left, right):
        return sorted(py for px, py in lines if left - 2 < px < right + 2)

    def cost(box):
        there = within(box.left, box.right)
        crossed = bisect_left(there, box.bottom) - bisect_right(there, box.top - 1)
        across = max(box.left - x, x - box.right, 0)
        down = abs((box.top + box.bottom) / 2 - y)
        return crossed * 12 + across + down

    return cost


def _places(x, y, width, height, within, size):
    """(left, top) of a note to the right of the point, centred on it and to its left, each at several heights."""
    furthest, lowest = floor(within.right - width), floor(within.bottom - height)
    if furthest < within.left or lowest < within.top:
        return {}
    lefts = (x + size * 0.5, x - width / 2, x - width - size * 0.5)
    middles = [middle for down in range(0, size * 4, 4) for middle in (y - down, y + down)]
    return dict.fromkeys(
        (
            min(max(round(left), ceil(within.left)), furthest),
            min(max(round(middle - height / 2), ceil(within.top)), lowest),
        )
        for left in lefts
        for middle in middles
    )


def _everywhere(width, height, within):
    lefts = range(ceil(within.left), floor(within.right - width) + 1, 8)
    return [(left, top) for left in lefts for top in range(ceil(within.top), floor(within.bottom - height) + 1, 4)]
