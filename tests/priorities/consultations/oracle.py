"""What a library that nobody here wrote makes of some hundred sets of ballots: pref-voting's Schulze (beat path).

It wants numba, ortools and more, so it is installed nowhere but in an environment of its own, once:

    python3 -m venv venv && venv/bin/pip install pref-voting==1.18.2
    venv/bin/python tests/priorities/consultations/oracle.py

writes oracle.json beside this file, which test_oracle reads.
"""

import json
from importlib.metadata import version
from pathlib import Path
from random import Random

RESULTS = Path(__file__).with_name("oracle.json")

# By hand: (places of priorities 0, 1, …, with 0 for a blank; how many). The first is example 1 of Schulze (2011).
BY_HAND = [
    [
        *[((1, 3, 2, 5, 4), 5), ((1, 5, 4, 2, 3), 5), ((4, 1, 5, 3, 2), 8), ((2, 3, 1, 5, 4), 3)],
        *[((2, 4, 1, 5, 3), 7), ((3, 2, 1, 4, 5), 2), ((5, 4, 2, 1, 3), 7), ((3, 2, 5, 4, 1), 8)],
    ],
    [((1, 2, 3), 4), ((3, 1, 2), 3), ((2, 3, 1), 2)],  # a circle
    [((1, 2, 3), 1), ((3, 1, 2), 1), ((2, 3, 1), 1)],  # a circle of equals
    [((1, 1, 1), 5)],
    [((1, 2, 0), 3), ((0, 1, 2), 2), ((2, 0, 1), 2)],
    [((1, 0, 0, 0), 9), ((2, 1, 3, 4), 4)],
    [((1, 2), 3), ((2, 1), 3)],
    [((1, 2, 1, 2), 3), ((2, 1, 2, 1), 3), ((1, 2, 3, 4), 1)],
]


def at_random(random):
    """Ballots of three to seven priorities, with ties and blanks, few enough for circles and draws."""
    size = random.randint(3, 7)
    places = [tuple(random.randint(0, size) for _ in range(size)) for _ in range(random.randint(2, 12))]
    return [(each, random.randint(1, 9)) for each in places]


def result(ballots):
    from pref_voting.margin_based_methods import beat_path, beat_path_defeat
    from pref_voting.profiles_with_ties import ProfileWithTies

    size = len(ballots[0][0])
    ranked = [{i: place for i, place in enumerate(places) if place} for places, _ in ballots]
    profile = ProfileWithTies(ranked, rcounts=[number for _, number in ballots], candidates=list(range(size)))
    profile.use_strict_preference()  # a blank is no view
    support = {"strength_function": profile.support}  # winning votes
    winner = profile.condorcet_winner()
    found = {
        "ballots": ballots,
        "support": [[0 if i == j else int(profile.support(i, j)) for j in range(size)] for i in range(size)],
        "beats_all": winner if winner is None else int(winner),
        "winners": [int(each) for each in beat_path(profile, **support)],
        "better": sorted([int(a), int(b)] for a, b in beat_path_defeat(profile, **support).edges),
    }
    profile.use_extended_strict_preference()  # a blank is a last place
    blanks_last = beat_path_defeat(profile, **support).edges
    return found | {"better_with_blanks_last": sorted([int(a), int(b)] for a, b in blanks_last)}


def main():
    random = Random(2011)  # noqa: S311 (no secret)
    results = [result(ballots) for ballots in BY_HAND + [at_random(random) for _ in range(150)]]
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in results)
    RESULTS.write_text(f'{{"made_by": "pref-voting {version("pref-voting")}", "results": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
