"""What a row of a file is in the plan: the same, moved, reworded or new; and nothing is doubled unasked."""

from collections import Counter

import pytest

from actions.models import Action, PlanImport
from actions.plan_import.comparing.comparison import CHANGED, NEW, SAME
from actions.plan_import.effects import effects_of
from actions.plan_import.reading.entry_shapes import Criterion
from actions.plan_import.undo import undo_import
from priorities.models import Priority, SuccessCriterion
from tests import factories

pytestmark = pytest.mark.both_databases
ROADS, DRUGS = "Calmer roads", "Drugs"


def effects(compared, kind="activity"):
    """How many items of a kind have each effect."""
    return Counter(item.effect for item in compared.items if item.kind == kind)


def named(compared, key):
    return next(item for item in compared.items if item.key == key)


def in_plan(west):
    """[(priority, wording)] of the plan's activities, in its order."""
    actions = Action.objects.in_plan(west.plan).order_by("priority__position", "position")
    return [(action.priority.name, action.wording) for action in actions]


@pytest.fixture
def two(west):
    """A plan into which a file with two actions came."""
    west.bring(west.entries((ROADS, "Paint the crossings", {}), (DRUGS, "Empty the needle bins", {})))
    return west


@pytest.mark.parametrize(
    "case", ["11-tracker/tracker.xlsx", "01-sheets-and-themes/plan.xlsx", "12-word-tables/plan.docx"]
)
def test_the_same_file_twice_changes_nothing(west, case):
    first = west.compare(case)
    west.bring(case)
    again = west.compare(case)
    assert {item.effect for item in first.items} <= {NEW, CHANGED}
    assert {item.effect for item in again.items} == {SAME}
    assert (again.untouched, again.left_out) == ([], [])
    empty = west.bring(case)
    assert effects_of(PlanImport.objects.filter(pk=empty.pk))[0][1].changed == {}


def test_a_number_before_the_priority_and_other_spaces_quotes_and_dashes_make_nothing_new(west):
    west.bring(west.entries(("Anti-social behaviour", "Hold a ‘Meet the Street’ day – noon", {"note": "On the green"})))
    again = west.entries(
        (
            "Priority 1: Anti\u2011Social  behaviour",
            "• 1. hold a 'meet the street' day - noon.",
            {"note": "On the\ngreen"},
        )
    )
    assert {item.effect for item in west.compare(again).items} == {SAME}


def test_numbers_make_a_difference(west):
    west.bring(west.entries((ROADS, "1.5 million less waste", {}), (ROADS, "Cut thefts by 1.5%", {})))
    compared = west.compare(west.entries((ROADS, "1.6 million less waste", {}), (ROADS, "Cut thefts by 15%", {})))
    changes = [(change.field, change.new, change.takes_file) for item in compared.items for change in item.changes]
    assert changes == [("wording", "1.6 million less waste", True), ("wording", "Cut thefts by 15%", True)]


def test_an_action_in_another_priority_is_asked_about_and_stays_in_its_own(two):
    moved = two.entries((DRUGS, "Paint the crossings", {}), (DRUGS, "Empty the needle bins", {}))
    compared = two.compare(moved)
    item = named(compared, "a1")
    assert (item.effect, item.place, [str(like) for like in item.likes]) == (SAME, ROADS, ["Paint the crossings"])
    [change] = item.changes
    assert (change.field, change.old_words, change.new_words, change.takes_file) == ("priority", ROADS, DRUGS, False)
    two.bring(moved, decisions={"a1": {"take": {"priority": "file"}}})
    assert in_plan(two) == [(DRUGS, "Empty the needle bins"), (DRUGS, "Paint the crossings")]
    assert {item.effect for item in two.compare(moved).items} == {SAME}


def test_an_action_moved_to_a_new_priority_makes_that_only_if_somebody_says_so(two):
    moved = two.entries(("Litter", "Empty the needle bins", {}))
    assert effects(two.compare(moved), "priority") == {SAME: 1}
    two.bring(moved, decisions={"a1": {"take": {"priority": "file"}}})
    assert in_plan(two) == [(ROADS, "Paint the crossings"), ("Litter", "Empty the needle bins")]


def test_a_reworded_action_is_asked_about_and_changed_but_not_doubled(two):
    reworded = two.entries((ROADS, "Paint all the crossings", {}), (DRUGS, "Empty the needle bins", {}))
    item = named(two.compare(reworded), "a1")
    assert (item.effect, [str(like) for like in item.likes]) == (CHANGED, ["Paint the crossings"])
    assert [(c.field, c.old_words, c.new_words) for c in item.changes] == [
        ("wording", "Paint the crossings", "Paint all the crossings")
    ]
    two.bring(reworded)
    assert in_plan(two) == [(ROADS, "Paint all the crossings"), (DRUGS, "Empty the needle bins")]


def test_somebody_can_say_that_a_reworded_action_is_a_new_one(two):
    reworded = two.entries((ROADS, "Paint all the crossings", {}))
    compared = two.compare(reworded, decisions={"a1": {"same_as": "new"}})
    item = named(compared, "a1")
    assert (item.effect, [str(like) for like in item.likes]) == (NEW, ["Paint the crossings"])
    assert [str(action) for action in compared.untouched] == ["Paint the crossings", "Empty the needle bins"]
    assert compared.fingerprint != two.compare(reworded).fingerprint


def test_somebody_can_say_which_action_it_is_but_only_of_one_row(two):
    bins = Action.objects.get(wording="Empty the needle bins")
    other = two.entries((ROADS, "Quite other words", {}), (ROADS, "Words again", {}))
    said = {"a1": {"same_as": bins.pk}, "a2": {"same_as": bins.pk}}
    compared = two.compare(other, decisions=said)
    assert (named(compared, "a1").thing, named(compared, "a1").effect) == (bins, CHANGED)
    assert [item.faults for item in compared.faulty] == [
        ["Another entry of the file already matches that part. Choose another."]
    ]


def test_of_two_parts_as_like_neither_is_taken_but_both_are_shown(west):
    west.bring(west.entries((ROADS, "Paint crossing number 1", {}), (ROADS, "Paint crossing number 2", {})))
    item = named(west.compare(west.entries((ROADS, "Paint crossing number 3", {}))), "a1")
    assert (item.effect, item.thing) == (NEW, None)
    assert [str(like) for like in item.likes] == ["Paint crossing number 1", "Paint crossing number 2"]


def test_the_councils_reference_breaks_a_tie_but_does_not_decide_against_the_words(west):
    west.bring(
        west.entries(
            (ROADS, "Paint crossing number 1", {"reference": "1.1"}),
            (ROADS, "Paint crossing number 2", {"reference": "1.2"}),
        )
    )
    item = named(west.compare(west.entries((ROADS, "Paint crossing number 3", {"reference": "1.2"}))), "a1")
    assert str(item.thing) == "Paint crossing number 2"
    item = named(west.compare(west.entries((ROADS, "Paint crossing number 1", {"reference": "1.2"}))), "a1")
    assert str(item.thing) == "Paint crossing number 1"


def test_the_same_words_of_two_authorities_are_two_actions_and_come_again_as_these(west):
    both = west.entries((ROADS, "Attend", {"lead": west.police}), (ROADS, "Attend", {"lead": west.fire}))
    west.bring(both)
    assert Action.objects.in_plan(west.plan).count() == 2
    both.actions.reverse()
    compared = west.compare(both)
    assert effects(compared) == {SAME: 2}
    assert [item.thing.lead for item in compared.items if item.kind == "activity"] == [west.fire, west.police]


def test_a_row_that_says_the_same_once_more_is_the_one_above_unless_somebody_says_otherwise(west):
    again = west.entries((ROADS, "Attend", {"due_words": "May"}), (ROADS, "attend ", {}))
    item = named(west.compare(again), "a2")
    assert (item.effect, item.repeats) == (SAME, "a1")
    west.bring(again)
    assert in_plan(west) == [(ROADS, "Attend")]
    assert named(west.compare(again, decisions={"a2": {"same_as": "new"}}), "a2").effect == NEW


def test_a_priority_in_similar_words_is_asked_about(two):
    compared = two.compare(two.entries(("Calmer road", "Mend the bridge", {})))
    item = named(compared, "p:calmerroad")
    assert (item.effect, [str(like) for like in item.likes]) == (CHANGED, [ROADS])
    assert named(compared, "a1").parent == Priority.objects.get(name=ROADS)
    new = two.compare(
        two.entries(("Calmer road", "Mend the bridge", {})), decisions={"p:calmerroad": {"same_as": "new"}}
    )
    assert effects(new, "priority") == {NEW: 1}


def test_a_priority_is_found_by_its_heading_or_the_words_of_the_consultation(two):
    Priority.objects.filter(name=ROADS).update(heading="Slower cars", consultation_name="Speeding")
    for name in ("Slower cars", "2. Speeding"):
        compared = two.compare(two.entries((name, "Paint the crossings", {})))
        assert {item.effect for item in compared.items} == {SAME}


def test_a_priority_under_another_name_is_known_by_its_actions_and_keeps_its_name_until_somebody_says(west):
    actions = [(ROADS, wording, {}) for wording in ("Paint the crossings", "Fit cameras", "Mend the bridge")]
    west.bring(west.entries(*actions))
    renamed = west.entries(*[("Safer streets for all", wording, more) for _, wording, more in actions])
    compared = west.compare(renamed)
    assert {item.effect for item in compared.items} == {SAME}
    [item] = [item for item in compared.items if item.kind == "priority"]
    assert [(c.field, c.new_words, c.takes_file) for c in item.changes] == [("name", "Safer streets for all", False)]
    west.bring(renamed, decisions={item.key: {"take": {"name": "file"}}})
    assert {place for place, _ in in_plan(west)} == {"Safer streets for all"}


def test_an_import_that_was_undone_can_be_brought_in_again(two):
    more = two.entries((ROADS, "Paint all the crossings", {"note": "Blue"}), (ROADS, "Mend the bridge", {}))
    undo_import(two.bring(more), by=two.by, why="The wrong file")
    assert in_plan(two) == [(ROADS, "Paint the crossings"), (DRUGS, "Empty the needle bins")]
    compared = two.compare(more)
    assert [(item.effect, item.key) for item in compared.items if item.effect != SAME] == [(CHANGED, "a1"), (NEW, "a2")]
    two.bring(more)
    assert in_plan(two)[:2] == [(ROADS, "Paint all the crossings"), (ROADS, "Mend the bridge")]


def test_a_file_of_ours_is_known_by_our_keys_whatever_its_words_are(two):
    paint, bins = Action.objects.order_by("wording").in_plan(two.plan)[::-1]
    ours = two.entries(
        ("A name from before", "Empty the needle bins", {"reference": str(paint.pk)}),
        (DRUGS, "Wholly other words", {"reference": str(bins.pk)}),
        (DRUGS, "A new row", {}),
        (DRUGS, "A row of another site", {"reference": "999999"}),
    )
    compared = two.compare(ours, is_ours=True)
    things = [(item.thing, item.effect) for item in compared.items if item.kind == "activity"]
    assert things == [(paint, CHANGED), (bins, CHANGED), (None, NEW), (None, NEW)]
    two.bring(ours, is_ours=True)
    paint.refresh_from_db()
    assert (paint.wording, paint.own_reference, paint.priority.name) == ("Empty the needle bins", "", ROADS)
    assert not Priority.objects.filter(name="A name from before").exists()


def test_an_action_of_a_hallmark_comes_back_in_a_file_of_ours_whatever_that_calls_its_hallmark(west):
    hallmark = factories.HallmarkFactory(plan=west.plan, name="Leadership")
    action = factories.ActionFactory(hallmark=hallmark, priority=None, wording="Meet")
    ours = west.entries(("Leadership", "Meet", {"reference": str(action.pk)}))
    assert [(item.effect, item.thing) for item in west.compare(ours, is_ours=True).items][1:] == [(SAME, action)]
    ours = west.entries(("", "Meet", {"reference": str(action.pk), "is_of_hallmark": True, "hallmark": "Its old name"}))
    [item] = west.compare(ours, is_ours=True).items
    assert (item.effect, item.faults, item.changes, item.place) == (SAME, [], [], "Leadership")
    west.bring(ours, is_ours=True)
    assert not Priority.objects.filter(plan=west.plan).exists()


def test_a_measure_in_other_spaces_is_no_second_one(west):
    entries = west.entries()
    entries.criteria = [Criterion(ROADS, "Fewer thefts"), Criterion(ROADS, "fewer  thefts.")]
    west.bring(entries)
    assert SuccessCriterion.objects.get(priority__plan=west.plan).wording == "Fewer thefts"
