"""Two wordings compared word by word, and what changed put into one sentence."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.changes.summary import MAX_SENTENCE_PARTS, summed_up
from plans.changes.word_diff import excerpt, out_of_turn, pieces, rising

PROSE = st.lists(st.sampled_from(["lock", "door", "the", "the", " ", " ", "\n", ",", ".", "é", "—"]), max_size=120)
TEXTS = st.text(max_size=60) | PROSE.map("".join)


def told(pieces, *ops):
    return "".join(text for op, text in pieces if op in ops)


@pytest.mark.slow
@given(TEXTS, TEXTS)
def test_what_stayed_and_was_inserted_is_the_new_text_and_what_stayed_and_was_deleted_the_old(old, new):
    found = pieces(old, new)
    assert (told(found, "same", "ins"), told(found, "same", "del")) == (new, old)


@given(TEXTS, TEXTS)
def test_no_piece_is_empty_and_none_follows_its_like(old, new):
    found = pieces(old, new)
    assert all(text for _, text in found)
    assert all(one != next_one for (one, _), (next_one, _) in pairwise(found))


@given(TEXTS)
def test_the_same_text_has_no_insertions_and_no_deletions(text):
    assert pieces(text, text) == ([("same", text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "New", [("ins", "New")]),
        ("Old", "", [("del", "Old")]),
        ("Fit better locks", "Fit locks", [("same", "Fit "), ("del", "better "), ("same", "locks")]),
        ("Fit locks", "Fit locks, soon", [("same", "Fit locks"), ("ins", ", soon")]),
        ("A red door", "A blue gate", [("same", "A "), ("del", "red door"), ("ins", "blue gate")]),
        ("red, old", "blue, new", [("del", "red, old"), ("ins", "blue, new")]),
        ("one\ntwo\nsix", "one\n2\nsix", [("same", "one\n"), ("del", "two"), ("ins", "2"), ("same", "\nsix")]),
    ],
)
def test_words_are_compared_and_not_letters(old, new, expected):
    assert pieces(old, new) == expected


def test_in_a_long_text_a_changed_word_is_found_alone():
    words = [f"word{n} of the" for n in range(300)]
    old = " ".join(words)
    new = old.replace("word150", "thing")
    assert [piece for piece in pieces(old, new) if piece[0] != "same"] == [("del", "word150"), ("ins", "thing")]


def test_an_excerpt_keeps_every_change_and_the_words_around_it():
    old = "before " * 200 + "locks" + " after" * 200
    found = excerpt(pieces(old, old.replace("locks", "bolts")))
    ops, texts = zip(*found, strict=True)
    assert ops == ("same", "del", "ins", "same")
    assert (texts[0].startswith(" … before"), texts[1:3], texts[3].endswith("after … ")) == (
        True,
        ("locks", "bolts"),
        True,
    )
    assert len("".join(texts)) < 400


def test_a_short_text_is_its_own_excerpt():
    found = pieces("Fit better locks", "Fit locks")
    assert excerpt(found) == found


@pytest.mark.slow
@given(st.lists(st.integers(0, 9), max_size=7))
def test_the_rising_subsequence_is_as_long_as_any(numbers):
    every = (kept for length in range(len(numbers) + 1) for kept in combinations(numbers, length))
    longest = max(len(kept) for kept in every if all(one < two for one, two in pairwise(kept)))
    kept = [numbers[place] for place in rising(numbers)]
    assert all(one < two for one, two in pairwise(kept))
    assert len(kept) == longest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "xabc", set()),
        ("abc", "c", set()),
        ("abcd", "dabc", {"d"}),
        ("abcd", "bcda", {"a"}),
        ("", "abc", set()),
    ],
)
def test_as_few_as_can_be_are_out_of_turn(old, new, expected):
    assert out_of_turn(old, new) == expected


def item(kind="activity", state="changed", notes=()):
    return {"kind": kind, "state": state, "notes": notes}


def test_the_sentence_names_the_actions_once():
    completed = [{"what": "status", "direction": "up", "old_status": "on_track", "new_status": "complete"}]
    moved = [{"what": "date", "label": "Date moved"}]
    items = [*3 * [item(state="added")], *2 * [item(notes=completed)], item(notes=moved)]
    assert summed_up(items)["sentence"] == "3 activities added, 2 completed, 1 date moved"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], "Nothing changed"),
        ([item(state="added")], "1 activity added"),
        ([item("hallmark action", "removed")], "1 hallmark action removed"),
        ([item(state="added"), item("hallmark action", "added")], "2 actions added"),
        ([item("success criterion", "added")], "1 success criterion added"),
        (2 * [item("success criterion", "added")], "2 success criteria added"),
        (2 * [item("authority", "removed")], "2 authorities removed"),
        ([item("success criterion", notes=[{"what": "figures"}, {"what": "figures"}])], "1 success criterion changed"),
        ([item(notes=[{"what": "details"}])], "1 other change"),
        (2 * [item(notes=[{"what": "order"}])], "2 changes of order"),
    ],
)
def test_one_is_singular_and_more_are_plural(items, expected):
    assert summed_up(items)["sentence"] == expected


def test_what_does_not_go_into_the_sentence_is_still_counted_in_it():
    kinds = ("priority", "activity", "success criterion", "hallmark", "section", "strategic objective", "authority")
    summary = summed_up([item(kind, "added") for kind in kinds])
    assert summary["sentence"] == (
        "1 priority added, 1 activity added, 1 success criterion added, 1 hallmark added and 3 other changes"
    )
    assert sum(summary["counts"].values()) == len(kinds)
    assert summary["sentence"].count(",") + 2 == MAX_SENTENCE_PARTS
