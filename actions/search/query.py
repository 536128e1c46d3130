"""Search queries. Case and accents are ignored, a term matches word beginnings, and all terms must match."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.fields import PlainText

from .words import LETTERS, PLAIN, VARIANTS, without_accent

NOT_A_LETTER = f"[^{LETTERS}]"
WORD_START, WORD_END = f"(^|{NOT_A_LETTER})", f"({NOT_A_LETTER}|$)"
MAX_TERMS = 10
TERM = re.compile(r'"([^"]*)"|([^\s"]+)')
EXCERPT_RADIUS = 90


@dataclass(frozen=True)
class Term:
    """A word of a query, or several in a row: a "phrase" of whole words, or `anti-social`, whose last may go on."""

    words: tuple
    is_phrase: bool

    @cached_property
    def core(self):
        """A regular expression for the words in any accents, case aside."""
        return f"{NOT_A_LETTER}+".join(map(_word_pattern, self.words))

    @property
    def pattern(self):
        return WORD_START + self.core + (WORD_END if self.is_phrase else "")

    @property
    def is_indexed(self):
        """Whether the index holds such words; other alphabets are found where they stand."""
        return PLAIN.issuperset("".join(self.words))


@lru_cache(64)
def terms_of(query):
    """The Terms of a query, those with the longest patterns first, as they match fewest passages."""
    terms = []
    for phrase, word in TERM.findall(re.sub("[\u201c\u201d]", '"', query)):
        words = [part for part in re.split(r"[\W_]+", phrase or word) if part]
        if words:
            terms.append(Term(tuple("".join(map(without_accent, word)) for word in words), bool(phrase)))
    return tuple(sorted(dict.fromkeys(terms), key=lambda term: len(term.pattern), reverse=True)[:MAX_TERMS])


def _word_pattern(word):
    return "".join(f"[{VARIANTS[c]}]" if c in VARIANTS else re.escape(c) for c in word)


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
    for term in terms_of(query):
        pattern_here = f"(?<![{LETTERS}]){term.core}" + (f"(?![{LETTERS}])" if term.is_phrase else "")
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
        kwargs.setdefault("label", _("Words"))
        super().__init__(rows=1, max_length=200, required=False, **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and not terms_of(value):
            raise ValidationError(gettext("Enter at least one word or number to look for"))
        return value
