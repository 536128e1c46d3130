"""Right-to-left scripts, such as Arabic and Hebrew: Word has to be told of them, for each paragraph and run."""

import re
import unicodedata

LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# From the first such letter to the last before one of a script from left to right.
STRETCH = re.compile(rf"([{LETTERS}](?:[^A-Za-z\u00c0-\u058f\u0900-\u1fff]*[{LETTERS}])?)")


def begins_from_the_right(text: str) -> bool:
    """Whether the first letter of a text is of a script from right to left."""
    if not STRETCH.search(text):
        return False
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def stretches(text: str) -> list[tuple[str, bool]]:
    """[(text, whether it is from right to left)], which together are the text."""
    return [(part, number % 2 == 1) for number, part in enumerate(STRETCH.split(text)) if part]
