"""Pair counts and Schulze's order beside those of pref-voting, a library that nobody here wrote; see oracle.py."""

import json

import pytest

from priorities.consultations.ballots import count_ballots
from priorities.consultations.pairs import beats, pair_counts, places_of, strongest_paths

from .oracle import BY_HAND, RESULTS

ORACLE = json.loads(RESULTS.read_text("utf-8"))["results"]


def counted(result):
    names = [str(i) for i in range(len(result["ballots"][0][0]))]
    ballots = [dict(zip(names, (place or None for place in places), strict=True)) for places, _ in result["ballots"]]
    return count_ballots(names, ballots, [number for _, number in result["ballots"]])


def better(above):
    """[i, j] where Schulze's method finds i better than j."""
    paths, size = strongest_paths(above), range(len(above))
    return [[i, j] for i in size for j in size if paths[i][j] > paths[j][i]]


def that_differ(found, wanted):
    """Ballots of which the oracle has another result, with both."""
    return [
        (result["ballots"], each, result[wanted])
        for each, result in zip(found, ORACLE, strict=True)
        if each != result[wanted]
    ]


def test_the_oracle_was_asked_about_what_is_hard():
    assert len(ORACLE) == len(BY_HAND) + 150
    assert sum(result["beats_all"] is None for result in ORACLE) > 20
    assert sum(len(result["winners"]) > 1 for result in ORACLE) > 10
    assert sum(result["better"] != result["better_with_blanks_last"] for result in ORACLE) > 20


def test_pairs_are_counted_as_the_oracle_counts_them():
    assert that_differ([pair_counts(counted(result)) for result in ORACLE], "support") == []


def test_schulze_finds_better_what_the_oracle_finds_better():
    assert that_differ([better(pair_counts(counted(result))) for result in ORACLE], "better") == []


def test_blanks_as_last_places_are_what_the_oracle_makes_of_them():
    found = [better(pair_counts(counted(result).with_blanks_last())) for result in ORACLE]
    assert that_differ(found, "better_with_blanks_last") == []


def test_first_are_the_oracle_s_winners():
    places = [places_of(strongest_paths(pair_counts(counted(result)))) for result in ORACLE]
    assert that_differ([[i for i, place in enumerate(each) if place == 1] for each in places], "winners") == []


def test_a_priority_that_beats_all_others_is_the_oracle_s():
    found = []
    for result in ORACLE:
        above = pair_counts(counted(result))
        size = range(len(above))
        found.append(next((i for i in size if all(i == j or beats(above, i, j) for j in size)), None))
    assert that_differ(found, "beats_all") == []


@pytest.mark.parametrize("places", [[3, 1, 4, 1], [None, 7, 7, 2]])
def test_places_of_the_oracle_s_ballots_need_no_sequence(places):
    """A ballot with gaps counts as one without: the random ones of the oracle have both."""
    names = ["0", "1", "2", "3"]
    with_gaps = count_ballots(names, [dict(zip(names, places, strict=True))])
    ranks = sorted({place for place in places if place})
    without = {name: ranks.index(place) + 1 if place else None for name, place in zip(names, places, strict=True)}
    assert with_gaps == count_ballots(names, [without])
