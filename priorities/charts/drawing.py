"""The chart of a success criterion: its figures beside the target. Pure: data in, coordinates out.

A criterion is as in an outline, live or frozen by an earlier release. The result is a Drawing in whole numbers within
its size; templates/priorities/charts/_chart_svg.html renders it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext

from plans.figures import BESIDE, figure, newest_of_each_period
from plans.rating import target_value
from priorities.criteria.periods import NoPeriod, period_in

from .labels import Box, Label, Note, Wanted, place_notes, width_of
from .scales import days_scale, values_scale

# Maximum days between the ends of two periods joined by a line, by frequency. Without a frequency, the periods must be
# adjacent.
MAX_JOINED_DAYS = {"month": 46, "quarter": 138, "year": 549, "two_years": 914}

# A baseline of an earlier time is drawn so long before the first figure, so that it does not press the others together.
EARLIEST_BASELINE = timedelta(days=550)


class Size(NamedTuple):
    """Size of a chart in its own units, which are stretched to fit; `letters` is the font size, 0 for no text.

    Letters are as many units as pixels where a chart is `width` pixels wide, and never smaller than they may be there.
    """

    width: int
    height: int
    letters: int


SMALL, LARGE, SCREEN, SPARK = Size(288, 170, 16), Size(640, 300, 16), Size(480, 270, 24), Size(120, 32, 0)


class Point(NamedTuple):
    """A figure as drawn. `value` is None if it is hidden: below the criterion's `hide_below`."""

    starts_on: date
    ends_on: date
    value: Decimal | None
    provisional: bool


@dataclass
class Drawing:
    """Coordinates of all parts of a chart. Figures lie within `left` to `right` and `top` to `bottom`."""

    size: Size
    left: int
    right: int
    top: int
    bottom: int
    ticks: list[Label] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    years: list[Label] = field(default_factory=list)
    aprils: list[int] = field(default_factory=list)
    broken: bool = False
    target: int | None = None
    baseline: tuple[int, int] | None = None
    runs: list[list[tuple[int, int]]] = field(default_factory=list)
    final: list[tuple[int, int]] = field(default_factory=list)
    provisional: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[tuple[int, int, int]] = field(default_factory=list)
    latest: tuple[int, int] = (0, 0)
    notes: list[Note] = field(default_factory=list)


def points_of(criterion):
    """[Point], oldest first: the newest figure of each period, without those hidden to protect another."""
    shown = [each for each in criterion["measurements"] if each.get("hidden") != BESIDE]
    return [
        Point(each["starts_on"], each["ends_on"], each["value"], each.get("provisional", False))
        for each in newest_of_each_period(shown)
    ]


def latest_of(criterion):
    """The Point of the figure that is rated, or the last if that one is hidden to protect another."""
    points, latest = points_of(criterion), criterion["latest"]
    rated = (point for point in points if latest and point[:2] == (latest["starts_on"], latest["ends_on"]))
    return next(rated, points[-1])


def target_of(criterion):
    """The target in the criterion's unit, or None."""
    if "target_value" in criterion:
        return criterion["target_value"]
    kind = criterion.get("target_kind", "value")
    return target_value(
        direction=criterion["direction"], baseline=criterion["baseline"], target=criterion["target"], target_kind=kind
    )


def baseline_of(criterion, begins_on):
    """The baseline as a Point of its period, or of the plan's first day; None if there is none, or it is a figure."""
    value, points = criterion["baseline"], points_of(criterion)
    if value is None or not points:
        return None
    try:
        starts_on, ends_on = period_in(criterion.get("baseline_period") or "")
    except NoPeriod:
        starts_on = ends_on = begins_on
    if any((point.starts_on, point.ends_on) == (starts_on, ends_on) for point in points):
        return None
    first = min(points[0].starts_on, begins_on)
    if points[0].starts_on - ends_on > EARLIEST_BASELINE and first - date.min > EARLIEST_BASELINE:
        starts_on = ends_on = points[0].starts_on - EARLIEST_BASELINE
    return Point(starts_on, ends_on, value, False)


def has_chart(criterion):
    """Whether there is anything to draw. Yes or no is no line: words say it better."""
    return bool(points_of(criterion)) and not criterion["placeholder"] and criterion.get("scale") != "yes_no"


def days_of(criteria, begins_on):
    """The Days that span the figures of some criteria, with their baselines."""
    days = []
    for criterion in criteria:
        drawn = [*points_of(criterion), baseline_of(criterion, begins_on)]
        days += [day for point in drawn if point for day in (point.starts_on, point.ends_on)]
    return days_scale(days)


def joined(previous, following, frequency):
    """Whether a line joins a figure to the next: neither is hidden, their periods are similar and none is missing."""
    if previous.value is None or following.value is None:
        return False
    lengths = sorted((point.ends_on - point.starts_on).days + 1 for point in (previous, following))
    if lengths[1] > lengths[0] * 1.5:
        return False
    if frequency in MAX_JOINED_DAYS:
        return (following.ends_on - previous.ends_on).days <= MAX_JOINED_DAYS[frequency]
    return following.starts_on <= previous.ends_on + timedelta(days=3)


def runs_of(points, frequency):
    """The points in runs joined by a line: [[Point]]."""
    runs = [points[:1]]
    for previous, following in pairwise(points):
        if joined(previous, following, frequency):
            runs[-1].append(following)
        else:
            runs.append([following])
    return [run for run in runs if run]


def short(value):
    """Number for a chart, without loss of precision: 1,250, 4.5, 12m."""
    for power, letters in ((9, "bn"), (6, "m")):
        if abs(value) >= 10**power and value % 10 ** (power - 2) == 0:
            return f"{figure(value / 10**power)}{letters}"
    return figure(value)


def of_unit(value, criterion):
    """Value with a percent sign if it is one."""
    return short(value) + ("%" if criterion["unit"] == "%" else "")


def scale_of(criterion, begins_on, size=SMALL):
    """The Values of a criterion's chart, independent of hidden figures.

    Zero may be left out by percentages, and by sparklines, which show no values.
    """
    points = [*points_of(criterion), baseline_of(criterion, begins_on)]
    values = [point.value for point in points if point and point.value is not None]
    values += [value for value in (target_of(criterion),) if value is not None]
    if any(point and point.value is None for point in points):
        values += [Decimal(0), Decimal(criterion.get("hide_below") or 0)]
    zero = criterion.get("scale") != "percent" and criterion["unit"] != "%" and bool(size.letters)
    return values_scale(values or [Decimal(0)], whole=criterion.get("scale") == "count", zero=zero)


def draw(criterion, *, begins_on, days=None, size=SMALL, margins=None):
    """The Drawing of a criterion that `has_chart`. `begins_on` is the plan's first day.

    Charts shown together share `days` and `margins` (see `margins_of`), so that they align.
    """
    days = days or days_of([criterion], begins_on)
    left, right = margins or margins_of([criterion], begins_on, size)
    letters = size.letters
    drawing = Drawing(size, left, size.width - right, round(letters * 0.75) + 4, size.height - round(letters * 1.6) - 4)
    scale = scale_of(criterion, begins_on, size)
    if letters:
        _foot(drawing, days)
        _levels(drawing, criterion, scale)
    _figures(drawing, criterion, scale, days, begins_on)
    if letters:
        _notes(drawing, criterion)
    return drawing


def margins_of(criteria, begins_on, size=SMALL):
    """(left, right): width of the tick labels and of the latest figures, for charts that align."""
    if not size.letters:
        return 2, 2
    at_side = [of_unit(tick, each) for each in criteria for tick in scale_of(each, begins_on).ticks]
    at_end = [latest_text(each) for each in criteria]
    left, right = (max((width_of(text, size.letters) for text in texts), default=0) for texts in (at_side, at_end))
    # A long figure is written above or below the line.
    return round(left) + 8, round(min(right, size.width / 6)) + 8


def _x_at(drawing, share):
    """The x coordinate of a share of the time axis, inset a little at both ends."""
    return round(drawing.left + 4 + share * (drawing.right - drawing.left - 8))


def _y_at(drawing, scale, value):
    return round(drawing.bottom - scale.share(value) * (drawing.bottom - drawing.top))


def _levels(drawing, criterion, scale):
    letters = drawing.size.letters
    for value in scale.ticks:
        y = _y_at(drawing, scale, value)
        drawing.lines.append(y)
        drawing.ticks.append(Label(of_unit(value, criterion), drawing.left - 6, y + round(letters * 0.35), letters))
    drawing.broken = not scale.has_zero


def _foot(drawing, days):
    years, room = days.years, width_of("2008/09", drawing.size.letters) + 6
    drawing.aprils = [_x_at(drawing, year.begins) for year in years if 0 < year.begins < 1]
    spread = (drawing.right - drawing.left - 8) * 365 / days.length
    drawing.years = _year_labels(drawing, years, room, every=max(1, -(-int(room) // max(int(spread), 1))))


def _year_labels(drawing, years, room, every):
    """A label below each year with room for it, or below every nth year."""
    letters, labels, free_from = drawing.size.letters, [], 0
    for number, year in enumerate(years):
        begins, ends = _x_at(drawing, max(year.begins, 0)), _x_at(drawing, min(year.ends, 1))
        middle = round((begins + ends) / 2)
        if every == 1 and ends - begins < room - 6:
            continue
        if number % every or middle - room / 2 < free_from or middle + room / 2 > drawing.size.width:
            continue
        labels.append(Label(year.name, middle, drawing.size.height - 4, letters))
        free_from = middle + room / 2
    return labels


def _figures(drawing, criterion, scale, days, begins_on):
    points, baseline, target = points_of(criterion), baseline_of(criterion, begins_on), target_of(criterion)

    def x_of(point):
        return _x_at(drawing, days.at_middle_of(point.starts_on, point.ends_on))

    def at(point):
        return x_of(point), _y_at(drawing, scale, point.value)

    runs = runs_of(points, criterion.get("frequency", ""))
    drawing.runs = [[at(p) for p in run] for run in runs if len(run) > 1]
    shown = [point for point in points if point.value is not None]
    crowded = len(shown) * 12 > drawing.right - drawing.left or not drawing.size.letters
    latest, isolated = latest_of(criterion), {run[0] for run in runs if len(run) == 1}
    for point in shown:
        if point.provisional and drawing.size.letters:
            drawing.provisional.append(at(point))
        elif not crowded or point in isolated or point == latest:
            drawing.final.append(at(point))
    zero, limit = max(scale.low, Decimal(0)), Decimal(criterion.get("hide_below") or 0)
    for point in points:
        if point.value is None:
            foot = _y_at(drawing, scale, zero)
            drawing.hidden.append((x_of(point), min(_y_at(drawing, scale, limit), foot - 4), foot))
    drawing.latest = drawing.hidden[-1][:2] if latest.value is None else at(latest)
    if not drawing.size.letters:
        drawing.hidden = []
    if baseline:
        drawing.baseline = at(baseline)
    if target is not None:
        drawing.target = _y_at(drawing, scale, target)


def latest_text(criterion):
    """The latest figure as it is written beside its point."""
    value = latest_of(criterion).value
    return hidden_text(criterion) if value is None else of_unit(value, criterion)


def hidden_text(criterion):
    return f"<{criterion['hide_below']}" if criterion.get("hide_below") else gettext("not shown")


def _notes(drawing, criterion):
    """Labels of the latest figure, the target, the baseline and the hidden figures, most important first."""
    size, target, baseline = drawing.size, drawing.target, drawing.baseline
    bars = [(x, top) for x, top, _ in drawing.hidden]
    wanted = [Wanted(latest_text(criterion), "latest", *drawing.latest)]
    if target is not None:
        wanted.append(
            Wanted(
                gettext("Target %(target)s") % {"target": of_unit(target_of(criterion), criterion)},
                "target",
                size.width,
                target,
            )
        )
    if baseline:
        wanted.append(
            Wanted(
                gettext("Baseline %(baseline)s") % {"baseline": of_unit(criterion["baseline"], criterion)},
                "baseline",
                *baseline,
            )
        )
    wanted += [Wanted(hidden_text(criterion), "hidden", *bar) for bar in bars[::-1] if bar != drawing.latest]
    marks = [*drawing.final, *drawing.provisional, *bars, *filter(None, [baseline])]
    lines = drawing.runs if target is None else [*drawing.runs, [(drawing.left, target), (size.width, target)]]
    within = Box(drawing.left + 2, 0, size.width, drawing.bottom)
    drawing.notes = place_notes(wanted, within, _points_along(lines), marks, size.letters)


def _points_along(lines):
    """Points along all lines, close enough to detect a note covering one."""
    points = [point for line in lines for point in line]
    for line in lines:
        for (x1, y1), (x2, y2) in pairwise(line):
            steps = round(max(abs(x2 - x1), abs(y2 - y1)) // 6)
            points += [(x1 + (x2 - x1) * n / steps, y1 + (y2 - y1) * n / steps) for n in range(1, steps)]
    return points
