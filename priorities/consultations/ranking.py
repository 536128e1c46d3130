"""The order of the priorities by those who answered, as plain data; docs/decisions/0110."""

from fractions import Fraction
from itertools import combinations
from typing import Any, TypedDict

from .ballots import Ballots, positions
from .pairs import beats, circles, pair_counts, places_of, same_place_counts, strongest_paths

# A priority has a place only if this share of those who ranked any had a view on it.
LEAST_SHARE = Fraction(1, 10)


class Placed(TypedDict):
    """A priority in the order; `place` is None if too few had a view on it."""

    priority: str
    place: int | None
    joint: bool
    ranked_by: int
    mean_position: float | None
    mean_place: int | None


class Pair(TypedDict):
    """“412 put anti-social behaviour above burglary, 233 the other way, 50 gave both the same place.”"""

    first: str
    second: str
    first_above: int
    second_above: int
    same: int
    no_view: int


class Ranking(TypedDict):
    """The order and what it rests on. Pairs name first what is higher in the order.

    answers, blank   how many ranked anything, and how many nothing
    order            by place; those without a place last
    method           "pairs" if the order agrees with every pair, "schulze" if a circle or a draw had to be settled
    beats_all        the priority that beats all others, or None
    circles          groups in which A beats B, B beats C and C beats A
    overruled        [above, below] where more people put `below` above, or as many
    disagreements    [above, below] where the mean position has it the other way
    if_blanks_were_last   {priority: place} had blanks been last places, or None if that changes no place
    """

    answers: int
    blank: int
    order: list[Placed]
    pairs: list[Pair]
    method: str
    beats_all: str | None
    circles: list[list[str]]
    overruled: list[list[str]]
    disagreements: list[list[str]]
    if_blanks_were_last: dict[str, int | None] | None


def rank(ballots: Ballots) -> Ranking:
    """The order by pairs, Schulze's where these go round in circles, and mean positions beside it."""
    compared = ballots.only(with_views(ballots))
    names, above = compared.priorities, pair_counts(compared)
    paths = strongest_paths(above)
    places = dict(zip(names, places_of(paths), strict=True))
    order = _order(ballots, places)
    index = {name: i for i, name in enumerate(names)}
    apart = [(a, b) for a, b in combinations([each["priority"] for each in order], 2) if _is_above(places, a, b)]
    overruled = [[a, b] for a, b in apart if not beats(above, index[a], index[b])]
    level = [(a, b) for a, b in combinations(names, 2) if places[a] == places[b]]
    unsettled = overruled or any(above[index[a]][index[b]] != above[index[b]][index[a]] for a, b in level)
    means = {each["priority"]: each["mean_place"] for each in order}
    return {
        "answers": ballots.total,
        "blank": ballots.blank,
        "order": order,
        "pairs": _pairs(ballots, [each["priority"] for each in order]),
        "method": "schulze" if unsettled else "pairs",
        "beats_all": next((a for a in names if all(a == b or beats(above, index[a], index[b]) for b in names)), None),
        "circles": [[names[i] for i in group] for group in circles(paths)],
        "overruled": overruled,
        "disagreements": [[a, b] for a, b in apart if _is_above(means, b, a)],
        "if_blanks_were_last": _if_blanks_were_last(ballots, places),
    }


def with_views(ballots: Ballots) -> list[str]:
    """Priorities on which enough people had a view, and which at least one of them compared with another."""
    by = _ranked_by(ballots)
    enough = ballots.only(name for name, number in by.items() if number and number >= LEAST_SHARE * ballots.total)
    above, same = pair_counts(enough), same_place_counts(enough)
    compared = [any(row) or any(other[i] for other in above) or any(same[i]) for i, row in enumerate(above)]
    return [name for name, is_compared in zip(enough.priorities, compared, strict=True) if is_compared]


def mean_positions(ballots: Ballots) -> dict[str, Fraction]:
    """Mean position of each priority over those who ranked it (Borda's count, for ballots with blanks)."""
    sums, by = dict.fromkeys(ballots.priorities, Fraction(0)), _ranked_by(ballots)
    for places, weight in ballots.weights.items():
        for name, position in zip(ballots.priorities, positions(places), strict=True):
            sums[name] += weight * (position or 0)
    return {name: sums[name] / by[name] for name in ballots.priorities if by[name]}


def _ranked_by(ballots: Ballots) -> dict[str, int]:
    return {
        name: sum(weight for places, weight in ballots.weights.items() if places[column] is not None)
        for column, name in enumerate(ballots.priorities)
    }


def _is_above(places: dict[str, Any], a: str, b: str) -> bool:
    return bool(places.get(a) and places.get(b) and places[a] < places[b])


def _order(ballots: Ballots, places: dict[str, int]) -> list[Placed]:
    by, means = _ranked_by(ballots), mean_positions(ballots)
    order: list[Placed] = [
        {
            "priority": name,
            "place": places.get(name),
            "joint": list(places.values()).count(places.get(name, 0)) > 1,
            "ranked_by": by[name],
            "mean_position": round(float(means[name]), 2) if name in means else None,
            "mean_place": 1 + sum(means[other] < means[name] for other in places) if name in places else None,
        }
        for name in ballots.priorities
    ]
    return sorted(order, key=lambda each: (each["place"] is None, each["place"] or 0, each["priority"]))


def _pairs(ballots: Ballots, in_order: list[str]) -> list[Pair]:
    above, same = pair_counts(ballots), same_place_counts(ballots)
    index = {name: i for i, name in enumerate(ballots.priorities)}
    pairs: list[Pair] = []
    for first, second in combinations(in_order, 2):
        i, j = index[first], index[second]
        counts = {"first_above": above[i][j], "second_above": above[j][i], "same": same[i][j]}
        no_view = ballots.total - sum(counts.values())
        pairs.append({"first": first, "second": second, **counts, "no_view": no_view})  # type: ignore[typeddict-item]
    return pairs


def _if_blanks_were_last(ballots: Ballots, places: dict[str, int]) -> dict[str, int | None] | None:
    filled = ballots.with_blanks_last()
    otherwise = dict(zip(filled.priorities, places_of(strongest_paths(pair_counts(filled))), strict=True))
    now: dict[str, int | None] = {name: places.get(name) for name in filled.priorities}
    return None if otherwise == now else {name: otherwise[name] for name in filled.priorities}
