"""Plans in shapes of their own, read as they are: what a careful coordinator expects of each is beside it."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from actions.plan_import.reading.accounting import unaccounted
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.reading.priority_names import priority_key
from partners.files.read_source import read_source
from partners.models import Authority

CASES = Path(__file__).resolve().parents[2] / "fixtures" / "import_cases"
PLANS = sorted(path.parent.name for path in CASES.glob("*/expected.json"))
ENOUGH = 0.95
NAMES = [
    ("Westmere District Council", "Westmere DC"),
    ("Caldshire Constabulary", "Police"),
    ("Caldshire County Council", "CCC"),
    ("Caldshire Fire and Rescue Service", "Fire"),
    ("Caldshire Integrated Care Board", "ICB"),
    ("Caldshire Probation Service", "Probation"),
]
YEARS = (date(2026, 4, 1), date(2029, 3, 31))


def plain(words):
    """Letters and digits of a text, without a number before it."""
    return " ".join(re.findall(r"\w+", re.sub(r"^\W*\d+[.)]?\d*\s*", "", words or "").lower()))


def read(path, names=NAMES, years=YEARS):
    """The source at a path and its entries."""
    file = BytesIO(path.read_bytes())
    file.name = path.name
    source = read_source(file)
    authorities = [Authority(pk=pk, name=name, short_name=short) for pk, (name, short) in enumerate(names, 1)]
    return source, read_entries(source, authorities=authorities, plan_years=years)


def read_plan(case):
    """What is expected of a case, its source and its entries."""
    expected = json.loads((CASES / case / "expected.json").read_text())
    return expected, *read(CASES / case / expected["file"], expected["plan"]["authorities"], years_of(expected))


def years_of(expected):
    """First and last day of the plan that is expected."""
    return tuple(date.fromisoformat(expected["plan"][name]) for name in ("starts_on", "ends_on"))


def is_same(found, expected):
    """Whether an entry has the priority, lead and due date that are expected."""
    lead = found.lead.name if found.lead else None
    due = found.due_on.isoformat() if found.due_on else None
    return (
        priority_key(found.priority) == priority_key(expected["priority"])
        and plain(found.lead_words) == plain(expected.get("lead_words"))
        and lead in [expected.get("lead"), *(expected.get("lead_also") or [])]
        and due in [expected.get("due"), *(expected.get("due_also") or [])]
    )


def fits(found, expected):
    """Whether two wordings are of one action, whose words may be in two columns."""
    mine, theirs = plain(found.wording), plain(expected["wording"])
    return bool(mine) and (mine in theirs or theirs in mine)


@pytest.mark.parametrize("case", PLANS)
def test_a_plan_comes_in_by_the_guesses_without_a_false_action_or_a_lost_word(case):
    expected, source, entries = read_plan(case)
    left, right = list(entries.actions), 0
    for one in expected["actions"]:
        found = next((entry for entry in left if fits(entry, one)), None)
        if found:
            left.remove(found)
            right += is_same(found, one)
    assert left == []
    assert right >= ENOUGH * len(expected["actions"])
    assert unaccounted(source, entries) == {}
    if expected.get("criteria"):
        assert len(entries.criteria) == len(expected["criteria"])


def test_a_confidential_line_of_a_tracker_comes_in_private_and_its_progress_as_updates():
    expected, _source, entries = read_plan("11-tracker")
    private = [plain(one["wording"]) for one in expected["actions"] if one.get("private")]
    assert [plain(one.wording) for one in entries.actions if one.is_private] == private
    assert [update.words for update in entries.actions[0].updates] == [
        "Dates booked",
        "Done - 5 events, 262 people",
        "B",
    ]
    assert entries.actions[0].status == "complete"


def test_a_colour_alone_is_a_status():
    expected, _source, entries = read_plan("13-word-banners")
    names = {"Green": "on track", "Amber": "at risk", "Red": "off track", "Complete": "complete", "": ""}
    assert [one.status for one in entries.actions] == [names[one["status"]] for one in expected["actions"]]


@pytest.mark.parametrize(
    ("path", "actions", "criteria", "priorities"),
    [
        ("22-headings/lead-partner.xlsx", 1, 0, ["Roads"]),
        ("22-headings/high-medium-low.xlsx", 2, 0, ["Anti-social behaviour"]),
        ("23-twice/renamed-priority.xlsx", 1, 0, ["Anti-social behaviour"]),
        ("25-hidden/hidden-sheets.xlsx", 1, 0, ["Roads"]),
        ("26-struck/struck.xlsx", 2, 0, ["Roads"]),
        ("27-percent/percent.xlsx", 2, 2, ["Roads"]),
        ("31-csv/title-first.csv", 1, 0, ["Crime – town"]),
        ("34-joined/aim-and-objective.xlsx", 2, 0, ["Calmer roads"]),
        ("36-criteria/no-measure.xlsx", 5, 1, ["Roads"]),
        ("38-wide/wide.xlsx", 1, 0, ["Roads"]),
        ("41-own-ref/b-one-inserted.xlsx", 5, 0, ["ASB"]),
        ("43-place/deep.xlsx", 1, 0, ["Roads"]),
        ("44-banners/above-headings.xlsx", 3, 0, ["ASB", "Drugs"]),
        ("44-banners/number-and-name.xlsx", 2, 0, ["Anti-social behaviour", "Drugs"]),
        ("44-banners/merged-two-of-four.xlsx", 2, 0, ["ASB", "Drugs"]),
        ("44-banners/column-and-banner.xlsx", 2, 0, ["ASB", "Drugs"]),
        ("50-two-row-headings/two.xlsx", 1, 0, ["Roads"]),
        ("52-numbered/numbered.xlsx", 3, 0, ["ASB"]),
        ("55-continued/continued.xlsx", 2, 3, ["Roads"]),
        ("57-gantt/gantt.xlsx", 1, 0, ["Roads"]),
        ("58-long/long-note.xlsx", 1, 0, ["Roads"]),
    ],
)
def test_a_small_file_comes_in(path, actions, criteria, priorities):
    source, entries = read(CASES / path)
    assert (len(entries.actions), len(entries.criteria)) == (actions, criteria)
    assert list(entries.priorities) == priorities
    assert unaccounted(source, entries) == {}
