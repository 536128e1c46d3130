"""Captions and alternative text of charts."""

from itertools import pairwise

from django.utils.formats import date_format

from plans.dates import period_in_words
from plans.figures import figure, target_in_words, with_unit
from plans.rating import expected

from .drawing import SMALL, course_of, hidden_text, joined, points_of, scale_of, target_of


def caption(criterion, begins_on, size=SMALL):
    """Caption of a criterion's chart: the range of figures, the course to the target, and cautions."""
    yes_no = criterion.get("scale") == "yes_no"
    sentences = [_done(criterion) if yes_no else _movement(criterion)]
    sentences += [] if yes_no else _course(criterion, begins_on)
    sentences += _cautions(criterion)
    return " ".join(filter(None, (*sentences, scale_note(criterion, begins_on, size))))


def scale_note(criterion, begins_on, size=SMALL):
    """Note that the scale does not start at zero; "" if it does."""
    begins = scale_of(criterion, begins_on, size.steps).begins
    return "" if begins is None else f"The scale begins at {_value_text(begins, criterion)}, not at zero."


def period(figure):
    return period_in_words(figure.starts_on, figure.ends_on)


def value_text(point, criterion):
    if point.value is None:
        return hidden_text(criterion)
    return _value_text(point.value, criterion)


def _value_text(value, criterion):
    if criterion.get("scale") == "yes_no":
        return "yes" if value else "no"
    return with_unit(value, criterion["unit"])


def _bare_value(point, criterion):
    """Value without its unit, except for percentages."""
    if point.value is None:
        return hidden_text(criterion)
    return figure(point.value) + ("%" if criterion["unit"] == "%" else "")


def _movement(criterion):
    points = points_of(criterion)
    last = points[-1]
    newest = f"{value_text(last, criterion)} ({period(last)}{', provisional' if last.provisional else ''})"
    if len(points) == 1:
        return f"One figure so far: {newest}."
    sentence = f"{len(points)} figures, from {_bare_value(points[0], criterion)} ({period(points[0])}) to {newest}"
    between = [point for point in points[1:-1] if point.value is not None]
    ends = [point.value for point in (points[0], last) if point.value is not None]
    if between and ends:
        highest, lowest = max(between, key=lambda p: p.value), min(between, key=lambda p: p.value)
        if highest.value > max(ends):
            sentence += f", highest {_bare_value(highest, criterion)} ({period(highest)})"
        if lowest.value < min(ends):
            sentence += f", lowest {_bare_value(lowest, criterion)} ({period(lowest)})"
    return f"{sentence}."


def _done(criterion):
    last = points_of(criterion)[-1]
    answer = f"{_value_text(last.value, criterion).capitalize()} as of {period(last)}"
    due_on = criterion["due_on"]
    return (
        f"{answer}{' (provisional)' if last.provisional else ''}{f', due by {date_format(due_on)}' if due_on else ''}."
    )


def _course(criterion, begins_on):
    target, due_on = target_of(criterion), criterion["due_on"]
    by = f" by {date_format(due_on)}" if due_on else ""
    if target is None:
        # A target agreed as a change has no value while the baseline is hidden or not agreed.
        agreed = target_in_words(criterion | {"target_value": None})
        return [f"The target is {agreed}{by}." if agreed else "No target is agreed."]
    course, last = course_of(criterion, begins_on), points_of(criterion)[-1]
    if course is None:
        return [f"The target is {_value_text(target, criterion)}{by}."]
    percent = "%" if criterion["unit"] == "%" else ""
    begins = f"{figure(criterion['baseline'])}{percent}"
    span = f"from the baseline of {begins} to the target of {_value_text(target, criterion)}{by}"
    if last.value is None:
        return [f"The course runs {span}."]
    course_value = expected(baseline=course[1], target=target, begins_on=begins_on, due_on=due_on, day=last.ends_on)
    if last.ends_on >= due_on:
        return [
            f"The course {span} is over: the newest figure is {_compared(last.value, target, criterion)} the target."
        ]
    return [
        f"The course {span} was at {figure(round(course_value, 1))}{percent} then: the newest figure is "
        f"{_compared(last.value, course_value, criterion)} it."
    ]


def _compared(value, course_value, criterion):
    if value == course_value:
        return "exactly on"
    better = (value > course_value) == (criterion["direction"] == "up")
    return "better than" if better else "short of"


def _cautions(criterion):
    points = points_of(criterion)
    hidden = sum(point.value is None for point in points)
    if hidden and len(points) > 1:
        limit = f"{hidden_text(criterion)}, which is all that is told"
        yield f"{'One figure is' if hidden == 1 else f'{hidden} figures are'} {limit}."
    provisional = sum(point.provisional for point in points[:-1])
    if provisional:
        yield f"{provisional} earlier figure{'s are' if provisional > 1 else ' is'} provisional."
    frequency = criterion.get("frequency", "")
    if criterion.get("scale") == "yes_no":
        return
    gaps = [
        (previous, following) for previous, following in pairwise(points) if not joined(previous, following, frequency)
    ]
    if any(previous.value is not None and following.value is not None for previous, following in gaps):
        yield "Where the line is broken, a figure is lacking or the periods are not of one length."
