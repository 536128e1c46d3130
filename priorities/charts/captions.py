"""What a chart says in words: its finding, and the text for who does not see it."""

from itertools import pairwise

from django.utils.formats import date_format

from plans.dates import period_in_words
from plans.figures import figure, target_in_words, with_unit
from plans.rating import Word, expected, is_met

from .drawing import joined, latest_of, of_unit, points_of, scale_of, target_of


def finding(criterion):
    """The chart's title: "327, better than the target of 345"."""
    last, target, baseline = latest_of(criterion), target_of(criterion), criterion["baseline"]
    if last.value is None:
        latest = _hidden(criterion).capitalize()
        return latest if target is None else f"{latest}; the target is {of_unit(target, criterion)}"
    latest = of_unit(last.value, criterion)
    if target is not None:
        return f"{latest}, {_beside(last.value, target, criterion)} {of_unit(target, criterion)}"
    if agreed := target_in_words(criterion | {"target_value": None}):
        # A change from a baseline that is not shown.
        return f"{latest}; the target is {agreed}"
    if baseline is None:
        return f"{latest}, no target yet"
    way = "up from" if last.value > baseline else "down from" if last.value < baseline else "the same as"
    return f"{latest}, {way} the baseline of {of_unit(baseline, criterion)}"


def _beside(value, target, criterion):
    if value == target:
        return "exactly the target of"
    if criterion["direction"] and is_met(criterion["direction"], value, target):
        return "better than the target of"
    if (criterion.get("rating") or {}).get("word") == Word.ON_TARGET:
        return "on the way to the target of"
    return "above the target of" if value > target else "below the target of"


def about(criterion):
    """What the finding counts and when: "incidents, January to March 2009"."""
    last = latest_of(criterion)
    unit = "" if criterion["unit"] == "%" else criterion["unit"]
    words = [unit, _period(last), "provisional" if last.provisional else ""]
    return ", ".join(filter(None, words))


def in_words(criterion, begins_on):
    """The chart in words: the range of the figures, the target, and cautions."""
    sentences = [_movement(criterion), _target(criterion, begins_on), *_cautions(criterion)]
    if not scale_of(criterion, begins_on).has_zero:
        sentences.append("The scale does not start at zero.")
    return " ".join(sentences)


def rows_of(criterion):
    """The figures as rows (period, value, remark)."""
    return [
        (_period(point), value_text(point, criterion), "provisional" if point.provisional else "")
        for point in points_of(criterion)
    ]


def value_text(point, criterion):
    return _hidden(criterion) if point.value is None else with_unit(point.value, criterion["unit"])


def _period(point):
    return period_in_words(point.starts_on, point.ends_on)


def _hidden(criterion):
    return f"fewer than {criterion['hide_below']}" if criterion.get("hide_below") else "not shown"


def _bare_value(point, criterion):
    """Value without its unit, except for percentages."""
    if point.value is None:
        return _hidden(criterion)
    return figure(point.value) + ("%" if criterion["unit"] == "%" else "")


def _movement(criterion):
    points = points_of(criterion)
    last = points[-1]
    newest = f"{value_text(last, criterion)} ({_period(last)}{', provisional' if last.provisional else ''})"
    if len(points) == 1:
        return f"One figure so far: {newest}."
    sentence = f"{len(points)} figures, from {_bare_value(points[0], criterion)} ({_period(points[0])}) to {newest}"
    between = [point for point in points[1:-1] if point.value is not None]
    ends = [point.value for point in (points[0], last) if point.value is not None]
    if between and ends:
        highest, lowest = max(between, key=lambda p: p.value), min(between, key=lambda p: p.value)
        if highest.value > max(ends):
            sentence += f", highest {_bare_value(highest, criterion)} ({_period(highest)})"
        if lowest.value < min(ends):
            sentence += f", lowest {_bare_value(lowest, criterion)} ({_period(lowest)})"
    return f"{sentence}."


def _target(criterion, begins_on):
    target, due_on, last = target_of(criterion), criterion["due_on"], latest_of(criterion)
    by = f" by {date_format(due_on)}" if due_on else ""
    if target is None:
        # A target agreed as a change has no value while the baseline is hidden or not agreed.
        agreed = target_in_words(criterion | {"target_value": None})
        return f"The target is {agreed}{by}." if agreed else "No target agreed yet."
    sentence = f"The target is {with_unit(target, criterion['unit'])}{by}."
    baseline, direction = criterion["baseline"], criterion["direction"]
    if None in (baseline, due_on, last.value) or not direction or not begins_on < last.ends_on < due_on:
        return sentence
    if is_met(direction, last.value, target):
        return sentence
    needed = expected(baseline=baseline, target=target, begins_on=begins_on, due_on=due_on, day=last.ends_on)
    limit = figure(round(needed, 1)) + ("%" if criterion["unit"] == "%" else "")
    better = "higher" if direction == "up" else "lower"
    return f"{sentence} To be on track it should have been {limit} or {better} by then."


def _cautions(criterion):
    points = points_of(criterion)
    hidden = sum(point.value is None for point in points)
    if hidden and criterion.get("hide_below"):
        many = "One figure is" if hidden == 1 else f"{hidden} figures are"
        yield f"{many} below {criterion['hide_below']} and not shown, to protect people’s identity."
    provisional = sum(point.provisional for point in points[:-1])
    if provisional:
        yield f"{provisional} earlier figure{'s are' if provisional > 1 else ' is'} provisional."
    frequency = criterion.get("frequency", "")
    gaps = [
        (previous, following) for previous, following in pairwise(points) if not joined(previous, following, frequency)
    ]
    if any(previous.value is not None and following.value is not None for previous, following in gaps):
        yield "Where the line breaks, a figure is missing or the periods differ in length."
