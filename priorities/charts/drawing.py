"""The chart of a success criterion: figures against the course to the target. Pure: data in, coordinates out.

A criterion is as in an outline, live or frozen by an earlier release. The result is a Drawing in whole numbers within
its size; templates/priorities/charts/_chart_svg.html renders it.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from plans.figures import BESIDE, figure, newest_of_each_period
from plans.rating import target_value

from .labels import Box, Label, Note, place_notes, width_of
from .scales import days_scale, values_scale

# Maximum days between the ends of two periods joined by a line, by frequency. Without a frequency, the periods must be
# adjacent.
MAX_JOINED_DAYS = {"month": 46, "quarter": 138, "year": 549, "two_years": 914}


class Size(NamedTuple):
    """Size of a chart in its own units, about a pixel each, as it is stretched to fit; `letters` is the font size."""

    width: int
    height: int
    letters: int
    steps: int


SMALL, LARGE = Size(300, 155, 13, 4), Size(640, 290, 15, 5)

# Height of the row of yes and no marks, in multiples of the font size.
YES_NO_HEIGHT = 3


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
    quarters: list[int] = field(default_factory=list)
    broken: bool = False
    course: tuple[int, int, int, int] | None = None
    baseline: tuple[int, int] | None = None
    target: tuple[int, int] | None = None
    runs: list[list[tuple[int, int]]] = field(default_factory=list)
    final: list[tuple[int, int]] = field(default_factory=list)
    provisional: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[tuple[int, int, int]] = field(default_factory=list)
    done: list[tuple[int, int]] = field(default_factory=list)
    undone: list[tuple[int, int]] = field(default_factory=list)
    ringed: list[tuple[int, int]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def points_of(criterion):
    """[Point], oldest first: the newest figure of each period, without those hidden to protect another."""
    shown = [each for each in criterion["measurements"] if each.get("hidden") != BESIDE]
    return [
        Point(each["starts_on"], each["ends_on"], each["value"], each.get("provisional", False))
        for each in newest_of_each_period(shown)
    ]


def target_of(criterion):
    """The target in the criterion's unit, or None."""
    if "target_value" in criterion:
        return criterion["target_value"]
    kind = criterion.get("target_kind", "value")
    return target_value(
        direction=criterion["direction"], baseline=criterion["baseline"], target=criterion["target"], target_kind=kind
    )


def course_of(criterion, begins_on):
    """(day, value, day, value): start and end of the course, or None if none is agreed."""
    target, baseline, due_on = target_of(criterion), criterion["baseline"], criterion["due_on"]
    if None in (target, baseline, due_on) or due_on <= begins_on or criterion.get("scale") == "yes_no":
        return None
    return begins_on, baseline, due_on, target


def has_chart(criterion):
    """Whether there is anything to draw."""
    return bool(points_of(criterion)) and not criterion["placeholder"]


def days_of(criteria, begins_on):
    """The Days that span the figures and targets of some criteria."""
    days = [begins_on]
    for criterion in criteria:
        # A figure is drawn at the end of its period, which is the start of the next day.
        days += [max(measured["starts_on"], measured["ends_on"]) for measured in criterion["measurements"]]
        if criterion["due_on"] and target_of(criterion) is not None:
            days.append(criterion["due_on"])
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
    """Value with a percent sign if it is one, or as yes or no."""
    if criterion.get("scale") == "yes_no":
        return "Yes" if value else "No"
    return short(value) + ("%" if criterion["unit"] == "%" else "")


def scale_of(criterion, begins_on, steps):
    """The Values of a criterion's chart, independent of hidden figures. Only percentages may leave out zero."""
    points = points_of(criterion)
    values = [point.value for point in points if point.value is not None]
    values += [value for value in (target_of(criterion),) if value is not None]
    if criterion["baseline"] is not None and (course_of(criterion, begins_on) or not values):
        values.append(criterion["baseline"])
    if any(point.value is None for point in points):
        values += [Decimal(0), Decimal(criterion.get("hide_below") or 0)]
    zero = criterion.get("scale") != "percent" and criterion["unit"] != "%"
    return values_scale(values or [Decimal(0)], most=steps, whole=criterion.get("scale") == "count", zero=zero)


def draw(criterion, *, begins_on, days=None, size=SMALL, margins=None):
    """The Drawing of a criterion that `has_chart`. `begins_on` is the plan's first day.

    Charts shown together share `days` and `margins` (see `margins_of`), so that they align.
    """
    days = days or days_of([criterion], begins_on)
    left, right = margins or margins_of([criterion], begins_on, size)
    yes_no = criterion.get("scale") == "yes_no"
    if yes_no:
        size = size._replace(height=size.letters * (YES_NO_HEIGHT + 1) + 12)
    drawing = Drawing(size, left, size.width - right, size.letters, size.height - size.letters - 12)
    _foot(drawing, days)
    if yes_no:
        _marks(drawing, criterion, days)
    else:
        scale = scale_of(criterion, begins_on, size.steps)
        _levels(drawing, criterion, scale)
        _figures(drawing, criterion, scale, days)
        _course(drawing, criterion, scale, days, begins_on)
    _notes(drawing, criterion)
    return drawing


def margins_of(criteria, begins_on, size=SMALL):
    """(left, right): width of the tick labels and of the notes at the end, for charts that align."""
    with_values = [each for each in criteria if each.get("scale") != "yes_no"]
    at_side = [of_unit(tick, each) for each in with_values for tick in scale_of(each, begins_on, size.steps).ticks]
    at_end = [line for each in criteria for lines in note_lines(each) for line in lines]
    left, right = (max((width_of(text, size.letters) for text in texts), default=0) for texts in (at_side, at_end))
    # Long notes are placed above or below the line.
    return round(left) + 10, round(min(right, size.width / 4)) + 8


def _x_at(drawing, share):
    """The x coordinate of a share of the time axis, inset a little at both ends."""
    return round(drawing.left + 6 + share * (drawing.right - drawing.left - 12))


def _y_at(drawing, share):
    """The y coordinate of a share of the value scale."""
    return round(drawing.bottom - share * (drawing.bottom - drawing.top))


def _levels(drawing, criterion, scale):
    letters = drawing.size.letters
    for value in scale.ticks:
        y, text = _y_at(drawing, scale.share(value)), of_unit(value, criterion)
        drawing.lines.append(y)
        drawing.ticks.append(Label(text, drawing.left - 6, y + round(letters * 0.35), letters))
    drawing.broken = scale.begins is not None


def _foot(drawing, days):
    letters = drawing.size.letters
    years, room = days.years, width_of("2008/09", letters) + 6
    drawing.aprils = [_x_at(drawing, year.begins) for year in years if 0 < year.begins < 1]
    spread = (drawing.right - drawing.left - 12) * 365 / days.length
    drawing.quarters = [_x_at(drawing, share) for share in days.quarters] if spread > 32 else []
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


def _figures(drawing, criterion, scale, days):
    points = points_of(criterion)

    def at(point):
        return _x_at(drawing, days.at_end_of(point.ends_on)), _y_at(drawing, scale.share(point.value))

    runs = runs_of(points, criterion.get("frequency", ""))
    drawing.runs = [[at(p) for p in run] for run in runs if len(run) > 1]
    shown = [point for point in points if point.value is not None]
    crowded = len(shown) * 9 > drawing.right - drawing.left
    isolated = {run[0] for run in runs if len(run) == 1}
    for point in shown:
        if point.provisional:
            drawing.provisional.append(at(point))
        elif not crowded or point in isolated or point == shown[-1]:
            drawing.final.append(at(point))
    zero = max(scale.ticks[0], Decimal(0))
    for point in points:
        if point.value is None:
            top = scale.share(Decimal(criterion.get("hide_below") or scale.ticks[-1]))
            x = _x_at(drawing, days.at_end_of(point.ends_on))
            drawing.hidden.append((x, _y_at(drawing, top), _y_at(drawing, scale.share(zero))))


def _marks(drawing, criterion, days):
    """A row of marks for yes and no at the end of each period, and a line at the due date."""
    row = round((drawing.top + drawing.bottom) / 2)
    for point in points_of(criterion):
        at = _x_at(drawing, days.at_end_of(point.ends_on)), row
        (drawing.done if point.value else drawing.undone).append(at)
        if point.provisional:
            drawing.ringed.append(at)
    if criterion["due_on"] and target_of(criterion) is not None:
        x = _x_at(drawing, days.at_end_of(criterion["due_on"]))
        drawing.course = x, drawing.bottom, x, 0


def _course(drawing, criterion, scale, days, begins_on):
    target, due_on = target_of(criterion), criterion["due_on"]
    if target is None:
        return
    y = _y_at(drawing, scale.share(target))
    if due_on:
        drawing.target = _x_at(drawing, days.at_end_of(due_on)), y
    course = course_of(criterion, begins_on)
    if course:
        drawing.baseline = _x_at(drawing, days.at_start_of(begins_on)), _y_at(drawing, scale.share(course[1]))
        drawing.course = (*drawing.baseline, *drawing.target)
    else:
        # Without an agreed course, the target is a level line.
        drawing.course = drawing.left + 6, y, drawing.target[0] if drawing.target else drawing.right - 6, y


def note_lines(criterion):
    """(lines beside the latest figure, lines beside the target); () for no target."""
    target, yes_no = target_of(criterion), criterion.get("scale") == "yes_no"
    newest = points_of(criterion)[-1].value
    figure_lines = (hidden_text(criterion) if newest is None else of_unit(newest, criterion),)
    if target is None:
        return figure_lines, ()
    if yes_no:
        return figure_lines, ("Due",) if criterion["due_on"] else ()
    return figure_lines, ("Target", of_unit(target, criterion))


def _notes(drawing, criterion):
    """Notes beside the latest figure, the target and the baseline, most important first."""
    figure_lines, target_lines = note_lines(criterion)
    dots = [*drawing.final, *drawing.provisional, *drawing.done, *drawing.undone]
    wanted = [(figure_lines, *(drawing.hidden[-1][:2] if points_of(criterion)[-1].value is None else max(dots)))]
    if target_lines:
        wanted.append((target_lines, *(drawing.target or drawing.course[2:])))
    if drawing.baseline:
        wanted.append((("Baseline", of_unit(criterion["baseline"], criterion)), *drawing.baseline))
    within = Box(drawing.left + 2, 0, drawing.size.width, drawing.bottom)
    marks = [*dots, *filter(None, (drawing.target, drawing.baseline))]
    lines = _points_along(drawing.runs, drawing.course)
    lines += [(x, y) for x, top, foot in drawing.hidden for y in range(top, foot, 6)]
    drawing.notes = place_notes(wanted, within, lines, marks, drawing.size.letters)


def hidden_text(criterion):
    return f"fewer than {criterion['hide_below']}" if criterion.get("hide_below") else "not shown"


def _points_along(lines, course):
    """Points along all lines, close enough to detect a note covering one."""
    points = [point for line in lines for point in line]
    if course:
        lines = [*lines, [course[:2], course[2:]]]
    for line in lines:
        for (x1, y1), (x2, y2) in pairwise(line):
            steps = max(abs(x2 - x1), abs(y2 - y1)) // 6
            points += [(x1 + (x2 - x1) * n / steps, y1 + (y2 - y1) * n / steps) for n in range(1, steps)]
    return points
