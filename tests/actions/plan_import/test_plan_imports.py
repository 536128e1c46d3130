"""The list of imports: the coordinator sees what each did, downloads what it left out, and undoes it."""

import re

import pytest

from actions.models import Action, PlanImport
from actions.plan_editor.kinds import PART_KINDS
from actions.plan_editor.operations import make_part
from actions.plan_import.effects import effects_of
from actions.plan_import.undo import record_import, undo_import, why_not
from partners.files.source import LeftOut
from partners.history import attributed_to
from partners.models import Authority
from priorities.models import Priority, SuccessCriterion
from tests import factories

from .pages import ImportPages

pytestmark = pytest.mark.both_databases
LIST = "/here/plan/imports/"
FILE = (
    b"Priority,Activity,Lead,With,Due,Success measure\r\n"
    b"Reduce burglary,Fit better locks,Council,,31/03/2010,\r\n"
    b"Reduce arson,Visit schools,Fire,Police,30/09/2009,Fewer fires\r\n"
    b"Reduce arson,=Clear bins,Fire,,soon," + b"x" * 5001 + b"\r\n"
)


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def imported(here, client):
    ImportPages(client).upload(FILE, "tracker.csv").send(leave="1")
    return PlanImport.objects.get()


def text(page):
    return " ".join(page.content.decode().split())


def test_the_list_says_what_an_import_did_and_who_brought_it_in(here, cast, client, imported):
    assert (imported.name, imported.kind, imported.revision.by) == ("tracker.csv", "csv", cast.coordinator)
    page = text(client.get(LIST))
    assert re.search(f"Imported on 15 June 2009, [0-9]+:[0-9]+ by {cast.coordinator.name}[.]", page)
    assert "Added: 1 priority, 1 success criterion and 2 actions<" in page
    assert "Changed: 1 action<" in page
    assert "Not imported: 7 texts." in page
    assert LIST in text(client.get("/here/write/"))


def test_what_was_left_out_is_downloaded_with_the_reasons_and_is_no_formula(client, imported, here, cast):
    lines = client.get(f"{LIST}{imported.pk}/left-out.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "place,words,why"
    assert lines[1:3] == ["Row 1,Priority,headings of the columns", "Row 1,Activity,headings of the columns"]
    assert lines[-1].startswith("Row 4,xxxxx")
    assert lines[-1].endswith(',"Success criterion: it has 5,001 characters. Shorten it to 5,000."')
    with attributed_to(by=cast.coordinator):
        other = record_import(here.plan, name="x", kind="csv", left_out=[LeftOut("A1", "=1+1", "a total")])
    page = client.get(f"{LIST}{other.pk}/left-out.csv")
    assert page.content.decode("utf-8-sig").splitlines()[1:] == ["A1,'=1+1,a total"]


def test_an_import_is_undone_from_its_page_and_the_file_comes_in_again(here, cast, client, imported):
    undo = f"{LIST}{imported.pk}/undo/"
    page = text(client.get(undo))
    assert "Removed from the plan: 1 priority, 1 success criterion and 2 actions." in page
    assert "As before the import: 1 action." in page
    assert "<li>Visit schools</li>" in page
    assert "Undid the import of “tracker.csv”</textarea>" in page
    assert "Enter a reason" in text(client.post(undo, {"why": ""}))
    assert Action.objects.filter(wording="Visit schools").exists()
    page = client.post(undo, {"why": "The wrong file"}, follow=True)
    assert page.redirect_chain == [(LIST, 302)]
    assert f"by {cast.coordinator.name}: The wrong file" in text(page)
    assert f"{imported.pk}/undo/" not in text(page)
    assert not Action.objects.filter(wording="Visit schools").exists()
    assert not Priority.objects.filter(name="Reduce arson").exists()
    assert not SuccessCriterion.objects.filter(wording="Fewer fires").exists()
    assert Action.objects.get(pk=here.action.pk).lead == here.police
    again = client.post(undo, {"why": "Once more"})
    assert (again.status_code, "has been undone already" in text(again)) == (409, True)
    ImportPages(client).upload(FILE, "tracker.csv").send(leave="1")
    assert Action.objects.get(wording="Visit schools").lead == here.fire


def test_an_import_that_was_worked_on_says_on_what_and_by_whom(here, cast, client, imported, report):
    action = Action.objects.get(wording="Visit schools")
    report(action, cast.coordinator, authority=here.fire)
    undo = f"{LIST}{imported.pk}/undo/"
    for page, status in ((client.get(undo), 200), (client.post(undo, {"why": "x"}), 409)):
        assert page.status_code == status
        assert f"“Visit schools” was changed after this import, last by {cast.coordinator.name}" in text(page)
        assert "<textarea" not in text(page)
    assert Action.objects.filter(wording="Visit schools").exists()


@pytest.mark.parametrize("role", ["observer", "officer", "chair"])
def test_others_neither_see_nor_undo_imports(here, cast, imported, sign_in, role):
    browser = sign_in(getattr(cast, role))
    paths = [LIST, f"{LIST}{imported.pk}/left-out.csv", f"{LIST}{imported.pk}/undo/"]
    assert [browser.get(path).status_code for path in paths] == [403, 403, 403]
    assert browser.post(paths[-1], {"why": "x"}).status_code == 403
    assert PlanImport.objects.get().undone is None


def test_authorities_that_an_import_added_stay_and_may_be_used(here, cast, client):
    by = cast.coordinator
    with attributed_to(by=by, why="x"):
        trust = factories.AuthorityFactory(partnership=here.partnership, name="The Trust")
        make_part(PART_KINDS["activity"], here.priority, by=by, why="x", wording="Clear bins", lead=trust)
        brought = record_import(here.plan, name="x", kind="csv", left_out=[])
    here.action.lead = trust
    here.action.revise(by=by, why="It leads this too")
    assert "Not removed: the authorities that it added, The Trust." in text(client.get(f"{LIST}{brought.pk}/undo/"))
    undo_import(brought, by=by, why="x")
    assert Authority.objects.filter(pk=trust.pk).exists()
    assert not Action.objects.filter(wording="Clear bins").exists()


def test_a_thing_changed_twice_by_an_import_is_as_before_it_and_one_added_and_removed_counts_for_nothing(here, cast):
    by, before = cast.coordinator, here.action.supporting
    with attributed_to(by=by, why="x"):
        for wording, supporting in (("Once", [here.council, here.fire]), ("Twice", [])):
            here.action.wording = wording
            here.action.revise(by=by, why="x", supporting=supporting)
        brought = record_import(here.plan, name="x", kind="csv", left_out=[])
    [(_, effects)] = effects_of([brought])
    assert effects.made == {}
    undo_import(brought, by=by, why="x")
    action = Action.objects.get(pk=here.action.pk)
    assert (action.wording, action.supporting) == ("Fit better locks", before)


def test_imports_are_undone_one_after_the_other_the_last_one_first(here, cast):
    by, imports = cast.coordinator, []
    for wording in ("Once", "Twice"):
        with attributed_to(by=by, why=wording):
            here.action.wording = wording
            here.action.revise(by=by, why=wording)
            imports.append(record_import(here.plan, name=wording, kind="csv", left_out=[]))
    first, second = imports
    assert "was changed" in why_not(first)
    undo_import(second, by=by, why="x")
    undo_import(first, by=by, why="x")
    assert Action.objects.get(pk=here.action.pk).wording == "Fit better locks"
