"""No word of a file is lost on its way from the entries into the plan: each is in a part of it, or listed."""

import re
from collections import Counter

import pytest

from actions.models import Action, Update
from actions.plan_import.comparing.comparison import NEW
from actions.plan_import.reading.entries import read_entries
from priorities.models import SuccessCriterion

from .test_cases import CASES as FOLDER
from .test_cases import PLANS as CASES
from .test_plan_shapes import MADE

pytestmark = pytest.mark.both_databases
WORD = re.compile(r"\d+|[^\W\d]+")
# What a figure, direction or frequency may be read from, and the fields that say it then.
READ = {
    "baseline": "baseline", "target": "target", "unit": "unit", "direction": "direction", "frequency": "frequency",
    "who reports": "reporter", "source": "source", "LAA": "laa",
}  # fmt: skip


def words(*texts):
    return Counter(word for text in texts if text for word in WORD.findall(str(text)))


def lost_of_action(entry, action):
    """Words of an action's entry that the action and its updates do not hold."""
    said = [update.words for update in entry.updates if not update.is_status]
    had = words(
        entry.wording, entry.note, entry.private_note, entry.lead_kept, entry.due_kept, entry.reference, entry.theme,
        entry.supporting_kept, *said,
    )  # fmt: skip
    updates = [update.happened for update in Update.objects.filter(action=action)]
    assert bool(updates) == bool(entry.status)
    return had - words(
        action.wording, action.note, action.private_note, action.lead_words, action.due_words, action.own_reference,
        *updates,
    )  # fmt: skip


def lost_of_criterion(entry, criterion):
    """Words of a criterion's entry that no field of it says."""
    unsaid = [
        text for name, text in entry.parts.items() if getattr(criterion, READ.get(name, ""), None) in (None, "", False)
    ]
    held = words(criterion.wording, criterion.figures_words, criterion.private_note, criterion.own_reference)
    return words(entry.wording, *unsaid) - held


def lost(saved):
    """[words that were lost] of each part, in the order in which all were made."""
    plan, items = saved.plan, saved.compared.of(NEW)
    actions = [item.entry for item in items if item.kind == "activity"]
    criteria = [item.entry for item in items if item.kind in ("criterion", "associated")]
    made = Action.objects.in_plan(plan).order_by("pk"), SuccessCriterion.objects.order_by("pk")
    found = [lost_of_action(*pair) for pair in zip(actions, made[0], strict=True)]
    found += [lost_of_criterion(*pair) for pair in zip(criteria, made[1], strict=True)]
    return [each for each in found if each - saved.listed]


class Saved:
    """A plan into which entries were saved, with what was compared and the words that were listed as left out."""

    def __init__(self, west, entries):
        for part in (*entries.actions, *entries.criteria):
            part.priority = part.priority or "All"
        self.plan, self.compared = west.plan, west.compare(entries)
        assert self.compared.faulty == []
        self.listed = words(*[each["words"] for each in west.save(self.compared).left_out])


@pytest.mark.parametrize("case", CASES)
def test_no_word_of_a_case_is_lost_on_its_way_into_the_plan(west, case):
    [file] = [path for path in (FOLDER / case).iterdir() if path.suffix != ".json"]
    assert lost(Saved(west, west.read(f"{case}/{file.name}"))) == []


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_no_word_of_a_plan_of_another_shape_is_lost_on_its_way_into_the_plan(west, make):
    years = west.plan.starts_on, west.plan.ends_on
    entries = read_entries(make().source, authorities=west.authorities, plan_years=years)
    assert lost(Saved(west, entries)) == []
