"""Pairs of a file's entries and the plan's parts: each part is taken by one entry, by its words and its place."""

from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from .same_words import plain_words, words_key

# Likeness, in per cent, from which two wordings are probably one, and by how much the best one has to be the best.
LIKE, CLEARLY = 85, 5
MOST_LIKES = 3


@dataclass
class Wanted:
    """An entry that looks for its part. `place` is its priority, as a part of the plan's is; `details` are values by
    which parts with the same words are told apart; `decided` is a part's pk, or "new", as somebody chose.
    """

    key: str
    wording: str
    place: object = None
    reference: str = ""
    details: tuple = ()
    decided: object = None
    ours: int | None = None


@dataclass
class Part:
    """A part of the plan, with all that it is called now, and was called earlier."""

    thing: object
    wordings: list[str]
    place: object = None
    reference: str = ""
    details: tuple = ()
    earlier: list[str] = field(default_factory=list)


@dataclass
class Match:
    """What an entry is: its part, if any; the parts that somebody should look at; whether that is asked or certain."""

    thing: object = None
    likes: list = field(default_factory=list)
    is_asked: bool = False
    by_what_it_holds: bool = False


def pair(wanted, parts):
    """{key: Match} of all entries."""
    return _Pairs(wanted, parts).matches


class _Pairs:
    """The pairing, from what is certain to what is only like."""

    def __init__(self, wanted, parts):
        self.wanted, self.parts = wanted, parts
        self.matches = {one.key: Match() for one in wanted}
        self.taken, self.done = set(), set()
        by_pk = {part.thing.pk: part for part in parts}
        for one in wanted:
            if chosen := by_pk.get(one.decided if one.decided is not None else one.ours):
                self._take(one, chosen, is_asked=one.decided is not None)
        self._same_words(lambda part: part.wordings)
        self._same_words(lambda part: part.earlier)
        self._same_words(lambda part: part.wordings, elsewhere=True)
        self._same_words(lambda part: part.earlier, elsewhere=True)
        self._like_words()

    def _take(self, one, part, *, is_asked=False):
        """Let an entry be a part, if that is free."""
        if part.thing.pk in self.taken or one.key in self.done:
            return False
        self.taken.add(part.thing.pk)
        self.done.add(one.key)
        self.matches[one.key] = Match(part.thing, [], is_asked)
        return True

    def _open(self):
        return [one for one in self.wanted if one.key not in self.done and one.decided != "new"]

    def _free(self):
        return [part for part in self.parts if part.thing.pk not in self.taken]

    def _same_words(self, texts_of, *, elsewhere=False):
        """Pair what says the same in the same place, or asking also elsewhere; of several, those that agree most."""
        free = defaultdict(list)
        for part in self._free():
            for words in {words_key(text) for text in texts_of(part) if text}:
                free[words, not elsewhere and part.place].append(part)
        pairs = []
        for at, one in enumerate(self._open()):
            for nth, part in enumerate(free.get((words_key(one.wording), not elsewhere and one.place), ())):
                pairs.append((-_agreement(one, part), at, nth, one, part))
        for *_, one, part in sorted(pairs, key=lambda found: found[:3]):
            self._take(one, part, is_asked=elsewhere)

    def _like_words(self):
        """Pair what is alike where the best is clearly the best, in its own place first; others are only shown."""
        texts = [
            (words, part)
            for part in self._free()
            for words in {plain_words(text) for text in (*part.wordings, *part.earlier) if text}
        ]
        found = []
        for at, one in enumerate(self.wanted):
            match = self.matches[one.key]
            if one.key in self.done and not match.is_asked:
                continue
            likes = self._likes(one, texts) if texts else []
            match.likes = [*filter(None, [match.thing]), *(part.thing for _, part in likes)][:MOST_LIKES]
            if one.key not in self.done and one.decided != "new":
                found += [(*best, at, one) for best in _best_of(one, likes)]
        for _elsewhere, _score, part, _at, one in sorted(found, key=lambda each: (*each[:2], each[3])):
            self._take(one, part, is_asked=True)
        for match in self.matches.values():
            match.likes = [*filter(None, [match.is_asked and match.thing]), *match.likes]
            match.likes = [
                thing for thing in dict.fromkeys(match.likes) if thing == match.thing or thing.pk not in self.taken
            ]

    @staticmethod
    def _likes(one, texts):
        """[(likeness, part)] of the parts that are like an entry, the likest first, each once."""
        scores = {}
        found = process.extract(
            plain_words(one.wording), [words for words, _ in texts], scorer=fuzz.ratio, score_cutoff=LIKE, limit=None
        )
        for _words, score, at in found:
            part = texts[at][1]
            if score > scores.get(part.thing.pk, (0, None))[0]:
                scores[part.thing.pk] = score, part
        return sorted(scores.values(), key=lambda like: -like[0])


def _best_of(one, likes):
    """[(whether it is in another place, -likeness, part)] of the clearly best in the entry's place, else elsewhere."""
    for elsewhere in (False, True):
        there = [(score, part) for score, part in likes if (part.place != one.place) == elsewhere]
        if there:
            return [(elsewhere, -there[0][0], there[0][1])] if _is_clear(one, there) else []
    return []


def _is_clear(one, likes):
    """Whether the first of some likes is clearly the best, or the reference says which of them it is."""
    if len(likes) == 1 or likes[0][0] - likes[1][0] >= CLEARLY:
        return True
    close = [like for like in likes if likes[0][0] - like[0] < CLEARLY]
    named = [like for like in close if one.reference and like[1].reference == one.reference]
    if len(named) == 1:
        likes.insert(0, likes.pop(likes.index(named[0])))
        return True
    return False


def _agreement(one, part):
    """In how many details two agree, minus those in which they differ; the reference breaks a tie."""
    both = [(a, b) for a, b in zip(one.details, part.details, strict=True) if a is not None and b is not None]
    agreed = sum(1 if a == b else -1 for a, b in both)
    return agreed + (0.5 if one.reference and one.reference == part.reference else 0)
