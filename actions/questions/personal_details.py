"""Probable personal details in a text, for somebody to look at before it is published."""

import re
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

REMOVED = "[…]"

STREETS = "road|rd|street|st|avenue|ave|lane|close|drive|way|court|crescent|gardens|grove|place|terrace|walk|hill|row"
WORD = r"[A-Z][\w’'-]{1,30}"
TITLES = "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|Sir|Lady|PC|PCSO|DC|Sgt|Sergeant|Inspector|Constable|Cllr|Councillor"
BEFORE_NAMES = r"(?i:my name is|i am called|i’m called|i'm called|is called|named|signed|yours sincerely,?|regards,?)"

# Each kind with its pattern; repeated parts are bounded, so that no text takes long.
PATTERNS = [
    (_("e-mail address"), re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")),
    (_("telephone number"), re.compile(r"(?<![\w+])(?:\+|00|\(?0)[\s().-]{0,2}(?:\d[\s().-]{0,2}){8,12}\d(?!\d)")),
    (_("postcode"), re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? {0,2}\d[A-Z]{2}\b", re.IGNORECASE)),
    (
        _("house number"),
        re.compile(r"\b(?:flat|apartment|house|number|no\.?|unit)\s{1,2}\d{1,4}[a-z]?\b", re.IGNORECASE),
    ),
    (
        _("house number"),
        re.compile(rf"\b\d{{1,4}}[a-zA-Z]?,?\s{{1,2}}(?:[A-Z][\w’'-]{{0,30}}\s{{1,2}}){{1,3}}(?i:{STREETS})\b"),
    ),
    (_("vehicle registration"), re.compile(r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b")),
    (_("name"), re.compile(rf"\b(?:{TITLES})\.?\s{{1,2}}{WORD}(?:\s{WORD})?")),
    (_("name"), re.compile(rf"\b{BEFORE_NAMES}\s{{1,3}}{WORD}(?:\s{WORD}){{0,2}}")),
]


class Found(NamedTuple):
    """A probable personal detail in a text, from `start` to before `end`."""

    start: int
    end: int
    kind: str


class Piece(NamedTuple):
    """A piece of a text; `kind` is what it probably is, or ""."""

    text: str
    kind: str


def find_personal_details(text, names=()):
    """[Found] in the order of the text, none over another. `names` are those that people gave: each word is found."""
    found = [Found(*match.span(), kind) for kind, pattern in PATTERNS for match in pattern.finditer(text)]
    words = {word for name in names for word in re.findall(r"[^\W\d_][\w’'-]+", name)}
    if words:
        given = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b", re.IGNORECASE)
        found += [Found(*match.span(), _("name")) for match in given.finditer(text)]
    kept = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        # What only a space parts, such as the words of a name, is one.
        if kept and (each.start <= kept[-1].end or text[kept[-1].end : each.start] == " "):
            kept[-1] = kept[-1]._replace(end=max(kept[-1].end, each.end))
        else:
            kept.append(each)
    return kept


def pieces(text, names=()):
    """[Piece] that make the text, for a page that marks probable personal details."""
    result, end = [], 0
    for found in find_personal_details(text, names):
        result += [Piece(text[end : found.start], ""), Piece(text[found.start : found.end], found.kind)]
        end = found.end
    return [piece for piece in [*result, Piece(text[end:], "")] if piece.text]


def without_personal_details(text, names=()):
    """The text with REMOVED instead of each: a beginning for the public wording."""
    return "".join(REMOVED if piece.kind else piece.text for piece in pieces(text, names))
