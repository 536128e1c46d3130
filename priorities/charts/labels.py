"""Placement of a chart's notes: next to their points, within the box, without overlap."""

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
    placed = []
    for text, x, y in wanted:
        candidates = _candidates(text, x, y, within, size)
        free = [note for note in candidates if not any(note.box.meets(other.box) for other in placed)]
        if free:
            placed.append(min(free, key=lambda note: _cost(note, x, y, lines, marks)))
    return placed


def _cost(note, x, y, lines, marks):
    box = note.box
    crossed = sum(box.left - 2 < px < box.right + 2 and box.top - 1 < py < box.bottom for px, py in lines)
    covered = sum(
        box.left - MARK_RADIUS < px < box.right + MARK_RADIUS and box.top - MARK_RADIUS < py < box.bottom + MARK_RADIUS
        for px, py in marks
    )
    across = max(box.left - x, x - box.right, 0)
    down = abs((box.top + box.bottom) / 2 - y)
    return crossed * 12 + covered * 40 + across + down


def _candidates(lines, x, y, within, size):
    """Positions to the right of the point, centred on it and to its left, each at several heights."""
    note = Note(lines, 0, 0, size)
    width, height = note.box.right, note.box.bottom
    furthest, lowest = floor(within.right - width), floor(within.bottom - height)
    if furthest < within.left or lowest < within.top:
        return
    for left in (x + 8, x - width / 2, x - width - 8):
        left = min(max(round(left), ceil(within.left)), furthest)
        for down in range(0, 61, 4):
            for middle in (y - down, y + down):
                top = min(max(round(middle - height / 2), ceil(within.top)), lowest)
                yield Note(lines, left, top, size)
