"""What a sheet says wrongly, what somebody else said meanwhile, and a preview on its way through the browser."""

import random
import time
from datetime import date

import pytest
import time_machine

from actions.models import Update
from plans.status import Status
from tests import factories

from .sheets import ROW, SAVE, confirm, download, filled, saved, send, summary, upload, workbook


@pytest.fixture
def action(here):
    """Makes another action that the Constabulary leads."""

    def action(wording, **fields):
        return factories.ActionFactory(priority=here.priority, wording=wording, **{"lead": here.police} | fields)

    return action


# What is wrong, by row and column


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"status": "On track"}, ["Row 2, What happened: Enter what happened since the last update"]),
        ({**ROW, "status": "Complete"}, ["Row 2, What was achieved: Enter what was achieved"]),
        ({**ROW, "status": "Off track"}, ["Row 2, What is next: Enter what will be done about it"]),
        (
            {**ROW, "speaks_of": "31 April 2009"},
            ["Row 2, Date this update is about: Enter the date as a real date, such as 30 4 2009 or 30 April 2009"],
        ),
        ({"happened": "Ten locks"}, ["Row 2, How is it going: Choose how the action is going"]),
        (
            {**ROW, "status": "Green"},
            [
                "Row 2, How is it going: “Green” is not in the list. Choose one of: Not started, On track, At risk, "
                "Off track, Complete"
            ],
        ),
        (
            {**ROW, "public": "x" * 301},
            ["Row 2, A sentence for the public: This is 301 characters long. Shorten it to 300."],
        ),
        (
            {**ROW, "next": "a\u202eb"},
            [
                "Row 2, What is next: Remove the hidden characters that turn the direction of the text. Typing the "
                "words again does it."
            ],
        ),
        (
            {**ROW, "no_change": "yes"},
            ["Row 2, No change: “No change” and something else are both filled in. Leave one of them empty"],
        ),
        ({"no_change": "maybe"}, ["Row 2, No change: Enter “yes” here or leave it empty"]),
        (
            {"no_change": "yes"},
            ["Row 2, No change: There is no update yet, so “No change” is not possible"],
        ),
        (
            {"no_change": "no", "status": "On track"},
            ["Row 2, What happened: Enter what happened since the last update"],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_can_be_saved(typed, wrong, here, cast, sign_in, action):
    action("Right")
    client = sign_in(cast.officer)
    page = send(client, {2: typed, 3: ROW})
    assert (summary(page), page.context["signed_rows"]) == ((["Ten locks fitted"], [], wrong), "")
    assert wrong[0].split(":")[0] in page.content.decode()
    assert '<button class="govuk-button" data-prevent' not in page.content.decode()


def test_a_withdrawn_status_is_not_in_the_list(here, cast, sign_in):
    page = send(sign_in(cast.officer), {2: {**ROW, "status": "Withdrawn"}})
    assert [error.split(".")[0] for error in summary(page)[2]] == [
        "Row 2, How is it going: “Withdrawn” is not in the list"
    ]


@pytest.mark.parametrize("formula", ["=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org","x")'])
def test_a_formula_is_told_by_row_and_column(formula, here, cast, sign_in):
    client = sign_in(cast.officer)
    book = workbook(filled(download(client), {2: ROW}))
    book["Updates"]["K2"] = formula
    page = upload(client, saved(book))
    assert summary(page) == (
        [], [], ["Row 2, What happened: There is a formula in this cell. Enter the text itself"],
    )  # fmt: skip


def test_an_error_of_the_spreadsheets_own_is_told(here, cast, sign_in):
    client = sign_in(cast.officer)
    book = workbook(filled(download(client), {2: ROW}))
    book["Updates"]["K2"] = "#REF!"
    assert book["Updates"]["K2"].data_type == "e"
    assert summary(upload(client, saved(book)))[2] == [
        "Row 2, What happened: There is an error in this cell (#REF!). Enter the text itself"
    ]


def test_rows_that_cannot_be_told_apart_or_are_not_ones_own_are_told(here, next_door, cast, sign_in, action):
    council = action("Of the council", lead=here.council)
    client = sign_in(cast.officer)
    keys = {"authority": here.police.pk, "seen": "none"}
    page = send(
        client,
        {
            2: ROW,
            3: {**ROW, **keys, "number": council.pk},
            4: {**ROW, **keys, "number": next_door.action.pk},
            5: {**ROW, **keys, "number": 10**30},
            6: {**ROW, **keys, "number": "all"},
            7: {**ROW, **keys, "number": here.action.pk},
            8: ROW,
            9: {**ROW, "number": here.action.pk},
            10: {**ROW, **keys, "number": here.action.pk, "authority": here.council.pk},
        },
    )
    assert summary(page) == (
        ["Ten locks fitted"],
        [],
        [
            f"Row 3: “{council.pk}” is not the number of an action that you may report on",
            f"Row 4: “{next_door.action.pk}” is not the number of an action that you may report on",
            "Row 5: “1e+30” is not the number of an action that you may report on",
            "Row 6: “all” is not the number of an action that you may report on",
            "Row 7: Row 2 is about the same action. Leave one of the two empty",
            "Row 8: This row has no number. Use the action’s own row",
            "Row 9: The locked cells of this row were changed. Download the file again and use that",
            "Row 10: This authority no longer leads or supports the action",
        ],
    )
    assert "secret" not in page.content.decode()


def test_a_coordinators_own_made_sheet_reaches_no_action_but_those_of_the_plan_that_runs(
    here, next_door, cast, sign_in
):
    """A coordinator may answer for any authority: what holds them is only which actions a sheet can name."""
    before = factories.PlanFactory(
        partnership=here.partnership, slug="2005-2008", starts_on=date(2005, 3, 1), ends_on=date(2008, 2, 29)
    )
    old = factories.ActionFactory(priority=factories.PriorityFactory(plan=before), lead=here.police)
    client = sign_in(cast.coordinator)
    page = send(
        client,
        {
            2: {**ROW, "number": next_door.action.pk, "authority": next_door.council.pk, "seen": "none"},
            3: {**ROW, "number": old.pk, "authority": here.police.pk, "seen": "none"},
        },
    )
    assert summary(page) == (
        [],
        [],
        [
            f"Row 2: “{next_door.action.pk}” is not the number of an action that you may report on",
            f"Row 3: “{old.pk}” is not the number of an action that you may report on",
        ],
    )
    assert "secret" not in page.content.decode()
    assert not Update.objects.exists()


def test_a_file_of_somebody_elses_saves_nothing_on_what_is_not_ones_own(here, cast, sign_in):
    file = filled(download(sign_in(cast.officer)), {2: ROW})
    page = upload(sign_in(cast.council_officer), file)
    assert summary(page)[2] == [f"Row 2: “{here.action.pk}” is not the number of an action that you may report on"]
    page = upload(sign_in(cast.fire_officer), file)
    assert [error.split(":")[1] for error in summary(page)[2]] == [
        " This authority no longer leads or supports the action"
    ]


def test_an_action_that_was_closed_meanwhile_is_told(here, cast, sign_in, report):
    client = sign_in(cast.officer)
    file = filled(download(client), {2: ROW})
    report(here.action, cast.officer, status=Status.COMPLETE)
    assert summary(upload(client, file)) == (
        [], [], ["Row 2: The action is complete now. To change that, update it on its own page"],
    )  # fmt: skip


# Somebody else in the meantime


@pytest.fixture
def overtaken(here, cast, sign_in, report, action):
    """The officer's page of a file with two rows, on the first of which the Fire Service reported meanwhile."""
    action("Quiet")
    client = sign_in(cast.officer)
    file = filled(download(client), {2: ROW, 3: ROW})
    report(here.action, cast.fire_officer, happened="The fire service fitted twenty")
    return client, upload(client, file)


def test_a_conflict_shows_both_versions_and_saves_neither_by_itself(overtaken, here, cast):
    client, page = overtaken
    assert summary(page) == (["Ten locks fitted"], ["Ten locks fitted"], [])
    html = page.content.decode()
    assert ("The fire service fitted twenty" in html, html.count("Ten locks fitted")) == (True, 2)
    assert confirm(client, page).status_code == 302
    assert [u.by for u in Update.objects.order_by("pk")] == [cast.fire_officer, cast.officer]
    assert [u.by for u in here.action.updates.all()] == [cast.fire_officer]


def test_a_conflict_that_is_ticked_is_saved_after_the_other(overtaken, here, cast):
    client, page = overtaken
    assert confirm(client, page, 2).status_code == 302
    assert [u.by for u in here.action.updates.all()] == [cast.officer, cast.fire_officer]
    assert confirm(client, page, 2).status_code == 302
    assert Update.objects.count() == 3


def test_a_third_update_after_the_preview_is_shown_before_anything_is_saved(overtaken, here, cast, report):
    client, page = overtaken
    report(here.action, cast.fire_officer, happened="And thirty more")
    page = confirm(client, page, 2)
    assert (page.status_code, Update.objects.count()) == (200, 2)
    html = page.content.decode()
    assert ("And thirty more" in html, "An action was updated since you opened this page" in html) == (True, True)
    assert confirm(client, page, 2).status_code == 302
    assert Update.objects.count() == 4


def test_an_update_after_the_preview_holds_back_all_of_them(here, cast, sign_in, report, action):
    other = action("Quiet")
    client = sign_in(cast.officer)
    page = send(client, {2: ROW, 3: ROW})
    report(other, cast.coordinator, authority=here.police)
    page = confirm(client, page)
    assert (page.status_code, Update.objects.count()) == (200, 1)
    assert summary(page) == (["Ten locks fitted"], ["Ten locks fitted"], [])
    assert confirm(client, page, 3).status_code == 302
    assert (here.action.updates.count(), other.updates.count()) == (1, 2)


def test_ticks_stay_when_the_page_has_to_come_again(overtaken, here, cast, report):
    client, page = overtaken
    report(here.priority.actions.get(wording="Quiet"), cast.coordinator, authority=here.police)
    page = confirm(client, page, 2)
    assert [(c.row.place, c.ticked) for c in page.context["sheet_preview"].conflicts] == [(2, True), (3, False)]
    assert 'name="save-2" checked' in page.content.decode()


def test_no_change_on_what_changed_meanwhile_is_a_conflict_too(here, cast, sign_in, report):
    report(here.action, cast.officer)
    client = sign_in(cast.officer)
    file = filled(download(client), {2: {"no_change": "yes"}})
    report(here.action, cast.fire_officer, status=Status.OFF_TRACK, happened="It burned down", next="Build anew")
    page = upload(client, file)
    assert summary(page) == ([], ["No change."], [])
    assert confirm(client, page, 2).status_code == 302
    assert [(u.status, u.happened) for u in here.action.updates.all()][:2] == [
        ("off_track", "No change."),
        ("off_track", "It burned down"),
    ]


def test_a_conflict_alone_that_nobody_ticks_leaves_nothing_to_save(here, cast, sign_in, report):
    client = sign_in(cast.officer)
    file = filled(download(client), {2: ROW})
    report(here.action, cast.fire_officer)
    page = confirm(client, upload(client, file))
    assert (page.status_code, Update.objects.count()) == (200, 1)
    assert "Select at least one update to save" in page.content.decode()


def test_an_action_that_is_taken_away_after_the_preview_holds_back_all_of_them(here, cast, sign_in, action):
    other = action("Quiet")
    client = sign_in(cast.officer)
    page = send(client, {2: ROW, 3: ROW})
    other.lead = here.council
    other.save()
    page = confirm(client, page)
    assert (page.status_code, Update.objects.count(), len(summary(page)[2])) == (200, 0, 1)


# The preview on its way through the browser


@pytest.mark.slow
def test_a_preview_is_good_for_its_own_reader_and_partnership_alone(here, next_door, cast, sign_in):
    client = sign_in(cast.officer)
    sealed = send(client, {2: ROW}).context["signed_rows"]
    factories.MembershipFactory(user=cast.officer, authority=next_door.council)
    answers = [
        sign_in(cast.fire_officer).post(SAVE, {"rows": sealed}),
        client.post("/next-door/my-actions/upload/save/", {"rows": sealed}),
        client.post(SAVE, {"rows": sealed[:-1] + "x"}),
        client.post(SAVE, {"rows": ""}),
        client.post(SAVE, {}),
    ]
    assert [answer.context["problem"] for answer in answers] == ["This preview has expired. Upload the file again"] * 5
    assert Update.objects.count() == 0


def test_a_preview_grows_old(here, cast, sign_in):
    client = sign_in(cast.officer)
    page = send(client, {2: ROW})
    with time_machine.travel(time.time() + 13 * 60 * 60):
        answer = confirm(sign_in(cast.officer), page)
    assert answer.context["problem"] == "This preview has expired. Upload the file again"
    assert Update.objects.count() == 0


@pytest.mark.slow
def test_more_words_than_a_preview_can_carry_are_refused(here, cast, sign_in, action):
    letters = random.Random(1)  # noqa: S311 (no secrets)
    for n in range(300):
        action(f"Another {n}")
    client = sign_in(cast.officer)
    typed = {"status": "On track"}
    rows = {
        place: {**typed, "happened": "".join(letters.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=4900))}
        for place in range(2, 302)
    }
    page = send(client, rows)
    assert page.context["problem"].startswith("This sheet has too much text")


def test_who_lost_their_role_after_the_preview_saves_nothing(here, cast, sign_in):
    client = sign_in(cast.officer)
    page = send(client, {2: ROW})
    cast.officer.memberships.update(role="observer")
    assert (confirm(client, page).status_code, Update.objects.count()) == (403, 0)
