"""Authorities of a partnership by all that people call them: names, short names, initials, kinds and places."""

import re
from typing import NamedTuple

from partners.models import Authority

from .authority_words import (
    COUNCILS,
    KIND_WORDS,
    KINDS,
    SHORT_COUNTIES,
    TAKEN_INITIALS,
)

TOKEN = re.compile(r"(?:[^\W_]\.){2,}[^\W_]?(?!\w)|[^\W_]+(?:[’'][^\W_]+)*|&")
# How a name is meant: whole names first, then abbreviations, then words.
NAME, SHORT, INITIALS, DERIVED, PLACE = range(5)


class Alias(NamedTuple):
    """A way to say an authority. `own` is not a mere kind such as "Police": further words after it are of its teams."""

    authority: Authority
    level: int
    own: bool


def tokens_of(text):
    """Words of a text for comparison: lower case, without punctuation, "and" for "&"."""
    return tuple(token_of(match[0]) for match in TOKEN.finditer(text))


def token_of(word):
    return "and" if word == "&" else re.sub(r"[.’']", "", word).casefold()


def name_key(text):
    """Key of a name: the same for all ways to space, punctuate and capitalise it."""
    return " ".join(tokens_of(text))


class Roster:
    """The authorities by all that they are called, and the choices that people made for other names."""

    def __init__(self, authorities, known=None):
        self.aliases = {}
        self.kinds = {}
        by_pk = {authority.pk: authority for authority in authorities}
        self.known = {tokens_of(key): by_pk.get(pk) for key, pk in (known or {}).items() if pk is None or pk in by_pk}
        shapes = [(authority, *_shape(authority)) for authority in authorities]
        for authority, place, kind in shapes:
            self.kinds.setdefault(kind, []).append(authority)
            for tokens, level, own in _aliases(authority, place, kind):
                if tokens:
                    self.aliases.setdefault(tokens, []).append(Alias(authority, level, own))
        self._add_places(shapes)
        self._add_general_council()
        self.longest = max((len(tokens) for tokens in self.aliases), default=0)

    def _add_places(self, shapes):
        """A place alone means the one authority that begins with it, if no other has it anywhere."""
        words = {
            authority.pk: {*tokens_of(authority.name), *tokens_of(authority.short_name)} for authority, *_ in shapes
        }
        for authority, place, _ in shapes:
            first = tokens_of(authority.name)[: len(place)]
            elsewhere = any(set(place) <= words[other.pk] for other, *_ in shapes if other is not authority)
            if place and first == place and len("".join(place)) >= 4 and not elsewhere:
                self.aliases.setdefault(place, []).append(Alias(authority, PLACE, False))

    def _add_general_council(self):
        for kind in COUNCILS - {"council"}:
            for authority in self.kinds.get(kind, []):
                self.aliases.setdefault(("council",), []).append(Alias(authority, DERIVED, False))

    def candidates(self, tokens):
        """Aliases of the strongest level that the words have; several authorities are ambiguous."""
        aliases = self.aliases.get(tokens, [])
        strongest = min((alias.level for alias in aliases), default=0)
        return list({a.authority.pk: a for a in aliases if a.level == strongest}.values())

    def meant(self, tokens):
        """The Alias that the words mean, or None if there is none or more than one."""
        found = self.candidates(tokens)
        return found[0] if len(found) == 1 else None


def _shape(authority):
    """(place as tokens, kind or None) of an authority: ("caldshire",), "police" for Caldshire Constabulary."""
    tokens = tokens_of(authority.name.split(" / ")[0])
    phrases = [(len(phrase), kind, phrase) for kind, found in KINDS.items() for phrase in found]
    for length, kind, phrase in sorted(phrases, key=lambda one: -one[0]):
        for start in range(len(tokens) - length + 1):
            if tokens[start : start + length] == phrase:
                before, after = tokens[:start], tokens[start + length :]
                return _bare((*before, *after)), kind
    return (), None


def _bare(tokens):
    """A place without "the", "of" and "NHS" around it."""
    while tokens and tokens[0] in {"the", "of", "for", "nhs", "and"}:
        tokens = tokens[1:]
    while tokens and tokens[-1] in {"the", "of", "for", "nhs", "and"}:
        tokens = tokens[:-1]
    return tokens


def _aliases(authority, place, kind):
    """Yields (tokens, level, own) of all that an authority is called."""

    def has_place(tokens):
        return bool(set(place) & set(tokens))

    for text in (authority.name, authority.name.split(" / ")[0]):
        tokens = tokens_of(text)
        yield tokens, NAME, has_place(tokens) or (len(tokens) > 1 and not set(tokens) <= KIND_WORDS)
    short = tokens_of(authority.short_name)
    is_acronym = len(short) == 1 and authority.short_name.isupper()
    general = set(short) <= KIND_WORDS | {"and", "of", "the"}
    yield short, SHORT, is_acronym or has_place(short) or (len(short) > 1 and not general)
    for text in (authority.name.split(" / ")[0], authority.short_name):
        initials = _initials(tokens_of(text))
        if initials and initials not in TAKEN_INITIALS:
            yield (initials,), INITIALS, len(initials) > 2
    places = {place, tuple(SHORT_COUNTIES.get(word, word) for word in place)} - {()}
    phrases = KINDS.get(kind, []) + ([("council",)] if kind in COUNCILS else [])
    for phrase in phrases:
        if len("".join(phrase)) > 2 and not (phrase == ("council",) and kind in COUNCILS - {"council"}):
            yield phrase, DERIVED, False
        for name in places:
            for tokens in ((*name, *phrase), (*phrase, *name), (*phrase, "for", *name), ("nhs", *name, *phrase)):
                yield tokens, DERIVED, True


def _initials(tokens):
    """NHDC of North Hertfordshire District Council; "" for a single word."""
    words = [word for word in tokens if word not in ("of", "the", "and", "for")]
    return "".join(word[0] for word in words) if len(words) > 1 else ""
