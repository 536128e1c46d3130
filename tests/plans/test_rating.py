"""How success criteria are judged: laws of the rule, and examples that a coordinator would agree with."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plans.outline.worked_examples import EXAMPLES, rated
from plans.rating import FIGURE_VALID_FOR, Word, expected, rate, share_of_way, target_value

BEGINS, DUE, TODAY = date(2008, 4, 1), date(2011, 3, 31), date(2009, 10, 20)
AGREED = {
    "direction": "down", "scale": "count", "baseline": Decimal(400), "target": Decimal(340),
    "begins_on": BEGINS, "due_on": DUE, "frequency": "quarter",
    "value": Decimal(370), "starts_on": date(2009, 7, 1), "ends_on": date(2009, 9, 30), "today": TODAY,
}  # fmt: skip
YES_NO = {"scale": "yes_no", "value": Decimal(0), "target": Decimal(1), "direction": "", "baseline": None}
WORST_FIRST = [Word.MISSING, Word.BEHIND, Word.ON_TARGET, Word.MET]

values = st.decimals(min_value=0, max_value=5000, places=2)
days = st.dates(min_value=BEGINS, max_value=DUE)
criteria = st.fixed_dictionaries(
    {
        "direction": st.sampled_from(["up", "down"]),
        "scale": st.sampled_from(["", "count", "percent", "rate"]),
        "baseline": st.none() | values,
        "target": st.none() | values,
        "due_on": st.none() | days,
        "frequency": st.sampled_from(list(FIGURE_VALID_FOR)),
        "value": values,
        "ends_on": days,
        "days": st.integers(0, 366),
        "late": st.integers(0, 700),
    }
)


def asked(criterion):
    found = dict(criterion, begins_on=BEGINS, starts_on=criterion["ends_on"] - timedelta(days=criterion["days"]))
    found["today"] = criterion["ends_on"] + timedelta(days=criterion["late"])
    del found["days"], found["late"]
    return found


@given(criteria, values)
def test_a_better_figure_is_never_judged_worse(criterion, other):
    one = asked(criterion)
    up = one["direction"] == "up"
    worse, better = sorted([one["value"], other], reverse=not up)
    words = [rate(**one | {"value": value}).word for value in (worse, better)]
    # Whether it can be judged at all does not hang on the figure.
    assert (words[0] == Word.NO_RATING) == (words[1] == Word.NO_RATING)
    if Word.NO_RATING not in words:
        assert WORST_FIRST.index(words[0]) <= WORST_FIRST.index(words[1])


@given(criteria, st.sampled_from([Decimal("0.001"), Decimal("0.5"), Decimal(3), Decimal(1000)]))
def test_the_unit_does_not_matter(criterion, times):
    one = asked(criterion)
    other = one | {name: one[name] and one[name] * times for name in ("baseline", "target", "value")}
    assert rate(**one) == rate(**other)


@given(criteria, st.sampled_from(["value", "target", "direction", "baseline", "due_on"]))
def test_there_is_no_rating_without_a_figure_nor_while_anything_is_to_be_agreed(criterion, missing):
    one = asked(criterion) | {missing: "" if missing == "direction" else None}
    assert rate(**one).word == Word.NO_RATING


@given(criteria)
def test_a_figure_that_was_met_is_still_gone_by_no_longer_than_any_other(criterion):
    one = asked(criterion)
    best = Decimal(5001) if one["direction"] == "up" else Decimal(-1)
    words = {rate(**one | {"value": value}).word == Word.NO_RATING for value in (one["value"], best)}
    assert len(words) == 1


@given(criteria)
def test_the_rule_always_says_why(criterion):
    assert rate(**asked(criterion)).why.endswith(".")


@given(criteria)
def test_higher_is_better_is_the_mirror_of_lower_is_better(criterion):
    one = asked(criterion)
    mirrored = {name: one[name] and -one[name] for name in ("baseline", "target", "value")}
    other = one | mirrored | {"direction": "down" if one["direction"] == "up" else "up"}
    assert rate(**one).word == rate(**other).word


@given(values, values, days, days, days)
def test_the_course_goes_from_the_baseline_to_the_target_and_never_back(baseline, target, due_on, one, other):
    assume(due_on > BEGINS)
    path = {"baseline": baseline, "target": target, "begins_on": BEGINS, "due_on": due_on}
    assert (expected(**path, day=BEGINS), expected(**path, day=due_on)) == (baseline, target)
    early, late = (expected(**path, day=day) for day in sorted([one, other]))
    assert abs(early - baseline) <= abs(late - baseline) <= abs(target - baseline)


@given(days, days, days)
def test_the_share_of_the_way_grows_from_nothing_to_all(due_on, one, other):
    assume(due_on > BEGINS)
    early, late = (share_of_way(BEGINS, due_on, day) for day in sorted([one, other]))
    assert 0 <= early <= late <= 1


@pytest.mark.parametrize(
    ("direction", "kind", "target", "expected"),
    [
        ("down", "value", 340, 340),
        ("down", "change", 10, 360),
        ("up", "change", 10, 440),
        ("", "change", 10, None),
        ("down", "change", None, None),
    ],
)
def test_a_target_in_per_cent_is_counted_from_the_baseline(direction, kind, target, expected):
    assert target_value(direction=direction, baseline=400, target=target, target_kind=kind) == expected


def test_a_change_of_a_baseline_that_is_not_agreed_is_no_target():
    assert target_value(direction="up", baseline=None, target=10, target_kind="change") is None


def test_the_worked_examples_are_judged_as_a_coordinator_would():
    assert [(e.what, e.value, rated(e).label) for e in EXAMPLES] == [
        ("Burglaries of homes each quarter", 338, "Met"),
        ("Burglaries of homes each quarter", 368, "On target"),
        ("Burglaries of homes each quarter", 382, "Behind target"),
        ("Burglaries of homes each quarter", 392, "Missing target"),
        ("Burglaries of homes each quarter", 410, "Missing target"),
        ("Residents who feel safe after dark", 52, "On target"),
        ("Vehicle crime, to fall by 10 per cent", 850, "On target"),
        ("Deliberate fires", 80, "On target"),
        ("A protocol signed by all six authorities", 0, "Too early to tell"),
        ("Young people referred to the project", 24, "No target yet"),
        ("Residents who feel safe after dark", 50, "Out of date"),
        ("Residents who feel safe after dark", 48, "Too early to tell"),
        ("Burglaries of homes each quarter", 120, "Too early to tell"),
        ("A protocol signed by all six authorities", 1, "Met"),
        ("Calls about rowdy behaviour", None, "Too early to tell"),
    ]


@pytest.mark.parametrize(
    ("differs", "word", "why"),
    [
        ({}, "on_course", "as fast as needed"),
        ({"due_on": None}, "cannot", "No target date agreed yet."),
        ({"baseline": None}, "cannot", "No baseline agreed yet."),
        (
            {"baseline": None, "target": None, "direction": ""},
            "cannot",
            "No baseline or target agreed yet.",
        ),
        ({"baseline": None, "value": Decimal(330)}, "cannot", "No baseline"),
        ({"value": Decimal(330), "today": date(2010, 7, 3)}, "cannot", "out of date"),
        ({"starts_on": date(2008, 10, 1)}, "cannot", "No figure for a whole quarter"),
        ({"starts_on": date(2009, 9, 1), "scale": "percent"}, "on_course", "as fast"),
        ({"due_on": date(2008, 3, 1), "ends_on": date(2008, 2, 29), "starts_on": date(2008, 1, 1)}, "cannot", "began"),
        ({"due_on": date(2009, 9, 30)}, "off_course", "has passed. The latest figure missed the target."),
        ({"target": Decimal(370)}, "met", "meets or beats the target"),
        ({"target": Decimal(420)}, "on_course", "stay at the target or better"),
        ({"target": Decimal(420), "due_on": date(2009, 9, 30)}, "met", "meets or beats the target"),
        ({"value": Decimal(401)}, "off_course", "worse than the baseline"),
        ({"today": date(2010, 7, 3)}, "cannot", "out of date"),
        ({"today": date(2010, 7, 2)}, "on_course", "as fast"),
        ({"starts_on": date(2006, 4, 1)}, "cannot", "since the plan began"),
        (YES_NO, "cannot", "Not done yet; due by"),
        (YES_NO | {"value": Decimal(1)}, "met", "Done."),
        (YES_NO | {"value": Decimal(1), "today": date(2011, 3, 1)}, "met", "Done."),
        (YES_NO | {"due_on": date(2009, 9, 30)}, "off_course", "Not done by 30 September 2009."),
        (YES_NO | {"due_on": date(2009, 10, 10)}, "cannot", "no report"),
        ({"direction": ""}, "cannot", "whether higher or lower is better"),
        (YES_NO | {"target": None, "due_on": None}, "cannot", "No target or target date agreed yet."),
    ],
)
def test_what_the_rule_says_and_why(differs, word, why):
    rating = rate(**AGREED | differs)
    assert (rating.word, why in rating.why) == (word, True)


# A course of a thousand days from 400 to 340, seen when half of them are over: it is at 370 then, half as far is 385.
HALF_WAY = BEGINS + timedelta(days=500)
COURSE = AGREED | {
    "due_on": BEGINS + timedelta(days=1000), "scale": "percent", "frequency": "",
    "starts_on": HALF_WAY, "ends_on": HALF_WAY, "today": HALF_WAY,
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "word", "why"),
    [
        ("339.99", "met", "meets or beats the target"),
        ("340", "met", "meets or beats the target"),
        ("340.01", "on_course", "as fast as needed"),
        ("370", "on_course", "as fast as needed"),
        ("370.01", "short", "at least half as fast"),
        ("385", "short", "at least half as fast"),
        ("385.01", "off_course", "less than half as fast"),
        ("400", "off_course", "less than half as fast"),
        ("400.01", "off_course", "worse than the baseline"),
    ],
)
def test_each_word_goes_as_far_as_it_says_and_no_further(value, word, why):
    down = COURSE | {"value": Decimal(value)}
    up = down | {"direction": "up", "baseline": -down["baseline"], "target": -down["target"], "value": -down["value"]}
    for rating in (rate(**down), rate(**up)):
        assert (rating.word, why in rating.why) == (word, True)


@pytest.mark.parametrize("frequency", FIGURE_VALID_FOR)
def test_a_figure_is_gone_by_for_so_many_days_and_not_for_one_more(frequency):
    good_for = {"month": 122, "quarter": 275, "year": 550, "two_years": 915, "": 460}[frequency]
    last = COURSE | {"frequency": frequency, "today": HALF_WAY + timedelta(days=good_for)}
    assert rate(**last).word == "on_course"
    assert rate(**last | {"today": last["today"] + timedelta(days=1)}).why == "The latest figure is out of date."
    final = last | {"value": Decimal(340), "due_on": HALF_WAY, "today": HALF_WAY + timedelta(days=3000)}
    assert rate(**final).word == "met"


@pytest.mark.parametrize(
    ("differs", "word", "why"),
    [
        # On the day on which the plan begins nobody has to have come any way.
        ({"value": Decimal(400), "starts_on": BEGINS, "ends_on": BEGINS, "today": BEGINS}, "on_course", "as fast"),
        # As many days before the plan began as after it, and one more.
        ({"starts_on": BEGINS - timedelta(days=500)}, "on_course", "as fast"),
        ({"starts_on": BEGINS - timedelta(days=501)}, "cannot", "since the plan began"),
        # Shorter and longer months are months; what is counted over less than a quarter is no quarter's.
        ({"scale": "count", "frequency": "month", "starts_on": HALF_WAY - timedelta(days=30)}, "on_course", "as fast"),
        ({"scale": "count", "frequency": "month", "starts_on": HALF_WAY - timedelta(days=27)}, "on_course", "as fast"),
        ({"scale": "count", "frequency": "month", "starts_on": HALF_WAY - timedelta(days=31)}, "cannot", "month"),
        ({"scale": "count", "frequency": "month", "starts_on": HALF_WAY - timedelta(days=26)}, "cannot", "month"),
        ({"scale": "rate", "frequency": "quarter"}, "cannot", "No figure for a whole quarter"),
        ({"scale": "", "frequency": "quarter"}, "cannot", "No figure for a whole quarter"),
        # What is due today is not overdue.
        (
            YES_NO | {"due_on": HALF_WAY + timedelta(days=9), "today": HALF_WAY + timedelta(days=9)},
            "cannot",
            "Not done",
        ),
        (
            YES_NO | {"due_on": HALF_WAY + timedelta(days=9), "today": HALF_WAY + timedelta(days=10)},
            "cannot",
            "no report",
        ),
    ],
)
def test_the_rule_at_its_edges(differs, word, why):
    rating = rate(**COURSE | {"value": Decimal(370)} | differs)
    assert (rating.word, why in rating.why) == (word, True)
