"""A hidden number is had from nothing that is shown: by no subtraction, in whatever tables, and by no trial of values.

What the tests know of the tables comes from the records, not from the code that hides: they write down the equations
and solve them in fractions, or try every table that a reader could think of.
"""

from fractions import Fraction
from itertools import combinations, pairwise, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.consultations.disclosure import System, hidden_cells, is_small, ranges
from priorities.consultations.tables import Tables, cell

WARDS = [f"ward {number}" for number in range(12)]
AGES = ["under 18", "18 to 24", "25 to 44", "45 to 64", "65 or over", "not given"]
CHANNELS = ["online", "paper", "telephone"]
OPTIONS = ["often", "seldom", "never"]
REPORT = [("ward", "age"), ("ward", "channel"), ("ward", "q1"), ("age", "q1")]


def a_report(answers, seed):
    """All tables of a report on some answers, unevenly spread as they are in life."""
    random = Random(seed)  # noqa: S311 (no secret)
    weights = {"ward": [2**-n for n in range(12)], "age": [1, 3, 9, 14, 12, 1], "channel": [40, 9, 1], "q1": [12, 6, 1]}
    values = {"ward": WARDS, "age": AGES, "channel": CHANNELS, "q1": OPTIONS}
    records = [{name: random.choices(values[name], weights[name])[0] for name in values} for _ in range(answers)]
    return Tables(
        records, groups={n: values[n] for n in ("ward", "age", "channel")}, answers={"q1": OPTIONS}, shown=REPORT
    )


def grid(rows, **kinds):
    """Tables of a table of counts; the rows are wards, the columns ages or answers."""
    wards, columns = [f"w{i}" for i in range(len(rows))], [f"c{j}" for j in range(len(rows[0]))]
    records = [
        {"ward": ward, "column": column}
        for ward, row in zip(wards, rows, strict=True)
        for column, number in zip(columns, row, strict=True)
        for _ in range(number)
    ]
    of_answers = kinds.get("answers", False)
    groups = {"ward": wards} | ({} if of_answers else {"column": columns})
    return Tables(records, groups=groups, answers={"column": columns} if of_answers else {}, shown=[("ward", "column")])


def inner(i, j):
    return cell(ward=f"w{i}", column=f"c{j}")


# What a reader can do.


def sums(tables):
    """[(total, parts)] of every sum that a reader of the tables knows, from the names of the cells alone."""
    found = []
    for total, name in product(tables.counts, tables.values):
        parts = [tuple(sorted((*total, (name, value)))) for value in tables.values[name]]
        if name not in dict(total) and all(part in tables.counts for part in parts):
            found.append((total, parts))
    return found


def determined(tables, hidden):
    """Hidden cells that follow from what is shown: by elimination, in fractions."""
    columns = {each: number for number, each in enumerate(sorted(hidden))}
    rows = []
    for total, parts in sums(tables):
        row = [Fraction(0)] * len(columns)
        for each, factor in [(total, -1), *((part, 1) for part in parts)]:
            if each in columns:
                row[columns[each]] += factor
        rows.append(row)
    reduced = []
    for column in range(len(columns)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [each / pivot[column] for each in pivot]
        for others in (rows, reduced):
            for number, row in enumerate(others):
                if row[column]:
                    others[number] = [a - row[column] * b for a, b in zip(row, pivot, strict=True)]
        reduced.append(pivot)
    alone = [row for row in reduced if sum(bool(each) for each in row) == 1]
    return {each for each, column in columns.items() if any(row[column] for row in alone)}


def tries(tables, hidden):
    """[(lowest, highest)] of each hidden cell over every table of whole numbers that shows the same. Slow."""
    finest = [each for each in tables.counts if len(each) == 2]
    total = tables.counts[()]
    below = {each: [k for k, one in enumerate(finest) if set(each) <= set(one)] for each in tables.counts}
    open_cells = [k for k, each in enumerate(finest) if each in hidden]
    found = {each: set() for each in hidden}
    for values in amounts(len(open_cells), total - sum(tables.counts[e] for e in finest if e not in hidden)):
        table = [tables.counts[each] for each in finest]
        for k, value in zip(open_cells, values, strict=True):
            table[k] = value
        counts = {each: sum(table[k] for k in ks) for each, ks in below.items()}
        if all(counts[each] == tables.counts[each] for each in counts.keys() - hidden):
            for each in hidden:
                found[each].add(counts[each])
    return {each: (min(values), max(values)) for each, values in found.items()}


def amounts(places, total):
    """Every way to spread a total over some places."""
    if not places:
        yield from [()] if not total else []
        return
    for bars in combinations(range(total + places - 1), places - 1):
        ends = [-1, *bars, total + places - 1]
        yield tuple(b - a - 1 for a, b in pairwise(ends))


# What is hidden.


def test_a_small_cell_takes_the_cheapest_rectangle_with_it():
    tables = grid([[3, 40, 50], [30, 60, 20], [70, 80, 90]])
    assert hidden_cells(tables) == {inner(0, 0), inner(0, 2), inner(1, 0), inner(1, 2)}  # 50 + 30 + 20 are lost


def test_small_cells_that_hide_one_another_need_no_others():
    assert hidden_cells(grid([[9, 8, 50], [9, 9, 60]])) == {inner(i, j) for i in (0, 1) for j in (0, 1)}


def test_two_small_cells_whose_sum_is_small_are_not_enough():
    """4 and 3 make 7, so each would be known to be 7 at most."""
    rows = [[4, 3, 50, 20], [4, 3, 30, 40]]
    found = hidden_cells(grid(rows))
    assert {inner(i, j) for i in (0, 1) for j in (0, 1)} < found
    assert found >= {inner(0, 3), inner(1, 3)} or found >= {inner(0, 2), inner(1, 2)}


def test_that_nobody_answered_is_shown():
    """It is said of a group what it lacks; nothing is said of a person."""
    tables = grid([[0, 40], [30, 60]])
    assert hidden_cells(tables) == set()


def test_that_a_whole_group_answered_alike_is_hidden():
    """All 40 of a ward said the same: everybody there would be known to have said it."""
    found = hidden_cells(grid([[0, 40], [30, 60]], answers=True))
    assert found == {inner(i, j) for i in (0, 1) for j in (0, 1)}


def test_what_all_people_together_answered_is_shown_however_few_they_are():
    tables = grid([[2, 11], [1, 12]], answers=True)
    found = hidden_cells(tables)
    assert cell(column="c0") not in found
    assert tries(tables, found)[inner(0, 0)] == (0, 3)


def test_few_answers_in_all_show_nothing_of_where_they_came_from():
    tables = grid([[3, 0], [0, 0]])
    found = hidden_cells(tables)
    assert () not in found
    assert {tries(tables, found)[each] for each in found if tables.counts[each]} == {(0, 3)}


def test_a_threshold_under_five_is_refused():
    with pytest.raises(ValueError, match="5 or more"):
        hidden_cells(grid([[1, 2]]), threshold=4)


def test_the_same_answers_hide_the_same_cells():
    found = [hidden_cells(a_report(700, seed=3)) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0]


@pytest.mark.parametrize(("answers", "seed"), [(4000, 1), (900, 2), (250, 3), (60, 4)])
def test_over_every_table_of_a_report_no_hidden_cell_is_determined(answers, seed):
    tables = a_report(answers, seed)
    small = {each for each in tables.counts if is_small(tables, each, 10)}
    hidden = hidden_cells(tables)
    assert small <= hidden
    assert determined(tables, hidden) == set()
    # Without the cells that protect them some would be: the proof can fail.
    assert answers < 900 or determined(tables, small)


@pytest.mark.parametrize(("answers", "seed"), [(4000, 1), (900, 2), (250, 3)])
def test_over_every_table_of_a_report_no_small_cell_is_limited_to_less_than_the_threshold(answers, seed):
    tables = a_report(answers, seed)
    hidden = hidden_cells(tables)
    small = {each for each in hidden if is_small(tables, each, 10)}
    found = ranges(System(tables), hidden, small, 10)
    assert {each for each in small if not is_wide(tables, each, found[each].lowest, found[each].highest, 10)} == set()


def test_each_cell_that_protects_others_is_needed():
    tables = a_report(900, seed=2)
    hidden = hidden_cells(tables)
    small = {each for each in hidden if is_small(tables, each, 10)}
    for each in hidden - small:
        found = ranges(System(tables), hidden - {each}, small, 10)
        assert any(not is_wide(tables, one, range_.lowest, range_.highest, 10) for one, range_ in found.items())


ROWS = st.integers(2, 3).flatmap(lambda size: st.lists(st.tuples(*[st.integers(0, 5)] * size), min_size=2, max_size=2))


@settings(max_examples=25)
@given(ROWS, st.booleans())
def test_who_tries_every_table_learns_no_more_of_a_small_cell_than_that_it_is_small(rows, answers):
    tables = grid(rows, answers=answers)
    hidden = hidden_cells(tables, threshold=5)
    for each, (lowest, highest) in tries(tables, hidden).items():
        assert lowest < highest
        assert not is_small(tables, each, 5) or is_wide(tables, each, lowest, highest, 5)


def is_wide(tables, of, lowest, highest, threshold):
    """Whether a range says no more than that a number is small, given what all people together answered.

    Of who answered, none is shown, so that a hidden number is 1 or more is known anyway.
    """
    answered = [tables.counts[each] for each in tables.counts if not tables.group_of(each) and set(each) <= set(of)]
    may_be_known = 0 if tables.says_what_a_group_answered(of) else 1
    return lowest <= may_be_known and lowest < highest and highest >= min(threshold, *answered)
