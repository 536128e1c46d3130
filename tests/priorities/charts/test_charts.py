"""Charts of criteria: laws that every drawing keeps, and what a chart says."""

import gzip
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plans.figures import SMALL as HIDDEN
from priorities.charts import LARGE, SCREEN, SMALL, SPARK, chart, charts, draw, has_chart
from priorities.charts.drawing import scale_of
from priorities.charts.labels import Box, box_of_mark
from priorities.charts.scales import values_scale
from priorities.models import SuccessCriterion
from tests import factories
from tests.volume import some

BEGINS = date(2008, 3, 1)
quarters = st.integers(0, 14)
values = st.decimals(min_value=0, max_value=10**7, places=2) | st.integers(0, 120).map(Decimal)


def measured(number, value, provisional=False, hidden=""):
    first = date(2008 + (3 + number * 3) // 12, (3 + number * 3) % 12 + 1, 1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    days = {"starts_on": first, "ends_on": after - timedelta(days=1)}
    return {"id": number, **days, "value": value, "provisional": provisional, "hidden": hidden, "source": "x"}


def criterion(measurements, **differs):
    fields = {
        "id": 1, "placeholder": False, "scale": "count", "unit": "incidents", "direction": "down",
        "frequency": "quarter", "baseline": Decimal(80), "target": Decimal(60), "target_kind": "value",
        "target_value": Decimal(60),
        "due_on": date(2011, 3, 31), "hide_below": None, "measurements": measurements, "baseline_hidden": "",
        "latest": measurements[-1] if measurements else None,
    }  # fmt: skip
    return fields | differs


@st.composite
def any_criterion(draw):
    figures = draw(st.dictionaries(quarters, st.tuples(values, st.booleans()), min_size=1, max_size=8))
    measurements = [measured(number, *figures[number]) for number in sorted(figures)]
    target = draw(st.none() | values)
    return criterion(
        measurements,
        scale=draw(st.sampled_from(["", "count", "percent", "rate", "yes_no"])),
        unit=draw(st.sampled_from(["%", "incidents a quarter", ""])),
        direction=draw(st.sampled_from(["up", "down", ""])),
        frequency=draw(st.sampled_from(["", "month", "quarter", "year"])),
        baseline=draw(st.none() | values),
        target=target,
        target_value=target,
        due_on=draw(st.none() | st.dates(date(2008, 6, 1), date(2012, 3, 31))),
        hide_below=draw(st.none() | st.integers(2, 20)),
    )


def points(drawing):
    points = [*drawing.final, *drawing.provisional, *(p for run in drawing.runs for p in run)]
    points += [(x, y) for x, top, foot in drawing.hidden for y in (top, foot)]
    points += [drawing.baseline] if drawing.baseline else []
    return points + ([(drawing.left, drawing.target)] if drawing.target is not None else [])


def marks(drawing):
    """What no label may cover: the drawn points, the line's end among them, the tops of hidden ones, the baseline."""
    found = [*drawing.final, *drawing.provisional, *((x, top) for x, top, _ in drawing.hidden)]
    return [
        box_of_mark(*at, drawing.size.letters) for at in (*found, *([drawing.baseline] if drawing.baseline else []))
    ]


def boxes_of(drawing):
    """Where all the words of a chart are, in letters as wide and as high as they are in fact."""
    wide, high = 0.56 * drawing.size.letters, 0.36 * drawing.size.letters
    boxes = [note.box for note in drawing.notes]
    boxes += [Box(t.x - len(t.text) * wide, t.y - 2 * high, t.x, t.y) for t in drawing.ticks]
    return boxes + [
        Box(y.x - len(y.text) * wide / 2, y.y - 2 * high, y.x + len(y.text) * wide / 2, y.y) for y in drawing.years
    ]


@pytest.mark.slow
@settings(max_examples=some(60, 300), deadline=None)
@given(any_criterion(), st.sampled_from([SMALL, LARGE, SCREEN, SPARK]), st.booleans())
def test_everything_is_within_the_chart_and_no_label_covers_another_or_a_point(whole, size, public):
    if public and whole["scale"] in ("count", ""):
        below = whole["hide_below"] or 0
        whole["measurements"] = [
            m | {"value": None, "hidden": HIDDEN} if m["value"] < below else m for m in whole["measurements"]
        ]
    if not has_chart(whole):
        return
    drawing = draw(whole, begins_on=BEGINS, size=size)
    assert all(0 <= x <= size.width and 0 <= y <= size.height for x, y in points(drawing))
    boxes = boxes_of(drawing)
    assert all(box.left >= -1 and box.right <= size.width + 1 and box.top >= -1 for box in boxes)
    assert all(box.bottom <= drawing.size.height for box in boxes)
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    assert not any(note.box.meets(mark) for note in drawing.notes for mark in marks(drawing))
    assert [note.kind for note in drawing.notes[:1]] == (["latest"] if size.letters else [])


@settings(max_examples=some(60, 300), deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=8), st.booleans(), st.booleans())
@example([Decimal("80.1"), Decimal("80.9")], True, False)
def test_the_scale_holds_every_value_and_has_at_most_three_round_steps(figures, whole, zero):
    scale = values_scale(figures, whole=whole, zero=zero)
    assert all(0 <= scale.share(value) <= 1 for value in figures)
    assert 1 <= len(scale.ticks) <= 3
    assert len({b - a for a, b in zip(scale.ticks, scale.ticks[1:], strict=False)}) <= 1
    assert all(scale.low <= tick <= scale.high for tick in scale.ticks)
    assert scale.has_zero or not zero
    if whole:
        assert all(tick == tick.to_integral_value() for tick in scale.ticks)


@given(st.lists(values, min_size=1, max_size=8))
def test_counts_and_rates_begin_at_zero(figures):
    whole = criterion([measured(n, value) for n, value in enumerate(figures)], scale="rate", unit="per 1,000")
    scale = scale_of(whole, BEGINS)
    assert (scale.low, scale.ticks[0]) == (0, 0)


def test_a_figure_is_in_the_middle_of_its_period():
    year = {"starts_on": date(2008, 4, 1), "ends_on": date(2009, 3, 31)}
    whole = criterion([measured(0, Decimal(70)) | year], frequency="year", baseline=None)
    drawing = draw(whole, begins_on=BEGINS)
    assert [x for x, _ in drawing.final] == [label.x for label in drawing.years]


@pytest.mark.slow
@settings(max_examples=some(60, 200), deadline=None)
@given(any_criterion())
def test_a_chart_can_be_drawn_and_said_of_any_criterion(whole):
    made = chart(whole, BEGINS)
    if not has_chart(whole):
        return
    svg = render_to_string("priorities/charts/_chart_svg.html", {"chart": made})
    assert "nan" not in svg.lower()
    assert not re.search("style|script| on[a-z]+=|#[0-9a-f]{3}|(stroke|color)=", svg)
    assert re.search("[.]$", made.says)


def test_without_figures_there_is_no_chart():
    assert chart(criterion([]), BEGINS) is None
    assert charts([criterion([])], BEGINS) == {}


def test_charts_that_stand_together_are_aligned():
    one = criterion([measured(n, Decimal(70)) for n in (0, 1)])
    other = criterion([measured(n, Decimal(123456)) for n in (4, 5)], id=2)
    drawn = charts([one, other], BEGINS)
    assert drawn[1].drawing.left == drawn[2].drawing.left
    assert [y.x for y in drawn[1].drawing.years] == [y.x for y in drawn[2].drawing.years]


def test_a_line_is_broken_where_a_figure_lacks():
    whole = criterion([measured(n, Decimal(70 - n)) for n in (0, 1, 4, 5)])
    assert [len(run) for run in draw(whole, begins_on=BEGINS).runs] == [2, 2]
    assert "Where the line breaks, a figure is missing" in chart(whole, BEGINS).says


def test_charts_that_stand_together_have_more_than_one_point():
    one, two = criterion([measured(0, Decimal(70))]), [measured(n, Decimal(70)) for n in (0, 1)]
    drawn = charts([one, one | {"id": 3, "baseline": None}, criterion(two, id=2)], BEGINS)
    assert list(drawn) == [1, 2]
    assert {each.drawing.size for each in drawn.values()} == {SMALL}


def test_the_latest_figure_the_target_and_the_baseline_are_named():
    drawing = draw(criterion([measured(0, Decimal(76)), measured(1, Decimal(70))]), begins_on=BEGINS)
    assert [note.text for note in drawing.notes] == ["70", "Target 60", "Baseline 80"]


@pytest.mark.parametrize(
    ("differs", "title"),
    [
        ({}, "70, above the target of 60"),
        ({"rating": {"word": "on_course"}}, "70, on the way to the target of 60"),
        ({"target_value": Decimal(345)}, "70, better than the target of 345"),
        ({"target_value": Decimal(70)}, "70, exactly the target of 70"),
        ({"direction": "up", "target_value": Decimal(80), "unit": "%"}, "70%, below the target of 80%"),
        ({"direction": ""}, "70, above the target of 60"),
        ({"target_value": None, "target": None}, "70, down from the baseline of 80"),
        ({"target_value": None, "target": None, "baseline": None}, "70, no target yet"),
        (
            {"target_value": None, "target": Decimal(25), "target_kind": "change", "baseline": None},
            "70; the target is 25% lower than the baseline",
        ),
    ],
)
def test_the_title_is_the_finding(differs, title):
    assert chart(criterion([measured(0, Decimal(76)), measured(1, Decimal(70))], **differs), BEGINS).finding == title


def test_a_small_number_is_written_as_less_than_the_limit():
    figures = [measured(0, None, hidden=HIDDEN), measured(1, Decimal(7)), measured(2, None, hidden=HIDDEN)]
    made = chart(criterion(figures, hide_below=5), BEGINS)
    assert (made.finding, made.about) == ("Fewer than 5; the target is 60", "incidents, October to December 2008")
    assert [note.text for note in made.drawing.notes].count("<5") == 2


def test_only_a_percentage_may_leave_zero_out_and_says_so():
    whole = criterion(
        [measured(0, Decimal("41")), measured(1, Decimal("38.5"))], scale="percent", unit="%",
        baseline=Decimal(41), target=Decimal(37), target_value=Decimal(37),
    )  # fmt: skip
    made = chart(whole, BEGINS)
    assert (made.drawing.broken, made.says.endswith("The scale does not start at zero.")) == (True, True)


def test_a_chart_of_five_years_of_quarters_is_small():
    whole = criterion([measured(n, Decimal(100 + 7 * n % 23)) for n in range(20)])
    svg = render_to_string("priorities/charts/_chart_svg.html", {"chart": chart(whole, BEGINS)})
    assert len(gzip.compress(svg.encode())) < 2000


def test_a_provisional_figure_is_drawn_hollow():
    drawing = draw(criterion([measured(0, Decimal(70)), measured(1, Decimal(60), True)]), begins_on=BEGINS)
    assert (len(drawing.final), len(drawing.provisional)) == (1, 1)


def test_what_it_says_is_what_it_shows():
    whole = criterion([measured(0, Decimal(76)), measured(1, Decimal(92)), measured(2, Decimal(75))])
    assert chart(whole, BEGINS).says == (
        "3 figures, from 76 (April to June 2008) to 75 incidents (October to December 2008), highest 92 (July to "
        "September 2008). The target is 60 incidents by 31 March 2011. To be on track it should have been 74.6 or "
        "lower by then."
    )


def test_the_public_chart_gives_no_small_number_away(here, published, client):
    SuccessCriterion.objects.update(unit="assaults", scale="count", direction="down", hide_below=5, frequency="quarter")
    for number, value in enumerate([9, 3, 7]):
        period = measured(number, 0)
        days = {"starts_on": period["starts_on"], "ends_on": period["ends_on"]}
        factories.MeasurementFactory(criterion=here.criterion, value=value, **days)
    published()
    page = client.get("/here/whole-plan/").content.decode()
    figure = page[page.index('<figure class="chart') : page.index("</figure>")]
    assert "chart__hidden" in figure
    assert "One figure is below 5 and not shown, to protect people’s identity." in figure


def test_yes_or_no_has_no_chart():
    assert chart(criterion([measured(0, Decimal(0)), measured(1, Decimal(1))], scale="yes_no"), BEGINS) is None
