"""What a file's rows become, and that none of their words is lost."""

from hypothesis import given
from hypothesis import strategies as st

from actions.plan_import.reading.accounting import unaccounted
from actions.plan_import.reading.entries import read_entries
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


def test_cells_that_look_like_headings_are_no_headings_within_a_table():
    rows = [["ASB", f"Walk {n}", "Police", "Q3 2026/27", f"measure {n}", "a comment"] for n in range(3)]
    source = sheet_of(["Priority", "Action", "Lead", "By when", "Measure", "Comments"], *rows)
    assert len(read_entries(source).actions) == 3


def test_title_lines_above_several_tables_are_priorities():
    head = ["Action", "Lead"]
    source = sheet_of(["Burglary"], head, ["Lock", "Police"], [], ["Robbery"], head, ["Patrol", "Police"])
    assert found(read_entries(source)) == [("Burglary", "Lock"), ("Robbery", "Patrol")]


def test_a_column_that_no_heading_explains_holds_the_actions_beside_leads_and_dates():
    source = sheet_of(["Blah", "Owner", "Deadline"], ["Paint the crossings anew", "Police", "May 2027"])
    assert found(read_entries(source)) == [("", "Paint the crossings anew")]


def test_headings_in_welsh_are_known():
    source = sheet_of(
        ["Blaenoriaeth", "Cam gweithredu", "Arweinydd", "Erbyn pryd"], ["Ffyrdd", "Peintio", "Heddlu", "2027"]
    )
    assert found(read_entries(source)) == [("Ffyrdd", "Peintio")]


@given(st.lists(st.tuples(WORDS, st.integers(0, 3), st.integers(0, 2)), max_size=12))
def test_no_word_of_a_document_is_lost(paragraphs):
    rows = [Row(n, [Cell(words)], heading=level, bullet=depth) for n, (words, level, depth) in enumerate(paragraphs, 1)]
    source = Source("plan.docx", [Sheet("plan", rows)], is_document=True)
    assert unaccounted(source, read_entries(source)) == {}
