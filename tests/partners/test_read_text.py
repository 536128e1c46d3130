"""Pasted text as a person sees it: tables of Excel, Word and web pages, lists of Word, Markdown, and prose."""

import io
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.files.cell_words import list_items
from partners.files.read_source import read_source, source_of_text
from partners.files.xlsx_guard import Refused


def rows(text):
    return [row for row in source_of_text(text).sheets[0].rows if row.cells]


def texts(text):
    return [[cell.text for cell in row.cells] for row in rows(text)]


def lines(text):
    return [(row.cells[0].text, row.heading, row.bullet) for row in rows(text)]


def test_cells_of_excel_keep_their_line_breaks_and_quotes():
    pasted = (
        'Action\tLead\tBy\n"Visit every house\n- twice"\tPolice\tMar-27\n'
        '"Lend ""good"" lamps\n"\t\tTBC\n"All" of it\t\t\n'
    )
    assert texts(pasted) == [
        ["Action", "Lead", "By"], ["Visit every house\n- twice", "Police", "Mar-27"], ['Lend "good" lamps', "", "TBC"],
        ['"All" of it'],
    ]  # fmt: skip
    assert texts('Aims\n"Line one\nline two"\nOther') == [["Aims"], ["Line one\nline two"], ["Other"]]


def test_a_row_of_a_word_table_may_be_several_lines():
    pasted = (
        "Priority\tAction\tLead\nBurglary\n"
        "Burglary\tVisit\n Lend lamps\nand locks\tPolice\n\tWalk\tFire\nViolence\nBoth\tRun\tPolice\n"
    )
    assert texts(pasted) == [
        ["Priority", "Action", "Lead"], ["Burglary"], ["Burglary", "Visit\n Lend lamps\nand locks", "Police"],
        ["", "Walk", "Fire"], ["Violence"], ["Both", "Run", "Police"],
    ]  # fmt: skip


def test_bullets_of_word_are_items_whatever_their_sign():
    pasted = (
        "What we will do\n•\tVisit\n\uf0b7\tLend\n"
        "o\tto old people\no\tto young people\n§\tlamps\nØ\tlocks\n➢\tdoors\n·  bells\n"
    )
    assert lines(pasted) == [("What we will do", 0, 0)] + [
        (words, 0, 1)
        for words in ("Visit", "Lend", "to old people", "to young people", "lamps", "locks", "doors", "bells")
    ]


def test_a_bullet_alone_belongs_to_the_line_below():
    assert lines("•\nVisit every house\n•\n\nLend lamps") == [("Visit every house", 0, 1), ("Lend lamps", 0, 1)]


def test_automatic_numbers_of_word_are_items_and_a_column_of_numbers_is_none():
    assert lines("1.\tBurglary\n1.1\tVisit\n1.2\tLend\n2.\tViolence\na)\tWalk\nb)\tRun") == [
        ("1. Burglary", 0, 1), ("1.1 Visit", 0, 1), ("1.2 Lend", 0, 1), ("2. Violence", 0, 1), ("a) Walk", 0, 1),
        ("b) Run", 0, 1),
    ]  # fmt: skip
    for table in ("Ref\tAction\n1.1\tVisit\n1.2\tLend\n\n2.1\tWalk", "1.\tVisit\tPolice\n2.\tLend\tFire"):
        assert texts(table) == [line.split("\t") for line in table.split("\n") if line]
        assert not source_of_text(table).is_document


def test_one_dash_begins_a_sentence_and_two_a_list():
    assert lines("- alone\nEnd") == [("- alone", 0, 0), ("End", 0, 0)]
    assert lines("- Visit\n- Lend\n    - lamps") == [("Visit", 0, 1), ("Lend", 0, 1), ("lamps", 0, 3)]
    assert lines("* Visit\n* Lend") == [("Visit", 0, 1), ("Lend", 0, 1)]
    assert lines("In 2026\n1. March was cold") == [("In 2026", 0, 0), ("1. March was cold", 0, 0)]


def test_labels_before_a_tab_are_lines():
    assert lines("Visit every house\nLead:\tPolice\nBy when:\tMarch 2027") == [
        ("Visit every house", 0, 0), ("Lead: Police", 0, 0), ("By when: March 2027", 0, 0),
    ]  # fmt: skip


def test_markdown_has_headings_lists_tables_and_words_without_its_signs():
    pasted = (
        "# Plan\n\nBurglary\n--------\n\n- Visit **every** house\n- See [our page](https://westmere.example)\n\n"
        "| Action | Lead |\n|:---|---|\n| Visit | Police |\n\n> Quoted\n\n---\n### End ###\n"
    )
    assert lines(pasted) == [
        ("Plan", 1, 0), ("Burglary", 2, 0), ("Visit every house", 0, 1), ("See our page", 0, 1), ("Action", 0, 0),
        ("Visit", 0, 0), ("Quoted", 0, 0), ("End", 3, 0),
    ]  # fmt: skip
    assert [row.table for row in rows(pasted)] == [0, 0, 0, 0, 1, 1, 0, 0]
    assert rows(pasted)[3].cells[0].link == "https://westmere.example"


def test_stars_of_a_text_that_is_no_markdown_stay():
    assert texts("Support for **victims** and others\n*Used: by force") == [
        ["Support for **victims** and others"], ["*Used: by force"],
    ]  # fmt: skip


def test_a_table_with_separators_is_one_and_prose_with_commas_is_none():
    for table in (
        "Priority;Action;Lead\nRoads;Paint, sweep;Police",
        'Priority,Action,Lead\nRoads,"Paint, sweep",Police',
    ):
        assert texts(table) == [["Priority", "Action", "Lead"], ["Roads", "Paint, sweep", "Police"]]
    prose = "Police, fire and council agreed this plan.\nIt is about roads, homes, parks and shops.\nIt ends."
    assert texts(prose) == [[line] for line in prose.split("\n")]


def test_text_without_words_is_refused():
    with pytest.raises(Refused, match="no words"):
        source_of_text(" \n\t\n\xa0")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("• Visit\n• Lend", ["Visit", "Lend"]), ("- Visit\n- Lend\nlamps", ["Visit", "Lend\nlamps"]),
        ("1. Visit\n2. Lend", ["Visit", "Lend"]), ("a) Visit\nb) Lend", ["Visit", "Lend"]),
        ("• Visit", []), ("We will:\n• Visit\n• Lend", []), ("- Visit\n• Lend", []), ("Visit\nLend", []), ("", []),
        ("- Visit\n- Lend\nAll by March", []),
    ],
)  # fmt: skip
def test_a_text_is_a_list_if_each_line_is_an_item_or_goes_on_with_one(text, items):
    assert list_items(text) == items


SIGNS = [
    "",
    "- ",
    "• ",
    "o\t",
    "*\t",
    "1.\t",
    "2) ",
    "1.1\t",
    "# ",
    "> ",
    "Lead:\t",
    "§\t",
    "  ",
    "\t",
    '"',
    "| ",
    "   - ",
]
LINES = st.lists(
    st.tuples(
        st.sampled_from(SIGNS), st.integers(0, 4), st.sampled_from([" ", "\t", ", ", ";", "|", "\n", '"', "\r\n"])
    ),
    max_size=15,
)


@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\u2028"]))
@settings(max_examples=200, deadline=None)
def test_every_word_of_a_pasted_text_is_found_once(made, end):
    number, parts = 0, []
    for sign, count, separator in made:
        words = [f"word{number + at}x" for at in range(count)]
        number += count
        parts.append(sign + separator.join(words))
    text = end.join(parts)
    if not number:
        return
    found = Counter(re.findall(r"word\d+x", " ".join(cell.text for row in rows(text) for cell in row.cells)))
    assert found == Counter(f"word{at}x" for at in range(number))


def test_a_long_pasted_table_is_read_whole():
    assert (
        len(rows("\t".join(f"Heading {at}" for at in range(12)) + ("\n" + "\t".join(["Some words"] * 12)) * 2000))
        == 2001
    )
    assert len(rows("a\tb\tc\n" + "a\tb\n" + "words\n" * 20_000)) > 20_000


def test_a_text_file_is_read_as_what_it_holds():
    def read(name, text):
        file = io.BytesIO(text.encode())
        file.name = name
        return [row.words for row in read_source(file).sheets[0].rows if row.words]

    prose = "Police, fire, and council agreed this, in March.\nIt ends."
    assert read("plan.txt", prose) == [[line] for line in prose.split("\n")]
    assert read("plan.txt", "Action;Lead;By\nVisit;Police;March") == [
        ["Action", "Lead", "By"],
        ["Visit", "Police", "March"],
    ]
    assert read("export.xls", "Action\tLead\nVisit\tPolice") == [["Action", "Lead"], ["Visit", "Police"]]
    assert read("plan.md", "# Plan\n\n- Visit, lend, walk\n- Run") == [["Plan"], ["Visit, lend, walk"], ["Run"]]
