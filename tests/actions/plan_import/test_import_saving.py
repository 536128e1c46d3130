"""Saving of an import: everything that a file holds is in the plan afterwards, in its order, or nothing is."""

from datetime import date
from decimal import Decimal

import pytest

from actions.models import Action, Hallmark, PlanImport, Update
from actions.plan_editor.operations import Refused
from actions.plan_import.comparing.comparison import CHANGED, NEW, SAME
from actions.plan_import.reading.entry_shapes import ActionEntry, Criterion, Section
from actions.plan_import.reading.entry_shapes import Update as FileUpdate
from actions.plan_import.undo import undo_import
from partners.models import Revision
from plans.changes.describe import changes
from plans.models import Plan
from plans.models import Section as PlanSection
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.plan_pages import Closed
from plans.serialization import freeze
from priorities.models import Priority, SuccessCriterion
from tests import factories

pytestmark = pytest.mark.both_databases
ROADS = "Calmer roads"


def test_all_of_a_file_is_one_revision_in_the_files_order(west):
    lead = {
        "lead": west.police,
        "supporting": [west.fire, west.council],
        "due_on": date(2027, 3, 31),
        "reference": "1.1",
    }
    entries = west.entries(("Drugs", "B", lead), ("Drugs", "A", {}), (ROADS, "C", {"private_note": "Ask Ann"}))
    brought = west.bring(entries)
    assert [priority.name for priority in Priority.objects.filter(plan=west.plan)] == ["Drugs", ROADS]
    drugs = Action.objects.filter(priority__name="Drugs")
    assert [(a.position, a.wording) for a in drugs] == [(1, "B"), (2, "A")]
    first = drugs[0]
    assert (first.lead, first.due_on, first.due_first, first.own_reference) == (
        west.police, date(2027, 3, 31), date(2027, 3, 31), "1.1",
    )  # fmt: skip
    assert first.supporting == [west.council, west.fire]
    assert brought.revision == Revision.objects.order_by("-pk").first()
    assert (brought.revision.by, brought.revision.why) == (west.by, "From the file plan.xlsx")
    rows = [model.history.filter(revision=brought.revision).count() for model in (Priority, Action)]
    assert rows == [2, 3]
    west.bring(west.entries(("Drugs", "D", {})))
    assert [a.wording for a in drugs.all()] == ["B", "A", "D"]


def test_a_file_with_a_fault_saves_nothing_and_says_why(west):
    entries = west.entries((ROADS, "Paint", {}), (ROADS, "x" * 5001, {}), ("", "Nowhere", {}), (ROADS, "bad\x07", {}))
    compared = west.compare(entries)
    assert [item.faults for item in compared.faulty] == [
        ["What is to be done: it has 5,001 characters. Shorten it to 5,000."],
        ["No priority given."],
        ["What is to be done: Remove the control characters. Typing the words again does it."],
    ]
    with pytest.raises(Refused, match="Shorten it to 5,000"):
        west.bring(entries)
    assert not Priority.objects.filter(plan=west.plan).exists()
    assert not PlanImport.objects.filter(plan=west.plan).exists()


def test_what_stands_under_a_priority_that_cannot_be_saved_cannot_either(west):
    compared = west.compare(west.entries(("y" * 301, "Paint", {}), (ROADS, "Mend", {})))
    assert [item.key for item in compared.faulty] == [f"p:{'y' * 301}", "a1"]


def test_what_somebody_changes_meanwhile_is_not_overwritten(west):
    west.bring(west.entries((ROADS, "Paint", {"note": "Red"}), (ROADS, "Mend", {})))
    entries = west.entries((ROADS, "Paint", {"note": "Blue"}), (ROADS, "Mend", {"note": "Soon"}))
    compared = west.compare(entries)
    mend, paint = Action.objects.in_plan(west.plan).order_by("wording")
    mend.due_words = "Ongoing"
    mend.revise(by=west.by, supporting=[west.fire])
    west.save(compared)
    mend.refresh_from_db()
    assert (mend.note, mend.due_words, mend.supporting) == ("Soon", "Ongoing", [west.fire])
    compared = west.compare(west.entries((ROADS, "Paint", {"note": "Green"}), (ROADS, "Dig", {})))
    paint.note = "Yellow"
    paint.revise(by=west.by)
    with pytest.raises(Refused, match="“Paint” has been changed"):
        west.save(compared)
    assert not Action.objects.filter(wording="Dig").exists()


def test_nothing_comes_into_a_closed_plan(west):
    factories.PlanFactory(
        partnership=west.partnership, slug="next", continues=west.plan,
        starts_on=date(2026, 4, 10), ends_on=date(2030, 3, 31),
    )  # fmt: skip
    west.plan = Plan.objects.get(pk=west.plan.pk)
    with pytest.raises(Closed):
        west.bring(west.entries((ROADS, "Paint", {})))
    assert not Action.objects.in_plan(west.plan).exists()


def test_a_date_outside_of_the_plan_comes_in_and_is_told(west):
    entries = west.entries((ROADS, "Paint", {"due_on": date(2031, 1, 1)}))
    [item] = [item for item in west.compare(entries).items if item.kind == "activity"]
    assert item.notes == ["The due date, 1 January 2031, is after the plan ends."]
    west.bring(entries)
    assert Action.objects.in_plan(west.plan).get().due_on == date(2031, 1, 1)


def progress(*updates, **fields):
    made = [FileUpdate(words, heading, heading == "RAG", about) for words, heading, about in updates]
    return ROADS, "Paint", {"updates": made, **fields}


def brought_updates(west):
    """[(words, status, date, authority)] of the plan's only action, the oldest first."""
    updates = Update.objects.filter(action__in=Action.objects.in_plan(west.plan)).order_by("pk")
    return [(u.happened, u.status, u.speaks_of, str(u.authority)) for u in updates]


Q1 = "Done in Q1", "Q1", date(2025, 6, 30)
Q2 = "Done in Q2", "Q2", date(2026, 6, 30)
RAG = "A", "RAG", None


def test_columns_of_progress_become_updates_that_answer_nothing_the_newest_last_with_the_status(west):
    west.bring(west.entries(progress(Q2, RAG, Q1, status="at risk", lead=west.fire)))
    assert brought_updates(west) == [
        ("Done in Q1", "at_risk", date(2025, 6, 30), "Fire"),
        ("Done in Q2", "at_risk", date(2026, 4, 20), "Fire"),  # the quarter is not over
    ]
    assert Update.objects.filter(brought_in=True, on_behalf=True).count() == 2
    assert Action.objects.get().answered_on is None
    assert "Done in Q2" not in freeze(outline(west.plan, audience=PUBLIC))


def test_progress_that_is_there_already_is_not_brought_in_again_but_a_new_quarter_or_status_is(west):
    west.bring(west.entries(progress(Q1, RAG, status="at risk", supporting=[west.police])))
    assert west.compare(west.entries(progress(Q1, RAG, status="at risk"))).of(NEW, CHANGED) == []
    west.bring(west.entries(progress(Q1, Q2, RAG, status="complete")))
    west.bring(west.entries(progress(Q1, Q2, RAG, status="complete")))
    assert [each[:2] for each in brought_updates(west)] == [("Done in Q1", "at_risk"), ("Done in Q2", "complete")]
    west.bring(west.entries(progress(Q1, Q2, RAG, status="off track")))
    assert [each[:2] for each in brought_updates(west)][2:] == [("Done in Q2", "off_track")]
    assert {each[3] for each in brought_updates(west)} == {"Police"}


def test_an_older_update_is_not_called_complete_as_nobody_said_so(west):
    west.bring(west.entries(progress(Q1, Q2, RAG, status="complete")))
    assert [each[:2] for each in brought_updates(west)] == [("Done in Q1", "on_track"), ("Done in Q2", "complete")]


def test_a_status_with_more_words_is_an_update_in_these_words_and_one_of_an_earlier_time_has_its_own(west):
    said = "Amber – awaiting funds"
    west.bring(west.entries(progress(Q1, Q2, ("G", "RAG", Q1[2]), (said, "RAG", Q2[2]), status="at risk")))
    assert [each[:2] for each in brought_updates(west)] == [
        ("Done in Q1", "on_track"), ("Done in Q2", "at_risk"), (said, "at_risk"),
    ]  # fmt: skip


def test_statuses_of_several_times_are_updates_of_these_times_and_none_is_lost(west):
    columns = [("A", "Q2 RAG", Q2[2]), ("G", "Q1 RAG", Q1[2])]
    made = [FileUpdate(words, heading, is_status=True, about=about) for words, heading, about in columns]
    west.bring(west.entries((ROADS, "Paint", {"updates": made, "status": "at risk"})))
    assert [each[:2] for each in brought_updates(west)] == [("Q1 RAG: G", "on_track"), ("Q2 RAG: A", "at_risk")]
    more = west.entries(
        (ROADS, "Mend", {"updates": [*made, FileUpdate(Q1[0], "Q1", about=Q1[2])], "status": "at risk"})
    )
    west.bring(more)
    mended = Action.objects.get(wording="Mend").updates.order_by("pk")
    assert [(one.happened, one.status) for one in mended] == [("Done in Q1", "on_track"), ("Q2 RAG: A", "at_risk")]


def test_a_status_alone_is_an_update_and_progress_without_a_status_a_private_note(west):
    west.bring(west.entries(progress(RAG, status="at risk")))
    assert [each[:2] for each in brought_updates(west)] == [("RAG: A", "at_risk")]
    west.bring(west.entries((ROADS, "Mend", {"updates": [FileUpdate("Begun", "Progress")]})))
    mended = Action.objects.get(wording="Mend")
    assert (mended.private_note, mended.updates.count()) == ("Progress: Begun", 0)
    west.bring(west.entries((ROADS, "Dig", {"updates": [FileUpdate("A", "RAG", is_status=True)], "status": ""})))
    assert Action.objects.get(wording="Dig").private_note == "RAG: A"


def test_an_action_that_somebody_has_updated_here_gets_no_update_of_a_file_and_that_is_told(west):
    west.bring(west.entries(progress(lead=west.police)))
    Action.objects.get().report(
        by=west.by, authority=west.police, status="on_track", happened="Begun", speaks_of=date(2026, 4, 19)
    )
    compared = west.compare(west.entries(progress(Q1, RAG, status="at risk")))
    assert {item.effect for item in compared.items} == {SAME}
    assert [(each.words, each.why) for each in compared.left_out] == [("Done in Q1", "updated on the site")]


def test_what_the_plan_has_no_field_for_is_in_the_private_note(west):
    west.bring(west.entries((ROADS, "Paint", {"theme": "Speed", "supporting_kept": "Pubwatch", "private_note": "x"})))
    assert Action.objects.get().private_note == "x\nTheme: Speed\nSupported by: Pubwatch"


def figures(west, **parts):
    """The saved criterion of a file's words, by name."""
    entries = west.entries()
    headings = {"baseline": parts.pop("heading", "Baseline")}
    entries.criteria = [
        Criterion(ROADS, "Thefts", {name.replace("_", " "): words for name, words in parts.items()}, headings=headings)
    ]
    west.bring(entries)
    return SuccessCriterion.objects.get(wording="Thefts")


def test_figures_become_the_criterions_own_where_their_words_say_all(west):
    one = figures(
        west, baseline="1,240", target="1,150", unit="Rate per 100,000", direction="Lower is better", source="Police",
        frequency="Quarterly", who_reports="Caldshire Constabulary", reference="LAA NI 16", heading="2009/10 Outturn",
    )  # fmt: skip
    assert (one.baseline, one.baseline_period, one.target, one.unit) == (1240, "2009/10", 1150, "Rate per 100,000")
    assert (one.scale, one.direction, one.frequency, one.source) == ("rate", "down", "quarter", "Police")
    assert (one.reporter, one.laa, one.own_reference, one.figures_words) == (west.police, True, "LAA NI 16", "")


@pytest.mark.parametrize(
    ("parts", "fields", "words"),
    [
        ({"target": "15%"}, {"target": 15, "unit": "%", "scale": "percent"}, ""),
        ({"target": "31.5 per cent"}, {"target": Decimal("31.5"), "unit": "%"}, ""),
        ({"target": "345 incidents"}, {"target": 345, "unit": "incidents", "scale": "count"}, ""),
        ({"target": "345"}, {"target": None, "unit": ""}, "Target: 345"),
        ({"target": "21 (24%)", "unit": "Number"}, {"target": None, "unit": "Number"}, "Target: 21 (24%)"),
        ({"target": "3 or fewer", "unit": "Days"}, {"target": None, "unit": "Days"}, "Target: 3 or fewer"),
        ({"target": "15%", "unit": "Number"}, {"target": None}, "Target: 15%"),
        ({"target": "£5,000"}, {"target": 5000, "unit": "£"}, ""),
        (
            {"target": "reduce by 5%", "unit": "thefts"},
            {"target": 5, "target_kind": "change", "direction": "down", "unit": "thefts"},
            "",
        ),
        ({"target": "Reduce by 5%"}, {"target": None, "direction": ""}, "Target: Reduce by 5%"),
        ({"baseline": "14 (2009/10)", "unit": "Number"}, {"baseline": 14, "baseline_period": "2009/10"}, ""),
        ({"baseline": "14", "unit": "Number"}, {"baseline": None}, "Baseline: 14"),
        ({"baseline": "TBC", "target": "N/A"}, {"baseline": None, "target": None}, "Baseline: TBC"),
        ({"direction": "High"}, {"direction": "up"}, ""),
        ({"direction": "Either"}, {"direction": ""}, "Direction: Either"),
        ({"frequency": "Every two years"}, {"frequency": "two_years"}, ""),
        ({"frequency": "Ad hoc"}, {"frequency": ""}, "Frequency: Ad hoc"),
        ({"who_reports": "Head of Housing"}, {"reporter": None}, "Who reports: Head of Housing"),
        ({"LAA": "LAA stretch"}, {"laa": True}, "LAA: LAA stretch"),
        ({"figures": "Q1: 1.4%"}, {}, "Q1: 1.4%"),
        ({"private_note": "Ask Ann"}, {"private_note": "Ask Ann"}, ""),
    ],
)
def test_figures_in_other_words_are_kept_as_they_are(west, parts, fields, words):
    one = figures(west, **parts)
    assert {name: getattr(one, name) for name in fields} == fields
    assert one.figures_words == words


def test_criteria_come_again_change_and_keep_their_kind(west):
    entries = west.entries()
    entries.criteria = [
        Criterion(ROADS, "Fewer thefts", {"target": "15%"}), Criterion(ROADS, "Calls", {}, is_associated=True),
    ]  # fmt: skip
    west.bring(entries)
    kinds = {one.wording: one.kind for one in SuccessCriterion.objects.all()}
    assert kinds == {"Fewer thefts": "headline", "Calls": "associated"}
    assert {item.effect for item in west.compare(entries).items} == {SAME}
    entries.criteria[0].parts = {"target": "20%"}
    [item] = west.compare(entries).of(CHANGED)
    assert [(c.label, c.old_words, c.new_words) for c in item.changes] == [("Target", "15", "20")]


def test_the_plans_own_words_are_filled_where_it_was_only_begun_and_stay_otherwise(west):
    entries = west.entries(title="Safer Westmere 2026", period="2026 to 2029", vision="Calm", mission="Work together")
    [item] = west.compare(entries).items
    takes = {change.field: change.takes_file for change in item.changes}
    assert takes == {"title": True, "period": False, "vision": False, "mission": True}
    west.bring(entries, decisions={"plan": {"take": {"period": "file"}}})
    west.plan.refresh_from_db()
    assert (west.plan.title, west.plan.vision, west.plan.mission, west.plan.period) == (
        "Safer Westmere 2026", "A good place to live", "Work together", "2026 to 2029",
    )  # fmt: skip
    entries.title = "Another title"
    assert [c.takes_file for c in west.compare(entries).items[0].changes if c.field == "title"] == [False]


def test_sections_are_made_or_filled_and_their_own_text_stays(west):
    entries = west.entries(
        sections=[Section("Who we are", ["Six bodies.", "- one", "- two"]), Section("z" * 201, ["Words"])]
    )
    west.bring(entries)
    first, second = PlanSection.objects.filter(plan=west.plan)
    assert (first.heading, first.body) == ("Who we are", "Six bodies.\n\n- one\n- two")
    assert (second.heading, second.body) == ("", f"**{'z' * 201}**\n\nWords")
    entries.sections[0].paragraphs = ["Five bodies."]
    assert [change.takes_file for change in west.compare(entries).items[0].changes] == [False]
    PlanSection.objects.update(body="")
    west.bring(entries)
    first.refresh_from_db()
    assert first.body == "Five bodies."


def test_hallmark_actions_serve_the_hallmark_that_somebody_says_else_the_likest(west):
    hallmarks = {"Empowered leadership": "Leaders meet", "Skills and knowledge": "Train people"}
    entries = west.entries(hallmarks=hallmarks)
    entries.actions = [
        ActionEntry("", "Train all new people in their skills", is_of_hallmark=True),
        ActionEntry("", "Review the skills of everybody", is_of_hallmark=True),
    ]
    items = [item for item in west.compare(entries).items if item.kind == "hallmark-action"]
    assert [(item.place, item.is_guess) for item in items] == [("Skills and knowledge", True)] * 2
    west.bring(entries, decisions={"a2": {"hallmark": "Empowered leadership"}})
    served = {action.wording: action.hallmark.name for action in Action.objects.in_plan(west.plan)}
    assert served == {
        "Train all new people in their skills": "Skills and knowledge",
        "Review the skills of everybody": "Empowered leadership",
    }
    again = west.compare(entries)
    assert {item.effect for item in again.items} == {SAME}
    assert not any(item.is_guess for item in again.items)
    assert [hallmark.body for hallmark in Hallmark.objects.filter(plan=west.plan)] == ["Leaders meet", "Train people"]


def test_without_hallmarks_it_is_asked_for_one(west):
    entries = west.entries()
    entries.actions = [ActionEntry("", "Train people", is_of_hallmark=True)]
    assert [item.faults for item in west.compare(entries).items] == [["No hallmark given."]]


def test_an_undone_import_leaves_the_plan_as_it_was(west):
    west.bring(west.entries((ROADS, "Paint", {"lead": west.police})))
    before = outline(west.plan, audience=PARTNERSHIP)
    more = west.entries(progress(Q1, RAG, status="at risk", lead=west.fire, supporting=[west.council]), title="New")
    more.criteria = [Criterion("Drugs", "Fewer")]
    brought = west.bring(more)
    assert not changes(before, outline(west.plan, audience=PARTNERSHIP))["empty"]
    undo_import(brought, by=west.by, why="The wrong file")
    assert changes(before, outline(west.plan, audience=PARTNERSHIP))["empty"]


def test_two_files_of_different_shapes_find_the_same_priorities(west):
    west.bring("49-remembered/one.xlsx")
    west.bring("49-remembered/two-banners.xlsx")
    assert Priority.objects.filter(plan=west.plan).count() == 2
    assert Action.objects.in_plan(west.plan).count() == 2


def test_the_same_words_in_other_spaces_quotes_and_dashes_change_nothing(west):
    west.bring("23-twice/first.xlsx")
    for path in ("23-twice/second.xlsx", "23-twice/renamed-priority.xlsx"):
        assert {item.effect for item in west.compare(path).items} == {SAME}
        west.bring(path)
    assert Priority.objects.filter(plan=west.plan).count() == 1
    assert Action.objects.in_plan(west.plan).count() == 2


def test_an_inserted_row_shifts_the_councils_numbers_and_no_wording(west):
    west.bring("41-own-ref/a.xlsx")
    before = {action.wording: action.pk for action in Action.objects.in_plan(west.plan)}
    west.bring("41-own-ref/b-one-inserted.xlsx")
    actions = {action.wording: action for action in Action.objects.in_plan(west.plan)}
    assert {wording: actions[wording].pk for wording in before} == before
    assert len(actions) == 5
    for wording, pk in before.items():
        assert {row.wording for row in Action.history.filter(id=pk)} == {wording}
    assert {wording: action.own_reference for wording, action in actions.items()}["Action number four"] == "5"


@pytest.mark.parametrize(
    ("path", "actions", "priorities"),
    [("46-same-words/same.xlsx", 2, 1), ("52-numbered/numbered.xlsx", 3, 1), ("37-comments/comments.xlsx", 2, 1)],
)
def test_a_small_file_is_in_the_plan_and_comes_again(west, path, actions, priorities):
    west.bring(path)
    assert Action.objects.in_plan(west.plan).count() == actions
    assert Priority.objects.filter(plan=west.plan).count() == priorities
    assert {item.effect for item in west.compare(path).items} == {SAME}
    assert "solicitor" not in freeze(outline(west.plan, audience=PUBLIC))


def test_a_sheet_of_indicators_becomes_the_criteria_of_a_priority(west):
    entries = west.read("09-indicators/indicators.xlsx")
    entries.priorities = {"All": "All"}
    for criterion in entries.criteria:
        criterion.priority = "All"
    west.bring(entries)
    saved = {one.wording: one for one in SuccessCriterion.objects.filter(priority__plan=west.plan)}
    assert len(saved) == 16
    car = saved["Hospital stays that drink caused."]
    assert (car.baseline, car.baseline_period, car.target, car.unit, car.scale, car.direction, car.frequency) == (
        1612, "2009/10", 1570, "Rate per 100,000", "rate", "down", "year",
    )  # fmt: skip
    graffiti = saved["Graffiti cleaned off within two days."]
    assert (graffiti.baseline, graffiti.target, graffiti.unit, graffiti.direction) == (91, 95, "%", "up")
    victims = saved["Victims who come back to the high-risk conference within twelve months."]
    assert (victims.baseline, victims.target) == (14, None)
    assert "Target: 21 (24%)" in victims.figures_words
    assert {item.effect for item in west.compare(entries).items} == {SAME}
