"""How far the order depends on who happened to answer."""

from collections import Counter
from random import Random

from priorities.consultations.ballots import Ballots, count_ballots
from priorities.consultations.pairs import pair_counts, places_of, strongest_paths
from priorities.consultations.ranking import rank
from priorities.consultations.resampling import of_100, resample

from .test_ranking import ASB, BURGLARY, FIRES, SPEEDING, THREE, ballots

CLEAR = ballots(
    (300, ASB, BURGLARY, FIRES, SPEEDING), (40, ASB, BURGLARY, SPEEDING, FIRES), (310, ASB, {BURGLARY, SPEEDING}, FIRES)
)


def test_what_is_clear_is_so_in_every_draw():
    found = resample(CLEAR, rank(CLEAR), seed="a")
    assert found["draws"] == 1000
    assert found["places"][ASB] == [1000, 0, 0, 0]
    assert found["band"][ASB] == [1, 1]


def test_neighbours_that_a_few_people_more_would_turn_round_cannot_be_told_apart():
    """11 put fires above speeding, 9 the other way, and 20 gave both the same place."""
    close = ballots(
        (11, ASB, FIRES, SPEEDING),
        (9, ASB, SPEEDING, FIRES),
        (20, ASB, {SPEEDING, FIRES}),
        names=(ASB, FIRES, SPEEDING),
    )
    ranking = rank(close)
    pairs = {(each["above"], each["below"]): each for each in resample(close, ranking, seed="a")["pairs"]}
    assert {pair: (each["told_apart"], each["neighbours"]) for pair, each in pairs.items()} == {
        (ASB, FIRES): (True, True),
        (ASB, SPEEDING): (True, False),
        (FIRES, SPEEDING): (False, True),
    }
    assert 500 < pairs[FIRES, SPEEDING]["kept"] < 750


def test_priorities_that_share_a_place_cannot_be_told_apart():
    same = ballots((40, {ASB, BURGLARY}), names=(ASB, BURGLARY))
    assert resample(same, rank(same), seed="a")["pairs"] == [
        {"above": ASB, "below": BURGLARY, "kept": 0, "told_apart": False, "neighbours": True}
    ]


def test_the_same_seed_gives_the_same_draws_whatever_the_order_of_answers():
    turned = Ballots(CLEAR.priorities, dict(reversed(CLEAR.weights.items())))
    again = count_ballots(
        reversed(CLEAR.priorities),
        [dict(zip(turned.priorities, places, strict=True)) for places in turned.weights],
        turned.weights.values(),
    )
    first = resample(CLEAR, rank(CLEAR), seed="a", draws=50)
    assert resample(again, rank(again), seed="a", draws=50) == first
    assert resample(CLEAR, rank(CLEAR), seed="b", draws=50) != first


def test_a_draw_is_an_order_of_as_many_answers_taken_one_by_one():
    """The packed sums against drawing each ballot by hand, with the same random numbers; in a circle, with ties."""
    circle = ballots(
        (14, ASB, BURGLARY, FIRES),
        (12, FIRES, ASB, BURGLARY),
        (10, BURGLARY, FIRES, ASB),
        (9, {ASB, FIRES}, BURGLARY),
        (5, FIRES, {ASB, BURGLARY}),
        names=THREE,
    )
    found = resample(circle, rank(circle), seed="by hand", draws=100)
    random = Random("by hand")  # noqa: S311 (no secret)
    each_answer = [places for places, number in circle.weights.items() for _ in range(number)]
    counts = {name: [0] * 3 for name in THREE}
    for _ in range(100):
        drawn = Counter(each_answer[int(random.random() * len(each_answer))] for _ in each_answer)
        paths = strongest_paths(pair_counts(Ballots(THREE, drawn)))
        for name, place in zip(THREE, places_of(paths), strict=True):
            counts[name][place - 1] += 1
    assert found["places"] == counts


def test_few_answers_have_no_band():
    few = ballots((29, ASB, BURGLARY), names=(ASB, BURGLARY))
    assert resample(few, rank(few), seed="a") is None
    assert resample(ballots((30, ASB, BURGLARY), names=(ASB, BURGLARY)), rank(few), seed="a")["places"][ASB] == [
        1000,
        0,
    ]


def test_the_outermost_draws_are_left_out_of_a_band():
    close = ballots((60, ASB, BURGLARY), (40, BURGLARY, ASB), names=(ASB, BURGLARY))
    found = resample(close, rank(close), seed="a")
    upset = found["places"][ASB][1]
    assert found["band"][ASB] == ([1, 2] if upset > 25 else [1, 1])
    assert sum(found["places"][ASB]) == 1000


def test_only_all_draws_are_100_of_100_and_only_none_0():
    assert [of_100(number, 1000) for number in (1000, 999, 984, 9, 1, 0)] == [100, 99, 98, 1, 1, 0]
