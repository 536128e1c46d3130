"""Everything that a careful coordinator expects of the given plans, with the questions of each answered."""

import pytest

from actions.plan_import.reading.accounting import unaccounted
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.reading.entry_shapes import Answers
from actions.plan_import.reading.headings import Meaning
from actions.plan_import.reading.priority_names import priority_key
from partners.models import Authority

from .test_cases import PLANS, fits, is_same, plain, read_plan, years_of

STATUSES = {
    "Green": "on track", "Amber": "at risk", "Red": "off track", "Complete": "complete", "Blue": "complete", "": "",
}  # fmt: skip
PARTS = {"ref": "reference", "answers": "who reports", "polarity": "direction", "frequency": "frequency",
         "unit": "unit", "baseline": "baseline", "target": "target"}  # fmt: skip


def answered(case):
    """What is expected of a case, its source, and its entries with its questions answered."""
    expected, source, entries = read_plan(case)
    authorities = [
        Authority(pk=pk, name=n, short_name=s) for pk, (n, s) in enumerate(expected["plan"]["authorities"], 1)
    ]
    asked = {name: None for question in entries.questions if question.about == "names" for name in question.words}
    columns = {}
    for table in entries.tables:
        columns |= {(table.sheet, at): meaning for at, meaning in table.columns.items() if table.unsure}
    answers = Answers(names=asked, columns=columns)
    return (
        expected,
        source,
        read_entries(source, authorities=authorities, plan_years=years_of(expected), answers=answers),
    )


def everything(action):
    """All words of an action and what belongs to it."""
    updates = [update.words for update in action.updates]
    texts = (action.wording, action.note, action.private_note, action.theme, action.reference, action.priority)
    return plain(" ".join([*texts, *updates, action.lead_words, action.supporting_words, action.due_words]))


def pairs(expected, entries):
    """[(what is expected, action)], each action once."""
    left, found = list(entries.actions), []
    for one in expected["actions"]:
        same = [action for action in left if fits(action, one)]
        action = next((action for action in same if is_same(action, one)), same[0] if same else None)
        assert action, one["wording"]
        left.remove(action)
        found.append((one, action))
    assert left == []
    return found


@pytest.mark.parametrize("case", PLANS)
def test_with_its_questions_answered_a_plan_comes_in_whole(case):
    expected, source, entries = answered(case)
    for one, action in pairs(expected, entries):
        assert is_same(action, one), one["wording"]
        assert plain(action.due_words) == plain(one["due_words"])
        assert action.due_on or plain(one["due_words"]) in ("", plain(action.due_kept)) or action.status
        assert not one["status"] or action.status == STATUSES[one["status"]]
        if lead_words := one["lead_words"]:
            assert action.lead or plain(action.lead_kept) == plain(lead_words)
        assert action.is_private == bool(one.get("private"))
        words = everything(action)
        for name in ("update", "theme", "group", "costs", "indicator", "supporting_words", "ref", "number"):
            for part in (one.get(name) or "").split("\n"):
                assert plain(part) in words or part in action.reference, (name, part)
    assert unaccounted(source, entries) == {}


@pytest.mark.parametrize("case", PLANS)
def test_the_measures_and_what_is_left_out_are_as_expected(case):
    expected, _source, entries = answered(case)
    found = [(priority_key(one.priority), plain(one.wording)) for one in entries.criteria]
    wanted = expected.get("criteria") or []
    assert sorted(found) == sorted((priority_key(one["priority"]), plain(one["wording"])) for one in wanted)
    by_wording = {plain(one.wording): one for one in entries.criteria}
    for one in wanted:
        criterion = by_wording[plain(one["wording"])]
        for name, part in PARTS.items():
            assert plain(criterion.parts.get(part)) == plain(one.get(name)), (name, one)
        assert plain(one.get("note")) in plain(criterion.parts.get("private note"))
        assert plain(one.get("figure")) in plain(criterion.parts.get("figures"))
    left = [plain(one.words) for one in entries.left_out]
    private = plain(" ".join(one.private_note for one in entries.actions))
    parts = plain(" ".join(" ".join(one.parts.values()) for one in entries.criteria))
    references = {action.reference for action in entries.actions}
    for one in expected["left_out"]:
        words = plain(one["words"])
        kept = words in private or words in parts or one["words"] in references
        assert kept or any(words in each for each in left), one


def test_no_question_of_a_tracker_is_more_than_who_the_names_are():
    _expected, _source, entries = read_plan("11-tracker")
    assert [question.about for question in entries.questions] == ["names"]
    assert Meaning.ACTION in entries.tables[0].columns.values()
    assert not entries.tables[0].unsure
