"""The figures of a criterion: which of them count, and which of them the public is told."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners import clock
from plans.figures import (
    BESIDE,
    SMALL,
    baseline_in_words,
    latest_of,
    measured_in_words,
    newest_of_each_period,
    target_in_words,
    without_small_numbers,
)
from plans.files import FILES, file_of_outline
from plans.outline import PARTNERSHIP, PUBLIC, outline
from priorities.models import SuccessCriterion
from tests import factories

BEGINS = date(2008, 4, 1)
MONTHS = [date(2008 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(13)]


def measured(first, after, value, pk=None):
    """What was counted from the beginning of one month up to that of another; months are counted from April 2008."""
    days = {"starts_on": MONTHS[first], "ends_on": MONTHS[after] - timedelta(days=1)}
    return {"id": pk or first * 100 + after, **days, "value": Decimal(value), "hidden": ""}


def criterion(measurements, **differs):
    found = {
        "hide_below": 5, "scale": "count", "unit": "incidents", "baseline": Decimal(40), "target": Decimal(10),
        "target_kind": "value", "target_value": Decimal(10), "direction": "down", "baseline_hidden": "",
        "measurements": measurements, "latest": measurements[-1] if measurements else None,
    }  # fmt: skip
    return found | differs


counts = st.lists(st.integers(0, 12), min_size=12, max_size=12)
spans = st.sets(st.tuples(st.integers(0, 11), st.integers(1, 12)).filter(lambda s: s[0] < s[1]), min_size=1)


def in_span(wanted, rows):
    """Whether a row is a sum of multiples of others: exactly, by elimination."""
    basis = []
    for row in [*rows, wanted]:
        rest = [Fraction(x) for x in row]
        for pivot, kept in basis:
            if rest[pivot]:
                factor = rest[pivot] / kept[pivot]
                rest = [a - factor * b for a, b in zip(rest, kept, strict=True)]
        pivot = next((n for n, x in enumerate(rest) if x), None)
        if row is wanted:
            return pivot is None
        if pivot is not None:
            basis.append((pivot, rest))


@settings(max_examples=150)
@given(counts, spans)
def test_no_small_number_can_be_worked_out_of_what_is_told(months, periods):
    measurements = [measured(first, after, sum(months[first:after])) for first, after in sorted(periods)]
    told = without_small_numbers(criterion(measurements))["measurements"]
    rows = {m["id"]: [int(m["starts_on"] <= day <= m["ends_on"]) for day in MONTHS[:12]] for m in measurements}
    shown = [rows[m["id"]] for m in told if m["value"] is not None]
    for before, after in zip(measurements, told, strict=True):
        if before["value"] < 5:
            assert (after["value"], after["hidden"]) == (None, SMALL)
            assert not in_span(rows[before["id"]], shown)
            # Nothing told has a month in common with it, so it cannot be narrowed down either.
            assert not any(a and b for row in shown for a, b in zip(row, rows[before["id"]], strict=True))
        elif after["value"] is None:
            assert after["hidden"] == BESIDE
        else:
            assert after == before


@given(counts, spans)
def test_where_nothing_is_small_everything_is_told(months, periods):
    measurements = [measured(first, after, sum(months[first:after]) + 5) for first, after in sorted(periods)]
    whole = criterion(measurements)
    assert without_small_numbers(whole) == whole


@pytest.mark.parametrize(
    "differs", [{"hide_below": None}, {"scale": "percent"}, {"scale": "rate"}, {"scale": "yes_no"}]
)
def test_only_numbers_of_things_are_small_and_only_where_the_criterion_says_so(differs):
    whole = criterion([measured(0, 3, 2), measured(3, 6, 1)], **differs)
    assert without_small_numbers(whole) == whole


def test_a_total_beside_a_small_quarter_is_not_told_and_the_other_quarters_are():
    quarters = [measured(0, 3, 9), measured(3, 6, 2), measured(6, 9, 7), measured(9, 12, 6), measured(0, 12, 24)]
    whole = without_small_numbers(criterion(quarters))
    assert [measured_in_words(m, whole) for m in whole["measurements"]] == [
        "9 incidents",
        "fewer than 5 incidents",
        "7 incidents",
        "6 incidents",
        "not told, because a number below 5 could be worked out from it",
    ]


def test_a_small_baseline_is_not_told_nor_the_target_that_follows_from_it():
    whole = criterion([], baseline=Decimal(4), target=Decimal(25), target_kind="change", target_value=Decimal(3))
    told = without_small_numbers(whole)
    assert (told["baseline"], told["target_value"]) == (None, None)
    assert baseline_in_words(told) == "fewer than 5 incidents"
    assert target_in_words(told) == "25% lower than the baseline"


def test_the_newest_record_of_a_period_counts_whatever_the_order_of_the_periods():
    records = [measured(3, 6, 9, 1), measured(0, 3, 8, 2), measured(3, 6, 10, 3)]
    assert [m["id"] for m in newest_of_each_period(records)] == [2, 3]


def test_the_latest_is_of_the_kind_of_period_that_is_wanted():
    year, quarter, month = measured(0, 12, 90), measured(9, 12, 20), measured(11, 12, 7)
    all_three = [year, quarter, month]
    assert [latest_of(all_three, f) for f in ("year", "quarter", "month", "")] == [year, quarter, month, month]
    assert (latest_of([year], "month"), latest_of([], "month")) == (year, None)


@pytest.fixture
def small(here):
    """A criterion of which a quarter's number is 3, its year's 41, its baseline 4."""
    SuccessCriterion.objects.update(
        unit="assaults", scale="count", direction="down", baseline=4, baseline_period="2007/08", target=2,
        due_on=date(2011, 3, 31), hide_below=5,
    )  # fmt: skip
    of = {"criterion": here.criterion, "source": "Hospital"}
    for first, after, value in ((0, 3, "13.5"), (3, 6, "3.11"), (6, 9, "12.11"), (9, 12, "12.67"), (0, 12, "41.11")):
        period = measured(first, after, 0)
        factories.MeasurementFactory(value=value, starts_on=period["starts_on"], ends_on=period["ends_on"], **of)
    return here.plan


@pytest.mark.parametrize("name", [name for name in FILES if name != "plan.pdf"])
def test_in_no_file_for_the_public_is_a_small_number_nor_its_total(name, small):
    public, ours = (file_of_outline(outline(small, audience=a), name) for a in (PUBLIC, PARTNERSHIP))
    if name == "plan.xlsx":
        from tests.plans.test_open_data import sheets

        public, ours = (str(sheets(file)).encode() for file in (public, ours))
    for secret in (b"3.11", b"41.11"):
        has_it = name in ("plan.xlsx", "plan.json", "measurements.csv")
        assert (secret in public, secret in ours) == (False, has_it)


def test_the_public_page_tells_no_small_number_and_the_partnerships_does(small, published, cast, sign_in, client):
    published()
    public = client.get("/here/").content.decode()
    ours = sign_in(cast.officer).get("/here/plan/").content.decode()
    found = {words: (words in public, words in ours) for words in ("fewer than 5 assaults", "3.11", "41.11", "12.67")}
    assert found == {
        "fewer than 5 assaults": (True, False),
        "3.11": (False, True),
        "41.11": (False, True),
        "12.67": (True, True),
    }


def test_a_past_day_is_told_by_the_records_of_that_day(here):
    SuccessCriterion.objects.update(unit="incidents")
    factories.MeasurementFactory(value=30, criterion=here.criterion)
    moment = clock.now()
    with clock.standing_at(moment + timedelta(days=30)):
        factories.MeasurementFactory(value=20, criterion=here.criterion)
        then, now = (
            outline(here.plan, audience=PARTNERSHIP, as_at=at)["priorities"][0]["criteria"][0]
            for at in (moment + timedelta(days=1), None)
        )
    assert ([m["value"] for m in then["measurements"]], [m["value"] for m in now["measurements"]]) == ([30], [20])
