"""Ranked ballots put in order: who beats whom, what happens in a circle, and what must never matter."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.consultations.ballots import Ballots, count_ballots, positions
from priorities.consultations.pairs import pair_counts, places_of, strongest_paths
from priorities.consultations.ranking import rank

ASB, BURGLARY, SPEEDING, FIRES = "antisocial", "burglary", "speeding", "fires"
FOUR = (ASB, BURGLARY, FIRES, SPEEDING)
THREE = FOUR[:3]


def ballots(*numbers_and_places, names=FOUR):
    """Ballots from (how many, first, second, …), where a set shares a place."""
    given, weights = [], []
    for number, *places in numbers_and_places:
        ballot = dict.fromkeys(names)
        for place, priorities in enumerate(places, 1):
            ballot |= dict.fromkeys(priorities if isinstance(priorities, set) else {priorities}, place)
        given.append(ballot)
        weights.append(number)
    return count_ballots(names, given, weights)


def order(ranking):
    return {each["priority"]: each["place"] for each in ranking["order"]}


def test_412_put_antisocial_behaviour_above_burglary():
    two = ballots((412, ASB, BURGLARY), (233, BURGLARY, ASB), (50, {ASB, BURGLARY}), (7, ASB), (3,), names=FOUR[:2])
    assert rank(two) == {
        "answers": 702,
        "blank": 3,
        "order": [
            {
                "priority": ASB,
                "place": 1,
                "joint": False,
                "ranked_by": 702,
                "mean_position": 1.37,
                "mean_place": 1,
            },
            {
                "priority": BURGLARY,
                "place": 2,
                "joint": False,
                "ranked_by": 695,
                "mean_position": 1.63,
                "mean_place": 2,
            },
        ],
        "pairs": [
            {"first": ASB, "second": BURGLARY, "first_above": 412, "second_above": 233, "same": 50, "no_view": 7},
        ],
        "method": "pairs",
        "beats_all": ASB,
        "circles": [],
        "overruled": [],
        "disagreements": [],
        "if_blanks_were_last": None,
    }


def test_in_a_circle_the_result_that_fewest_people_are_behind_is_overruled():
    result = rank(ballots((4, ASB, BURGLARY, FIRES), (3, FIRES, ASB, BURGLARY), (2, BURGLARY, FIRES, ASB), names=THREE))
    assert order(result) == {ASB: 1, BURGLARY: 2, FIRES: 3}
    assert result["circles"] == [[ASB, BURGLARY, FIRES]]
    assert result["overruled"] == [[ASB, FIRES]]  # 5 of 9 had it the other way; 6 and 7 are behind the others
    assert (result["method"], result["beats_all"]) == ("schulze", None)


def test_a_circle_of_equals_shares_the_first_place():
    result = rank(ballots((1, ASB, BURGLARY, FIRES), (1, FIRES, ASB, BURGLARY), (1, BURGLARY, FIRES, ASB), names=THREE))
    assert [(each["place"], each["joint"]) for each in result["order"]] == [(1, True)] * 3
    assert result["overruled"] == []


def test_after_two_firsts_comes_a_third():
    result = rank(
        ballots((2, {ASB, BURGLARY}, FIRES), (1, ASB, BURGLARY, FIRES), (1, BURGLARY, ASB, FIRES), names=THREE)
    )
    assert order(result) == {ASB: 1, BURGLARY: 1, FIRES: 3}
    assert result["method"] == "pairs"


def test_methods_that_disagree_are_named():
    """Three of five put burglary above speeding, but the other two put it last."""
    result = rank(ballots((3, BURGLARY, SPEEDING, FIRES, ASB), (2, SPEEDING, FIRES, ASB, BURGLARY)))
    assert order(result) == {BURGLARY: 1, SPEEDING: 2, FIRES: 3, ASB: 4}
    assert result["disagreements"] == [[BURGLARY, SPEEDING]]
    assert {each["priority"]: each["mean_position"] for each in result["order"]} == {
        BURGLARY: 2.2,
        SPEEDING: 1.6,
        FIRES: 2.6,
        ASB: 3.6,
    }


def test_a_blank_is_no_view_and_it_is_said_if_a_last_place_would_change_the_order():
    result = rank(ballots((6, ASB, BURGLARY), (4, SPEEDING, ASB, BURGLARY), names=(ASB, BURGLARY, SPEEDING)))
    assert order(result) == {SPEEDING: 1, ASB: 2, BURGLARY: 3}
    assert result["pairs"][0] == {
        "first": SPEEDING,
        "second": ASB,
        "first_above": 4,
        "second_above": 0,
        "same": 0,
        "no_view": 6,
    }
    assert result["if_blanks_were_last"] == {ASB: 1, BURGLARY: 2, SPEEDING: 3}


def test_weights_that_do_not_belong_to_ballots_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        count_ballots(FOUR, [{ASB: 1}, {FIRES: 1}], [3])


def test_what_hardly_anybody_has_a_view_on_has_no_place():
    result = rank(ballots((1, SPEEDING, ASB), (30, ASB, BURGLARY), names=(ASB, BURGLARY, SPEEDING)))
    assert order(result) == {ASB: 1, BURGLARY: 2, SPEEDING: None}
    assert result["beats_all"] == ASB


def test_what_nobody_compares_has_no_place():
    """Whoever ranks nothing but fires says nothing about fires and the others."""
    result = rank(ballots((20, FIRES), (5, ASB, BURGLARY), names=THREE))
    assert order(result) == {ASB: 1, BURGLARY: 2, FIRES: None}
    assert order(rank(ballots((20, FIRES), names=FOUR))) == dict.fromkeys(FOUR)
    assert rank(count_ballots(FOUR, [{}, {}]))["blank"] == 2


def test_priorities_that_share_a_place_have_the_mean_of_their_positions():
    half = Fraction(1, 2)
    assert positions((1, 1, 2, None, 3, 3, 3)) == [1 + half, 1 + half, 3, None, 5, 5, 5]


@pytest.mark.parametrize("ballot", [{"graffiti": 1}, {ASB: 0}])
def test_what_is_no_ballot_is_refused(ballot):
    with pytest.raises(ValueError, match=r"Not among the priorities: graffiti|Places begin with 1"):
        count_ballots(FOUR, [ballot])


PLACES = st.tuples(*[st.one_of(st.none(), st.integers(1, 4))] * 4)
MANY = st.lists(st.tuples(PLACES, st.integers(1, 5)), min_size=1, max_size=8)


def counted(many, names=FOUR):
    return count_ballots(names, [dict(zip(names, places, strict=True)) for places, _ in many], [n for _, n in many])


def places(counted: Ballots):
    return dict(zip(counted.priorities, places_of(strongest_paths(pair_counts(counted))), strict=True))


@given(MANY)
def test_what_beats_all_others_is_first_and_alone(many):
    result = rank(counted(many))
    above = {(p["first"], p["second"]): p["first_above"] - p["second_above"] for p in result["pairs"]}
    above |= {(b, a): -margin for (a, b), margin in above.items()}
    placed = [each["priority"] for each in result["order"] if each["place"]]
    best = [a for a in placed if all(above[a, b] > 0 for b in placed if b != a)]
    assert best == ([result["beats_all"]] if result["beats_all"] else [])
    assert not best or [each["priority"] for each in result["order"] if each["place"] == 1] == best


@given(MANY, st.permutations(range(4)), st.randoms(use_true_random=False))
def test_neither_the_order_of_ballots_nor_that_of_names_matters(many, turned, random):
    shuffled = random.sample(many, len(many))
    moved = [(tuple(each[i] for i in turned), number) for each, number in shuffled]
    assert rank(counted(moved, [FOUR[i] for i in turned])) == rank(counted(many))


@given(MANY, st.permutations(FOUR))
def test_what_a_priority_is_called_does_not_matter(many, names):
    called = dict(zip(FOUR, names, strict=True))
    expected = {called[name]: place for name, place in order(rank(counted(many))).items()}
    assert order(rank(counted(many, names))) == expected


@given(MANY)
def test_a_weight_is_a_repetition(many):
    assert counted([(each, 1) for each, number in many for _ in range(number)]) == counted(many)


@given(MANY, st.integers(0, 3))
def test_a_voter_who_puts_only_the_winner_first_does_it_no_harm(many, which):
    before = places(counted(many))
    agrees = tuple(1 if i == which else 2 for i in range(4))
    after = places(counted([*many, (agrees, 1)]))
    assert after[FOUR[which]] <= before[FOUR[which]]


@given(MANY, st.integers(0, 3), st.data())
def test_a_winner_that_somebody_puts_higher_still_wins(many, which, data):
    """Schulze (2011), section 4.5. Others of the ballot keep their sequence."""
    number = data.draw(st.integers(0, len(many) - 1))
    ballot, weight = many[number]
    if ballot[which] is None:
        return
    higher = data.draw(st.integers(1, 2 * ballot[which]))
    # Places of the others are even, so that the one may come between them.
    raised = [None if place is None else 2 * place for place in ballot]
    raised[which] = higher
    again = [*many[:number], (tuple(raised), weight), *many[number + 1 :]]
    if places(counted(many))[FOUR[which]] == 1:
        assert places(counted(again))[FOUR[which]] == 1


def test_more_voters_who_rank_all_may_harm_what_they_put_higher():
    """What decision 110 admits and no report may deny: two more put speeding above fires, and fires take its place."""
    before = [((2, 1, 3, 4), 3), ((4, 2, 1, 3), 3), ((2, 4, 3, 1), 4), ((3, 4, 2, 1), 1)]
    assert places(counted(before)) == {SPEEDING: 1, ASB: 2, FIRES: 3, BURGLARY: 4}
    after = [*before, ((4, 1, 3, 2), 2)]
    assert places(counted(after)) == {FIRES: 1, BURGLARY: 2, SPEEDING: 3, ASB: 4}


@settings(max_examples=30)
@given(MANY)
def test_the_order_says_of_itself_what_it_overrules(many):
    result = rank(counted(many))
    at = order(result)
    against = [
        [p["first"], p["second"]]
        for p in result["pairs"]
        if at[p["first"]]
        and at[p["second"]]
        and at[p["first"]] < at[p["second"]]
        and p["first_above"] <= p["second_above"]
    ]
    assert result["overruled"] == against
    assert not against or result["method"] == "schulze"
