"""What becomes of progress, colours, comments, doubles and columns without a place; and what is asked."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from actions.plan_import.reading.accounting import Where, places, unaccounted
from actions.plan_import.reading.entries import read_entries
from actions.plan_import.reading.entry_shapes import Answers
from actions.plan_import.reading.headings import Meaning
from partners.models import Authority

from .making import csv, document, workbook
from .test_cases import CASES, NAMES, YEARS, read

AUTHORITIES = [Authority(pk=pk, name=name, short_name=short) for pk, (name, short) in enumerate(NAMES, 1)]
HEAD = ["Priority", "Action", "Lead", "Deadline"]


def entries_of(source, **answers):
    """Entries of a Source, with what was answered."""
    return read_entries(source, authorities=AUTHORITIES, plan_years=YEARS, answers=Answers(**answers))


def test_progress_of_several_quarters_is_dated_by_the_headings():
    rows = [
        ["Delivery plan 2026-27"], ["Last updated: 14 November 2026"],
        ["Priority", "Action", "Lead", "Q1 progress", "Progress update Q2", "Position as at Oct 2026", "RAG"],
        ["Roads", "Paint", "Police", "begun", "half", "nearly", "A"],
    ]  # fmt: skip
    action = entries_of(workbook({"Plan": rows})).actions[0]
    assert [(one.words, one.about) for one in action.updates] == [
        ("begun", date(2026, 6, 30)),
        ("half", date(2026, 9, 30)),
        ("nearly", date(2026, 10, 31)),
        ("A", date(2026, 11, 14)),
    ]
    assert action.status == "at risk"


def test_progress_without_a_time_is_dated_by_the_file():
    rows = [[*HEAD, "Progress"], ["Roads", "Paint", "Police", "", "half"]]
    source = workbook({"Plan": rows})
    source.dated = date(2026, 5, 4)
    assert entries_of(source).actions[0].updates[0].about == date(2026, 5, 4)


def test_the_progress_of_a_quarter_that_is_not_over_is_dated_by_the_day_of_the_file():
    rows = [["Plan 2026-27"], ["Updated: 3 May 2026"], [*HEAD, "Q1 update"], ["Roads", "Paint", "Police", "", "half"]]
    assert entries_of(workbook({"Plan": rows})).actions[0].updates[0].about == date(2026, 5, 3)


def test_a_status_that_only_a_colour_says_is_told():
    rows = [[*HEAD, "RAG"], ["Roads", "Paint", "Police", ""], ["Roads", "Sweep", "Police", "", "Green"]]
    entries = entries_of(workbook({"Plan": rows}, fills={("Plan", "E2"): "R", ("Plan", "E3"): "R"}))
    assert [(one.status, one.status_why) for one in entries.actions] == [
        ("off track", "read from the colour of its cell"),
        ("on track", ""),
    ]
    assert entries.notes == ["The status of 1 action was read from the colour of a cell."]


def test_words_that_begin_with_a_status_have_it():
    rows = [[*HEAD, "Status"], ["Roads", "Paint", "Police", "", "Amber – waiting for funds"]]
    action = entries_of(workbook({"Plan": rows})).actions[0]
    assert (action.status, action.updates[0].words) == ("at risk", "Amber – waiting for funds")


def test_columns_without_a_place_are_private_and_left_out_by_choice():
    rows = [[*HEAD, "Cost", "Comments"], ["Roads", "Paint", "Police", "", "£300", "Ask Jo"]]
    source = workbook({"Plan": rows})
    assert entries_of(source).actions[0].private_note == "Cost: £300\nComments: Ask Jo"
    chosen = entries_of(source, columns={("Plan", 4): Meaning.NONE})
    assert chosen.actions[0].private_note == "Comments: Ask Jo"
    assert [one.words for one in chosen.left_out if "not for the plan" in one.why] == ["£300"]


def test_comments_are_left_out_or_go_into_the_private_note_by_choice():
    source, entries = read(CASES / "37-comments" / "comments.xlsx")
    (comment,) = [one for one in places(source, entries) if one.why == "a comment"]
    assert comment.where == Where.LEFT_OUT
    kept = entries_of(source, keeps_comments=True)
    (found,) = [one for one in places(source, kept) if one.words == comment.words]
    assert found.where == Where.PRIVATE
    assert comment.words in kept.actions[0].private_note + kept.actions[1].private_note


def test_the_same_action_twice_is_one_however_it_is_spaced_and_dashed():
    source, entries = read(CASES / "23-twice" / "second.xlsx")
    assert len(entries.actions) == 2
    assert unaccounted(source, entries) == {}
    again = [one for one in places(source, entries) if one.why.startswith("the same as in") and one.at[2] == 1]
    assert [one.where for one in again] == [Where.LEFT_OUT]


def test_the_same_words_of_two_leads_are_two_actions_and_asked_about():
    _source, entries = read(CASES / "46-same-words" / "same.xlsx")
    assert len(entries.actions) == 2
    assert [(one.about, one.words) for one in entries.questions] == [("doubles", ["Attend the monthly meeting"])]


def test_who_and_when_in_brackets_are_taken_only_where_all_of_them_are():
    rows = [["Train staff (Police, by March 2027)"], ["Paint the wall (as we said in March 2026 to all)"],
            ["Open the hall (Citizens Advice, May 2027)"], ["Cut the hedge (two metres)"]]  # fmt: skip
    source = document(("Heading 1", "Safer homes"), *[("List Bullet", words) for (words,) in rows])
    found = [(one.wording, one.lead_words, one.due_words) for one in entries_of(source).actions]
    assert found == [
        ("Train staff", "Police", "by March 2027"),
        ("Paint the wall (as we said in March 2026 to all)", "", ""),
        ("Open the hall", "Citizens Advice", "May 2027"),
        ("Cut the hedge (two metres)", "", ""),
    ]


def test_headings_that_nobody_knows_are_asked_about_with_the_guess_chosen():
    _source, entries = read(CASES / "22-headings" / "nothing-known.xlsx")
    question = next(one for one in entries.questions if one.about == "headings")
    assert (question.sheet, question.table.row, question.table.is_guess) == ("Plan", 1, True)
    assert question.table.columns == {0: Meaning.ACTION, 1: Meaning.LEAD, 2: Meaning.DUE}
    assert [(one.wording, one.lead.short_name) for one in entries.actions] == [("Paint the crossing", "Police")]


def test_headings_that_were_answered_are_asked_about_no_more():
    source, _entries = read(CASES / "22-headings" / "nothing-known.xlsx")
    columns = {("Plan", 0): Meaning.ACTION, ("Plan", 1): Meaning.LEAD, ("Plan", 2): Meaning.DUE}
    entries = entries_of(source, headings={"Plan": 1}, columns=columns, priorities={"Plan": "Roads"})
    assert entries.questions == []
    assert [(one.priority, one.wording) for one in entries.actions] == [("Roads", "Paint the crossing")]


def test_a_table_without_headings_can_be_said_to_have_none():
    source = csv("Roads,Paint the crossing,Police,31/03/2027\nRoads,Cut the long hedge,Fire,May 2026\n")
    columns = dict.fromkeys([("", 0)], Meaning.PRIORITY) | {("", 1): Meaning.ACTION, ("", 2): Meaning.LEAD}
    entries = entries_of(source, headings={"": 0}, columns=columns)
    assert [(one.priority, one.wording) for one in entries.actions] == [
        ("Roads", "Paint the crossing"), ("Roads", "Cut the long hedge"),
    ]  # fmt: skip


def test_who_and_when_of_a_group_s_first_row_are_told_to_be_of_that_row_alone():
    _source, entries = read(CASES / "10-checklist" / "checklist.xlsx")
    assert [note for note in entries.notes if "first row" in note]


def test_a_matrix_of_marks_says_who_leads_and_who_supports():
    rows = [["Priority", "Action", "Police", "Fire", "CCC"], ["Roads", "Paint", "S", "L", ""]]
    action = entries_of(workbook({"Plan": rows})).actions[0]
    assert (action.lead.short_name, [one.short_name for one in action.supporting]) == ("Fire", ["Police"])


def test_a_priority_that_only_the_file_s_name_says_is_guessed_and_asked():
    source = csv("Action,Lead\nPaint,Police\n", name="Domestic abuse action plan 2026.csv")
    entries = entries_of(source)
    assert entries.actions[0].priority == "Domestic abuse"
    assert [(one.about, one.words) for one in entries.questions] == [("priorities", ["Domestic abuse"])]


ENDS = ["Police", "March 2027", "(", ")", ",", "–", "Lead:", "By:", "Train", ". ", " "]


@given(st.lists(st.sampled_from(ENDS), max_size=9))
def test_no_word_of_an_action_is_lost_at_its_end(parts):
    source = document(("Heading 1", "Safer homes"), ("List Bullet", "Meet them " + " ".join(parts)))
    assert unaccounted(source, entries_of(source)) == {}


def test_the_number_that_a_program_counts_is_the_file_s_own_reference():
    source = document([["Priority", "Action", "Lead"], ["Roads", "Paint", "Police"], ["Roads", "Light", "CCC"]])
    for row, mark in zip(source.sheets[0].rows[1:], ("1.1", "b)"), strict=True):
        row.cells[1].mark = mark
    assert [(one.wording, one.reference) for one in entries_of(source).actions] == [("Paint", "1.1"), ("Light", "b")]


def test_who_leads_a_priority_is_listed_and_is_no_priority():
    rows = [["Roads"], ["Priority lead: Jo Dee, CCC"], HEAD[1:], ["Paint", "Police", "May 2026"],
            ["Parks"], ["Theme sponsor – Al Fox"], HEAD[1:], ["Mow", "CCC", "May 2026"]]  # fmt: skip
    entries = entries_of(workbook({"Plan": rows}))
    assert list(entries.priorities) == ["Roads", "Parks"]
    assert {one.words for one in entries.left_out} >= {"Priority lead: Jo Dee, CCC", "Theme sponsor – Al Fox"}


def test_a_row_that_sums_up_others_and_has_a_lead_of_its_own_is_an_action():
    rows = [
        ["WBS", "Task", "Lead", "Finish"],
        ["1", "Roads", "CCC", "May 2026"],
        ["1.1", "Paint", "Police", "May 2026"],
    ]
    assert [one.wording for one in entries_of(workbook({"Plan": rows})).actions] == ["Roads", "Paint"]
    rows[1][2] = ""
    entries = entries_of(workbook({"Plan": rows}))
    assert [(one.priority, one.wording) for one in entries.actions] == [("Roads", "Paint")]


def test_two_thousand_rows_are_read_within_the_time_of_a_page():
    rows = [
        ["Ref", "Priority", "Action", "Lead", "Partners", "Deadline", "Success measure", "Q1 progress", "RAG", "Cost"]
    ]
    for n in range(2000):
        due = ["March 2027", f"{n % 28 + 1}/03/2027", "Ongoing", "Q2 2026/27"][n % 4]
        lead = "Police" if n % 3 else f"Jo {n}, Housing"
        rows.append([f"{n}", f"Priority {n // 100}: Theme {n // 100}", f"Do the thing number {n} in the street", lead,
                     "CCC, ICB", due, f"{n} done", f"{n} begun", "G", f"£{n}"])  # fmt: skip
    source = workbook({"Tracker": rows})
    entries = entries_of(source)
    assert (len(entries.actions), len(entries.criteria)) == (2000, 2000)
