"""The figures of a success criterion, as an outline has them: which of them count, which of them the public is told,
and how the criterion is judged by them. Everything here is pure: of plain data, and to plain data.
"""

from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from .rating import Word, rate, target_value

# Of how many days a period is, by how often there should be a figure.
DAYS = {"month": range(28, 32), "quarter": range(89, 93), "year": range(365, 367)}
PERIOD = itemgetter("ends_on", "starts_on")

# Why the public is not told a figure: it is itself a small number, or it would help to work one out.
SMALL, BESIDE = "small", "beside"


def newest_of_each_period(records):
    """Of each period the record that was made last: a correction takes the place of what it corrects.

    `records` are in the order in which they were made; the result is in that of their periods.
    """
    in_order = sorted(records, key=PERIOD)
    return [list(same)[-1] for _, same in groupby(in_order, PERIOD)]


def latest_of(measurements, frequency):
    """The newest of them; of those for a period such as `frequency` asks for, if there are any. None of none."""
    asked = [m for m in measurements if (m["ends_on"] - m["starts_on"]).days + 1 in DAYS.get(frequency, ())]
    return next(reversed(asked or measurements), None)


def judge(criterion, *, begins_on, today):
    """{word, label, why, by_rule, override} of a criterion of an outline, as it is `today` in a plan from `begins_on`.

    `override` is the person's judgement in place of the rule's, {reason, set_on, (by)}, or None; `why` is the rule's.
    """
    latest = criterion["latest"]
    asked = {name: criterion[name] for name in ("direction", "scale", "baseline", "due_on", "frequency")}
    measured = {name: latest and latest[name] for name in ("value", "starts_on", "ends_on")}
    by_rule = rate(**asked, **measured, target=criterion["target_value"], begins_on=begins_on, today=today)
    word, override = criterion.pop("override"), criterion.pop("overridden")
    word = Word(word or by_rule.word)
    return {
        "word": word.value,
        "label": word.label,
        "why": by_rule.why,
        "by_rule": by_rule.word.value,
        "override": override,
    }


def aim(criterion):
    """The target in the criterion's unit, whatever it was agreed in; None while it cannot be said."""
    target = target_value(**{name: criterion[name] for name in ("direction", "baseline", "target", "target_kind")})
    return None if target is None else round(target, 2)


def without_small_numbers(criterion):
    """The criterion as the public is told it: a figure below `hide_below` is None, and `hidden` says why.

    A figure for a period that has a day in common with a small number's is not told either, so that nothing that is
    told depends on it at all: there is no sum and no difference from which it could be worked out. A baseline that is a
    small number is not told, nor a target that follows from it. Only numbers of things are small, never percentages.
    """
    below = criterion["hide_below"]
    if not below or criterion["scale"] not in ("count", ""):
        return criterion
    small = [m for m in criterion["measurements"] if m["value"] < below]
    told = [_told(m, _why_hidden(m, small)) for m in criterion["measurements"]]
    latest = criterion["latest"]
    found = criterion | {
        "measurements": told,
        "latest": latest and next(m for m in told if m["id"] == latest["id"]),
    }
    if criterion["baseline"] is not None and criterion["baseline"] < below:
        found |= {"baseline": None, "baseline_hidden": SMALL}
        if criterion["target_kind"] == "change":
            found["target_value"] = None
    return found


def _why_hidden(measurement, small):
    if measurement in small:
        return SMALL
    return BESIDE if any(_share_a_day(measurement, other) for other in small) else ""


def _share_a_day(one, other):
    return one["starts_on"] <= other["ends_on"] and other["starts_on"] <= one["ends_on"]


def _told(measurement, why):
    return measurement | {"hidden": why, "value": None if why else measurement["value"]}


# In words, for people: the same on every page and in every file that is read by them.


def figure(value):
    """A Decimal without the zeros that nobody measured: 37, 4.5, 1,204."""
    if value is None:
        return ""
    value = Decimal(value).normalize()
    return f"{value:,f}"


def with_unit(value, unit):
    """37%, but 212 incidents."""
    return f"{figure(value)}{unit}" if unit in ("", "%") else f"{figure(value)} {unit}"


def value_in_words(value, criterion):
    """A value of a criterion: 37%, 212 incidents, Yes."""
    if criterion.get("scale") == "yes_no":
        return "Yes" if value else "No"
    return with_unit(value, criterion["unit"])


def measured_in_words(measurement, criterion):
    """What was measured, or what is told of it: 212 incidents, fewer than 5 incidents."""
    hidden = measurement.get("hidden")
    if hidden == BESIDE:
        return "not told, because a number below " + str(criterion["hide_below"]) + " could be worked out from it"
    return small_in_words(criterion) if hidden else value_in_words(measurement["value"], criterion)


def small_in_words(criterion):
    return f"fewer than {with_unit(criterion['hide_below'], criterion['unit'])}"


def baseline_in_words(criterion):
    """The baseline, or "" while it is to be agreed."""
    if criterion.get("baseline_hidden"):
        return small_in_words(criterion)
    return "" if criterion["baseline"] is None else value_in_words(criterion["baseline"], criterion)


def target_in_words(criterion):
    """The target, or "" while it is to be agreed: 1,200 incidents; 10% lower than the baseline, 1,080 incidents."""
    if criterion["target"] is None:
        return ""
    if criterion.get("target_kind") != "change":
        return value_in_words(criterion["target"], criterion)
    way = {"up": "higher than", "down": "lower than"}.get(criterion["direction"], "from")
    by = f"{figure(criterion['target'])}% {way} the baseline"
    reached = criterion["target_value"]
    return by if reached is None else f"{by}, {value_in_words(reached, criterion)}"
