"""What a chart says in words: its finding, and the text for who does not see it."""

from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from plans.dates import period_in_words
from plans.figures import figure, target_in_words, with_unit
from plans.rating import Word, expected, is_met

from .drawing import joined, latest_of, of_unit, points_of, scale_of, target_of


def finding(criterion):
    """The chart's title: "327, better than the target of 345"."""
    last, target, baseline = latest_of(criterion), target_of(criterion), criterion["baseline"]
    if last.value is None:
        latest = _hidden(criterion)
        latest = latest[:1].upper() + latest[1:]
        return latest if target is None else _beside_target(latest, of_unit(target, criterion))
    latest = of_unit(last.value, criterion)
    if target is not None:
        return _beside(last.value, target, criterion) % {"latest": latest, "target": of_unit(target, criterion)}
    if agreed := target_in_words(criterion | {"target_value": None}):
        # A change from a baseline that is not shown.
        return _beside_target(latest, agreed)
    if baseline is None:
        return gettext("%(latest)s, no target yet") % {"latest": latest}
    if last.value == baseline:
        sentence = gettext("%(latest)s, the same as the baseline of %(baseline)s")
    elif last.value > baseline:
        sentence = gettext("%(latest)s, up from the baseline of %(baseline)s")
    else:
        sentence = gettext("%(latest)s, down from the baseline of %(baseline)s")
    return sentence % {"latest": latest, "baseline": of_unit(baseline, criterion)}


def _beside_target(latest, target):
    return gettext("%(latest)s; the target is %(target)s") % {"latest": latest, "target": target}


def _beside(value, target, criterion):
    if value == target:
        return gettext("%(latest)s, exactly the target of %(target)s")
    if criterion["direction"] and is_met(criterion["direction"], value, target):
        return gettext("%(latest)s, better than the target of %(target)s")
    if (criterion.get("rating") or {}).get("word") == Word.ON_TARGET:
        return gettext("%(latest)s, on the way to the target of %(target)s")
    if value > target:
        return gettext("%(latest)s, above the target of %(target)s")
    return gettext("%(latest)s, below the target of %(target)s")


def about(criterion):
    """What the finding counts and when: "incidents, January to March 2009"."""
    last = latest_of(criterion)
    unit = "" if criterion["unit"] == "%" else criterion["unit"]
    words = [unit, _period(last), gettext("provisional") if last.provisional else ""]
    return ", ".join(filter(None, words))


def in_words(criterion, begins_on):
    """The chart in words: the range of the figures, the target, and cautions."""
    sentences = [_movement(criterion), _target(criterion, begins_on), *_cautions(criterion)]
    if not scale_of(criterion, begins_on).has_zero:
        sentences.append(gettext("The scale does not start at zero."))
    return " ".join(sentences)


def rows_of(criterion):
    """The figures as rows (period, value, remark)."""
    return [
        (_period(point), value_text(point, criterion), gettext("provisional") if point.provisional else "")
        for point in points_of(criterion)
    ]


def value_text(point, criterion):
    return _hidden(criterion) if point.value is None else with_unit(point.value, criterion["unit"])


def _period(point):
    return period_in_words(point.starts_on, point.ends_on)


def _hidden(criterion):
    if criterion.get("hide_below"):
        return gettext("fewer than %(number)s") % {"number": criterion["hide_below"]}
    return gettext("not shown")


def _bare_value(point, criterion):
    """Value without its unit, except for percentages."""
    if point.value is None:
        return _hidden(criterion)
    return figure(point.value) + ("%" if criterion["unit"] == "%" else "")


def _movement(criterion):
    points = points_of(criterion)
    last = points[-1]
    sure = gettext(", provisional") if last.provisional else ""
    newest = f"{value_text(last, criterion)} ({_period(last)}{sure})"
    if len(points) == 1:
        return gettext("One figure so far: %(newest)s.") % {"newest": newest}
    first = f"{_bare_value(points[0], criterion)} ({_period(points[0])})"
    sentence = ngettext(
        "%(number)s figure, from %(first)s to %(newest)s",
        "%(number)s figures, from %(first)s to %(newest)s",
        len(points),
    ) % {"number": len(points), "first": first, "newest": newest}
    between = [point for point in points[1:-1] if point.value is not None]
    ends = [point.value for point in (points[0], last) if point.value is not None]
    if between and ends:
        highest, lowest = max(between, key=lambda p: p.value), min(between, key=lambda p: p.value)
        if highest.value > max(ends):
            sentence += gettext(", highest %(value)s") % {
                "value": f"{_bare_value(highest, criterion)} ({_period(highest)})"
            }
        if lowest.value < min(ends):
            sentence += gettext(", lowest %(value)s") % {
                "value": f"{_bare_value(lowest, criterion)} ({_period(lowest)})"
            }
    return gettext("%(sentence)s.") % {"sentence": sentence}


def _target(criterion, begins_on):
    target, due_on, last = target_of(criterion), criterion["due_on"], latest_of(criterion)
    if target is None:
        # A target agreed as a change has no value while the baseline is hidden or not agreed.
        agreed = target_in_words(criterion | {"target_value": None})
        return _target_is(agreed, due_on) if agreed else gettext("No target agreed yet.")
    sentence = _target_is(with_unit(target, criterion["unit"]), due_on)
    baseline, direction = criterion["baseline"], criterion["direction"]
    if None in (baseline, due_on, last.value) or not direction or not begins_on < last.ends_on < due_on:
        return sentence
    if is_met(direction, last.value, target):
        return sentence
    needed = expected(baseline=baseline, target=target, begins_on=begins_on, due_on=due_on, day=last.ends_on)
    limit = figure(round(needed, 1)) + ("%" if criterion["unit"] == "%" else "")
    if direction == "up":
        needs = gettext("To be on track it should have been %(limit)s or higher by then.")
    else:
        needs = gettext("To be on track it should have been %(limit)s or lower by then.")
    return f"{sentence} {needs % {'limit': limit}}"


def _target_is(target, due_on):
    if due_on:
        return gettext("The target is %(target)s by %(day)s.") % {"target": target, "day": date_format(due_on)}
    return gettext("The target is %(target)s.") % {"target": target}


def _cautions(criterion):
    points = points_of(criterion)
    hidden = sum(point.value is None for point in points)
    if hidden and criterion.get("hide_below"):
        yield ngettext(
            "One figure is below %(limit)s and not shown, to protect people’s identity.",
            "%(number)s figures are below %(limit)s and not shown, to protect people’s identity.",
            hidden,
        ) % {"number": hidden, "limit": criterion["hide_below"]}
    provisional = sum(point.provisional for point in points[:-1])
    if provisional:
        yield ngettext(
            "%(number)s earlier figure is provisional.", "%(number)s earlier figures are provisional.", provisional
        ) % {"number": provisional}
    frequency = criterion.get("frequency", "")
    gaps = [
        (previous, following) for previous, following in pairwise(points) if not joined(previous, following, frequency)
    ]
    if any(previous.value is not None and following.value is not None for previous, following in gaps):
        yield gettext("Where the line breaks, a figure is missing or the periods differ in length.")
