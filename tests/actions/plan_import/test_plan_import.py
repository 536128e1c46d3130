"""A plan from a spreadsheet: three councils' ways of keeping one, each read by the page, looked at, and saved once."""

import io
import time
import zipfile
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from actions.models import Action, SheetMapping
from plans.outline.build import PARTNERSHIP, outline
from priorities.models import Priority, SuccessCriterion
from tests import factories

PATH = "/here/plan/import/"


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


def zipped(parts):
    """A file that is a zip of these, {name: words}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, typed in parts.items():
            archive.writestr(name, typed)
    return file.getvalue()


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.coordinator)


def sent(client, content, name="plan.xlsx"):
    """The page of the second step."""
    return client.post(PATH, {"file": SimpleUploadedFile(name, content)})


def chosen(page, **other):
    """What the second step sends on, as it was guessed, but for what is chosen otherwise."""
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    names = {form.fields[name].label: name for name in form.fields}
    data |= {names.get(label, label): value for label, value in other.items()}
    return data | {"cells": page.context["cells"]}


def looked(client, content, name="plan.xlsx", **other):
    page = sent(client, content, name)
    data = chosen(page, **other)
    return data, client.post(PATH, data)


def saved(client, content, name="plan.xlsx", **other):
    data, page = looked(client, content, name, **other)
    return client.post(PATH, data | {"save": "1", "seal": page.context["look"].fingerprint})


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


@pytest.mark.slow
def test_merged_headings_abbreviations_and_dates_as_text(here, cast, client):
    page = sent(client, MERGED)
    assert page.context["form"].headings == ["Priority", "What we will do", "Who: Lead", "Who: With", "By when"]
    # FS is the Fire Service by its first letters; TC is said by hand; a PCT is no authority here.
    assert saved(client, MERGED, **{"“TC”": str(here.council.pk)}).status_code == 302
    assert plan(here) == {
        "Reduce burglary": [
            # It was in the plan: its lead and its date are now what the file says.
            ("Fit better locks", "Council", ["Fire"], date(2010, 3, 31)),
            ("Light the alleys", "Council", ["Fire"], date(2009, 9, 30)),
        ],
        "Reduce arson": [("Visit schools", "Fire", ["Council"], None)],
    }
    made = Action.objects.get(wording="Visit schools").history.latest()
    assert (made.history_user, made.history_change_reason) == (cast.coordinator, "From the spreadsheet plan.xlsx")


def test_a_sheet_for_each_priority(here, client):
    data, page = looked(client, SHEETS)
    assert data["priorities_from"] == "sheets"
    assert page.context["without"] == ["Notes"]
    assert [line.values["wording"] for line in page.context["new"]] == ["Mark bicycles", "Remove burnt cars"]
    saved(client, SHEETS)
    assert plan(here) == {
        "Reduce burglary": [
            ("Fit better locks", "Police", ["Fire"], date(2009, 12, 31)),
            ("Mark bicycles", "Police", [], date(2009, 9, 30)),
        ],
        "Reduce arson": [("Remove burnt cars", "Council", [], None)],
    }


def test_priorities_as_headings_in_a_csv_file_from_excel(here, client):
    saved(client, HEADINGS, "Plan 2009.csv")
    assert plan(here) == {
        "Reduce burglary": [
            ("Fit better locks", "Police", ["Fire"], date(2009, 12, 31)),
            ("Advise café owners", "Police", [], date(2009, 9, 30)),
        ],
        "Reduce arson": [("Clear rubbish", "Council", ["Fire"], date(2010, 3, 31))],
    }
    assert Action.objects.get(wording="Advise café owners").note == "Twelve cafés"
    assert SuccessCriterion.objects.filter(wording="Fewer burglaries of shops").count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(("content", "name"), [(MERGED, "a.xlsx"), (SHEETS, "b.xlsx"), (HEADINGS, "c.csv")])
def test_the_same_file_again_changes_nothing(content, name, here, client):
    saved(client, content, name)
    before, rows = outline(here.plan, audience=PARTNERSHIP) | {"made_at": 0}, Action.history.count()
    data, page = looked(client, content, name)
    assert (page.context["new"], page.context["changed"], page.context["wrong"]) == ([], [], [])
    client.post(PATH, data | {"save": "1", "seal": page.context["look"].fingerprint})
    assert outline(here.plan, audience=PARTNERSHIP) | {"made_at": 0} == before
    assert Action.history.count() == rows


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_our_own_table_sent_back_changes_nothing_and_knows_a_reworded_row(kind, here, client):
    here.action.victim = True
    here.action.save()
    content = client.get(f"{PATH}template.{kind}").content
    _, page = looked(client, content, f"plan.{kind}")
    assert (len(page.context["same"]), page.context["changed"], page.context["new"]) == (1, [], [])
    if kind == "csv":
        _, page = looked(client, content.replace(b"Fit better locks", b"Fit the best locks"), "plan.csv")
        assert page.context["changed"][0].changes == [("wording", "Fit better locks", "Fit the best locks")]


def test_what_was_chosen_is_remembered_and_offered_next_time(here, cast, client):
    odd = workbook(
        ("x", [["Priority", "Activity", "Zuständig", "Lead"], ["Reduce burglary", "Do it", "Blue", "Plod"]], [])
    )
    saved(client, odd, **{"“Plod”": str(here.police.pk), "Zuständig": "note"})
    assert Action.objects.get(wording="Do it").lead == here.police
    form = sent(client, odd).context["form"]
    assert {form.fields[n].label: form[n].value() for n in form.fields if n.startswith(("name", "column"))} == {
        "Priority": "priority", "Activity": "wording", "Zuständig": "note", "Lead": "lead",
        "“Plod”": str(here.police.pk),
    }  # fmt: skip
    known = SheetMapping.objects.get()
    assert (known.partnership, known.history.latest().history_user) == (here.partnership, cast.coordinator)


WRONG = workbook(
    (
        "Plan",
        [
            ["Priority", "Activity", "Due"],
            ["Reduce burglary", "One", "31 June 2009"],
            ["Reduce burglary", "Two", "soon"],
            ["Reduce burglary", "Three", "1/1/1999"],
            ["Reduce burglary", "Four", "30/9/2009"],
            ["Reduce burglary", "four", ""],
            ["Reduce burglary", "x" * 1001, ""],
            [None, "Nobody's", ""],
        ],
        [],
    )
)


@pytest.mark.slow
def test_every_row_that_cannot_be_is_named_with_its_row_and_why_and_nothing_is_saved_unless_it_is_left_out(
    here, client
):
    data, page = looked(client, WRONG)
    listed = {line.number: list(line.faults.items()) for line in page.context["wrong"]}
    assert {number: faults[0][0] for number, faults in listed.items()} == {6: "wording", 7: "wording"}
    before = plan(here)
    seal = {"seal": page.context["look"].fingerprint, "save": "1"}
    refused = client.post(PATH, data | seal)
    assert ("Nothing is saved yet" in refused.content.decode(), plan(here)) == (True, before)
    client.post(PATH, data | seal | {"leave": "1"})
    wordings = [row[0] for row in plan(here)["Reduce burglary"]]
    assert wordings == ["Fit better locks", "One", "Two", "Three", "Four", "Nobody's"]


def test_what_is_no_date_of_the_plan_stays_in_words_beside_the_action(here, client):
    data, page = looked(client, WRONG)
    client.post(PATH, data | {"seal": page.context["look"].fingerprint, "save": "1", "leave": "1"})
    kept = {action.wording: (action.due_on, action.due_words) for action in Action.objects.in_plan(here.plan)}
    assert [kept[wording] for wording in ("One", "Two", "Three", "Four")] == [
        (None, "31 June 2009"),
        (None, "soon"),
        (None, "1/1/1999"),
        (date(2009, 9, 30), ""),
    ]


def test_what_is_much_like_something_in_the_plan_is_told_of(here, client):
    near = workbook(
        (
            "x",
            [
                ["Priority", "Activity"],
                ["Reduce burglary", "Fit better locks."],
                ["Reduce burglary", "Fit a better lock"],
            ],
            [],
        )
    )
    _, page = looked(client, near)
    assert [line.values["wording"] for line in page.context["same"] + page.context["changed"]] == ["Fit better locks."]
    assert [(line.values["wording"], line.like) for line in page.context["new"]] == [("Fit a better lock", here.action)]


def test_an_empty_cell_takes_nothing_away_and_what_is_not_in_the_file_stays(here, client):
    other = factories.ActionFactory(priority=here.priority, wording="Another")
    content = workbook(
        ("x", [["Priority", "Activity", "Lead", "Due"], ["Reduce burglary", "Fit better locks", "", ""]], [])
    )
    _, page = looked(client, content)
    assert (len(page.context["same"]), page.context["look"].left) == (1, [other])


def test_of_a_plan_that_changed_meanwhile_nothing_is_saved_unseen(here, cast, client):
    data, page = looked(client, SHEETS)
    factories.ActionFactory(priority=here.priority, wording="Mark bicycles")
    again = client.post(PATH, data | {"save": "1", "seal": page.context["look"].fingerprint})
    assert (again.status_code, Priority.objects.filter(name="Reduce arson").exists()) == (409, False)


def test_a_doubled_click_saves_once(here, client):
    data, page = looked(client, SHEETS)
    for _ in range(2):
        client.post(PATH, data | {"save": "1", "seal": page.context["look"].fingerprint})
    assert Action.objects.filter(wording="Mark bicycles").count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "There is nothing in this file"),
        (b"PK\x03\x04 not a workbook", "damaged"),
        (bytes(range(128, 256)) * 3, "neither an Excel workbook"),
        (zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "This is a Word document"),
        (zipped({"content.xml": "<x/>"}), "neither an Excel workbook"),
        (zipped({"[Content_Types].xml": "<x/>" + " " * 9_000_000}), "far more than a plan is"),
        (lambda: workbook(("Plan", [["Activity"], *[[None]] * 20_000, ["x"]], [])), "down to row 20,002. Delete"),
        (b"Activity\n" + b"x\n" * 2001, "more than 2,000 rows"),
        (b"Activity\n" + (b"x" * 1000 + b"\n") * 700, "too much in this file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of(content, says, here, client):
    page = sent(client, content() if callable(content) else content)
    assert says in str(page.context["form"].errors["file"])


def test_a_page_that_was_tampered_with_is_refused(here, client):
    data, _ = looked(client, SHEETS)
    page = client.post(PATH, data | {"cells": data["cells"][:-3] + "xxx"})
    assert "has to be sent again" in page.content.decode()


def test_without_a_column_of_activities_it_says_so(here, client):
    page = client.post(PATH, chosen(sent(client, SHEETS), Activity="note"))
    assert "Say which column has the activities" in page.content.decode()


@pytest.mark.slow
def test_what_next_door_calls_the_same_is_neither_read_nor_written(here, next_door, cast, client, sign_in):
    """Both have a priority of that name, and each reads its spreadsheets in its own way."""
    arson = factories.PriorityFactory(plan=next_door.plan, name="Reduce arson")
    burglary = factories.PriorityFactory(plan=next_door.plan, name="Reduce burglary")
    theirs = SheetMapping.objects.create(
        partnership=next_door.partnership, headings={"Activity": "ignore"}, names={}, priorities_from="column"
    )
    page = sent(client, SHEETS)
    assert page.context["form"]["priorities_from"].value() == "sheets"
    assert chosen(page)["column-0"] == "wording"
    assert saved(client, SHEETS).status_code == 302
    assert [list(each.actions.all()) for each in (arson, burglary)] == [[], []]
    assert list(plan(here)) == ["Reduce burglary", "Reduce arson"]
    theirs.refresh_from_db()
    assert (theirs.headings, SheetMapping.objects.count()) == ({"Activity": "ignore"}, 2)


def test_a_file_that_waited_for_a_day_has_to_be_sent_again(here, cast, client, sign_in):
    data, _ = looked(client, SHEETS)
    a_day = time.time() + 24 * 60 * 60
    with time_machine.travel(a_day - 60, tick=False):
        assert sign_in(cast.coordinator).post(PATH, data).context["look"]
    with time_machine.travel(a_day + 60, tick=False):
        assert "has to be sent again" in sign_in(cast.coordinator).post(PATH, data).content.decode()
    assert not Action.objects.filter(wording="Mark bicycles").exists()


def test_next_door_s_authorities_are_not_offered(here, client, next_door):
    form = sent(client, SHEETS).context["form"]
    (field,) = [form.fields[n] for n in form.fields if form.fields[n].label == "“Council”"]
    assert [typed for _, typed in field.choices] == [
        "To be agreed",
        "The Constabulary",
        "The Fire Service",
        "The Council",
    ]


PASTED = (
    "Priority\tWhat we will do\tLead\tBy when\r\n"
    "\tLight the alleys\tFS\t31/03/2010\r\n"
    "Reduce arson\tVisit schools\tTC\t\r\n"
)


def test_a_pasted_table_is_read_as_a_file_is(here, cast, sign_in):
    page = sign_in(cast.coordinator).post(PATH, {"text": PASTED})
    assert page.templates[0].name == "actions/plan_import/mapping.html"
    assert [cells["What we will do"] for _, cells in page.context["tables"][0].rows] == [
        "Light the alleys",
        "Visit schools",
    ]
    assert "Pasted text" in page.text


def test_a_tab_at_the_beginning_of_a_pasted_table_keeps_its_columns_in_place(here, cast, sign_in):
    page = sign_in(cast.coordinator).post(PATH, {"text": "\tActivity\tLead\n1\tVisit schools\tFS\n"})
    assert page.context["tables"][0].rows[0][1]["Activity"] == "Visit schools"


def test_a_file_or_a_text_is_needed_and_not_both(here, cast, sign_in):
    browser = sign_in(cast.coordinator)
    assert browser.post(PATH, {"text": " \n\t"}).context["form"].errors == {
        "file": ["Choose a file, or paste a table or text"]
    }
    both = browser.post(PATH, {"text": PASTED, "file": SimpleUploadedFile("plan.xlsx", MERGED)})
    assert both.templates[0].name == "actions/plan_import/plan_import.html"
    assert "not both" in both.context["form"].errors["text"][0]
    assert "Light the alleys" in both.text, "what was pasted is still in the box"


def test_too_long_a_text_is_refused_in_words(here, cast, sign_in):
    refused = sign_in(cast.coordinator).post(PATH, {"text": "x" * 600_001})
    assert "Shorten it to 600,000" in refused.context["form"].errors["text"][0]


def test_what_cannot_be_read_in_a_pasted_text_is_said_at_its_box(here, cast, sign_in):
    rows = "Activity\n" + "Visit schools\n" * 2_001
    assert "2,000 rows" in sign_in(cast.coordinator).post(PATH, {"text": rows}).context["form"].errors["text"][0]


def test_a_text_without_headings_stays_in_its_box(here, cast, sign_in):
    page = sign_in(cast.coordinator).post(PATH, {"text": "Some words\nthat are no table"})
    assert "No row of headings" in page.context["form"].errors["text"][0]
    assert "that are no table" in page.text
