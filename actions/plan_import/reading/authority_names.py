"""Names of authorities in a cell: who leads and who supports, from the words that people write."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz

from partners.models import Authority

from .authority_roster import PLACE, TOKEN, Alias, Roster, name_key, token_of, tokens_of
from .authority_words import (
    BODIES,
    BOUND,
    COLLECTIVE,
    COUNCILS,
    HINTS,
    LABELS,
    LEAD,
    LINKS,
    NOTHING,
    PREPOSITIONS,
    ROLES,
    SERVICES,
    TITLES,
)

# Likeness in percent from which a name is suggested.
MIN_LIKENESS = 80
HARD = re.compile(r"[\n\t/,;+|•]|\.\s")
DASH = re.compile(r"\s-+\s|[–—]")


@dataclass
class Leads:
    """Who leads and supports, as a cell says it.

    `words` are the cell's words if the authorities do not say all of them; `unknown` the names to ask about.
    """

    lead: Authority | None = None
    supporting: list[Authority] = field(default_factory=list)
    words: str = ""
    unknown: list[str] = field(default_factory=list)


@dataclass
class Part:
    """A stretch of a cell between separators, by its tokens `start` to `end`.

    `group` is the same for what belongs together: a name and what stands in brackets or after a dash. `mark` is LEAD or
    SUPPORT where the cell says so. `settled` is a choice of a person, `plain` words that name nobody.
    """

    start: int
    end: int
    group: int
    mark: str | None = None
    authority: Authority | None = None
    said: bool = False
    plain: bool = False


class Reading:
    """A cell's parts, each with the authority that it means."""

    def __init__(self, text, roster):
        self.text, self.roster = text, roster
        self.matches = list(TOKEN.finditer(text))
        self.tokens = tuple(token_of(match[0]) for match in self.matches)
        ends = [0, *(match.end() for match in self.matches)]
        self.before = [text[end : match.start()] for end, match in zip(ends, self.matches, strict=False)]
        self.whole = self._within_names()
        self.parts = []
        self.mark = None
        self._read()

    def _within_names(self):
        """Positions of tokens whose separator before them is within a name, such as "and" in "Fire and Rescue"."""
        within, n = set(), len(self.tokens)
        for start in range(n):
            for end in range(min(n, start + max(self.roster.longest, 1)), start + 1, -1):
                tokens = self.tokens[start:end]
                if (tokens in self.roster.known or self.roster.meant(tokens)) and self._ends_there(start, end):
                    within.update(range(start + 1, end))
                    break
        for at in range(1, n - 1):
            if self.tokens[at] == "and" and (self.tokens[at - 1], self.tokens[at + 1]) in BOUND:
                within.add(at)
        return within

    def _ends_there(self, start, end):
        """Whether a name that crosses a separator is all between two others."""
        crossed = any(HARD.search(self.before[at]) or DASH.search(self.before[at]) for at in range(start + 1, end))
        free = (start == 0 or self._divides(start)) and (end == len(self.tokens) or self._divides(end))
        return free or not crossed

    def _divides(self, at):
        return (
            self.tokens[at] == "and" or self.tokens[at - 1] == "and" or bool(re.search(r"[^\w ’'.]", self.before[at]))
        )

    def _read(self):
        start, group, at, n = 0, 0, 0, len(self.tokens)
        while at < n:
            before = self.before[at] if at and at not in self.whole else ""
            link = self._link(at)
            if link:
                self._add(start, at, group)
                self.mark = LINKS[link] or self.mark
                group += 1
                start = at = at + len(link)
                continue
            if at and (HARD.search(before) or DASH.search(before) or re.search(r"[()\[\]:]", before)):
                self._add(start, at, group)
                start = at
                group += bool(HARD.search(before))
                if re.search(r"[;\n]", before) and self.mark == LEAD:
                    self.mark = None
            at += 1
        self._add(start, n, group)

    def _link(self, at):
        """The words that link two names here, such as "with"."""
        if at in self.whole:
            return None
        found = [link for link in LINKS if self.tokens[at : at + len(link)] == link]
        return max(found, key=len, default=None)

    def _add(self, start, end, group):
        """Adds a stretch, as one part or as several where "and" divides names."""
        while start < end and self.tokens[start] == "and" and start not in self.whole:
            start += 1
        while start < end and self.tokens[end - 1] == "and" and end - 1 not in self.whole:
            end -= 1
        if start == end:
            return
        mark = LABELS.get(self.tokens[start:end])
        if mark and not (self.tokens[start:end] in self.roster.known or self.roster.meant(self.tokens[start:end])):
            self._label(mark, start, end, group)
            return
        for length in (3, 2, 1):
            head = self.tokens[start : start + length]
            if head in LABELS and start + length < end and self._part(start + length, end, group).authority:
                self.mark, start = LABELS[head], start + length
                break
        part = self._part(start, end, group)
        if part.authority or part.plain:
            self.parts.append(part)
        else:
            self.parts += self._divided(start, end, group) or [part]

    def _label(self, mark, start, end, group):
        """A label in brackets or after a dash is of the name before it, any other of those after it."""
        after = self.text[self.matches[end - 1].end() :].lstrip()[:1]
        within = [part for part in self.parts if part.group == group]
        if within and after != ":":
            for part in within:
                part.mark = mark
        else:
            self.mark = mark

    def _part(self, start, end, group):
        tokens = self.tokens[start:end]
        bare = tokens[1:] if tokens[0] in ("the", "our") and len(tokens) > 1 else tokens
        part = Part(start, end, group, self.mark)
        for words in (tokens, bare):
            if words in self.roster.known:
                part.authority, part.plain = self.roster.known[words], self.roster.known[words] is None
                return part
        key = " ".join(tokens)
        alias, rest = self._alias(bare)
        if alias:
            part.authority, part.said = alias.authority, not rest and alias.level != PLACE
        elif not self.roster.candidates(bare):
            part.plain = key in COLLECTIVE or key in NOTHING or tokens[-1] in ("chair", "chairs", "chairman")
        return part

    def _alias(self, tokens) -> tuple[Alias | None, tuple]:
        """(alias, further words) of a part: all of it, its beginning or its end; never a part of another's name."""
        if self.roster.candidates(tokens):
            return self.roster.meant(tokens), ()
        for length in range(len(tokens) - 1, 0, -1):
            head, rest = tokens[:length], tokens[length:]
            if self.roster.candidates(head):
                alias = self.roster.meant(head)
                if alias and _is_of_it(alias, rest, several=length > 1):
                    return alias, rest
                break
        for start in range(1, len(tokens)):
            rest, tail = tokens[:start], tokens[start:]
            if self.roster.candidates(tail):
                alias = self.roster.meant(tail)
                return (alias, rest) if alias and _leads_to_it(alias, rest) else (None, ())
        return None, ()

    def _divided(self, start, end, group):
        """Parts of a stretch between its "and"s, or [] if that is all one name.

        A general word such as "Police" beside unknown words is not a name: "Police and Community Group" is one body.
        """
        cuts = [at for at in range(start, end) if self.tokens[at] == "and" and at not in self.whole]
        edges = [start, *cuts, end]
        parts = []
        for at, to in pairwise(edges):
            at += self.tokens[at] == "and" and at in cuts
            if at < to:
                parts.append(self._part(at, to, group))
        merged = [parts[0]] if parts else []
        for part in parts[1:]:
            last = merged[-1]
            if not (self._stands_alone(last) and self._stands_alone(part)) and not (
                self._is_own(last) or self._is_own(part)
            ):
                merged[-1] = Part(last.start, part.end, group, self.mark)
            else:
                merged.append(part)
        for part in merged[:-1]:
            # What follows in brackets belongs to the last of them.
            part.group = -1 - part.start
        return merged if len(merged) > 1 else []

    def _stands_alone(self, part):
        return bool(part.authority or part.plain)

    def _is_own(self, part):
        """Whether it names an authority by more than a general word."""
        if not part.authority:
            return False
        tokens = self.tokens[part.start : part.end]
        found = [alias for alias in self.roster.aliases.get(tokens, []) if alias.authority == part.authority]
        return tokens in self.roster.known or not found or any(alias.own for alias in found)

    def written(self, part):
        """The part's words as they are written."""
        return self.text[self.matches[part.start].start() : self.matches[part.end - 1].end()]


def _is_of_it(alias, rest, several):
    """Whether the words after a name are of its own teams and people. `several`: the name is more than one word."""
    if not alias.own:
        return (
            alias.level != PLACE and rest[0] != "and" and all(word in (SERVICES if several else ROLES) for word in rest)
        )
    return rest[0] not in ("and", "for") and not BODIES & set(rest)


def _leads_to_it(alias, rest):
    """Whether the words before a name are of its own teams and people: "Housing at Westmere DC"."""
    words = rest
    while words and words[-1] in PREPOSITIONS:
        words = words[:-1]
    if alias.level == PLACE or not words or BODIES & set(words):
        return False
    if alias.own and words != rest:
        return True
    return all(word in (SERVICES if alias.own or words != rest else ROLES) for word in words)


def read_leads(text, authorities, *, known=None):
    """Leads of a cell. The first authority leads, further ones support; what no authority says is kept in `words`.

    `known` is {name: an authority's pk, or None for nobody}, as people chose. `authorities` may be a Roster.
    """
    roster = authorities if isinstance(authorities, Roster) else Roster(authorities, known)
    if name_key(text) in NOTHING and tokens_of(text) not in roster.known:
        return Leads()
    reading = Reading(text, roster)
    found = [part for part in reading.parts if part.authority]
    first = [part for part in found if part.mark == LEAD] or [
        p for p in found if p.mark is None and not _lead_said(reading)
    ]
    lead = first[0].authority if first else None
    supporting = [a for a in dict.fromkeys(part.authority for part in found) if a != lead]
    words = text.strip() if any(not part.said for part in reading.parts) else ""
    return Leads(lead, supporting, words, _unknown(reading, found))


def _lead_said(reading):
    """Whether the cell says who leads, by a label."""
    return any(part.mark == LEAD for part in reading.parts)


def _unknown(reading, found):
    """Names to ask about. A team or title beside an authority is no further name."""
    groups = {part.group for part in found}
    names = {}
    for part in reading.parts:
        named = part.authority or part.plain or part.group in groups
        titled = {reading.tokens[part.start], reading.tokens[part.end - 1]} & TITLES
        if not named and not (found and titled):
            names.setdefault(name_key(reading.written(part)), reading.written(part))
    return list(names.values())


def named(text, roster):
    """[(name as written, Authority or None)] of a cell, without words that name nobody."""
    parts = [] if name_key(text) in NOTHING else (reading := Reading(text, roster)).parts
    return [(reading.written(part), part.authority) for part in parts if part.authority or not part.plain]


def unknown_names(texts, authorities, known=None):
    """{key: name as written} of the names in cells that a person has to be asked about, each once."""
    roster, names = Roster(authorities, known), {}
    for text in dict.fromkeys(texts):
        for name in read_leads(text, roster).unknown:
            names.setdefault(name_key(name), name)
    return names


def suggestions(name, authorities):
    """Authorities that a name may mean, the likeliest first: those it is ambiguous between, like ones, and those of the
    kind that its words make one think of. Nothing is taken from them unasked.
    """
    roster, tokens = Roster(authorities), tokens_of(name)
    scores = {alias.authority.pk: 101 for alias in roster.candidates(tokens)}
    key = " ".join(tokens)
    for words, aliases in roster.aliases.items():
        likeness = fuzz.ratio(key, " ".join(words))
        if likeness >= MIN_LIKENESS and len(key) > 3:
            for alias in aliases:
                scores[alias.authority.pk] = max(scores.get(alias.authority.pk, 0), likeness)
    for kind in {HINTS[word] for word in tokens if word in HINTS}:
        for one in COUNCILS if kind == "council" else {kind}:
            for authority in roster.kinds.get(one, []):
                scores.setdefault(authority.pk, 0)
    return sorted((a for a in authorities if a.pk in scores), key=lambda a: -scores[a.pk])
