"""Updates by spreadsheet: out, filled in, back in, looked at, saved."""

import os
import shutil
import subprocess
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.forms import UpdateForm
from actions.models import ActionPartner, Update
from actions.reporting.spreadsheet.columns import HEADING, MAX_ROWS, OPEN, UPDATE_FIELDS
from actions.reporting.spreadsheet.parse import read_rows
from plans.status import Status
from tests import factories
from tests.volume import some

from .sheets import FILE, PAGE, ROW, UPLOAD, confirm, download, filled, listed, send, summary, updates, upload, workbook


@pytest.fixture
def action(here):
    """Makes another action that the Constabulary leads."""

    def action(wording, **fields):
        return factories.ActionFactory(priority=here.priority, wording=wording, **{"lead": here.police} | fields)

    return action


# The file


def test_the_sheet_tells_what_is_open_what_is_led_first_and_what_was_said_last(here, cast, sign_in, report, action):
    report(action("Done"), cast.officer, status=Status.COMPLETE)
    report(action("Under way"), cast.officer, happened="Half of it", next="The rest")
    ActionPartner.objects.create(action=action("Theirs", lead=here.fire), authority=here.police)
    action("Nothing to do with us", lead=here.council)
    rows = listed(download(sign_in(cast.officer)))
    columns = ("wording", "serves", "part", "last_status", "last_text")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("Fit better locks", "Reduce burglary", "Lead", "No update yet", None),
        ("Under way", "Reduce burglary", "Lead", "On track", "Half of it\nNext: The rest"),
        ("Theirs", "Reduce burglary", "Support", "No update yet", None),
    ]
    assert rows[0]["number"] == here.action.pk
    assert (rows[0]["due_on"].date(), rows[1]["due_on"]) == (date(2009, 12, 31), "To be agreed")
    assert (rows[0]["last_on"], rows[1]["last_on"].date()) == (None, date(2009, 6, 15))
    assert {row[column.name] for row in rows for column in OPEN} == {None}


def test_what_is_told_is_locked_and_what_is_asked_is_open_with_lists(here, cast, sign_in, report, action):
    report(action("Under way"), cast.officer)
    sheet = workbook(download(sign_in(cast.officer)))["Updates"]
    is_open = {
        sheet.cell(1, n).value: [not sheet.cell(place, n).protection.locked for place in (1, 2, 3)]
        for n in range(1, sheet.max_column + 1)
    }
    # Nobody has reported on the first: nothing there could be unchanged.
    assert is_open == {
        heading: [False, name in {c.name for c in UPDATE_FIELDS}, name in {c.name for c in OPEN}]
        for name, heading in HEADING.items()
    }
    assert (sheet.protection.sheet, sheet.protection.password, sheet.freeze_panes) == (True, None, "C2")
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"J2:J3": '"Not started,On track,At risk,Off track,Complete"', "P2:P3": '"yes"'}
    assert [sheet.column_dimensions[letter].hidden for letter in "IPQR"] == [False, False, True, True]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert {sheet.cell(2, n).number_format for n in range(10, 16)} == {"@"}


def test_the_columns_to_fill_in_are_the_fields_of_the_update_form(here, cast):
    form = UpdateForm(action=here.action, by=cast.officer, authorities=[here.police])
    assert {column.name for column in UPDATE_FIELDS} == set(form.fields)


@pytest.mark.parametrize("typed", ["=1+1", "+44", "-2 degrees", "@here", "#N/A", "\t=1"])
def test_no_words_of_the_plan_are_a_formula_in_the_sheet(typed, here, cast, sign_in, report):
    here.action.wording = typed
    here.action.save()
    report(here.action, cast.officer, happened=typed)
    (cells,) = workbook(download(sign_in(cast.officer)))["Updates"].iter_rows(min_row=2)
    result = [cell for cell in cells if cell.value == typed]
    assert [(cell.data_type, cell.quotePrefix) for cell in result] == [("s", typed != "#N/A")] * 2


def test_an_officer_of_two_authorities_gets_both_and_each_row_says_for_which(here, cast, sign_in, action):
    factories.MembershipFactory(user=cast.officer, authority=here.fire)
    action("Of the fire service", lead=here.fire)
    rows = listed(download(sign_in(cast.officer)))
    assert [(row["wording"], row["part"], row["authority"]) for row in rows] == [
        ("Fit better locks", "Lead: Police", here.police.pk),
        ("Of the fire service", "Lead: Fire", here.fire.pk),
    ]
    (row,) = listed(download(sign_in(cast.officer), f"{FILE}?authority={here.fire.pk}"))[1:]
    assert (row["wording"], row["part"]) == ("Fit better locks", "Support")


@pytest.mark.slow
def test_who_may_ask_for_which_authoritys_sheet(here, next_door, cast, sign_in):
    asked = [here.police.pk, here.fire.pk, next_door.council.pk, "x", "1" * 30, ""]
    result = {
        role: [sign_in(getattr(cast, role)).get(f"{FILE}?authority={pk}").status_code for pk in asked]
        for role in ("officer", "coordinator", "chair", "observer", "stranger")
    }
    assert result == {
        "officer": [200, 403, 404, 404, 404, 404],
        "coordinator": [200, 200, 404, 404, 404, 404],
        "chair": [403] * 6,
        "observer": [403] * 6,
        "stranger": [404] * 6,
    }


def test_the_file_has_a_name_that_says_whose_it_is_and_of_which_day(here, cast, sign_in):
    response = sign_in(cast.officer).get(FILE)
    assert response.headers["Content-Disposition"] == 'attachment; filename="updates-police-2009-06-15.xlsx"'
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.slow
def test_more_actions_than_a_sheet_holds_are_left_out_and_it_says_so(here, cast, sign_in):
    factories.ActionFactory.create_batch(MAX_ROWS + 1, priority=here.priority, lead=here.police)
    book = workbook(download(sign_in(cast.officer)))
    assert book["Updates"].max_row == MAX_ROWS + 1
    assert (
        book["How to"]
        .cell(book["How to"].max_row, 1)
        .value.endswith("2 more had no room: update them on their own pages.")
    )


# There and back


def test_an_untouched_file_has_nothing_to_save(here, cast, sign_in, report, action):
    report(action("Under way"), cast.officer)
    client = sign_in(cast.officer)
    page = upload(client, download(client))
    assert summary(page) == ([], [], [])
    assert "Nothing to save" in page.content.decode()
    assert Update.objects.count() == 1


def test_what_is_filled_in_is_shown_before_it_is_saved_and_then_saved_in_ones_own_name(here, cast, sign_in, action):
    second = action("Under way")
    client = sign_in(cast.officer)
    page = send(
        client,
        {
            2: {**ROW, "status": "At risk", "next": "Find a locksmith", "public": "Locks are on their way."},
            3: {"status": "on track ", "happened": "Half of it"},
        },
    )
    assert summary(page) == (["Ten locks fitted", "Half of it"], [], [])
    assert Update.objects.count() == 0
    html = page.content.decode()
    for shown in ("Fit better locks", "<del>No update yet</del> <ins>At risk</ins>", "Locks are on their way."):
        assert shown in html
    done = confirm(client, page)
    assert (done.status_code, done.url) == (302, "/here/my-actions/")
    assert "2 updates are saved." in client.get(done.url).content.decode()
    assert updates(here.action) == [
        ("at_risk", "Ten locks fitted", "Find a locksmith", "Locks are on their way.", cast.officer, here.police, False)
    ]
    assert updates(second) == [("on_track", "Half of it", "", "", cast.officer, here.police, False)]
    assert here.action.updates.get().history.get().history_user == cast.officer


def test_no_change_says_the_last_status_again_with_todays_date(here, cast, sign_in, report, action):
    report(here.action, cast.fire_officer, status=Status.AT_RISK, next="Find a locksmith", public="Soon.")
    client = sign_in(cast.officer)
    confirm(client, send(client, {2: {"no_change": "Yes"}}))
    assert updates(here.action)[0] == (
        "at_risk", "No change.", "Find a locksmith", "", cast.officer, here.police, False,
    )  # fmt: skip


def test_no_change_of_what_is_off_track_asks_what_will_be_done_about_it(here, cast, sign_in, report):
    report(here.action, cast.fire_officer, status=Status.OFF_TRACK)
    client = sign_in(cast.officer)
    page = send(client, {2: {"no_change": "yes"}})
    assert summary(page)[2] == ["Row 2, What is next: Enter what will be done about it"]
    page = send(client, {2: {"no_change": "yes", "next": "Ask the county"}})
    assert "Off track, as before" in page.content.decode()
    confirm(client, page)
    assert updates(here.action)[0][:3] == ("off_track", "No change.", "Ask the county")


def test_a_coordinator_writes_on_behalf_and_it_says_so(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    page = send(client, {2: ROW}, download(client, f"{FILE}?authority={here.fire.pk}"))
    assert "On behalf of The Fire Service" in page.content.decode()
    confirm(client, page)
    assert updates(here.action) == [("on_track", "Ten locks fitted", "", "", cast.coordinator, here.fire, True)]


def test_pressing_the_button_twice_saves_once(here, cast, sign_in, report, action):
    report(action("Under way"), cast.officer)
    client = sign_in(cast.officer)
    page = send(client, {2: {**ROW, "status": "Complete", "achieved": "Locks"}, 3: {"no_change": "yes"}})
    assert [confirm(client, page).status_code for _ in range(2)] == [302, 302]
    assert Update.objects.count() == 3
    assert client.get("/here/my-actions/").content.decode().count("2 updates are saved.") == 2


def test_the_same_file_sent_again_says_that_it_is_saved_already(here, cast, sign_in):
    client = sign_in(cast.officer)
    file = filled(download(client), {2: ROW})
    confirm(client, upload(client, file))
    page = upload(client, file)
    assert (summary(page), page.context["sheet_preview"].kept) == (([], [], []), 1)
    assert "1 row of it is saved already" in page.content.decode()


WRITABLE = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
TRICKY = ["=1+1", "+44", "-", "@x", "#N/A", "'=1", "TRUE", "1/2", "40%", " x ", "a\nb", "\t", "1e5", "<b>&amp;"]
day = st.dates(date(2008, 2, 1), date(2009, 7, 1)).map(lambda day: f"{day:%-d %B %Y}") | st.just("")
text = st.text(WRITABLE) | st.sampled_from(TRICKY)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=some(10, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.fixed_dictionaries({}, optional={column.name: text for column in OPEN}))
def test_whatever_is_written_in_the_open_columns_comes_back_the_same(typed, here, cast, sign_in):
    file = filled(download(sign_in(cast.officer)), {2: typed})
    rows = read_rows(SimpleUploadedFile("updates.xlsx", file))
    written = {name: value for name, value in typed.items() if value.strip()}
    assert [(row.place, row.number, row.texts) for row in rows] == (
        [(2, str(here.action.pk), written)] if written else []
    )


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=some(10, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.fixed_dictionaries(dict.fromkeys(("happened", "achieved", "next", "public"), text)), day=day)
def test_what_the_update_form_would_keep_is_kept_from_the_sheet_in_the_same_words(typed, day, here, cast, sign_in):
    typed |= {"status": "On track", "speaks_of": day}
    form = UpdateForm(
        {**typed, "status": "on_track", "seen": "none"},
        action=here.action,
        by=cast.officer,
        authorities=[here.police],
    )
    client = sign_in(cast.officer)
    page = send(client, {2: typed})
    assert bool(page.context["sheet_preview"].changes) == form.is_valid()
    if form.is_valid():
        assert page.context["sheet_preview"].changes[0].form.cleaned_data == form.cleaned_data


def test_a_number_and_a_date_in_a_cell_for_words_are_taken_as_words(here, cast, sign_in):
    values = {"happened": 12, "next": date(2009, 9, 30), "public": 12.5, "speaks_of": date(2009, 4, 30)}
    page = send(sign_in(cast.officer), {2: {"status": "On track", **values}})
    (change,) = page.context["sheet_preview"].changes
    assert [typed for _, typed in change.texts] == ["12", "30 September 2009", "12.5", date(2009, 4, 30)]


def test_words_pasted_from_elsewhere_lose_what_excel_writes_for_a_carriage_return(here, cast, sign_in):
    page = send(sign_in(cast.officer), {2: {**ROW, "happened": "One_x000D_\nTwo"}})
    assert summary(page) == (["One\nTwo"], [], [])


@pytest.fixture(scope="module")
def office():
    if not (result := shutil.which("soffice")):
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is missing")
        pytest.skip("LibreOffice is missing")
    return result


@pytest.mark.slow
def test_a_file_that_libreoffice_saved_again_is_the_same_file(office, here, cast, sign_in, report, tmp_path):
    report(here.action, cast.fire_officer, happened="=1+1")
    client = sign_in(cast.officer)
    typed = {**ROW, "happened": "=1+1 is two,\nnot “three”", "next": "- 30/9/2009", "public": "40% & more <b>"}
    (tmp_path / "updates.xlsx").write_bytes(filled(download(client), {2: typed}))
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out"]
    done = subprocess.run([*command, tmp_path / "updates.xlsx"], capture_output=True, timeout=120)
    assert (tmp_path / "out" / "updates.xlsx").exists(), done.stderr.decode()
    again = (tmp_path / "out" / "updates.xlsx").read_bytes()
    sheet = workbook(again)["Updates"]
    locked = [sheet[cell].protection.locked for cell in ("A2", "I2", "J2", "P2", "R2")]
    assert (sheet.protection.sheet, locked) == (True, [True, True, False, False, True])
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"J2": '"Not started,On track,At risk,Off track,Complete"', "P2": '"yes"'}
    assert [cell.value for cell in sheet[1]][: len(HEADING)] == list(HEADING.values())
    assert sheet["I2"].data_type == "s"
    page = upload(client, again)
    (change,) = page.context["sheet_preview"].changes
    assert {name: change.form.cleaned_data[name] for name in typed} == {**typed, "status": "on_track"}
    assert confirm(client, page).status_code == 302
    assert here.action.updates.count() == 2


# The way in


def test_my_actions_leads_to_it_for_those_who_may_report(here, cast, sign_in):
    offered = {
        role: PAGE in sign_in(getattr(cast, role)).get("/here/my-actions/").content.decode()
        for role in ("officer", "fire_officer", "chair", "coordinator", "observer")
    }
    assert offered == {"officer": True, "fire_officer": True, "chair": False, "coordinator": True, "observer": False}


def test_a_coordinator_is_offered_every_other_authority(here, cast, sign_in):
    page = sign_in(cast.coordinator).get(PAGE).content.decode()
    assert [f"{FILE}?authority={a.pk}" in page for a in (here.police, here.fire, here.council)] == [True, True, False]


def test_somebody_who_comes_back_to_the_upload_is_led_to_the_beginning(here, cast, sign_in):
    response = sign_in(cast.officer).get(UPLOAD)
    assert (response.status_code, response.url) == (302, PAGE)


@pytest.mark.slow
def test_the_number_of_queries_does_not_depend_on_the_number_of_actions(here, cast, sign_in, report, action):
    client = sign_in(cast.officer)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert [client.get(path).status_code for path in (FILE, PAGE)] == [200, 200]
        return len(caught)

    def one_more_of_each():
        report(action("Ours"), cast.officer)
        theirs = action("Theirs", lead=here.fire)
        ActionPartner.objects.create(action=theirs, authority=here.police)
        report(theirs, cast.fire_officer)

    one_more_of_each()
    before = queries()
    for _ in range(5):
        one_more_of_each()
    assert queries() == before
