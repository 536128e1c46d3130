"""Priorities compared two by two, and the order that follows: by pairs, or by Schulze's method in a circle.

Schulze, M. (2011), A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method, Social Choice and Welfare 36: 267-303. A link is as strong as the number of people behind it
("winning votes"): docs/decisions/0110.
"""

from .ballots import Ballots

Matrix = list[list[int]]


def pair_counts(ballots: Ballots) -> Matrix:
    """[i][j]: how many put priority i above priority j. Only ballots that rank both are counted."""
    size = len(ballots.priorities)
    above = [[0] * size for _ in range(size)]
    for places, weight in ballots.weights.items():
        ranked = [(place, i) for i, place in enumerate(places) if place is not None]
        for place, i in ranked:
            for other, j in ranked:
                if place < other:
                    above[i][j] += weight
    return above


def same_place_counts(ballots: Ballots) -> Matrix:
    """[i][j]: how many gave priorities i and j the same place."""
    size = len(ballots.priorities)
    same = [[0] * size for _ in range(size)]
    for places, weight in ballots.weights.items():
        for i, place in enumerate(places):
            for j in range(size):
                if i != j and place is not None and place == places[j]:
                    same[i][j] += weight
    return same


def beats(above: Matrix, i: int, j: int) -> bool:
    """Whether more people put i above j than the other way."""
    return above[i][j] > above[j][i]


def strongest_paths(above: Matrix) -> Matrix:
    """[i][j]: strength of the strongest path from i to j, which is that of its weakest link; 0 without a path.

    Links lead from what beats to what is beaten. Floyd-Warshall, as in section 2.3 of the paper.
    """
    size = range(len(above))
    paths = [[above[i][j] if above[i][j] > above[j][i] else 0 for j in size] for i in size]
    for k in size:
        onward = paths[k]
        for i in size:
            to_k = paths[i][k]
            if to_k and i != k:
                paths[i] = [max(direct, min(to_k, on)) for direct, on in zip(paths[i], onward, strict=True)]
    for i in size:
        paths[i][i] = 0
    return paths


def places_of(paths: Matrix) -> list[int]:
    """Place of each priority: first is what nothing is better than, next what only the first are better than, …

    i is better than j if the strongest path from i to j is stronger than that from j to i, which is transitive.
    Ties stay ties: two first places are followed by a third.
    """
    places, left = [0] * len(paths), set(range(len(paths)))
    while left:
        best = {j for j in left if not any(paths[i][j] > paths[j][i] for i in left)}
        for j in best:
            places[j] = len(paths) - len(left) + 1
        left -= best
    return places


def circles(paths: Matrix) -> list[list[int]]:
    """Groups of priorities in which each beats another in a circle: paths lead both ways."""
    groups, seen = [], set[int]()
    for i in range(len(paths)):
        group = [i, *(j for j in range(len(paths)) if paths[i][j] and paths[j][i])]
        if len(group) > 1 and i not in seen:
            groups.append(sorted(group))
            seen.update(group)
    return groups
