"""Words that are looked for. Case and accents make no difference, a word may go on, and all of them must occur.

One regular expression for each word or phrase, which both databases and Python read alike.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Lookup, TextField, Value
from django.db.models.functions import Concat
from django.utils.html import format_html, format_html_join

from partners.words import WordsField

LETTERS = "a-zA-Z0-9\u00c0-\u024f"
BETWEEN = f"[^{LETTERS}]"
BEGINS, ENDS = f"(^|{BETWEEN})", f"({BETWEEN}|$)"
# The letters that stand with an accent in English, Welsh, Gaelic and their neighbours.
ACCENTED = set("aceinosuwyz")
MOST_WORDS = 10
PIECE = re.compile(r'"([^"]*)"|([^\s"]+)')
AROUND = 90


def _plain(letter):
    return unicodedata.normalize("NFKD", letter)[0]


def _kin():
    """{letter: itself and all that are the same with an accent}"""
    kin = {}
    for letter in map(chr, range(0xC0, 0x250)):
        plain = _plain(letter).lower()
        if plain in ACCENTED:
            kin[plain] = kin.get(plain, plain) + letter
    return kin


KIN = _kin()
KIN_OF_ONE = "|".join(re.escape(f"[{kin}]") for kin in KIN.values())


def patterns(words):
    """A regular expression for each word and each "phrase": the longest first, which the fewest passages have."""
    wanted = []
    for phrase, word in PIECE.findall(re.sub("[\u201c\u201d]", '"', words)):
        parts = [_part(part) for part in re.split(r"[\W_]+", phrase or word) if part]
        if parts:
            wanted.append(BEGINS + f"{BETWEEN}+".join(parts) + (ENDS if phrase else ""))
    return sorted(dict.fromkeys(wanted), key=len, reverse=True)[:MOST_WORDS]


def _part(word):
    return "".join(f"[{KIN[c]}]" if (c := _plain(letter).lower()) in KIN else re.escape(c) for letter in word)


def holding(queryset, words, *fields):
    """Those of a queryset in whose fields, taken together, all the words occur."""
    joined = [piece for field in fields for piece in (Value("\n"), field)]
    queryset = queryset.alias(passage=Concat(*joined, output_field=TextField()))
    wanted = patterns(words)
    if connection.vendor == "sqlite":
        for pattern in wanted:
            queryset = queryset.filter(passage__resembles=_roughly(pattern))
    for pattern in wanted:
        queryset = queryset.filter(passage__iregex=pattern)
    return queryset


@TextField.register_lookup
class Resembles(Lookup):
    """SQLite's LIKE, which it evaluates itself: its regular expressions are Python's, many times as slow."""

    lookup_name = "resembles"

    def as_sql(self, compiler, connection):
        (left, of_left), (right, of_right) = (
            self.process_lhs(compiler, connection),
            self.process_rhs(compiler, connection),
        )
        return f"{left} LIKE {right}", (*of_left, *of_right)


def _roughly(pattern):
    """A LIKE pattern that all passages of a regular expression of ours match, and some others."""
    core = pattern.removeprefix(BEGINS).removesuffix(ENDS)
    return f"%{re.sub(re.escape(BETWEEN) + r'[+]', '%', re.sub(KIN_OF_ONE, '_', core))}%"


def marked(passage, words, *, whole=False):
    """The part of a passage in which the words occur first, or the whole, as HTML with each of them in <mark>."""
    spans = _spans(passage, words)
    begin, end = (0, len(passage)) if whole else _cut(passage, spans)
    pieces, at = ["… " if begin else ""], begin
    for first, last in spans:
        if first >= at and last <= end:
            pieces += [passage[at:first], format_html("<mark>{}</mark>", passage[first:last])]
            at = last
    pieces += [passage[at:end], " …" if end < len(passage) else ""]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _spans(passage, words):
    """Where the words stand in the passage, from each one's first letter to its end: [(first, last)] in order."""
    found = set()
    for pattern in patterns(words):
        core = pattern.removeprefix(BEGINS).removesuffix(ENDS)
        whole = f"(?<![{LETTERS}]){core}" + (f"(?![{LETTERS}])" if pattern.endswith(ENDS) else "")
        found |= {each.span() for each in re.finditer(f"{whole}[{LETTERS}]*", passage, re.IGNORECASE)}
    return sorted(found)


def _cut(passage, spans):
    """From where to where to show it: all of it if it is short, else what stands around the first word."""
    if len(passage) <= 3 * AROUND:
        return 0, len(passage)
    middle = spans[0][0] if spans else 0
    begin = passage.find(" ", max(0, middle - AROUND)) + 1 if middle > AROUND else 0
    end = passage.rfind(" ", 0, middle + 2 * AROUND) if middle + 2 * AROUND < len(passage) else len(passage)
    return min(begin, middle), max(end, spans[0][1] if spans else 0)


class SoughtField(WordsField):
    """Words to look for."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Words")
        super().__init__(rows=1, max_length=200, required=False, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and not patterns(value):
            raise ValidationError("Write at least one word or number to look for")
        return value
