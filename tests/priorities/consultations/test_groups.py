"""Which wards' answers are shown by themselves."""

import pytest

from priorities.consultations.groups import joined, shown_groups


def test_groups_under_the_threshold_are_shown_together():
    counts = {"Hitchin": 40, "Royston": 9, "Baldock": 3, "Ermine": 0}
    assert shown_groups(counts) == (["Hitchin"], ["Baldock", "Royston"])


def test_what_all_answered_less_the_shown_groups_is_no_small_number_either():
    """Three in Baldock could be had from the total and the other two, so the smaller of these joins Baldock."""
    counts = {"Hitchin": 40, "Royston": 12, "Baldock": 3}
    assert shown_groups(counts) == (["Hitchin"], ["Baldock", "Royston"])
    assert joined(counts, "Other wards") == {"Hitchin": "Hitchin", "Royston": "Other wards", "Baldock": "Other wards"}


def test_groups_that_are_all_large_enough_are_all_shown():
    assert shown_groups({"Hitchin": 10, "Royston": 12}) == (["Hitchin", "Royston"], [])


def test_two_of_a_size_join_by_name_and_the_threshold_counts():
    counts = {"B": 6, "A": 6, "C": 2}
    assert shown_groups(counts, 5) == (["B"], ["A", "C"])
    with pytest.raises(ValueError, match="5 or more"):
        shown_groups(counts, 4)
