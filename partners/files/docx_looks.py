"""What a Word document shows by its look alone: headings without a style, lists and tables of typed signs and tabs."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from .cell_words import BULLET
from .source import Cell

LONGEST = 100
# How much larger than most words a heading is.
LARGER = 1.15
DEEPEST = 9
TYPED = re.compile(r"(?P<sign>[-–—*]|o(?=\t))[ \t]+(?=\S)")
LABEL = re.compile(r"[A-Z][^\n:.;]{1,25}:(?=\s|$)")
WORD = re.compile(r"[^\W\d]{3}")
SAID = re.compile(r"(lead|led by|by when|by whom|who|when|owner|timescale|deadline|due|target date)\b[^:]{0,20}:", re.I)


@dataclass(frozen=True, order=True, slots=True)
class Look:
    """How all words of a paragraph look; a heading's rank is in this order. `size` is in half points."""

    size: int = 0
    bold: bool = False
    underlined: bool = False


def add_headings(rows, looks, sizes):
    """Give rows their levels. `looks` are (row, Look) of the paragraphs; `sizes` counts the letters by size.

    Where a document has heading styles, bold words are emphasis: only a larger paragraph is then a heading.
    """
    with_words = [(row, look) for row, look in looks if row.words]
    styled = [row.heading for row, _ in with_words if row.heading]
    has_styles = len(styled) > 1
    body = sizes.most_common(1)[0][0] if sizes else 0
    stand_out = [
        (row, look) for at, (row, look) in enumerate(with_words)
        if (_is_short(row) or _is_numbered(with_words[at : at + 2]))
        and (look.size >= LARGER * body or (not has_styles and (look.bold or look.underlined)))
    ]  # fmt: skip
    if 2 * len(stand_out) > len(with_words):
        stand_out = [(row, look) for row, look in stand_out if look.size >= LARGER * body]
    ranks = sorted({look for _, look in stand_out}, reverse=True)
    level = max(styled, default=0) + 1
    if not styled and ranks:
        # The largest words are the title, if they are the first and the only ones of their kind.
        row, look = with_words[0]
        is_first = row is next(one for one in rows if one.words)
        level = 1 if is_first and look == ranks[0] and Counter(one for _, one in stand_out)[look] == 1 else 2
    for row, look in stand_out:
        row.heading, row.bullet = min(level + ranks.index(look), DEEPEST), 0
    for row, _ in with_words:
        # "Priority 1:" may be an automatic number.
        if row.heading and WORD.search(row.cells[0].mark):
            row.cells[0].text = f"{row.cells[0].mark} {row.cells[0].text}"


def parts_of(text):
    """The lines of a paragraph with line breaks that has labels or bullets at the beginning of some; else the text."""
    lines = text.split("\n")
    return lines if any(LABEL.match(line) or BULLET.match(line) for line in lines[1:]) else [text]


def add_typed_lists(rows):
    """Make list items of paragraphs that begin with the same typed sign as one beside them."""
    rows = [row for row in rows if row.cells]
    typed = [None if row.table or row.bullet or row.heading else TYPED.match(row.cells[0].text) for row in rows]
    signs = [found and found["sign"] for found in typed]
    for at, (row, found) in enumerate(zip(rows, typed, strict=True)):
        if found and signs[at] in (*signs[max(at - 1, 0) : at], *signs[at + 1 : at + 2]):
            row.bullet, row.cells[0].text = 1, row.cells[0].text[found.end() :]


def add_tables_by_tabs(rows, tables):
    """Make table rows of paragraphs with as many tabs as others: columns that were typed.

    `tables` is how many tables there are. One tab alone is no column: it stands behind labels as well.
    """
    rows = [row for row in rows if row.cells]
    words = [[] if row.table or row.bullet or row.heading else re.split(r" *\t+ *", row.cells[0].text) for row in rows]
    widths, above = Counter(map(len, words)), 0
    for row, parts in zip(rows, words, strict=True):
        width = len(parts)
        if width > 2 and widths[width] > 1:
            tables += width != above
            first, row.table = row.cells[0], tables
            row.cells = [replace(first, text=parts[0]), *(Cell(text, bold=first.bold) for text in parts[1:])]
        above = width


def _is_short(row):
    return not (row.heading or row.bullet) and _is_line(row)


def _is_numbered(rows):
    """Whether the first row is a heading with an automatic number. One with "Lead:" below it is an action."""
    first, *below = [row for row, _ in rows]
    is_action = any(SAID.match(row.cells[0].text) for row in below)
    return bool(first.bullet and first.cells[0].mark) and not is_action and _is_line(first)


def _is_line(row):
    text = row.cells[0].text
    is_line = not row.table and "\n" not in text and len(text) <= LONGEST and not text.endswith((".", ";", ",", ":"))
    return is_line and any(letter.isalpha() for letter in text)
