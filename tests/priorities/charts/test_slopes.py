"""The chart of both orders and the effort: three columns, joined where a priority stands in both."""

from priorities.charts.slopes import slopes


def row(number, assessed, consulted, actions):
    def at(place):
        return place and {"place": place, "joint": False, "asked_as": ""}

    return {
        "number": number, "name": f"Priority number {number}", "assessed": at(assessed), "consulted": at(consulted),
        "actions": actions,
    }  # fmt: skip


COMPARED = {"rows": [row(1, 2, None, 5), row(2, 1, 1, 5), row(3, 2, 2, 9)]}


def columns(drawn):
    """{x: the numbers from the top}"""
    found = {}
    for node in sorted(drawn.nodes, key=lambda node: node.y):
        found.setdefault(node.x, []).append(node.number)
    return list(found.values())


def test_each_column_runs_from_the_first_to_the_last_and_whoever_shares_a_place_stands_below():
    assert sorted(columns(slopes(COMPARED))) == sorted([[2, 1, 3], [2, 3], [3, 1, 2]])


def test_lines_join_neighbours_in_which_a_priority_stands():
    # The second and third have a place in every column, the first was not named by those who were asked.
    assert len(slopes(COMPARED).lines) == 4


def test_an_order_that_nobody_gave_is_no_column():
    told = {"rows": [row(1, None, 1, 0), row(2, None, 2, 1)]}
    drawn = slopes(told)
    assert ([head.text for head in drawn.heads], len(drawn.lines)) == (["People", "Actions"], 2)


def test_nothing_leaves_the_picture():
    for narrow in (False, True):
        drawn = slopes(COMPARED, narrow=narrow)
        assert all(drawn.radius <= n.x <= drawn.width - drawn.radius for n in drawn.nodes)
        assert all(drawn.radius <= n.y <= drawn.height - drawn.radius for n in drawn.nodes)


def test_a_narrow_one_leaves_the_names_to_the_table():
    assert (len(slopes(COMPARED).names), slopes(COMPARED, narrow=True).names) == (3, [])
