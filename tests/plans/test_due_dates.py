"""When an action is due, in the date, the plan's own words, or both."""

from datetime import date

import pytest

from plans.due_dates import due, due_clause, words_beside

SEPTEMBER = date(2009, 9, 30)


@pytest.mark.parametrize(
    ("action", "text", "clause"),
    [
        ({"due_on": SEPTEMBER, "due_words": ""}, "30 September 2009", "due 30 September 2009"),
        (
            {"due_on": SEPTEMBER, "due_words": "Q2 2009/10"},
            "30 September 2009: Q2 2009/10",
            "due 30 September 2009: Q2 2009/10",
        ),
        (
            {"due_on": None, "due_words": "Ongoing,\nreview March"},
            "Ongoing, review March",
            "when: Ongoing, review March",
        ),
        ({"due_on": None, "due_words": ""}, "", "date to be agreed"),
        (
            {"due_on": SEPTEMBER},
            "30 September 2009",
            "due 30 September 2009",
        ),  # of minutes closed before there were words
    ],
)
def test_it_says_the_date_and_the_words(action, text, clause):
    assert (due(action), due_clause(action)) == (text, clause)


@pytest.mark.parametrize(
    ("due_on", "words", "typed", "left"),
    [
        (SEPTEMBER, "Q3 2009/10", "", ""),  # which ends in December
        (SEPTEMBER, "Q2 2009/10", "", "Q2 2009/10"),
        (date(2009, 8, 31), "Q2 2009/10", "", "Q2 2009/10"),
        (SEPTEMBER, "Ongoing, review yearly", "", "Ongoing, review yearly"),
        (None, "mid September 2009", "", "mid September 2009"),
        (SEPTEMBER, "", "Q2 2009/10", "Q2 2009/10"),
        (SEPTEMBER, "Q3 2009/10", "Q2 2009/10", "Q2 2009/10"),
        (SEPTEMBER, "Ongoing", "Q2 2009/10", "Q2 2009/10\nOngoing"),
        (SEPTEMBER, "Q2 2009/10 at the latest", "Q2 2009/10", "Q2 2009/10 at the latest"),
    ],
)
def test_words_that_mean_another_time_go_and_all_others_stay(due_on, words, typed, left):
    assert words_beside(due_on, words, typed) == left
