"""A plan from a file: three councils' ways of keeping one, each read by the page, looked at, mended, and saved once."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from actions.models import Action, ImportDraft, PlanImport, SheetMapping
from actions.plan_import.drafts import forget_old_drafts
from partners import clock
from partners.models import Authority
from plans.outline.build import PARTNERSHIP, outline
from priorities.models import Priority, SuccessCriterion
from tests import factories

from .pages import ImportPages

pytestmark = pytest.mark.both_databases


def workbook(*sheets):
    """[(name, rows, merged ranges)] as the bytes of a workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows, merged in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


MERGED = workbook(
    (
        "Action plan",
        [
            ["Vale Community Safety Action Plan 2008 to 2011", None, None, None, None],
            [],
            ["Priority", "What we will do", "Who", None, "By when"],
            [None, None, "Lead", "With", None],
            ["Reduce burglary", "Fit better locks", "TC", "FS", "31/03/2010"],
            ["Reduce burglary", "Light the alleys", "The Council / FS", None, "Sept 09"],
            ["Reduce arson", "Visit schools", "FS", "TC, PCT", "ongoing"],
        ],
        ["A1:E1", "C3:D3", "A3:A4", "B3:B4", "E3:E4"],
    )
)
SHEETS = workbook(
    ("Reduce burglary", [["Activity", "Lead agency", "Deadline"], ["Mark bicycles", "Police", date(2009, 9, 30)]], []),
    ("Reduce arson", [["Activity", "Lead agency", "Deadline"], ["Remove burnt cars", "Council", "TBC"]], []),
    ("Notes", [["Written by hand on a Tuesday"]], []),
)
HEADINGS = (
    "Task;Lead;Due;Comments;Success measure\r\n"
    "Reduce burglary;;;;\r\n"
    "Advise caf\xe9 owners;Police;30.9.2009;Twelve caf\xe9s;Fewer burglaries of shops\r\n"
    "Reduce arson;;;;\r\n"
    "Clear rubbish;Council & Fire;end of March 2010;;\r\n"
).encode("cp1252")
PASTED = (
    "Priority\tWhat we will do\tLead\tBy when\r\n"
    "Reduce burglary\tLight the alleys\tFS\t31/03/2010\r\n"
    "Reduce arson\tVisit schools\tPlod\tOngoing\r\n"
)


def zipped(parts):
    """A file that is a zip of these, {name: words}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, typed in parts.items():
            archive.writestr(name, typed)
    return file.getvalue()


@pytest.fixture
def pages(here, cast, sign_in):
    """The import's pages as the coordinator here sees them."""
    return ImportPages(sign_in(cast.coordinator))


def plan(here):
    whole = outline(here.plan, audience=PARTNERSHIP)
    return {
        p["name"]: [
            (
                a["wording"],
                a["lead"] and a["lead"]["short_name"],
                [s["short_name"] for s in a["supporting"]],
                a["due_on"],
            )
            for a in p["actions"]
        ]
        for p in whole["priorities"]
    }


BURGLARY = ("Fit better locks", "Police", ["Fire"], date(2009, 12, 31))


def test_a_sheet_for_each_priority(here, pages):
    pages.upload(SHEETS)
    assert [item.entry.wording for item in pages.preview.of_kind("activity")] == ["Mark bicycles", "Remove burnt cars"]
    assert plan(here) == {"Reduce burglary": [BURGLARY]}, "nothing is saved by looking"
    pages.send()
    assert plan(here) == {
        "Reduce burglary": [BURGLARY, ("Mark bicycles", "Police", [], date(2009, 9, 30))],
        "Reduce arson": [("Remove burnt cars", "Council", [], None)],
    }
    assert "2 new activities" in pages.page.text
    assert not ImportDraft.objects.exists()


def test_what_was_left_out_can_be_downloaded_with_the_reasons_afterwards(here, pages):
    pages.upload(SHEETS).send()
    left_out = pages.get(f"/here/plan/imports/{PlanImport.objects.get().pk}/left-out.csv").page.content.decode()
    assert "Written by hand on a Tuesday" in left_out


def test_priorities_as_headings_in_a_csv_file_from_excel(here, pages):
    pages.upload(HEADINGS, "Plan 2009.csv").send()
    assert plan(here) == {
        "Reduce burglary": [BURGLARY, ("Advise café owners", "Police", [], date(2009, 9, 30))],
        "Reduce arson": [("Clear rubbish", "Council", ["Fire"], date(2010, 3, 31))],
    }
    made = Action.objects.get(wording="Advise café owners")
    assert (made.private_note, made.note) == ("Comments: Twelve cafés", ""), "comments are for members"
    assert SuccessCriterion.objects.filter(wording="Fewer burglaries of shops").count() == 1
    assert made.history.latest().revision.why == "From the file Plan 2009.csv"


@pytest.mark.slow
@pytest.mark.parametrize(("content", "name"), [(MERGED, "a.xlsx"), (SHEETS, "b.xlsx"), (HEADINGS, "c.csv")])
def test_the_same_file_again_changes_nothing(content, name, here, pages):
    pages.upload(content, name).send()
    before, rows = outline(here.plan, audience=PARTNERSHIP) | {"made_at": 0}, Action.history.count()
    pages.upload(content, name)
    assert pages.preview.in_words == "no changes"
    pages.send()
    assert outline(here.plan, audience=PARTNERSHIP) | {"made_at": 0} == before
    assert Action.history.count() == rows


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_our_own_table_sent_back_changes_nothing_and_knows_a_reworded_row(kind, here, pages):
    here.action.victim = True
    here.action.save()
    content = pages.get(f"/here/plan/import/template.{kind}").page.content
    pages.upload(content, f"plan.{kind}")
    assert (pages.preview.same, pages.preview.counts) == (1, [])
    if kind == "csv":
        pages.upload(content.replace(b"Fit better locks", b"Fit the best locks"), "plan.csv")
        [item] = pages.preview.of_kind("activity")
        assert [(each.field, each.old, each.new) for each in item.changes] == [
            ("wording", "Fit better locks", "Fit the best locks")
        ]


def test_a_column_is_corrected_and_the_names_in_it_are_asked_for_and_both_are_remembered(here, cast, pages):
    odd = workbook(("x", [["Priority", "Activity", "Zuständig"], ["Reduce burglary", "Do it", "Plod"]], []))
    pages.upload(odd).columns()
    assert pages.send(Zuständig="lead").is_columns, "Plod is asked for"
    assert "Plod" in [field.label for field in pages.page.context["form"].fields.values()]
    pages.send(Plod=str(here.police.pk)).send()
    assert Action.objects.get(wording="Do it").lead == here.police
    known = SheetMapping.objects.get()
    assert (known.headings, known.names) == ({"zuständig": "lead"}, {"Plod": here.police.pk})
    assert known.history.latest().history_user == cast.coordinator
    again = workbook(("x", [["Priority", "Activity", "Zuständig"], ["Reduce burglary", "Do more", "Plod"]], []))
    pages.upload(again)
    assert [item.entry.lead for item in pages.preview.of_kind("activity")] == [here.police]


def test_a_name_is_added_to_the_authorities_right_there(here, cast, pages):
    pages.paste(PASTED).columns()
    pages.send(Plod="add").send()
    plod = Authority.objects.get(partnership=here.partnership, name="Plod")
    assert Action.objects.get(wording="Visit schools").lead == plod
    assert plod.history.latest().history_user == cast.coordinator


def test_a_name_that_is_none_of_the_authorities_stays_in_words_for_members_unless_it_is_ticked_public(here, pages):
    pages.paste(PASTED).send()
    made = Action.objects.get(wording="Visit schools")
    assert (made.lead, made.lead_words, made.lead_words_public, made.due_words) == (None, "Plod", False, "Ongoing")
    pages.paste(PASTED.replace("Visit schools", "Visit colleges")).columns()
    pages.send(Plod="public").send()
    assert Action.objects.get(wording="Visit colleges").lead_words_public


def test_a_row_of_headings_is_said_by_hand(here, pages):
    pages.paste("Some\tWords\tHere\nPledge\tBody\tFinish\nWalk the dogs\tPolice\t31/03/2010\n")
    assert pages.is_columns, "nothing says which row holds the headings"
    pages.send(**{"headings-0": "2"})
    assert pages.is_columns, "its columns are looked at next"
    form = pages.page.context["form"]
    labels = {field.label: name for name, field in form.fields.items()}
    pages.send(**{labels["Pledge"]: "action", labels["Body"]: "lead", "priority-0": "Dogs"}).send()
    assert plan(here)["Dogs"] == [("Walk the dogs", "Police", [], date(2010, 3, 31))]


def test_a_hidden_sheet_is_left_out_unless_it_is_ticked(here, pages):
    book = Workbook()
    for name, wording, state in (("Dogs", "Walk them", "visible"), ("Cats", "Leave them alone", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet.append(["Activity", "Lead"])
        sheet.append([wording, "Police"])
        sheet.sheet_state = state
    book.remove(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    pages.upload(written.getvalue())
    assert [item.entry.wording for item in pages.preview.of_kind("activity")] == ["Walk them"]
    assert "Leave them alone" in [each.words for each in pages.preview.left_out]
    pages.columns().send(hidden_sheets="Cats").send()
    assert list(plan(here)) == ["Reduce burglary", "Dogs", "Cats"]


def test_what_is_no_date_of_the_plan_stays_in_words_beside_the_action(here, pages):
    rows = [["One", "31 June 2009"], ["Two", "soon"], ["Four", "30/9/2009"]]
    pages.upload(workbook(("Dogs", [["Activity", "Due"], *rows], []))).send()
    kept = {action.wording: (action.due_on, action.due_words) for action in Action.objects.in_plan(here.plan)}
    assert [kept[wording] for wording in ("One", "Two", "Four")] == [
        (None, "31 June 2009"),
        (None, "soon"),
        (date(2009, 9, 30), ""),
    ]


def test_an_empty_cell_takes_nothing_away_and_what_is_not_in_the_file_stays(here, pages):
    other = factories.ActionFactory(priority=here.priority, wording="Another")
    content = workbook(
        ("x", [["Priority", "Activity", "Lead", "Due"], ["Reduce burglary", "Fit better locks", "", ""]], [])
    )
    pages.upload(content)
    assert (pages.preview.same, list(pages.preview.comparison.untouched)) == (1, [here.hallmark_action, other])


def test_what_cannot_be_saved_is_named_and_nothing_is_saved_unless_it_is_left_out(here, pages):
    content = workbook(("Dogs", [["Activity", "Lead"], ["Walk them", "Police"], ["x" * 6_000, "Police"]], []))
    pages.upload(content)
    assert len(pages.preview.faulty) == 1
    pages.send()
    assert ("Nothing is saved yet" in pages.page.text, list(plan(here))) == (True, ["Reduce burglary"])
    pages.send(leave="1")
    assert plan(here)["Dogs"] == [("Walk them", "Police", [], None)]
    assert f"{'x' * 6_000} | Police" in [each["words"] for each in PlanImport.objects.get().left_out]


def test_of_a_plan_that_changed_meanwhile_nothing_is_saved_unseen(here, pages):
    pages.upload(SHEETS)
    seal = pages.preview.fingerprint
    factories.ActionFactory(priority=here.priority, wording="Mark bicycles")
    pages.send(seal=seal)
    assert (pages.page.status_code, Priority.objects.filter(name="Reduce arson").exists()) == (409, False)


def test_a_doubled_click_saves_once(here, cast, pages, sign_in):
    pages.upload(SHEETS)
    address, data = pages.address, {"save": "1", "seal": pages.preview.fingerprint}
    answers = [pages.client.post(address, data).status_code for _ in range(2)]
    assert (answers, Action.objects.filter(wording="Mark bicycles").count()) == ([302, 404], 1)


def test_an_import_is_left_for_a_day_and_gone_on_with_or_given_up(here, cast, pages, sign_in):
    pages.upload(SHEETS)
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        pages.client = sign_in(cast.coordinator)
        pages.get("/here/plan/import/")
        [draft] = ImportDraft.objects.all()
        assert f"/here/plan/import/{draft.pk}/" in pages.page.text
        pages.client.post(f"/here/plan/import/{draft.pk}/discard/")
    assert not ImportDraft.objects.exists()
    assert list(plan(here)) == ["Reduce burglary"]


def test_an_import_that_nobody_goes_on_with_is_forgotten_after_two_weeks(here, cast, pages):
    pages.upload(SHEETS)
    for days, left in ((13, 1), (15, 0)):
        with clock.frozen_at(clock.now() + timedelta(days=days)):
            forget_old_drafts()
        assert ImportDraft.objects.count() == left


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "This file is empty"),
        (b"PK\x03\x04 not a workbook", "damaged"),
        (bytes(range(128, 256)) * 3 + b"\0", "This kind of file cannot be read"),
        (zipped({"[Content_Types].xml": "<x/>" + " " * 90_000_000}), "too large when unpacked"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"Activity,Lead\n" + b"Walk the dogs,Police\n" * 5_001, "There are 5,002 rows in this file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of_and_nothing_is_kept(content, says, here, pages):
    pages.upload(content)
    assert says in str(pages.page.context["form"].errors["file"])
    assert not ImportDraft.objects.exists()


def test_what_next_door_calls_the_same_is_neither_read_nor_written(here, next_door, pages):
    """Both have a priority of that name, and each reads its files in its own way."""
    arson = factories.PriorityFactory(plan=next_door.plan, name="Reduce arson")
    theirs = SheetMapping.objects.create(
        partnership=next_door.partnership, headings={"activity": "not for the plan"}, names={}
    )
    pages.upload(SHEETS).send()
    assert list(arson.actions.all()) == []
    assert list(plan(here)) == ["Reduce burglary", "Reduce arson"]
    theirs.refresh_from_db()
    assert theirs.headings == {"activity": "not for the plan"}


def test_next_door_s_authorities_are_not_offered(here, next_door, pages):
    pages.paste(PASTED).columns()
    [field] = [field for field in pages.page.context["form"].fields.values() if field.label == "Plod"]
    assert [label for _, label in field.choices] == [
        "Keep as text, for members", "Keep as text, public", "The Constabulary", "The Fire Service", "The Council",
        "Add “Plod” to the authorities",
    ]  # fmt: skip


def test_a_file_or_a_text_is_needed_and_not_both(here, pages):
    pages.paste(" \n\t")
    assert pages.page.context["form"].errors == {"file": ["Choose a file, or paste a table or text"]}


def test_too_long_a_text_is_refused_in_words(here, pages):
    pages.paste("x" * 600_001)
    assert "Shorten it to 600,000" in pages.page.context["form"].errors["text"][0]
