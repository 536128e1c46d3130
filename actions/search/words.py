"""Words as search compares them: without case and accents, the same in both databases and in Python."""

import unicodedata

LETTERS = "a-zA-Z0-9\u00c0-\u024f"
# Letters with accented forms in English, Welsh, Gaelic and neighbouring languages.
ACCENTABLE = set("aceinosuwyz")
LATIN = "".join(map(chr, range(0xC0, 0x250)))
# Signs that stand for letters: kelvin, angstrom and micro.
SIGNS = "\u212a\u212b\u00b5"


def without_accent(letter):
    """The lower-case letter without its accent, of whatever alphabet."""
    return "i" if letter == "\u0131" else unicodedata.normalize("NFKD", letter)[0].lower()


def _accented_variants():
    """{letter: the letter followed by its accented forms}"""
    variants = {}
    for letter in LATIN:
        base = without_accent(letter)
        if base in ACCENTABLE:
            variants[base] = variants.get(base, base) + letter
    return variants


VARIANTS = _accented_variants()


def _folded(letter):
    base, lower = without_accent(letter), letter.lower()
    if base in ACCENTABLE or letter in SIGNS:
        return base
    return lower if lower in LATIN else letter


# {letter: what it is folded to}, of the letters beyond ASCII that are.
FOLDED = {letter: _folded(letter) for letter in LATIN + SIGNS if _folded(letter) != letter}
# The letters of folded words.
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789") | {_folded(letter) for letter in LATIN}
_TABLE = str.maketrans({letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | FOLDED)


def fold(text):
    """A text in lower case and without accents; its punctuation and other alphabets stay."""
    return text.translate(_TABLE)
