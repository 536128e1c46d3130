"""Search queries. Case and accents are ignored, a term matches word beginnings, and all terms must match.

Each word or phrase becomes one regular expression, with the same meaning in both databases and in Python.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Lookup, TextField, Value
from django.db.models.functions import Concat
from django.utils.html import format_html, format_html_join

from partners.forms.fields import PlainText

LETTERS = "a-zA-Z0-9\u00c0-\u024f"
NOT_A_LETTER = f"[^{LETTERS}]"
WORD_START, WORD_END = f"(^|{NOT_A_LETTER})", f"({NOT_A_LETTER}|$)"
# Letters with accented forms in English, Welsh, Gaelic and neighbouring languages.
ACCENTABLE = set("aceinosuwyz")
MAX_TERMS = 10
TERM = re.compile(r'"([^"]*)"|([^\s"]+)')
EXCERPT_RADIUS = 90


def _without_accent(letter):
    return unicodedata.normalize("NFKD", letter)[0]


def _accented_variants():
    """{letter: the letter followed by its accented forms}"""
    variants = {}
    for letter in map(chr, range(0xC0, 0x250)):
        base = _without_accent(letter).lower()
        if base in ACCENTABLE:
            variants[base] = variants.get(base, base) + letter
    return variants


VARIANTS = _accented_variants()
ANY_VARIANT_CLASS = "|".join(re.escape(f"[{variants}]") for variants in VARIANTS.values())


def patterns(query):
    """A regular expression for each word and "phrase" of a query, longest first, as those match fewest passages."""
    query_patterns = []
    for phrase, word in TERM.findall(re.sub("[\u201c\u201d]", '"', query)):
        parts = [_word_pattern(part) for part in re.split(r"[\W_]+", phrase or word) if part]
        if parts:
            query_patterns.append(WORD_START + f"{NOT_A_LETTER}+".join(parts) + (WORD_END if phrase else ""))
    return sorted(dict.fromkeys(query_patterns), key=len, reverse=True)[:MAX_TERMS]


def _word_pattern(word):
    """A regular expression for a word in any accents."""
    return "".join(
        f"[{VARIANTS[c]}]" if (c := _without_accent(letter).lower()) in VARIANTS else re.escape(c) for letter in word
    )


def matching(queryset, query):
    """Filter a queryset to rows whose `search_fields` together contain all terms of the query, if it has any."""
    query_patterns = patterns(query)
    if not query_patterns:
        return queryset
    joined = [expression for field in queryset.model.search_fields for expression in (Value("\n"), field)]
    queryset = queryset.alias(passage=Concat(*joined, output_field=TextField()))
    if connection.vendor == "sqlite":
        for pattern in query_patterns:
            queryset = queryset.filter(passage__resembles=_like_pattern(pattern))
    for pattern in query_patterns:
        queryset = queryset.filter(passage__iregex=pattern)
    return queryset


@TextField.register_lookup
class Resembles(Lookup):
    """SQLite's LIKE, a fast prefilter: regular expressions there call Python and are many times slower."""

    lookup_name = "resembles"

    def as_sql(self, compiler, connection):
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", (*of_left, *of_right)


def _like_pattern(pattern):
    """A LIKE pattern that matches everything the regular expression matches, and possibly more."""
    core = pattern.removeprefix(WORD_START).removesuffix(WORD_END)
    return f"%{re.sub(re.escape(NOT_A_LETTER) + r'[+]', '%', re.sub(ANY_VARIANT_CLASS, '_', core))}%"


def marked(passage, query, *, whole=False):
    """An excerpt around the first match, or with `whole` the full passage, as HTML with the matches in <mark>."""
    spans = _match_spans(passage, query)
    begin, end = (0, len(passage)) if whole else _excerpt_bounds(passage, spans)
    pieces, at = ["… " if begin else ""], begin
    for first, last in spans:
        if first >= at and last <= end:
            pieces += [passage[at:first], format_html("<mark>{}</mark>", passage[first:last])]
            at = last
    pieces += [passage[at:end], " …" if end < len(passage) else ""]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _match_spans(passage, query):
    """Sorted (start, end) positions of the matches in the passage, each to the end of its word."""
    spans = set()
    for pattern in patterns(query):
        core = pattern.removeprefix(WORD_START).removesuffix(WORD_END)
        pattern_here = f"(?<![{LETTERS}]){core}" + (f"(?![{LETTERS}])" if pattern.endswith(WORD_END) else "")
        spans |= {match.span() for match in re.finditer(f"{pattern_here}[{LETTERS}]*", passage, re.IGNORECASE)}
    return sorted(spans)


def _excerpt_bounds(passage, spans):
    """Start and end of the excerpt: the whole text if short, otherwise a window around the first match."""
    if len(passage) <= 3 * EXCERPT_RADIUS:
        return 0, len(passage)
    middle = spans[0][0] if spans else 0
    begin = passage.find(" ", max(0, middle - EXCERPT_RADIUS)) + 1 if middle > EXCERPT_RADIUS else 0
    last = middle + 2 * EXCERPT_RADIUS
    end = passage.rfind(" ", 0, last) if last < len(passage) else len(passage)
    return min(begin, middle), max(end, spans[0][1] if spans else 0)


class QueryField(PlainText):
    """A search query with at least one word or number."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Words")
        super().__init__(rows=1, max_length=200, required=False, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and not patterns(value):
            raise ValidationError("Write at least one word or number to look for")
        return value
