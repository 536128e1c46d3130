"""Ranked ballots, counted once for each different ballot with its weight.

A ballot gives each priority a place, 1 for the first, or None. Priorities may share a place. Only the sequence
counts: places 1 and 4 say the same as 1 and 2. A blank is no view on that priority: docs/decisions/0110.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat

Ballot = Mapping[str, int | None]
Places = tuple[int | None, ...]


@dataclass(frozen=True)
class Ballots:
    """Different ballots with weights, both sorted, so that nothing depends on the order of answers or priorities."""

    priorities: tuple[str, ...]
    weights: dict[Places, int]
    blank: int = 0  # answers that rank nothing

    @property
    def total(self) -> int:
        """Answers that rank at least one priority."""
        return sum(self.weights.values())

    def only(self, priorities: Iterable[str]) -> "Ballots":
        """The same answers, reduced to some of the priorities; whoever ranked none of these stays counted."""
        kept = tuple(sorted(priorities))
        columns = [self.priorities.index(each) for each in kept]
        weights = Counter[Places]()
        for places, weight in self.weights.items():
            weights[in_sequence([places[column] for column in columns])] += weight
        return Ballots(kept, _sorted(weights), self.blank)

    def with_blanks_last(self) -> "Ballots":
        """The same answers, had each blank been a last place shared by all blanks of its ballot."""
        weights = Counter[Places]()
        for places, weight in self.weights.items():
            last = len(places) + 1
            weights[in_sequence([last if place is None else place for place in places])] += weight
        return Ballots(self.priorities, _sorted(weights), self.blank)


def count_ballots(
    priorities: Iterable[str], ballots: Iterable[Ballot], weights: Iterable[int] | None = None
) -> Ballots:
    """Count ballots; a weight is the number of times that its ballot was given. ValueError for what is no ballot."""
    names = tuple(sorted(priorities))
    counted, blank = Counter[Places](), 0
    for ballot, weight in zip(ballots, weights or repeat(1), strict=weights is not None):
        _check(ballot, names, weight)
        places = in_sequence([ballot.get(name) for name in names])
        if weight and any(place is not None for place in places):
            counted[places] += weight
        else:
            blank += weight
    return Ballots(names, _sorted(counted), blank)


def in_sequence(places: Iterable[int | None]) -> Places:
    """Places without gaps, from 1: (2, None, 7, 2) is (1, None, 2, 1)."""
    places = tuple(places)
    known = {place: number for number, place in enumerate(sorted({p for p in places if p is not None}), 1)}
    return tuple(None if place is None else known[place] for place in places)


def positions(places: Places) -> list[Fraction | None]:
    """Position of each priority among those ranked; priorities that share a place share the mean of theirs.

    (1, 1, 2) is (1½, 1½, 3), so that the positions of a ballot always have the same sum.
    """
    sharing = Counter(place for place in places if place is not None)
    before, mean = 0, {}
    for place in sorted(sharing):
        mean[place] = before + Fraction(sharing[place] + 1, 2)
        before += sharing[place]
    return [None if place is None else mean[place] for place in places]


def _check(ballot: Ballot, names: tuple[str, ...], weight: int) -> None:
    if strangers := set(ballot) - set(names):
        raise ValueError(f"Not among the priorities: {', '.join(sorted(strangers))}")
    if weight < 0 or any(place is not None and place < 1 for place in ballot.values()):
        raise ValueError("Places begin with 1, and weights with 0")


def _sorted(weights: Counter[Places]) -> dict[Places, int]:
    return {places: weights[places] for places in sorted(weights, key=lambda each: [place or 0 for place in each])}
