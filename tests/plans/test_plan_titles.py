import pytest

from plans.plan_titles import title_with_area


@pytest.mark.parametrize(
    ("area", "title", "whole"),
    [
        ("Vale", "Community Safety Plan", "Vale Community Safety Plan"),
        ("Vale", "Vale Community Safety Plan", "Vale Community Safety Plan"),
        ("Vale", "Safer VALE 2026", "Safer VALE 2026"),
        ("Vale", "Valentine Plan", "Vale Valentine Plan"),
        ("St. Ives (East)", "Plan of St. Ives (East)", "Plan of St. Ives (East)"),
    ],
)
def test_a_title_that_names_its_area_is_not_given_it_again(area, title, whole):
    assert title_with_area(area, title) == whole
