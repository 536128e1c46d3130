"""The figures of a success criterion, as an outline has them: which of them count, which of them the public is told,
and how the criterion is judged by them. Everything here is pure: of plain data, and to plain data.
"""

from decimal import Decimal
from itertools import groupby, product
from operator import itemgetter

from django.utils.formats import date_format

from .rating import DAYS, Rating, Word, rate, target_value

PERIOD = itemgetter("ends_on", "starts_on")

# Why the public is not told a figure: it is itself a small number, or it would help to work one out.
SMALL, BESIDE = "small", "beside"


def one_series(pk, known):
    """[pk, what it continues, ...]: the criteria whose figures are one series with this one's, the newest first.

    `known` is {id: {continues, scale, unit, ...}}. Where a plan measures otherwise than the one before, a series ends.
    """
    found = [pk]
    while (before := known[found[-1]]["continues"]) in known:
        if any(known[before][name] != known[pk][name] for name in ("scale", "unit")):
            break
        found.append(before)
    return found


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
    by_rule = _by_rule(criterion, begins_on, today)
    word, override = criterion.pop("override"), criterion.pop("overridden")
    word = Word(word or by_rule.word)
    return {"word": word.value, "label": word.label} | _said(by_rule) | {"override": override}


def _by_rule(criterion, begins_on, today):
    latest = criterion["latest"]
    asked = {name: criterion[name] for name in ("direction", "scale", "baseline", "due_on", "frequency")}
    measured = {name: latest and latest[name] for name in ("value", "starts_on", "ends_on")}
    return rate(**asked, **measured, target=criterion["target_value"], begins_on=begins_on, today=today)


def _said(by_rule):
    return {"why": by_rule.why, "by_rule": by_rule.word.value}


def aim(criterion):
    """The target in the criterion's unit, whatever it was agreed in; None while it cannot be said."""
    target = target_value(**{name: criterion[name] for name in ("direction", "baseline", "target", "target_kind")})
    return None if target is None else round(target, 2)


def without_small_numbers(criterion, *, begins_on, today):
    """The criterion as the public is told it: a figure below `hide_below` is None, and `hidden` says why.

    A figure for a period that has a day in common with a small number's is not told either, so that nothing that is
    told depends on it at all: there is no sum and no difference from which it could be worked out. Nor is a baseline
    told that is a small number or, as it is of the time before the plan, where a figure from then is not told; nor a
    target that follows from it. The rating is one that would be the same for all the numbers that what is not told
    could be; where there is no such rating, it cannot be judged in public. Only numbers of things are small, never
    percentages. docs/decisions/0024 says why it is so.
    """
    below = criterion["hide_below"]
    if not below or criterion["scale"] not in ("count", ""):
        return criterion
    hidden = _hidden(criterion["measurements"], below)
    told = [m | {"hidden": hidden[m["id"]], "value": None} if hidden[m["id"]] else m for m in criterion["measurements"]]
    latest = criterion["latest"]
    found = criterion | {
        "measurements": told,
        "latest": latest and next(m for m in told if m["id"] == latest["id"]),
        "baseline_hidden": _why_no_baseline(criterion["baseline"], told, begins_on, below),
    }
    if found["baseline_hidden"]:
        found |= {"baseline": None}
        if criterion["target_kind"] == "change":
            found["target_value"] = None
    return found | {"rating": _rating_told(criterion, found, begins_on, today)}


def _hidden(measurements, below):
    """{id: why it is not told, or ""}"""
    small = [m for m in measurements if m["value"] < below]
    found, told = {m["id"]: SMALL for m in small}, []
    for m in sorted(measurements, key=_length):
        if m["id"] in found:
            continue
        if any(_share_a_day(m, other) for other in small) or _leaves_a_small_rest(m, told, below):
            found[m["id"]] = BESIDE
        else:
            found[m["id"]] = ""
            told.append(m)
    return found


def _length(period):
    return period["ends_on"] - period["starts_on"]


def _leaves_a_small_rest(whole, told, below):
    """Whether the shorter figures that are told leave days of this one's period over, and a small number for them."""
    inside = [m for m in told if whole["starts_on"] <= m["starts_on"] and m["ends_on"] <= whole["ends_on"]]
    # The most that those of them which do not overlap come to, up to the end of each; and on how many days.
    best = []
    for m in sorted(inside, key=itemgetter("ends_on")):
        before = max((b for end, *b in best if end < m["starts_on"]), default=[0, 0])
        best.append((m["ends_on"], before[0] + m["value"], before[1] + _length(m).days + 1))
    value, days = max((b for _, *b in best), default=[0, 0])
    return bool(inside) and days < _length(whole).days + 1 and whole["value"] - value < below


def _why_no_baseline(baseline, told, begins_on, below):
    if baseline is None:
        return ""
    if baseline < below:
        return SMALL
    return BESIDE if any(m["hidden"] and m["starts_on"] < begins_on for m in told) else ""


# What the rule says goes one way with the value, and with the baseline: it is enough to ask it at either end.
VAST = Decimal(10) ** 12
CENT = Decimal("0.01")


def _could_be(why, known, below):
    """The least and the most that a figure could be which is told as `why`."""
    return {SMALL: (Decimal(0), below - CENT), BESIDE: (Decimal(0), VAST)}.get(why, (known,))


def _rating_told(criterion, told, begins_on, today):
    """The criterion's rating as far as it does not hang on a number that the public is not told."""
    below, latest = criterion["hide_below"], criterion["latest"]
    values = _could_be(told["latest"]["hidden"], latest["value"], below) if latest else (None,)
    found = set()
    for value, baseline in product(values, _could_be(told["baseline_hidden"], criterion["baseline"], below)):
        one = criterion | {"latest": latest and latest | {"value": value}, "baseline": baseline}
        found.add(_by_rule(one | {"target_value": aim(one)}, begins_on, today))
    rating = criterion["rating"]
    if len(found) == 1:
        return rating
    by_rule = Rating(Word.CANNOT, "The numbers by which it is judged are too small to be told.")
    if len({each.word for each in found}) == 1:
        by_rule = Rating(found.pop().word, "By numbers that are too small to be told.")
    word = Word(rating["word"] if rating["override"] else by_rule.word)
    return rating | {"word": word.value, "label": word.label} | _said(by_rule)


def _share_a_day(one, other):
    return one["starts_on"] <= other["ends_on"] and other["starts_on"] <= one["ends_on"]


# In words, for people: the same on every page and in every file that is read by them.

OFTEN = {"month": "every month", "quarter": "every quarter", "year": "every financial year"}


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
    return not_told_in_words(hidden, criterion) if hidden else value_in_words(measurement["value"], criterion)


def not_told_in_words(why, criterion):
    if why == BESIDE:
        return f"not told, because a number below {criterion['hide_below']} could be worked out from it"
    return f"fewer than {with_unit(criterion['hide_below'], criterion['unit'])}"


def baseline_in_words(criterion):
    """The baseline, or "" while it is to be agreed."""
    if why := criterion.get("baseline_hidden"):
        return not_told_in_words(why, criterion)
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


def why_in_words(rating):
    """Why a criterion is rated as it is: by the rule and, where a person judged otherwise, by the person before it."""
    override = rating["override"]
    if not override:
        return rating["why"]
    who, on = override.get("by", "the partnership"), date_format(override["set_on"])
    by_rule = Word(rating["by_rule"]).label.lower()
    return f"Judged by {who} on {on}: {override['reason'].rstrip('.')}. By the rule: {by_rule}. {rating['why']}"
