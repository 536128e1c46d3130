"""What a file's rows become, and that none of their words is lost."""

from hypothesis import given
from hypothesis import strategies as st

from actions.plan_import.accounting import unaccounted
from actions.plan_import.entries import read_entries
from partners.files.source import Cell, Row, Sheet, Source

HEADINGS = ["Priority", "Action", "Lead", "By when", "Success measure", "Progress", "Comments", "Cost", "Ref"]
WORDS = st.sampled_from(
    ["", "", "ASB", "1. ASB", "Priority 1: Roads", "Light the alley", "Police", "• one\n• two", "TBC"]
)


def sheet_of(*rows, name="Plan"):
    """A sheet of rows of texts."""
    cells = [Row(number, [Cell(words) for words in row]) for number, row in enumerate(rows, 1)]
    return Source("plan.xlsx", [Sheet(name, cells)])


def found(entries):
    """Priority and wording of each action."""
    return [(action.priority, action.wording) for action in entries.actions]


def test_a_banner_names_the_priority_of_the_rows_below_it():
    source = sheet_of(
        ["Action", "Lead"], ["Priority 1: Roads"], ["Paint lines", "Police"], ["Priority 2", "Fire"], ["Visit", "CFRS"]
    )
    assert found(read_entries(source)) == [("Roads", "Paint lines"), ("Fire", "Visit")]


def test_a_priority_holds_until_the_next_and_its_number_is_no_part_of_it():
    source = sheet_of(["Priority", "Action"], ["1. ASB", "Open the hall"], ["", "Walk"], ["ASB", "Talk"])
    assert found(read_entries(source)) == [("ASB", "Open the hall"), ("ASB", "Walk"), ("ASB", "Talk")]


def test_a_second_line_adds_to_the_action_above_it():
    source = sheet_of(["Action", "Lead", "Success measure"], ["Walk", "Police", "Ten"], ["", "Fire", "Twenty"])
    entries = read_entries(source)
    assert [(a.lead_words, a.supporting_words) for a in entries.actions] == [("Police", "Fire")]
    assert [criterion.wording for criterion in entries.criteria] == ["Ten", "Twenty"]


def test_a_total_below_the_table_is_left_out_with_its_reason():
    entries = read_entries(sheet_of(["Action", "Lead"], ["Walk", "Police"], ["Total actions: 1"]))
    assert found(entries) == [("", "Walk")]
    assert [one.words for one in entries.left_out if one.why == "a note, a key or a total"] == ["Total actions: 1"]


@given(st.lists(st.lists(WORDS, max_size=len(HEADINGS)), max_size=8), st.permutations(HEADINGS))
def test_no_word_of_a_table_is_lost(rows, headings):
    source = sheet_of(headings, *rows)
    assert unaccounted(source, read_entries(source)) == {}
