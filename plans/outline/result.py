"""The result of a plan in one or two plain sentences, made by rule from its outline.

The first counts the actions that are complete or on track. The second says which targets of the headline criteria are
met: by name where names are few and short, by number otherwise. Whoever publishes may put other words in their place.
"""

import re
from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format

from ..status import LABEL
from .shape import CriterionOutline, Outline

# More or longer names than these are counted.
MOST_NAMES, LONGEST_NAME = 4, 40

# How criteria begin that name what they measure: "To achieve a reduction in the number of …".
BEGINNING = re.compile(
    r"^(?:to )?(?:achieve |see |secure )?(?:an? )?"
    r"(?:reduc\w+|decreas\w+|cut(?:ting)?|lower\w*|increas\w+|improv\w+|rais\w+|prevent(?:ing)? (?:an |any )?increase)"
    r"(?: in| on| of)?(?: the)?(?: (?:number|rate|level|percentage|proportion)s? of)?(?: the)? ",
    re.IGNORECASE,
)
# How they end: "… by 5%", "… by 4% by 2009".
END = re.compile(r"(?: by (?:at least |up to )?\d.*)?[.\s]*$")
SMALL_WORD = 3


class Targets(NamedTuple):
    """The headline criteria of an outline that can be judged, by how their targets are doing."""

    met: list[CriterionOutline]
    on_target: list[CriterionOutline]
    not_met: list[CriterionOutline]

    @property
    def number(self) -> int:
        return sum(map(len, self))


def result(outline: Outline) -> str:
    """How the plan is going, as text for the public: "After the first year, 27 of 54 actions are complete …"."""
    return " ".join(filter(None, (_work(outline), "" if _is_to_begin(outline) else _figures(outline))))


def result_of(envelope: dict[str, Any]) -> str:
    """The result that an edition was published with, or the rule's for one that was published without."""
    return envelope.get("result") or result(envelope["outline"])


def headline_targets(outline: Outline) -> Targets:
    """Headline criteria that can be judged; none of an edition from before there were ratings."""
    by_word: defaultdict[str, list[CriterionOutline]] = defaultdict(list)
    for priority in outline["priorities"]:
        for criterion in priority["criteria"]:
            if criterion["kind"] == "headline" and "rating" in criterion:
                by_word[criterion["rating"]["word"]].append(criterion)
    return Targets(by_word["met"], by_word["on_course"], by_word["short"] + by_word["off_course"])


def complete_or_on_track(outline: Outline) -> int:
    return outline["tally"].get("complete", 0) + outline["tally"].get("on_track", 0)


def topic(criterion: CriterionOutline, area: str) -> str:
    """What a criterion measures, to be named within a sentence: "vehicle crime" of "Reduction in Vehicle Crime"."""
    words = END.sub("", criterion["wording"])
    name = BEGINNING.sub("", words)
    if name == words or " and " in name or "," in name:
        return f"“{name}”"
    return _in_small_letters(name, area)


def _in_small_letters(name: str, area: str) -> str:
    """The name without the capitals of a title; abbreviations and the names of the area keep theirs."""
    words = name.split(" ")
    title = all(word[:1].isupper() for word in words if len(word) > SMALL_WORD)
    lowered = [
        word.lower() if (title or n == 0) and word.istitle() and word not in area else word
        for n, word in enumerate(words)
    ]
    return " ".join(lowered)


def _is_to_begin(outline: Outline) -> bool:
    return outline["plan"]["starts_on"] > outline["today"]


def _work(outline: Outline) -> str:
    """The sentence on the actions."""
    starts_on, number, tally = outline["plan"]["starts_on"], outline["total"], outline["tally"]
    if _is_to_begin(outline):
        actions = f" It has {number:,} action{'s' * (number != 1)}." if number else ""
        return f"The plan begins on {date_format(starts_on)}.{actions}"
    if not number:
        return "The plan has no actions yet."
    return f"{_when(outline)} {_share(complete_or_on_track(outline), number, tally)}."


def _when(outline: Outline) -> str:
    plan, today = outline["plan"], outline["today"]
    if today > plan["ends_on"]:
        return "At the end of the plan,"
    years = _whole_years(plan["starts_on"], today)
    return {0: "So far,", 1: "After the first year,", 2: "After two years,", 3: "After three years,"}.get(
        years, f"After {years} years,"
    )


def _whole_years(start: date, today: date) -> int:
    return today.year - start.year - ((today.month, today.day) < (start.month, start.day))


def _share(done: int, number: int, tally: dict[str, int]) -> str:
    """27 of 54 actions are complete or on track"""
    if tally.keys() <= {"no_report", "not_started"}:
        return f"no progress has been reported on the {'action' if number == 1 else f'{number:,} actions'}"
    states = [LABEL[each].lower() for each in ("complete", "on_track") if each in tally or not done]
    state = " or ".join(states)
    if number == 1:
        return f"the action is {'' if done else 'not '}{state}"
    if not done:
        return f"none of {number:,} actions is {state}"
    how_many = f"all {number:,}" if done == number else f"{done:,} of {number:,}"
    return f"{how_many} actions {'is' if done == 1 else 'are'} {state}"


def _figures(outline: Outline) -> str:
    """The sentence on the targets, or "" without measures."""
    targets = headline_targets(outline)
    if not targets.number:
        rated = any("rating" in c for p in outline["priorities"] for c in p["criteria"] if c["kind"] == "headline")
        return "There are not enough figures yet to show whether the targets are met." * rated
    area = outline["partnership"]["area"]
    named = [[topic(criterion, area) for criterion in group] for group in targets]
    return _by_target(*_named_or_counted(named), is_one=len(targets.met or targets.not_met) == 1)


def _named_or_counted(groups: list[list[str]]) -> list[str]:
    """Each group as text: "burglary and vehicle crime", "2 others", or "" if it is empty."""
    names = [name for group in groups for name in group]
    is_clear = len(set(names)) == len(names)
    texts, is_first = [], True
    for group in groups:
        if is_clear and len(group) <= MOST_NAMES and all(len(name) <= LONGEST_NAME for name in group):
            texts.append(_listed(group))
        else:
            noun = "main measure" if is_first else "other"
            texts.append(f"{len(group):,} {noun}{'s' * (len(group) != 1)}")
        is_first = is_first and not group
    return texts


def _by_target(met: str, on_target: str, not_met: str, *, is_one: bool) -> str:
    """Targets have been met for burglary and vehicle crime, but not for fires."""
    clauses = []
    if met:
        clauses.append(f"{'the target has' if is_one else 'targets have'} been met for {met}")
    if on_target:
        clauses.append(f"figures are on target for {on_target}")
    if not clauses:
        return f"Figures do not meet the target{'s' * (not is_one)} for {not_met}."
    text = "; ".join(clauses) + (f", but not for {not_met}" if not_met else "")
    return f"{text[0].upper()}{text[1:]}."


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
