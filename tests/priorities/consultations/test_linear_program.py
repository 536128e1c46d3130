"""The exact simplex method against what can be reckoned by hand, and against trying everything."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.consultations.linear_program import InfeasibleError, LinearProgram


def test_a_textbook_program():
    """3x + 5y for x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 is 36 at (2, 6); 2 to 4 take up what is left."""
    program = LinearProgram([({0: 1, 2: 1}, 4), ({1: 2, 3: 1}, 12), ({0: 3, 1: 2, 4: 1}, 18)], 5)
    assert program.maximise({0: 3, 1: 5}) == 36
    assert program.values() == {0: 2, 1: 6, 2: 2}


def test_fractions_stay_exact():
    assert LinearProgram([({0: 3, 1: 1}, 1)], 2).maximise({0: 1}) == Fraction(1, 3)


def test_without_a_limit_there_is_no_highest_value():
    assert LinearProgram([({0: 1, 1: -1}, 0)], 2).maximise({0: 1}) is None


def test_equations_that_contradict_one_another_have_no_values():
    with pytest.raises(InfeasibleError):
        LinearProgram([({0: 1}, 1), ({0: 2}, 3)], 1)


def test_equations_that_follow_from_others_do_no_harm():
    program = LinearProgram([({0: 1, 1: 1}, 4), ({0: 2, 1: 2}, 8), ({0: -1, 1: -1}, -4)], 2)
    assert (program.maximise({0: 1}), program.maximise({0: -1})) == (4, 0)


def test_a_program_that_goes_round_under_dantzig_s_rule_ends():
    """Beale's example of 1955, times a hundred."""
    rows = [({0: 25, 1: -6000, 2: -4, 3: 900, 4: 100}, 0), ({0: 50, 1: -9000, 2: -2, 3: 300, 5: 100}, 0)]
    program = LinearProgram([*rows, ({2: 1, 6: 1}, 1)], 7)
    assert program.maximise({0: 75, 1: -15000, 2: 2, 3: -600}) == 5


@settings(max_examples=60)
@given(
    st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=1, max_size=3),
    st.tuples(*[st.integers(0, 3)] * 4),
)
def test_no_whole_numbers_exceed_what_it_finds_and_none_of_its_values_is_wrong(rows, known):
    rows = [[1] * 4, *rows]
    equations = [(dict(enumerate(row)), sum(a * b for a, b in zip(row, known, strict=True))) for row in rows]
    program = LinearProgram(equations, 4)
    highest = program.maximise({0: 1})
    values = [program.values().get(i, 0) for i in range(4)]
    assert all(sum(a * values[i] for i, a in each.items()) == total for each, total in equations)
    assert min(values) >= 0
    assert values[0] == highest
    possible = [
        x
        for x in product(range(sum(known) + 1), repeat=4)
        if all(sum(a * x[i] for i, a in each.items()) == total for each, total in equations)
    ]
    assert max(x[0] for x in possible) <= highest
