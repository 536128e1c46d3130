"""What headings, paragraphs and list items become, by the plan that the site began with."""

import tomllib
from pathlib import Path

from actions.plan_import.accounting import unaccounted
from actions.plan_import.entries import read_entries
from partners.files.source import Cell, Row, Sheet, Source

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "north-herts-2008"
PLAN = tomllib.loads((FOLDER / "plan.toml").read_text())


def seed():
    """The seed as a text that was pasted: a row a line, list items with their depth."""
    rows = []
    for number, line in enumerate((FOLDER / "source.txt").read_text().splitlines(), 1):
        words = line.strip()
        item = words.startswith("- ")
        rows.append(Row(number, [Cell(words.removeprefix("- "))] if words else [], bullet=int(item)))
    return Source("plan.txt", [Sheet("plan", rows)], is_document=True)


def test_the_seed_comes_in_as_the_fixture_has_it():
    entries = read_entries(seed())
    assert (entries.title, entries.period) == (PLAN["plan"]["title"], PLAN["plan"]["period"])
    assert (entries.vision, entries.mission) == (PLAN["plan"]["vision"], PLAN["plan"]["mission"])
    activities = [(one.priority, one.wording) for one in entries.actions if not one.is_of_hallmark]
    assert activities == [(p["heading"], words) for p in PLAN["priorities"] for words in p["activities"]]
    assert len([one for one in entries.criteria if not one.is_associated]) == 10
    assert len([one for one in entries.criteria if one.is_associated]) == 14
    assert len([one for one in entries.actions if one.is_of_hallmark]) == len(PLAN["hallmark_actions"])
    assert list(entries.hallmarks) == [one["name"] for one in PLAN["hallmarks"]]
    assert all(entries.hallmarks.values())


def test_no_word_of_the_seed_is_lost():
    assert unaccounted(seed(), read_entries(seed())) == {}


def test_lines_with_labels_belong_to_the_item_above_them():
    texts = [("Calm streets", 2, 0), ("Walk at night", 0, 1), ("Lead: Police", 0, 0), ("By: May 2027", 0, 0)]
    texts += [("How we will know: Fewer calls", 0, 0)]
    rows = [Row(n, [Cell(words)], heading=h, bullet=b) for n, (words, h, b) in enumerate(texts, 1)]
    entries = read_entries(Source("plan.docx", [Sheet("plan", rows)], is_document=True))
    assert [(a.priority, a.wording, a.lead_words, a.due_words) for a in entries.actions] == [
        ("Calm streets", "Walk at night", "Police", "May 2027")
    ]
    assert [(one.priority, one.wording) for one in entries.criteria] == [("Calm streets", "Fewer calls")]
