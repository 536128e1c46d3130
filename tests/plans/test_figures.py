"""The figures of a criterion: which of them count, and which of them the public is told."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import combinations, product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from partners import clock
from plans.changes.describe import changes
from plans.exports.formats import FILES, file_of_outline
from plans.figures import (
    BESIDE,
    SMALL,
    aim,
    baseline_in_words,
    judge,
    latest_of,
    measured_in_words,
    newest_of_each_period,
    one_series,
    target_in_words,
    why_in_words,
    without_small_numbers,
)
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from priorities.models import SuccessCriterion
from tests import factories
from tests.volume import some

BEGINS, TODAY = date(2008, 4, 1), date(2009, 5, 4)
MONTHS = [date(2008 + (3 + n) // 12, (3 + n) % 12 + 1, 1) for n in range(13)]


def measured(first, after, value, pk=None):
    """What was counted from the beginning of one month up to that of another; months are counted from April 2008."""
    days = {"starts_on": MONTHS[first], "ends_on": MONTHS[after] - timedelta(days=1)}
    return {"id": pk or first * 100 + after, **days, "value": Decimal(value), "hidden": ""}


def criterion(measurements, **differs):
    found = {
        "hide_below": 5, "scale": "count", "unit": "incidents", "baseline": Decimal(40), "target": Decimal(10),
        "target_kind": "value", "target_value": Decimal(10), "direction": "down", "baseline_hidden": "",
        "due_on": MONTHS[12], "frequency": "",
        "measurements": measurements, "latest": measurements[-1] if measurements else None,
    } | differs  # fmt: skip
    given = {"override": "", "overridden": None}
    return found | {"rating": judge(found | given, begins_on=BEGINS, today=TODAY)}


def told_of(whole):
    return without_small_numbers(whole, begins_on=BEGINS, today=TODAY)


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


@settings(max_examples=some(50, 150))
@given(counts, spans)
def test_no_small_number_can_be_worked_out_of_what_is_told(months, periods):
    measurements = [measured(first, after, sum(months[first:after])) for first, after in sorted(periods)]
    told = told_of(criterion(measurements))["measurements"]
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


def most_that_it_can_be(shown):
    """{(first, after): the most that can have happened in these months}, by all that is shown.

    Exactly: as shortest ways between the months' beginnings, since no month has fewer than none.
    """
    most = {(i, j): 0 if i >= j else inf for i in range(13) for j in range(13)}
    for m in shown:
        first, after = MONTHS.index(m["starts_on"]), MONTHS.index(m["ends_on"] + timedelta(days=1))
        most[first, after], most[after, first] = int(m["value"]), -int(m["value"])
    for k, i, j in product(range(13), repeat=3):
        most[i, j] = min(most[i, j], most[i, k] + most[k, j])
    return most


usual = st.sets(
    st.sampled_from(
        [(n, n + 1) for n in range(12)] + [(n, n + 3) for n in range(0, 12, 3)] + [(0, 6), (6, 12), (0, 12)]
    )
)


@settings(max_examples=some(50, 150))
@given(counts, usual)
def test_of_no_stretch_of_months_can_it_be_worked_out_that_it_had_few_also_if_nobody_measured_it(months, periods):
    measurements = [measured(first, after, sum(months[first:after])) for first, after in sorted(periods)]
    shown = [m for m in told_of(criterion(measurements))["measurements"] if m["value"] is not None]
    most = most_that_it_can_be(shown)
    assert [span for span in combinations(range(13), 2) if most[span] < 5] == []


def test_a_total_that_leaves_a_small_number_for_a_month_that_nobody_measured_is_not_told():
    quarter = [measured(0, 1, 10), measured(1, 2, 12), measured(0, 3, 24)]
    assert [m["hidden"] for m in told_of(criterion(quarter))["measurements"]] == ["", "", BESIDE]
    quarter[2]["value"] = Decimal(27)
    assert [m["hidden"] for m in told_of(criterion(quarter))["measurements"]] == ["", "", ""]


@given(counts, usual)
def test_where_nothing_is_small_and_every_month_is_measured_everything_is_told(months, periods):
    periods |= {(n, n + 1) for n in range(12)}
    measurements = [measured(first, after, sum(months[first:after]) + 5) for first, after in sorted(periods)]
    whole = criterion(measurements)
    assert told_of(whole)["measurements"] == measurements


numbers = st.integers(0, 4)


@settings(max_examples=some(50, 200))
@given(
    st.tuples(numbers, numbers), st.booleans(), st.integers(0, 12), st.integers(0, 12),
    st.sampled_from(["value", "change"]), st.sampled_from(["up", "down"]), st.integers(3, 24),
)  # fmt: skip
def test_the_rating_that_is_told_is_the_same_for_all_numbers_that_a_small_one_could_be(
    smalls, of_baseline, other, target, kind, direction, months
):
    """Two plans that differ by a small number only, the baseline or the latest figure, are told in the same words."""
    told = []
    for small in smalls:
        baseline, value = (small, other) if of_baseline else (other, small)
        agreed = {"baseline": Decimal(baseline), "target": Decimal(target), "target_kind": kind, "direction": direction}
        due_on = BEGINS + timedelta(days=30 * months)
        whole = criterion([measured(0, 3, 9), measured(3, 6, value)], **agreed, due_on=due_on, frequency="quarter")
        whole["target_value"] = aim(whole)
        whole |= {"rating": judge(whole | {"override": "", "overridden": None}, begins_on=BEGINS, today=TODAY)}
        told.append(told_of(whole))
    assert told[0] == told[1]


def test_a_rating_that_would_give_a_small_number_away_is_not_told_and_the_persons_is():
    whole = criterion([measured(0, 3, 9), measured(3, 6, 0)], target=Decimal(0), target_value=Decimal(0))
    assert whole["rating"]["word"] == "met"  # to meet it the number has to be none
    rating = told_of(whole)["rating"]
    assert (rating["word"], rating["label"], rating["by_rule"]) == ("cannot", "Not shown", "cannot")
    assert rating["why"] == "Its figures are too small to show, to protect people’s identity."
    said = {"word": "short", "label": "Behind target", "override": {"reason": "Counted anew"}}
    whole["rating"] |= said
    assert told_of(whole)["rating"] == whole["rating"] | {"by_rule": "cannot", "why": rating["why"]}


def test_a_rating_that_all_small_numbers_would_have_is_told():
    whole = criterion([measured(0, 3, 9), measured(3, 6, 0)])
    assert told_of(whole)["rating"] == whole["rating"] | {"word": "met"}


def test_a_persons_rating_is_told_with_its_reason_and_with_what_the_rule_says():
    rating = {"why": "Done.", "by_rule": "met", "override": None}
    assert why_in_words(rating) == "Done."
    rating["override"] = {"reason": "Half of it.", "set_on": date(2009, 6, 8)}
    assert why_in_words(rating) == "Rated by the partnership on 8 June 2009: Half of it. Rating by the rule: met. Done."
    rating["override"]["by"] = "Ann"
    assert why_in_words(rating).startswith("Rated by Ann on 8 June 2009: ")


def test_a_rating_by_a_total_that_is_not_told_is_not_told_either():
    months = [measured(n, n + 1, 10 if n else 2) for n in range(12)]
    aims = {"baseline": Decimal(140), "target": Decimal(112), "target_value": Decimal(112)}
    whole = criterion([*months, measured(0, 12, 112)], frequency="year", **aims)
    assert (whole["rating"]["word"], told_of(whole)["rating"]["word"]) == ("met", "cannot")


def test_a_baseline_is_not_told_beside_a_small_number_from_before_the_plan():
    before = [{**m, "starts_on": m["starts_on"] - timedelta(days=366)} for m in (measured(0, 3, 2),)]
    before[0]["ends_on"] = before[0]["starts_on"] + timedelta(days=90)
    told = told_of(criterion([*before, measured(0, 3, 9)]))
    assert (told["baseline"], told["baseline_hidden"]) == (None, BESIDE)
    assert baseline_in_words(told) == "not shown, because a number below 5 could be worked out from it"


@pytest.mark.parametrize(
    "differs", [{"hide_below": None}, {"scale": "percent"}, {"scale": "rate"}, {"scale": "yes_no"}]
)
def test_only_numbers_of_things_are_small_and_only_where_the_criterion_says_so(differs):
    whole = criterion([measured(0, 3, 2), measured(3, 6, 1)], **differs)
    assert told_of(whole) == whole


@pytest.mark.parametrize("scale", ["count", ""])
def test_a_number_is_small_below_the_limit_alone_also_while_it_is_not_agreed_what_is_counted(scale):
    whole = criterion([measured(0, 3, 4), measured(3, 6, 5)], scale=scale, baseline=Decimal(5))
    told = told_of(whole)
    assert [(m["value"], m["hidden"]) for m in told["measurements"]] == [(None, SMALL), (Decimal(5), "")]
    assert (told["baseline"], told["baseline_hidden"]) == (Decimal(5), "")
    small = told_of(criterion([measured(3, 6, 5)], scale=scale, baseline=Decimal("4.99")))
    assert (small["baseline"], small["baseline_hidden"]) == (None, SMALL)


def test_what_leaves_exactly_the_limit_for_the_rest_is_told_and_what_leaves_less_is_not():
    for total, hidden in ((14, ""), (13, BESIDE)):
        told = told_of(criterion([measured(0, 3, 9), measured(0, 6, total)]))
        assert [m["hidden"] for m in told["measurements"]] == ["", hidden]


def test_periods_that_share_one_day_share_what_is_not_told():
    """A survey of the last day of a small quarter is not told, one of the day after is."""
    last = MONTHS[3] - timedelta(days=1)
    for day, hidden in ((last, BESIDE), (MONTHS[3], "")):
        survey = {"id": 9, "starts_on": day, "ends_on": day, "value": Decimal(7), "hidden": ""}
        assert told_of(criterion([measured(0, 3, 2), survey]))["measurements"][1]["hidden"] == hidden
    for day, hidden in ((MONTHS[3], BESIDE), (last, "")):
        survey = {"id": 9, "starts_on": day, "ends_on": day, "value": Decimal(7), "hidden": ""}
        assert told_of(criterion([survey, measured(3, 6, 2)]))["measurements"][0]["hidden"] == hidden


def test_a_total_beside_a_small_quarter_is_not_told_and_the_other_quarters_are():
    quarters = [measured(0, 3, 9), measured(3, 6, 2), measured(6, 9, 7), measured(9, 12, 6), measured(0, 12, 24)]
    whole = told_of(criterion(quarters))
    assert [measured_in_words(m, whole) for m in whole["measurements"]] == [
        "9 incidents",
        "fewer than 5 incidents",
        "7 incidents",
        "6 incidents",
        "not shown, because a number below 5 could be worked out from it",
    ]


def test_a_small_baseline_is_not_told_nor_the_target_that_follows_from_it():
    whole = criterion([], baseline=Decimal(4), target=Decimal(25), target_kind="change", target_value=Decimal(3))
    told = told_of(whole)
    assert (told["baseline"], told["target_value"]) == (None, None)
    assert baseline_in_words(told) == "fewer than 5 incidents"
    assert target_in_words(told) == "25% lower than the baseline"


def test_the_newest_record_of_a_period_counts_whatever_the_order_of_the_periods():
    records = [measured(3, 6, 9, 1), measured(0, 3, 8, 2), measured(3, 6, 10, 3)]
    assert [m["id"] for m in newest_of_each_period(records)] == [2, 3]


def test_a_series_ends_where_the_plan_before_measured_otherwise():
    def one(continues, scale="count", unit="incidents"):
        return {"continues": continues, "scale": scale, "unit": unit}

    same = {3: one(2), 2: one(1), 1: one(0)}
    assert one_series(3, same) == [3, 2, 1]
    assert one_series(3, same | {1: one(0, unit="homes")}) == [3, 2]
    assert one_series(3, same | {2: one(1, scale="rate")}) == [3]
    assert one_series(3, same | {3: one(None)}) == [3]


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


def test_a_figure_that_was_told_before_is_not_repeated_beside_the_small_number(small):
    SuccessCriterion.objects.update(hide_below=None)
    older = outline(small, audience=PUBLIC)
    SuccessCriterion.objects.update(hide_below=5)
    found = str(changes(older, outline(small, audience=PUBLIC)))
    assert ("fewer than 5 assaults" in found, "41.11" in found, "3.11" in found) == (True, False, False)


@pytest.mark.slow
def test_in_the_pdf_for_the_public_is_no_small_number_nor_its_baseline(small):
    SuccessCriterion.objects.update(frequency="quarter")
    factories.MeasurementFactory(
        criterion=SuccessCriterion.objects.get(), value="2.22", starts_on=date(2009, 4, 1), ends_on=date(2009, 6, 30)
    )
    public, ours = (
        PdfReader(BytesIO(file_of_outline(outline(small, audience=a), "plan.pdf"))) for a in (PUBLIC, PARTNERSHIP)
    )
    public, ours = (" ".join(page.extract_text() for page in pdf.pages) for pdf in (public, ours))
    assert ("2.22" in public, "2.22" in ours, "fewer than 5 assaults" in " ".join(public.split())) == (
        False, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("name", [name for name in FILES if name != "plan.pdf"])
def test_in_no_file_for_the_public_is_a_small_number_nor_its_total(name, small):
    public, ours = (file_of_outline(outline(small, audience=a), name) for a in (PUBLIC, PARTNERSHIP))
    if name == "plan.xlsx":
        from .exports.test_open_data import sheets

        public, ours = (str(sheets(file)).encode() for file in (public, ours))
    for secret in (b"3.11", b"41.11"):
        has_it = name in ("plan.xlsx", "plan.json", "measurements.csv")
        assert (secret in public, secret in ours) == (False, has_it)


@pytest.mark.slow
def test_the_public_page_tells_no_small_number_and_the_partnerships_does(small, published, cast, sign_in, client):
    published()
    public = client.get("/here/whole-plan/").content.decode()
    ours = sign_in(cast.officer).get("/here/plan/").content.decode()
    found = {words: (words in public, words in ours) for words in ("fewer than 5 assaults", "3.11", "41.11", "12.67")}
    assert found == {
        "fewer than 5 assaults": (True, False),
        "3.11": (False, True),
        "41.11": (False, True),
        "12.67": (True, True),
    }


@pytest.mark.slow
def test_a_target_below_a_small_baseline_is_said_one_way_on_every_page_and_in_every_file(
    small, published, cast, sign_in, client
):
    SuccessCriterion.objects.update(target=25, target_kind="change")
    published()
    paths = ["whole-plan/", f"editions/{small.slug}/1/whole-plan/", "publish/preview/whole-plan/", "plan/"]
    answers = [sign_in(cast.coordinator).get(f"/here/{path}") for path in paths]
    assert {answer.status_code for answer in answers} == {200}
    pages = [" ".join(answer.content.decode().split()) for answer in answers]
    public = outline(small, audience=PUBLIC)
    pages += [
        file_of_outline(public, name).decode("utf-8", "ignore") for name in FILES if name.endswith(("csv", "json"))
    ]
    pdf = PdfReader(BytesIO(file_of_outline(public, "plan.pdf")))
    pages.append(" ".join(" ".join(page.extract_text() for page in pdf.pages).split()))
    assert [n for n, page in enumerate(pages) if "o target agreed" in page or ", no target yet" in page] == []
    said = "The target is 25% lower than the baseline by 31 March 2011."
    assert (said in pages[0], "25% lower than the baseline" in pages[-1]) == (True, True)
    for criterion in SuccessCriterion.objects.all():
        criterion.target = None
        criterion.save()
    assert "No target agreed yet." in sign_in(cast.coordinator).get("/here/plan/").content.decode()


def test_a_past_day_is_told_by_the_records_of_that_day(here):
    SuccessCriterion.objects.update(unit="incidents")
    factories.MeasurementFactory(value=30, criterion=here.criterion)
    moment = clock.now()
    with clock.frozen_at(moment + timedelta(days=30)):
        factories.MeasurementFactory(value=20, criterion=here.criterion)
        then, now = (
            outline(here.plan, audience=PARTNERSHIP, as_at=at)["priorities"][0]["criteria"][0]
            for at in (moment + timedelta(days=1), None)
        )
    assert ([m["value"] for m in then["measurements"]], [m["value"] for m in now["measurements"]]) == ([30], [20])
