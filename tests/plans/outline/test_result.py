"""The result in one or two sentences: by rule, of every state of a plan, and never against what the outline says."""

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.outline.result import result, result_of, topic
from plans.status import EffectiveStatus

NAMES = ("burglary", "vehicle crime", "fires", "graffiti", "robbery", "noise", "speeding")
NOT_MET = ("short", "off_course")


def criterion(wording, word="met", kind="headline"):
    return {"wording": wording, "kind": kind} | ({"rating": {"word": word}} if word else {})


def plan(tally, *criteria, today=date(2009, 6, 12), starts_on=date(2008, 4, 1)):
    return {
        "today": today,
        "plan": {"starts_on": starts_on, "ends_on": date(2011, 3, 31)},
        "partnership": {"area": "North Herts"},
        "total": sum(tally.values()),
        "tally": tally,
        "priorities": [{"criteria": [each]} for each in criteria],
    }


def reduce(name, word="met"):
    return criterion(f"Reduction in {name.title()}", word)


WORDS = ("met", "met", "on_course", "short", "off_course", "cannot", "cannot")
MANY = [reduce(name, word) for name, word in zip(NAMES, WORDS, strict=True)]


@pytest.mark.parametrize(
    ("outline", "says"),
    [
        (plan({}), "The plan has no actions yet."),
        (
            plan({"no_report": 3, "not_started": 1}),
            "After the first year, no progress has been reported on the 4 actions.",
        ),
        (plan({"no_report": 1}), "After the first year, no progress has been reported on the action."),
        (plan({"not_updated": 3}), "After the first year, none of 3 actions is complete or on track."),
        (plan({"complete": 2}), "After the first year, all 2 actions are complete."),
        (plan({"complete": 1}), "After the first year, the action is complete."),
        (plan({"overdue": 1}), "After the first year, the action is not complete or on track."),
        (plan({"on_track": 1, "off_track": 1}), "After the first year, 1 of 2 actions is on track."),
        (
            plan({"on_track": 1700, "complete": 1000, "withdrawn": 2700}),
            "After the first year, 2,700 of 5,400 actions are complete or on track.",
        ),
        (plan({"complete": 2}, today=date(2008, 6, 1)), "So far, all 2 actions are complete."),
        (plan({"complete": 2}, today=date(2010, 4, 1)), "After two years, all 2 actions are complete."),
        (plan({"complete": 2}, today=date(2011, 4, 1)), "At the end of the plan, all 2 actions are complete."),
        (
            plan({"no_report": 2}, reduce("fires"), today=date(2008, 3, 1)),
            "The plan begins on 1 April 2008. It has 2 actions.",
        ),
    ],
)  # fmt: skip
def test_actions_are_told_of_any_state_of_the_plan(outline, says):
    assert result(outline) == says


@pytest.mark.parametrize(
    ("criteria", "says"),
    [
        ([], ""),
        # Of an edition from before there were ratings.
        ([criterion("Reduction in Fires", None)], ""),
        ([criterion("Letters issued", "met", kind="associated")], ""),
        ([reduce("fires", "cannot")], "There are not enough figures yet to show whether the targets are met."),
        ([reduce("fires")], "The target has been met for fires."),
        ([reduce("fires", "on_course")], "Figures are on target for fires."),
        ([reduce("fires", "short")], "Figures do not meet the target for fires."),
        (
            [reduce("fires", "short"), reduce("noise", "off_course")],
            "Figures do not meet the targets for fires and noise.",
        ),
        (
            [reduce(name) for name in NAMES[:3]] + [reduce("noise", "off_course")],
            "Targets have been met for burglary, vehicle crime and fires, but not for noise.",
        ),
        (
            [reduce("fires"), reduce("noise", "on_course"), reduce("graffiti", "short")],
            "The target has been met for fires; figures are on target for noise, but not for graffiti.",
        ),
        (
            [reduce("fires"), reduce("x" * 99, "on_course"), reduce("noise", "short")],
            "The target has been met for fires; figures are on target for 1 other, but not for noise.",
        ),
        (
            [*MANY, *MANY],
            "Targets have been met for 4 main measures; figures are on target for 2 others, but not for 4 others.",
        ),
        ([reduce(name) for name in NAMES], "Targets have been met for 7 main measures."),
        ([reduce("x" * 99, "on_course")], "Figures are on target for 1 main measure."),
    ],
)  # fmt: skip
def test_targets_are_named_where_they_are_few_and_counted_where_they_are_many(criteria, says):
    whole = result(plan({"complete": 2}, *criteria))
    assert whole.removeprefix("After the first year, all 2 actions are complete.").strip() == says


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ("To reduce Criminal Damage", "criminal damage"),
        ("Reduction in Vehicle Crime.", "vehicle crime"),
        ("Prevent an increase in the number of serious violent crimes", "serious violent crimes"),
        ("Increase in the number of SAFE referrals by 5%", "SAFE referrals"),
        ("To achieve an increase on the number of ABC's", "ABC's"),
        ("Reduce the rate of burglary in Hitchin by 4% by 2009", "burglary in Hitchin"),
        ("Reduce North Herts Burglary", "North Herts burglary"),
        ("Reduce theft and handling", "“theft and handling”"),
        ("Letters issued to drivers", "“Letters issued to drivers”"),
    ],
)
def test_what_is_measured_is_named_as_within_a_sentence(wording, says):
    assert topic(criterion(wording), "North Herts") == says


@given(
    tally=st.dictionaries(st.sampled_from(EffectiveStatus.values), st.integers(1, 3000)),
    words=st.lists(st.sampled_from(["met", "on_course", *NOT_MET, "cannot", None]), max_size=len(NAMES)),
)
def test_it_never_says_what_the_outline_does_not(tally, words):
    whole = plan(tally, *(reduce(name, word) for name, word in zip(NAMES, words, strict=False)))
    text = result(whole)
    if counted := re.search(r"([\d,]+) of ([\d,]+) actions", text):
        done, number = (int(each.replace(",", "")) for each in counted.groups())
        assert (done, number) == (tally.get("complete", 0) + tally.get("on_track", 0), sum(tally.values()))
    if " all " in text:
        assert tally.keys() <= {"complete", "on_track"}
    counts = Counter(words)
    for name, word in zip(NAMES, words, strict=False):
        if name in text:
            before = text[: text.index(name)]
            clauses = ("met for", "on target for", "not meet the target", "not for")
            last = max(clauses, key=before.rfind)
            assert word in {"met for": ["met"], "on target for": ["on_course"]}.get(last, NOT_MET)
    for clause, those in (("met for", ["met"]), ("on target for", ["on_course"]), ("not for", NOT_MET)):
        if numbered := re.search(rf"{clause} (\d+)", text):
            assert int(numbered[1]) == sum(counts[word] for word in those)


def test_words_that_were_published_come_before_the_rules():
    whole = plan({"complete": 2})
    assert result_of({"outline": whole, "result": "All is done."}) == "All is done."
    assert result_of({"outline": whole}) == result(whole)
