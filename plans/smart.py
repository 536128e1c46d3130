"""What is missing for the plan to be SMART: specific, measurable, assigned, realistic and time-bound.

One rule for the counts on the plan's page and for the register that a coordinator works down. Complete and withdrawn
actions, and criteria that only keep a place, lack nothing.
"""

from collections import Counter
from typing import NamedTuple

from .reading import CLOSED

SPECIFIC, MEASURABLE, ASSIGNED, REALISTIC, TIME_BOUND = "specific", "measurable", "assigned", "realistic", "time-bound"


class Gap(NamedTuple):
    """One thing that can be missing: to be what, what it is called when there are many, what is said of one."""

    letter: str
    plural: str
    words: str


GAPS = {
    "lead": Gap(ASSIGNED, "lead authorities", "No lead authority"),
    "due": Gap(TIME_BOUND, "due dates", "No due date"),
    "sides": Gap(SPECIFIC, "sides of the crime triangle", "No side of the crime triangle"),
    "late": Gap(REALISTIC, "due dates within the plan", "Due after the plan ends"),
    "measure": Gap(SPECIFIC, "words for what is measured", "Not said what is measured"),
    "direction": Gap(SPECIFIC, "directions", "Not said which way is better"),
    "baseline": Gap(MEASURABLE, "baselines", "No baseline"),
    "target": Gap(MEASURABLE, "targets", "No target"),
    "source": Gap(MEASURABLE, "sources of figures", "No source of its figures"),
    "evidence": Gap(MEASURABLE, "kinds of evidence", "Nothing measures it, or not said how strong the evidence is"),
    "reporter": Gap(ASSIGNED, "authorities that report figures", "No authority that reports it"),
    "aim": Gap(REALISTIC, "targets that can be reached", "A target that cannot be, or is worse than the baseline"),
    "target_due": Gap(TIME_BOUND, "dates of targets", "No date for its target"),
    "frequency": Gap(TIME_BOUND, "rhythms of figures", "Not said how often it is measured"),
}


# What a figure can be at most.
MOST = {"percent": 100, "yes_no": 1}


def of_action(action, plan):
    """The keys of GAPS that an action of an outline has."""
    if action["status"] in CLOSED:
        return []
    found = {
        "lead": action["lead"] is None,
        "due": action["due_on"] is None,
        "sides": action["kind"] == "activity" and not action["sides"],
        "late": action["due_on"] is not None and action["due_on"] > plan["ends_on"],
    }
    return [key for key, missing in found.items() if missing]


def of_criterion(criterion):
    """The keys of GAPS that a criterion of a partnership's outline has."""
    if criterion["placeholder"]:
        return []
    found = {
        "measure": not criterion["measure"],
        "direction": not criterion["direction"] and criterion["scale"] != "yes_no",
        "baseline": criterion["baseline"] is None and criterion["scale"] != "yes_no",
        "target": criterion["target"] is None,
        "source": not criterion["source"],
        "evidence": criterion["strength"] in ("", "none"),
        "reporter": criterion["reporter"] is None,
        "aim": not _can_be(criterion),
        "target_due": criterion["due_on"] is None,
        "frequency": not criterion["frequency"],
    }
    return [key for key, missing in found.items() if missing]


def _can_be(criterion):
    """Whether the target is no worse than the baseline, and a value that there is; also while it cannot be said."""
    target, baseline = criterion["target_value"], criterion["baseline"]
    if target is None:
        return True
    if criterion["scale"] in ("percent", "yes_no") and not 0 <= target <= (
        100 if criterion["scale"] == "percent" else 1
    ):
        return False
    if criterion["scale"] in ("count", "rate") and target < 0:
        return False
    if baseline is None or not criterion["direction"]:
        return True
    return target >= baseline if criterion["direction"] == "up" else target <= baseline


def counted(outline):
    """{plural: number}, in the order of GAPS, only those above none."""
    found = Counter(key for _, things in register(outline) for thing in things for key in thing["gaps"])
    return {gap.plural: found[key] for key, gap in GAPS.items() if found[key]}


def register(outline, only=None):
    """[(priority or hallmark, [{kind, id, wording, gaps: [key of GAPS]}])], of all that lack something, in the plan's
    order; with `only`, a key of GAPS, of those that lack that.
    """
    parts = [(p, p["criteria"], p["actions"]) for p in outline["priorities"]]
    parts += [(h, [], h["actions"]) for h in outline["hallmarks"]]
    found = []
    for part, criteria, actions in parts:
        things = [_thing("success criterion", c, of_criterion(c)) for c in criteria]
        things += [_thing(a["kind"], a, of_action(a, outline["plan"])) for a in actions]
        found.append((part, [t for t in things if t["gaps"] and (only is None or only in t["gaps"])]))
    return [(part, things) for part, things in found if things]


def _thing(kind, thing, gaps):
    return {"kind": kind, "id": thing["id"], "wording": thing["wording"], "gaps": gaps}
