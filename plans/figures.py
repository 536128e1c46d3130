"""Figures of a success criterion in an outline: which ones count, which ones are public, and the resulting rating.

Pure functions on plain data.
"""

from datetime import date
from decimal import Decimal
from itertools import groupby, product
from operator import itemgetter

from django.utils.formats import date_format, get_format
from django.utils.translation import gettext, gettext_noop

from partners.languages import InEnglish, is_english, isolated, like, said_again, with_marks

from .rating import DAYS, NOT_SHOWN, REASONS, Rating, Word, rate, target_value

PERIOD = itemgetter("ends_on", "starts_on")

# Why a figure is suppressed in public: it is a small number, or it would help to work one out.
SMALL, BESIDE = "small", "beside"
SMALL_NUMBERS = gettext_noop("Its figures are too small to show, to protect people’s identity.")


def one_series(pk, known):
    """[pk, its predecessor, ...]: criteria that form one series with this one, newest first.

    `known` is {id: {continues, scale, unit, ...}}. A series ends where scale or unit changed between plans.
    """
    series = [pk]
    while (predecessor := known[series[-1]]["continues"]) in known:
        if any(known[predecessor][name] != known[pk][name] for name in ("scale", "unit")):
            break
        series.append(predecessor)
    return series


def newest_of_each_period(records):
    """Last record of each period, sorted by period: a correction replaces the record it corrects.

    `records` are in the order of recording.
    """
    in_order = sorted(records, key=PERIOD)
    return [list(same)[-1] for _, same in groupby(in_order, PERIOD)]


def latest_of(measurements, frequency):
    """Newest measurement, preferably for a period of the agreed `frequency`; None if there are none."""
    of_agreed_length = [m for m in measurements if (m["ends_on"] - m["starts_on"]).days + 1 in DAYS.get(frequency, ())]
    return next(reversed(of_agreed_length or measurements), None)


def judge(criterion, *, begins_on, today):
    """Rating {word, label, why, by_rule, override} of an outline's criterion on `today`, in a plan from `begins_on`.

    `override` is a person's that replaces the rule's, {reason, set_on, (by)}, or None; `why` is the rule's.
    """
    by_rule = _by_rule(criterion, begins_on, today)
    word, override = criterion.pop("override"), criterion.pop("overridden")
    return _word_fields(Rating(Word(word), "") if word else by_rule) | _rule_fields(by_rule) | {"override": override}


def _by_rule(criterion, begins_on, today):
    latest = criterion["latest"]
    arguments = {name: criterion[name] for name in ("direction", "scale", "baseline", "due_on", "frequency")}
    measured = {name: latest and latest[name] for name in ("value", "starts_on", "ends_on")}
    return rate(**arguments, **measured, target=criterion["target_value"], begins_on=begins_on, today=today)


def _word_fields(rating):
    return {"word": rating.word.value, "label": rating.label}


def _rule_fields(by_rule):
    return {"why": by_rule.why, "by_rule": by_rule.word.value}


def aim(criterion):
    """Target in the criterion's unit, whether agreed as a value or as a change; None if it cannot be worked out."""
    target = target_value(**{name: criterion[name] for name in ("direction", "baseline", "target", "target_kind")})
    return None if target is None else round(target, 2)


def without_small_numbers(criterion, *, begins_on, today):
    """The criterion for the public: figures below `hide_below` become None, and `hidden` gives the reason.

    Also suppressed:
    - a figure whose period shares a day with a small number's, so that no sum or difference reveals it;
    - a baseline that is small, or any baseline if a figure from before the plan is suppressed;
    - a target that follows from a suppressed baseline.

    The public rating is one that holds for every value the suppressed figures could have, or else none.
    Applies to counts only, never percentages. Reasons: docs/decisions/0024.
    """
    below = criterion["hide_below"]
    if not below or criterion["scale"] not in ("count", ""):
        return criterion
    hidden = _reasons_hidden(criterion["measurements"], below)
    measurements = [
        m | {"hidden": hidden[m["id"]], "value": None} if hidden[m["id"]] else m for m in criterion["measurements"]
    ]
    latest = criterion["latest"]
    public = criterion | {
        "measurements": measurements,
        "latest": latest and next(m for m in measurements if m["id"] == latest["id"]),
        "baseline_hidden": _why_no_baseline(criterion["baseline"], measurements, begins_on, below),
    }
    if public["baseline_hidden"]:
        public |= {"baseline": None}
        if criterion["target_kind"] == "change":
            public["target_value"] = None
    return public | {"rating": _public_rating(criterion, public, begins_on, today)}


def _reasons_hidden(measurements, below):
    """{measurement id: SMALL, BESIDE, or "" if public}"""
    small = [m for m in measurements if m["value"] < below]
    reasons = {m["id"]: SMALL for m in small}
    published: list[dict] = []
    for m in sorted(measurements, key=_length):
        if m["id"] in reasons:
            continue
        if any(_share_a_day(m, other) for other in small) or _leaves_a_small_rest(m, published, below):
            reasons[m["id"]] = BESIDE
        else:
            reasons[m["id"]] = ""
            published.append(m)
    return reasons


def _length(period):
    return period["ends_on"] - period["starts_on"]


def _leaves_a_small_rest(longer, published, below):
    """Whether subtracting the published shorter figures from this one leaves uncovered days and a small number."""
    inside = [m for m in published if longer["starts_on"] <= m["starts_on"] and m["ends_on"] <= longer["ends_on"]]
    # [(end, largest sum of non-overlapping figures up to that end, days they cover)]
    best: list[tuple[date, Decimal, int]] = []
    for m in sorted(inside, key=itemgetter("ends_on")):
        before = max((b for end, *b in best if end < m["starts_on"]), default=[0, 0])
        best.append((m["ends_on"], before[0] + m["value"], before[1] + _length(m).days + 1))
    value, days = max((b for _, *b in best), default=[0, 0])
    return bool(inside) and days < _length(longer).days + 1 and longer["value"] - value < below


def _why_no_baseline(baseline, measurements, begins_on, below):
    if baseline is None:
        return ""
    if baseline < below:
        return SMALL
    return BESIDE if any(m["hidden"] and m["starts_on"] < begins_on for m in measurements) else ""


# Upper bound of a suppressed figure. The rule is monotonic in value and baseline, so both ends of a range suffice.
HIGHEST_POSSIBLE = Decimal(10) ** 12
CENT = Decimal("0.01")


def _possible_range(why, known, below):
    """Range (lowest, highest) of a figure suppressed as `why`; (known,) if it is public."""
    return {SMALL: (Decimal(0), below - CENT), BESIDE: (Decimal(0), HIGHEST_POSSIBLE)}.get(why, (known,))


def _public_rating(criterion, public, begins_on, today):
    """The public rating: the criterion's, unless it would reveal something about a suppressed figure."""
    below, latest = criterion["hide_below"], criterion["latest"]
    values = _possible_range(public["latest"]["hidden"], latest["value"], below) if latest else (None,)
    ratings = set()
    for value, baseline in product(values, _possible_range(public["baseline_hidden"], criterion["baseline"], below)):
        possible = criterion | {"latest": latest and latest | {"value": value}, "baseline": baseline}
        ratings.add(_by_rule(possible | {"target_value": aim(possible)}, begins_on, today))
    rating = criterion["rating"]
    if len(ratings) == 1:
        return rating
    by_rule = Rating(Word.NO_RATING, SMALL_NUMBERS, NOT_SHOWN)
    if len({each.word for each in ratings}) == 1:
        by_rule = Rating(ratings.pop().word, "Its figures are too small to show.")
    return rating | ({} if rating["override"] else _word_fields(by_rule)) | _rule_fields(by_rule)


def _share_a_day(one, other):
    return one["starts_on"] <= other["ends_on"] and other["starts_on"] <= one["ends_on"]


# Figures as text, the same on every page and in every printed file.

OFTEN = {
    "month": gettext_noop("every month"),
    "quarter": gettext_noop("every quarter"),
    "year": gettext_noop("every financial year"),
    "two_years": gettext_noop("every two years"),
}


def figure(value):
    """A Decimal without trailing zeros: 37, 4.5, 1,204."""
    if value is None:
        return ""
    value = Decimal(value).normalize()
    text = f"{value:,f}"
    if is_english():
        return text
    separators = {",": get_format("THOUSAND_SEPARATOR"), ".": get_format("DECIMAL_SEPARATOR")}
    return "".join(separators.get(letter, letter) for letter in text)


def with_unit(value, unit):
    """A figure with its unit: 37%, 212 incidents."""
    if unit in ("", "%"):
        return f"{figure(value)}{unit}"
    text = f"{figure(value)} {unit}"
    return isolated(text) if isinstance(unit, InEnglish) else text


def pounds(value):
    """£40,000"""
    return f"£{figure(value)}"


def field_in_words(name, value, fields):
    """A Decimal field as text; `fields` are all of its object, for the unit, the scale and the kind of target."""
    if name == "reward_grant":
        return pounds(value)
    if name == "target":
        return target_in_words({"target_value": None, **fields, "target": value})
    return value_in_words(value, fields)


def value_in_words(value, criterion):
    """Value of a criterion as text: 37%, 212 incidents, Yes."""
    if criterion.get("scale") == "yes_no":
        return gettext("Yes") if value else gettext("No")
    return with_unit(value, criterion.get("unit", ""))


def measured_in_words(measurement, criterion):
    """Measurement as text, or why it is suppressed: 212 incidents, fewer than 5 incidents."""
    hidden = measurement.get("hidden")
    return not_told_in_words(hidden, criterion) if hidden else value_in_words(measurement["value"], criterion)


def not_told_in_words(why, criterion):
    if why == BESIDE:
        number = {"number": criterion["hide_below"]}
        return gettext("not shown, because a number below %(number)s could be worked out from it") % number
    return gettext("fewer than %(number)s") % {"number": with_unit(criterion["hide_below"], criterion["unit"])}


def baseline_in_words(criterion):
    """Baseline as text, or "" while it is to be agreed."""
    if why := criterion.get("baseline_hidden"):
        return not_told_in_words(why, criterion)
    return "" if criterion["baseline"] is None else value_in_words(criterion["baseline"], criterion)


def target_in_words(criterion):
    """Target as text: 1,200 incidents; 10% lower than the baseline, 1,080 incidents. "" while it is to be agreed."""
    if criterion["target"] is None:
        return ""
    if criterion.get("target_kind") != "change":
        return value_in_words(criterion["target"], criterion)
    way = {
        "up": gettext("%(number)s%% higher than the baseline"),
        "down": gettext("%(number)s%% lower than the baseline"),
    }.get(criterion["direction"], gettext("%(number)s%% from the baseline"))
    by = way % {"number": figure(criterion["target"])}
    reached = criterion["target_value"]
    return by if reached is None else f"{by}, {value_in_words(reached, criterion)}"


def why_in_words(rating):
    """Reason for a rating: the rule's, preceded by the person's if a person overrode it."""
    override = rating["override"]
    if not override:
        return said_again(rating["why"], *REASONS)
    word = Word(rating["by_rule"])
    said = {
        "person": override.get("by") or gettext("the partnership"),
        "day": date_format(override["set_on"]),
        "reason": like(override["reason"], override["reason"].rstrip(".")),
        "rating": gettext("none") if word == Word.NO_RATING else gettext(word.label).lower(),
        "why": said_again(rating["why"], *REASONS),
    }
    text = gettext("Rated by %(person)s on %(day)s: %(reason)s. Rating by the rule: %(rating)s. %(why)s")
    return with_marks(text, said)
