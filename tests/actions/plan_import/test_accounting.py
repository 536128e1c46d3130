"""Where everything of a file is after it was read: in the plan, private, or left out, whatever the file and answers."""

from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from actions.plan_import.reading.accounting import WORD, Where, counts, places, unaccounted
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.reading.entry_shapes import Answers
from actions.plan_import.reading.headings import Meaning
from actions.plan_import.reading.structure import Kind
from partners.files.source import Cell, LeftOut, Row, Sheet, Source, State
from partners.models import Authority

from .test_cases import CASES, NAMES, PLANS, YEARS, read, read_plan
from .test_plan_shapes import MADE

AUTHORITIES = [Authority(pk=pk, name=name, short_name=short) for pk, (name, short) in enumerate(NAMES, 1)]
HEADINGS = [
    "Priority", "Objective", "Action", "How", "Lead", "Partners", "By when", "Success measure", "Progress Q1", "RAG",
    "Comments", "Cost", "Ref", "Baseline", "Target", "Xyz",
]  # fmt: skip
TEXTS = [
    "ASB", "1. ASB", "Priority 1: Roads", "Priority 2", "Objective 1.1: Calm", "Theme: Homes", "Light the alley",
    "Light the alley", "Police", "Police / Fire", "Meadowgate", "• one\n• two", "TBC", "N/A", "-", "March 2027",
    "Ongoing", "31/03/2027", "Green", "Amber – late", "Total: 3", "Key: R = red", "Last updated: 1 May 2026", "1.1",
    "Train staff (Police, by March 2027)", "Walk – Fire", "Confidential: not for publication", "What we will do",
    "Lead: Police", "By when: May 2027", "Action: Walk at night", "Outcome: Fewer calls", "How we will know:",
    "7", "We will:", "Hallmarks", "“A place.”", "Our vision", "Westmere plan 2026-27", "April 2026 to March 2029",
    "Lead: Police. By: May 2027. More of it", "Action: Walk\nLead: Fire\nsome more", "Notes: see below",
]  # fmt: skip
WORDS = st.sampled_from(["", "", "", *TEXTS, *HEADINGS])
CELLS = st.builds(
    Cell,
    text=WORDS,
    comment=st.sampled_from(["", "", "", "ask again"]),
    struck=st.sampled_from(["", "", "", "old words"]),
    fill=st.sampled_from(["", "", "FF0000", "00B050"]),
    bold=st.booleans(),
)
ROWS = st.builds(
    Row,
    number=st.just(0),
    cells=st.lists(CELLS, max_size=6),
    hidden=st.sampled_from([False, False, False, True]),
)
PARAGRAPHS = st.builds(
    Row,
    number=st.just(0),
    cells=st.lists(CELLS, min_size=1, max_size=1),
    heading=st.integers(0, 3),
    bullet=st.integers(0, 1),
)
TABLES = st.builds(Row, number=st.just(0), cells=st.lists(CELLS, min_size=2, max_size=5), table=st.integers(1, 2))


def sheet_of(name, rows, state=State.VISIBLE):
    """A sheet whose rows are numbered, some of whose cells are merged over the row below."""
    for number, row in enumerate(rows, 1):
        row.number = number
    return Sheet(name, rows, state)


SHEETS = st.tuples(
    st.sampled_from(["Plan", "Burglary", ""]),
    st.lists(ROWS, max_size=9),
    st.sampled_from([State.VISIBLE, State.VISIBLE, State.HIDDEN]),
)
SOURCES = st.one_of(
    st.lists(SHEETS, min_size=1, max_size=2, unique_by=lambda one: one[0]).map(
        lambda sheets: Source("a.xlsx", [sheet_of(*one) for one in sheets], left_out=[LeftOut("a", "drawn", "a box")])
    ),
    st.lists(st.one_of(PARAGRAPHS, TABLES), max_size=14).map(
        lambda rows: Source("a.docx", [sheet_of("a", rows)], is_document=True)
    ),
)
ANSWERS = st.builds(
    Answers,
    headings=st.dictionaries(st.sampled_from(["Plan", "Burglary", "a"]), st.integers(0, 4), max_size=1),
    columns=st.dictionaries(
        st.tuples(st.sampled_from(["Plan", "Burglary", "a"]), st.integers(0, 4)),
        st.sampled_from(list(Meaning)),
        max_size=3,
    ),
    priorities=st.dictionaries(st.sampled_from(["Plan", "Burglary"]), st.just("Homes"), max_size=1),
    names=st.dictionaries(st.just("Meadowgate"), st.sampled_from([None, 1, 2]), max_size=1),
    hidden_sheets=st.sets(st.sampled_from(["Plan", "Burglary"])),
    kinds=st.dictionaries(
        st.tuples(st.sampled_from(["Plan", "Burglary", "a"]), st.integers(1, 6)),
        st.sampled_from([Kind.ENTRY, Kind.BANNER, Kind.HEADINGS, Kind.NOTE]),
        max_size=2,
    ),
    reads_hidden_rows=st.booleans(),
    keeps_comments=st.booleans(),
)


def held_by(use, entries):
    """Words of the field of an entry, or of the plan, that something is said to be in."""
    entry, name = use
    if entry is None:
        kind, _, key = name.partition(": ")
        of = {"priority": entries.priorities, "hallmark": entries.hallmarks}.get(kind)
        return f"{key} {of[key]}" if of is not None else getattr(entries, name, "")
    if name == "updates":
        return " ".join(update.words for update in entry.updates)
    if name == "paragraphs":
        return " ".join([entry.heading, *entry.paragraphs])
    return entry.parts.get(name, "") if name in getattr(entry, "parts", {}) else getattr(entry, name)


def shown_to_be_whole(source, entries):
    """Check that everything has one place, that the places hold its words, and that the numbers add up."""
    found = places(source, entries)
    cells = [cell for sheet in source.sheets for row in sheet.rows for cell in row.cells]
    read = [words for cell in cells for words in (cell.text, cell.comment, cell.struck) if words]
    read += [cell.link for cell in cells if cell.link and cell.link not in cell.text and not cell.link.startswith("#")]
    assert Counter(one.words for one in found) == Counter([*read, *(one.words for one in source.left_out)])
    assert sum(counts(found).values()) == len(found)
    left = {}
    for one in entries.left_out:
        left.setdefault(one.at, []).append(one.words)
    for one in found:
        assert (one.where == Where.LEFT_OUT) == (not one.uses)
        assert one.uses or one.why
        if one.uses and not any(name == "number" for _, name in one.uses):
            texts = [held_by(use, entries) for use in one.uses] + left.get(one.at, [])
            missing = Counter(WORD.findall(one.words)) - Counter(WORD.findall(" ".join(texts)))
            assert not missing, (one, texts)
    assert unaccounted(source, entries) == {}


@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(SOURCES, ANSWERS)
def test_nothing_of_a_file_is_lost_whatever_it_holds_and_whatever_was_answered(source, answers):
    entries = read_entries(source, authorities=AUTHORITIES, plan_years=YEARS, answers=answers)
    shown_to_be_whole(source, entries)


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
def test_nothing_of_a_plan_of_this_shape_is_lost(make):
    source = make().source
    shown_to_be_whole(source, read_entries(source, authorities=AUTHORITIES, plan_years=YEARS))


@pytest.mark.parametrize("case", PLANS)
def test_nothing_of_a_given_plan_is_lost(case):
    _expected, source, entries = read_plan(case)
    shown_to_be_whole(source, entries)


@pytest.mark.parametrize(
    "path",
    sorted(
        str(path.relative_to(CASES))
        for path in CASES.rglob("*")
        if path.suffix in (".xlsx", ".csv", ".docx") and path.parts[-2] not in ("47-kinds", "40-police")
        and path.name not in ("14-pdf.xlsx",)
    ),
)  # fmt: skip
def test_nothing_of_a_small_file_is_lost(path):
    shown_to_be_whole(*read(CASES / path))
