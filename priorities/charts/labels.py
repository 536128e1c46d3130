"""Where the words of a chart stand: beside what they name, inside the box, never on each other."""

from math import ceil, floor
from typing import NamedTuple

# Of the size of the letters: how wide a letter is at most on average in what a chart says, and how high a line is.
LETTER, LINE = 0.6, 1.15

# How far a mark reaches from its middle.
MARK = 5


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
    """Words whose foot is at `y`: `x` is their middle, or their end for the numbers at the side."""

    words: str
    x: int
    y: int
    size: int


class Note(NamedTuple):
    """Some lines of words beside a point."""

    lines: tuple[str, ...]
    left: int
    top: int
    size: int

    @property
    def width(self):
        return max(width_of(words, self.size) for words in self.lines)

    @property
    def box(self):
        return Box(self.left, self.top, self.left + self.width, self.top + self.size * LINE * len(self.lines))

    @property
    def rows(self):
        """[(words, x, y)], y the foot of the letters."""
        middle = round(self.left + self.width / 2)
        return [(words, middle, round(self.top + self.size * (LINE * n + 0.9))) for n, words in enumerate(self.lines)]


def width_of(words, size):
    """More than the words are wide in letters of that size."""
    return len(words) * size * LETTER


def place(wanted, within, lines, marks, size):
    """[Note] of each of `wanted`, (words in lines, x, y): near its point, all within the Box, none on another.

    `lines` and `marks` are points (x, y) that words had better not cover, marks even less. Words that find no place are
    left out.
    """
    placed = []
    for words, x, y in wanted:
        found = [note for note in _candidates(words, x, y, within, size) if _free(note, placed)]
        if found:
            placed.append(min(found, key=lambda note: _cost(note, x, y, lines, marks)))
    return placed


def _free(note, placed):
    return not any(note.box.meets(other.box) for other in placed)


def _cost(note, x, y, lines, marks):
    box = note.box
    crossed = sum(box.left - 2 < px < box.right + 2 and box.top - 1 < py < box.bottom for px, py in lines)
    covered = sum(
        box.left - MARK < px < box.right + MARK and box.top - MARK < py < box.bottom + MARK for px, py in marks
    )
    across = max(box.left - x, x - box.right, 0)
    down = abs((box.top + box.bottom) / 2 - y)
    return crossed * 12 + covered * 40 + across + down


def _candidates(lines, x, y, within, size):
    """To the right of the point, above and below it, to its left: each also a little higher and lower."""
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
