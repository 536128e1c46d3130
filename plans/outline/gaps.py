"""Gaps in the plan: what is missing for it to be SMART (specific, measurable, assigned, realistic, time-bound).

One rule for the counts on the plan's page and for the coordinator's list of gaps. Complete and withdrawn actions, and
placeholder criteria, have no gaps.
"""

from collections import Counter
from typing import NamedTuple, TypedDict, cast

from django.utils.translation import gettext, gettext_noop

from ..due_dates import in_one_line
from ..status import CLOSED
from .shape import ActionOutline, CriterionOutline, Outline, PartOutline, PlanOutline

SPECIFIC, MEASURABLE, ASSIGNED = gettext_noop("specific"), gettext_noop("measurable"), gettext_noop("assigned")
REALISTIC, TIME_BOUND = gettext_noop("realistic"), gettext_noop("time-bound")


class Gap(NamedTuple):
    """A kind of gap: the SMART quality it concerns, its plural for counts, its text for one object.

    They are English, as in outlines; `in_words` and templates translate them.
    """

    letter: str
    plural: str
    text: str


class GapEntry(TypedDict):
    kind: str
    id: int
    wording: str
    gaps: list[str]
    # {key of GAPS: the plan's own words in place of what is missing}
    words: dict[str, str]


GAPS = {
    "lead": Gap(ASSIGNED, gettext_noop("lead authorities"), gettext_noop("No lead authority")),
    "due": Gap(TIME_BOUND, gettext_noop("due dates"), gettext_noop("No due date")),
    "sides": Gap(SPECIFIC, gettext_noop("sides of the crime triangle"), gettext_noop("No side of the crime triangle")),
    "late": Gap(REALISTIC, gettext_noop("due dates within the plan"), gettext_noop("Due after the plan ends")),
    "measure": Gap(SPECIFIC, gettext_noop("definitions"), gettext_noop("No definition of what is measured")),
    "direction": Gap(
        SPECIFIC, gettext_noop("“Higher or lower is better”"), gettext_noop("“Higher or lower is better” not set")
    ),
    "baseline": Gap(MEASURABLE, gettext_noop("baselines"), gettext_noop("No baseline")),
    "target": Gap(MEASURABLE, gettext_noop("targets"), gettext_noop("No target")),
    "source": Gap(MEASURABLE, gettext_noop("sources of figures"), gettext_noop("No source of figures")),
    "evidence": Gap(MEASURABLE, gettext_noop("strength of evidence"), gettext_noop("No strength of evidence")),
    "reporter": Gap(ASSIGNED, gettext_noop("reporting authorities"), gettext_noop("No reporting authority")),
    "aim": Gap(
        REALISTIC, gettext_noop("achievable targets"), gettext_noop("Target impossible or worse than the baseline")
    ),
    "target_due": Gap(TIME_BOUND, gettext_noop("target dates"), gettext_noop("No target date")),
    "frequency": Gap(TIME_BOUND, gettext_noop("reporting frequency"), gettext_noop("No reporting frequency")),
}

# {key of GAPS: the field with the plan's own words for it}
IN_WORDS = {"lead": "lead_words", "due": "due_words"}


def of_action(action: ActionOutline, plan: PlanOutline) -> list[str]:
    """Keys of GAPS that apply to an outline's action."""
    if action["status"] in CLOSED:
        return []
    gaps = {
        "lead": action["lead"] is None,
        "due": action["due_on"] is None,
        "sides": action["kind"] == "activity" and not action["sides"],
        "late": action["due_on"] is not None and action["due_on"] > plan["ends_on"],
    }
    return [key for key, missing in gaps.items() if missing]


def of_criterion(criterion: CriterionOutline) -> list[str]:
    """Keys of GAPS that apply to a criterion of a partnership outline."""
    if criterion["placeholder"]:
        return []
    gaps = {
        "measure": not criterion["measure"],
        "direction": not criterion["direction"] and criterion["scale"] != "yes_no",
        "baseline": criterion["baseline"] is None and criterion["scale"] != "yes_no",
        "target": criterion["target"] is None,
        "source": not criterion["source"],
        "evidence": criterion["strength"] in ("", "none"),
        "reporter": criterion["reporter"] is None,
        "aim": not _target_is_possible(criterion),
        "target_due": criterion["due_on"] is None,
        "frequency": not criterion["frequency"],
    }
    return [key for key, missing in gaps.items() if missing]


# {scale: highest possible target}
HIGHEST_TARGETS = {"percent": 100, "yes_no": 1}


def _target_is_possible(criterion: CriterionOutline) -> bool:
    """Whether the target is a possible value and no worse than the baseline; true while it is unknown."""
    target, baseline = criterion["target_value"], criterion["baseline"]
    if target is None:
        return True
    if criterion["scale"] and not 0 <= target <= HIGHEST_TARGETS.get(criterion["scale"], target):
        return False
    if baseline is None or not criterion["direction"]:
        return True
    return target >= baseline if criterion["direction"] == "up" else target <= baseline


def of_part(part: PartOutline, plan: PlanOutline) -> Counter[str]:
    """{key of GAPS: number} of a priority with its criteria and actions, or of a hallmark with its actions."""
    counts = Counter(key for action in part["actions"] for key in of_action(action, plan))
    counts.update(key for criterion in _criteria_of(part) for key in of_criterion(criterion))
    return counts


def _criteria_of(part: PartOutline) -> list[CriterionOutline]:
    return cast(list[CriterionOutline], part.get("criteria", []))


def by_plural(counts: Counter[str]) -> dict[str, int]:
    """{plural: number of gaps} in the order of GAPS, without zeros, from {key: number}."""
    return {gap.plural: counts[key] for key, gap in GAPS.items() if counts[key]}


def gap_register(outline: Outline, only: str | None = None) -> list[tuple[PartOutline, list[GapEntry]]]:
    """Everything with gaps, in plan order, by priority and hallmark.

    With `only`, a key of GAPS, only the objects with that gap.
    """
    parts: list[PartOutline] = [*outline["priorities"], *outline["hallmarks"]]
    result = []
    for part in parts:
        entries = [_gap_entry("success criterion", c, of_criterion(c)) for c in _criteria_of(part)]
        entries += [_gap_entry(a["kind"], a, of_action(a, outline["plan"])) for a in part["actions"]]
        result.append((part, [entry for entry in entries if entry["gaps"] and (only is None or only in entry["gaps"])]))
    return [(part, entries) for part, entries in result if entries]


def _gap_entry(kind: str, item: ActionOutline | CriterionOutline, gaps: list[str]) -> GapEntry:
    words = {key: in_one_line(cast(dict, item).get(name)) for key, name in IN_WORDS.items() if key in gaps}
    return {"kind": kind, "id": item["id"], "wording": item["wording"], "gaps": gaps, "words": words}


def gaps_of(entry: GapEntry) -> list[Gap]:
    """The gaps of an entry in this thread's language, each with the plan's own words, if it has any for it."""
    words = entry["words"]
    gaps = [in_words(key) for key in entry["gaps"]]
    return [
        gap._replace(text=f"{gap.text}: “{words[key]}”") if words.get(key) else gap
        for key, gap in zip(entry["gaps"], gaps, strict=True)
    ]


def in_words(key: str) -> Gap:
    """A Gap in this thread's language."""
    return Gap(*map(gettext, GAPS[key]))
