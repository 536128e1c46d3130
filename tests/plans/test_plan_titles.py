import pytest
from django.utils import translation

from partners.languages import InEnglish
from plans.plan_titles import full_title, title_with_area


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


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("Cynllun Diogelwch Cymunedol", "Cynllun Diogelwch Cymunedol Vale"),
        ("Cynllun Vale", "Cynllun Vale"),
        (InEnglish("Community Safety Plan"), InEnglish("Vale Community Safety Plan")),
    ],
)
def test_the_area_stands_where_the_language_of_the_title_puts_it(title, whole):
    with translation.override("cy"):
        found = full_title({"partnership": {"area": "Vale"}, "plan": {"title": title}})
    assert (found, type(found)) == (whole, type(whole))
