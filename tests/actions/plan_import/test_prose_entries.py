"""What headings, paragraphs and list items become, by the plan that the site began with."""

import tomllib
from pathlib import Path

import pytest

from actions.plan_import.edits import with_edits
from actions.plan_import.reading.accounting import Where, counts, places, unaccounted
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.reading.entry_shapes import Answers
from partners.files.source import Cell, Row, Sheet, Source

from .making import document, pasted
from .plans_of_boards import strategy_with_reasons
from .plans_of_strategies import lead_below_list
from .test_cases import YEARS
from .test_plan_shapes import AUTHORITIES

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "north-herts-2008"
PLAN = tomllib.loads((FOLDER / "plan.toml").read_text())
TEXT = (FOLDER / "source.txt").read_text()
HALLMARKS = [one["name"] for one in PLAN["hallmarks"]]
CHAPTERS = [one["heading"] for one in PLAN["sections"]]


def in_word():
    """The seed as a Word document, with headings in styles, lists, and its table of words as a table."""
    blocks, table, titles = [], [], 2
    for line in filter(None, map(str.strip, TEXT.splitlines())):
        words = line.strip("|- ")
        if line.startswith(("|", "- |")):
            table.append([cell.strip(" -") for cell in line.strip("|").split("|")][:2])
            continue
        if table:
            blocks.append([row for row in table if any(row)])
            table = []
        if titles:
            blocks.append(("Title", line))
            titles -= 1
        elif line.startswith("- "):
            blocks.append(("List Bullet", words))
        elif line.startswith(("Priority -", "Hallmarks of")) or line in CHAPTERS:
            blocks.append(("Heading 1", line))
        elif line.lower().endswith(("success criteria", "activities")) or line in HALLMARKS:
            blocks.append(("Heading 2", line))
        else:
            blocks.append(("Normal", line))
    return document(*blocks)


@pytest.mark.parametrize("make", [lambda: pasted(TEXT), in_word], ids=["pasted", "in Word"])
def test_the_seed_comes_in_as_the_fixture_has_it(make):
    source = make()
    entries = read_entries(source)
    assert (entries.title, entries.period) == (PLAN["plan"]["title"], PLAN["plan"]["period"])
    assert (entries.vision, entries.mission) == (PLAN["plan"]["vision"], PLAN["plan"]["mission"])
    activities = [(one.priority, one.wording) for one in entries.actions if not one.is_of_hallmark]
    assert activities == [(p["heading"], words) for p in PLAN["priorities"] for words in p["activities"]]
    assert len([one for one in entries.criteria if not one.is_associated]) == 10
    assert len([one for one in entries.criteria if one.is_associated]) == 14
    assert len([one for one in entries.actions if one.is_of_hallmark]) == len(PLAN["hallmark_actions"])
    assert list(entries.hallmarks) == [one["name"] for one in PLAN["hallmarks"]]
    assert all(entries.hallmarks.values())
    assert unaccounted(source, entries) == {}
    accounted = places(source, entries)
    assert sum(counts(accounted).values()) == sum(len(row.words) for row in source.sheets[0].rows)
    left = {one.why for one in accounted if one.where == Where.LEFT_OUT}
    listed = {"a heading, no action", "a note", "a table that holds no actions", "a heading without words below it"}
    assert left <= listed


def test_lines_with_labels_belong_to_the_item_above_them():
    texts = [("Calm streets", 2, 0), ("Walk at night", 0, 1), ("Lead: Police", 0, 0), ("By: May 2027", 0, 0)]
    texts += [("How we will know: Fewer calls", 0, 0)]
    rows = [Row(n, [Cell(words)], heading=h, bullet=b) for n, (words, h, b) in enumerate(texts, 1)]
    entries = read_entries(Source("plan.docx", [Sheet("plan", rows)], is_document=True))
    assert [(a.priority, a.wording, a.lead_words, a.due_words) for a in entries.actions] == [
        ("Calm streets", "Walk at night", "Police", "May 2027")
    ]
    assert [(one.priority, one.wording) for one in entries.criteria] == [("Calm streets", "Fewer calls")]


def test_sections_of_one_heading_say_whose_they_are():
    headings = [section.heading for section in entries_of(strategy_with_reasons().source).sections]
    assert "Serious violence in public places: Why is this a priority?" in headings
    assert "Violence in the home: Why is this a priority?" in headings


def test_of_two_sections_with_one_heading_the_one_that_is_meant_is_left_out():
    source = document(
        ("Title", "Community Safety Plan"),
        ("Heading 1", "Notes"),
        ("Normal", "One."),
        ("Heading 1", "Notes"),
        ("Normal", "Two."),
    )
    entries = entries_of(source)
    kept = with_edits(entries, source, {entries.sections[1].key: {"out": True}}, [], Answers())
    assert [section.paragraphs for section in kept.sections] == [["One."]]


def test_a_lead_below_a_list_of_several_actions_is_of_them_all_and_that_is_said():
    entries = entries_of(lead_below_list().source)
    assert (
        "“Lead: Caldshire County Council” stands below a list of 3 actions, and was taken to be said of them all."
        in (entries.notes)
    )
    assert {action.lead_words for action in entries.actions[:3]} == {"Caldshire County Council"}


def entries_of(source):
    return read_entries(source, authorities=AUTHORITIES, plan_years=YEARS)
