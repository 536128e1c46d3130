"""How far the order depends on who happened to answer: the bootstrap.

As many answers as there are, drawn from them again and again, each draw put in order as the answers were (Efron, B.
(1979), Bootstrap methods: another look at the jackknife, Annals of Statistics 7: 1-26). The answers are not a sample of
the district, and no draw makes them one: what is found out is only whether a few people more or less would change the
order. Two runs with the same seed are the same, on every version of Python: only `random()` is used of its generator.
"""

import struct
from itertools import combinations, repeat
from random import Random
from typing import TypedDict

from .ballots import Ballots, Places
from .pairs import Matrix, places_of, strongest_paths
from .ranking import Ranking

DRAWS = 1000
# Below this, draws resemble one another because there is nothing to draw from, not because people agree.
FEWEST_ANSWERS = 30
# Two priorities are told apart if at least this share of draws in 100 puts them in the same sequence as the order.
TOLD_APART = 95


class Stability(TypedDict):
    """How often each priority had which place.

    places   {priority: how many draws put it first, second, …}
    band     {priority: lowest and highest place in 95 of 100 draws}
    """

    draws: int
    places: dict[str, list[int]]
    band: dict[str, list[int]]
    pairs: list["Kept"]


class Kept(TypedDict):
    """Two priorities in the order's sequence, and in how many draws they kept it."""

    above: str
    below: str
    kept: int
    told_apart: bool
    neighbours: bool


def resample(ballots: Ballots, ranking: Ranking, *, seed: str, draws: int = DRAWS) -> Stability | None:
    """Places of the priorities of an order in `draws` draws; None if there are too few answers for it."""
    in_order = [each["priority"] for each in ranking["order"] if each["place"]]
    if ballots.total < FEWEST_ANSWERS or len(in_order) < 2:
        return None
    compared = ballots.only(in_order)
    size = len(in_order)
    counts = {name: [0] * size for name in in_order}
    kept = dict.fromkeys(combinations(in_order, 2), 0)
    for above in _drawn(compared, seed, draws):
        places = dict(zip(compared.priorities, places_of(strongest_paths(above)), strict=True))
        for name, place in places.items():
            counts[name][place - 1] += 1
        for a, b in kept:
            kept[a, b] += places[a] < places[b]
    return {
        "draws": draws,
        "places": counts,
        "band": {name: _band(numbers, draws) for name, numbers in counts.items()},
        "pairs": _kept_pairs(kept, ranking, draws),
    }


def of_100(number: int, draws: int) -> int:
    """Draws in 100, for "first in 98 of 100 draws". 100 is all, 0 is none; the rest is rounded down, but not to 0."""
    return max(100 * number // draws, min(number, 1))


def _kept_pairs(kept: dict[tuple[str, str], int], ranking: Ranking, draws: int) -> list[Kept]:
    place = {each["priority"]: each["place"] for each in ranking["order"]}
    in_order = [each["priority"] for each in ranking["order"]]
    return [
        {
            "above": a,
            "below": b,
            "kept": number,
            "told_apart": place[a] != place[b] and 100 * number >= TOLD_APART * draws,
            "neighbours": in_order.index(b) - in_order.index(a) == 1,
        }
        for (a, b), number in kept.items()
    ]


def _band(numbers: list[int], draws: int) -> list[int]:
    """Lowest and highest place after the outermost draws, at most 2.5 in 100 on each side, are left out."""
    cut, ends = draws * (100 - TOLD_APART) // 200, []
    for sequence in (list(enumerate(numbers, 1)), list(enumerate(numbers, 1))[::-1]):
        left_out = 0
        for place, number in sequence:
            left_out += number
            if left_out > cut:
                ends.append(place)
                break
    return ends


def _drawn(ballots: Ballots, seed: str, draws: int):
    """Pair counts of each draw.

    A ballot's pairs are packed into one long integer, 32 bits for each, so that adding up ballots is adding integers.
    """
    answers = [packed for places, weight in ballots.weights.items() for packed in repeat(_packed(places), weight)]
    size, total, random = len(ballots.priorities), len(answers), Random(seed).random  # noqa: S311 (no secret)
    numbers = struct.Struct(f"<{size * size}I")
    for _ in range(draws):
        drawn = sum([answers[int(random() * total)] for _ in range(total)])
        flat = numbers.unpack(drawn.to_bytes(numbers.size, "little"))
        above: Matrix = [list(flat[row : row + size]) for row in range(0, size * size, size)]
        yield above


def _packed(places: Places) -> int:
    size = len(places)
    return sum(
        1 << 32 * (i * size + j)
        for i, place in enumerate(places)
        for j, other in enumerate(places)
        if place is not None and other is not None and place < other
    )
