"""Headings of a Word document that have no heading style: short paragraphs that are bold, underlined or larger."""

from collections import Counter
from dataclasses import dataclass

LONGEST = 100
# How much larger than most words a heading is.
LARGER = 1.15
DEEPEST = 9


@dataclass(frozen=True, order=True, slots=True)
class Look:
    """How all words of a paragraph look; a heading's rank is in this order. `size` is in half points."""

    size: int = 0
    bold: bool = False
    underlined: bool = False


def add_headings(looks, sizes):
    """Give rows their levels. `looks` are (row, Look) of the paragraphs; `sizes` counts the letters by size.

    Where a document has heading styles, bold words are emphasis: only a larger paragraph is then a heading.
    """
    with_words = [(row, look) for row, look in looks if row.words]
    styled = [row.heading for row, _ in with_words if row.heading]
    has_styles = len(styled) > 1
    body = sizes.most_common(1)[0][0] if sizes else 0
    stand_out = [
        (row, look) for row, look in with_words
        if _is_short(row) and (look.size >= LARGER * body or (not has_styles and (look.bold or look.underlined)))
    ]  # fmt: skip
    if 2 * len(stand_out) > len(with_words):
        stand_out = [(row, look) for row, look in stand_out if look.size >= LARGER * body]
    ranks = sorted({look for _, look in stand_out}, reverse=True)
    level = max(styled, default=0) + 1
    if not styled and ranks:
        # The largest words are the title, if they are the first and the only ones of their kind.
        row, look = with_words[0]
        level = 1 if look == ranks[0] and Counter(one for _, one in stand_out)[look] == 1 else 2
    for row, look in stand_out:
        row.heading = min(level + ranks.index(look), DEEPEST)


def _is_short(row):
    text = row.cells[0].text
    is_line = "\n" not in text and len(text) <= LONGEST and not text.endswith((".", ";", ",", ":"))
    return is_line and not (row.heading or row.bullet) and any(letter.isalpha() for letter in text)
