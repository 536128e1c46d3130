"""An officer says how an action is going."""

from datetime import UTC, date, datetime

import pytest

from actions.forms import UpdateForm
from actions.models import Action, AppendOnlyError, Update
from partners import clock
from plans.outline.build import PARTNERSHIP, PUBLIC, outline
from plans.status import Status


def path(action):
    return f"/here/actions/{action.pk}/update/"


def filled(page, **fields):
    """What the opened form sends back with these words in it."""
    return {"seen": page.context["form"].fingerprint, "status": "on_track", "happened": "Ten locks fitted"} | fields


def send(client, action, **fields):
    return client.post(path(action), filled(client.get(path(action)), **fields), follow=True)


def kept(action):
    return [
        (u.status, u.happened, u.next, u.public, u.by, u.authority, u.on_behalf)
        for u in Update.objects.filter(action=action)
    ]


@pytest.mark.slow
def test_an_officer_of_the_lead_is_heard_at_once(here, cast, sign_in, published):
    client = sign_in(cast.officer)
    page = send(client, here.action, status="at_risk", next="Find a locksmith", public="Locks are on their way.")
    assert kept(here.action) == [
        ("at_risk", "Ten locks fitted", "Find a locksmith", "Locks are on their way.", cast.officer, here.police, False)
    ]
    html = page.content.decode()
    assert ("Your update is saved." in html, "Ten locks fitted" in html, "Find a locksmith" in html) == (True,) * 3
    published()
    assert "Locks are on their way." in sign_in(None).get("/here/whole-plan/").content.decode()


def test_an_officer_of_a_supporting_authority_reports_for_their_own(here, cast, sign_in):
    send(sign_in(cast.fire_officer), here.action)
    assert kept(here.action) == [("on_track", "Ten locks fitted", "", "", cast.fire_officer, here.fire, False)]


def test_an_officer_cannot_speak_for_another_authority(here, cast, sign_in):
    send(sign_in(cast.fire_officer), here.action, authority=here.police.pk)
    assert [u.authority for u in here.action.updates.all()] == [here.fire]


def test_a_coordinator_writes_on_behalf_and_it_says_so(here, cast, sign_in):
    page = send(sign_in(cast.coordinator), here.action, authority=here.fire.pk)
    assert kept(here.action) == [("on_track", "Ten locks fitted", "", "", cast.coordinator, here.fire, True)]
    assert "written on its behalf by Coordinator" in page.content.decode()


def test_a_coordinator_of_an_authority_that_leads_writes_in_its_own_name(here, cast, sign_in):
    here.action.lead = here.council
    here.action.save()
    send(sign_in(cast.coordinator), here.action, authority=here.council.pk)
    assert [(u.authority, u.on_behalf) for u in here.action.updates.all()] == [(here.council, False)]


def test_a_coordinator_cannot_write_for_an_authority_that_has_no_part(here, cast, sign_in):
    page = send(sign_in(cast.coordinator), here.action, authority=here.council.pk)
    assert (kept(here.action), list(page.context["form"].errors)) == ([], ["authority"])


@pytest.mark.slow
def test_the_page_offers_an_update_only_to_those_who_may_write_one(here, cast, sign_in):
    offered = {
        role: path(here.action) in sign_in(getattr(cast, role)).get(f"/here/actions/{here.action.pk}/").content.decode()
        for role in ("officer", "fire_officer", "council_officer", "chair", "coordinator", "observer")
    }
    assert offered == {
        "officer": True,
        "fire_officer": True,
        "council_officer": False,
        "chair": False,
        "coordinator": True,
        "observer": False,
    }


def test_no_officer_withdraws_what_the_partnership_agreed(here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, status="withdrawn")
    assert (kept(here.action), list(page.context["form"].errors)) == ([], ["status"])


def test_a_form_without_words_says_what_is_missing_and_saves_nothing(here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, status="", happened="  ", next="Find a locksmith")
    html = page.content.decode()
    assert page.context["form"].errors == {
        "status": ["Choose how the action is going"],
        "happened": ["Enter what happened since the last update"],
    }
    assert (kept(here.action), html.count("There is a problem"), "Find a locksmith" in html) == ([], 1, True)
    assert 'href="#id_happened"' in html


def test_somebody_elses_update_in_the_meantime_is_shown_before_ones_own_is_saved(here, cast, sign_in, report):
    client = sign_in(cast.officer)
    opened = client.get(path(here.action))
    report(here.action, cast.fire_officer, happened="The fire service fitted twenty")
    page = client.post(path(here.action), filled(opened))
    html = page.content.decode()
    assert [u.by for u in here.action.updates.all()] == [cast.fire_officer]
    assert ("The fire service fitted twenty" in html, "Ten locks fitted" in html) == (True, True)
    client.post(path(here.action), filled(page))
    assert [u.by for u in here.action.updates.all()] == [cast.officer, cast.fire_officer]


def test_a_form_that_was_never_opened_is_not_believed(here, cast, sign_in, report):
    report(here.action, cast.fire_officer)
    page = sign_in(cast.officer).post(path(here.action), {"status": "on_track", "happened": "x"})
    assert (page.status_code, here.action.updates.count()) == (200, 1)


def test_a_button_pressed_twice_saves_once(here, cast, sign_in):
    client = sign_in(cast.officer)
    form = filled(client.get(path(here.action)))
    assert [client.post(path(here.action), form).status_code for _ in range(2)] == [302, 302]
    assert here.action.updates.count() == 1


@pytest.mark.slow
def test_the_same_words_said_again_later_are_a_second_update(here, cast, sign_in):
    for _ in range(2):
        send(sign_in(cast.officer), here.action)
    assert here.action.updates.count() == 2


def test_an_update_is_neither_changed_nor_deleted(here, cast, report):
    update = report(here.action, cast.officer)
    update.happened = "Twenty locks"
    for attempt in (
        update.save,
        update.delete,
        Update.objects.all().delete,
        lambda: Update.objects.update(happened="Twenty locks"),
        lambda: here.action.updates.all().delete(),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()
    assert [u.happened for u in here.action.updates.all()] == ["We did it"]


def test_the_newest_update_gives_the_status(here, cast, report):
    for status in Status:
        report(here.action, cast.officer, status=status)
        assert here.action.status == status


def test_an_update_is_in_history_with_who_and_when(here, cast, sign_in):
    send(sign_in(cast.officer), here.action)
    update = here.action.updates.get()
    row = update.history.get()
    assert (row.history_user, row.history_type) == (cast.officer, "+")
    assert row.history_date.date() == update.recorded_at.date()


LONG = "Ten locks. " * 500


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("happened", LONG, "This is 5,499 characters long. Shorten it to 5,000."),
        ("public", "x" * 301, "This is 301 characters long. Shorten it to 300."),
        ("happened", "null\x00byte", "Null characters are not allowed."),
        ("happened", "paid \u202eecilop eht yb", "Remove the hidden characters that turn the direction of the text"),
        ("next", "bell\x07", "Remove the control characters"),
    ],
)
def test_words_that_cannot_be_kept_get_a_message_beside_the_field(field, typed, says, here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, **{field: typed})
    assert [message.startswith(says) for message in page.context["form"].errors[field]] == [True]
    assert (kept(here.action), page.context["form"][field].value()) == ([], typed)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "missing"),
    [
        ("complete", {"achieved": ["Enter what was achieved"]}),
        ("at_risk", {"next": ["Enter what will be done about it"]}),
        ("off_track", {"next": ["Enter what will be done about it"]}),
        ("on_track", {}),
        ("not_started", {}),
    ],
)
def test_each_status_asks_for_what_it_has_to_say(status, missing, here, cast, sign_in):
    client = sign_in(cast.officer)
    page = send(client, here.action, status=status)
    errors = {} if page.redirect_chain else page.context["form"].errors
    assert (errors, here.action.updates.count()) == (missing, 0 if missing else 1)
    if missing:
        field = next(iter(missing))
        assert f'href="#id_{field}"' in page.content.decode()
        send(client, here.action, status=status, **{field: "Forty homes are safer"})
        assert getattr(here.action.updates.get(), field) == "Forty homes are safer"


@pytest.mark.slow
def test_what_was_achieved_is_for_the_partnership_only(here, cast, sign_in, report):
    report(here.action, cast.officer, status=Status.COMPLETE, achieved="Forty homes are safer", public="Done.")
    inside, outside = (
        outline(here.plan, audience=audience)["priorities"][0]["actions"][0]["update"]
        for audience in (PARTNERSHIP, PUBLIC)
    )
    assert (inside["achieved"], "achieved" in outside) == ("Forty homes are safer", False)
    pages = [f"/here/actions/{here.action.pk}/", f"/here/actions/{here.action.pk}/?at=2009-06-15", path(here.action)]
    with clock.frozen_at(datetime(2009, 6, 16, 9, tzinfo=UTC)):
        html = [sign_in(cast.officer).get(page).content.decode() for page in pages]
    assert ["Forty homes are safer" in page for page in html] == [True] * 3


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("16 June 2009", "16 June 2009 is still to come. An update is about today or an earlier date"),
        ("29 2 2008", "The plan begins on 1 March 2008. Enter that day or a later one"),
        ("31 June 2008", "Enter the date as a real date, such as 30 4 2009 or 30 April 2009"),
        ("yesterday", "Enter the date as a real date, such as 30 4 2009 or 30 April 2009"),
    ],
)
def test_an_update_speaks_of_a_day_of_the_plan_that_has_come(typed, says, here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, speaks_of=typed)
    form = page.context["form"]
    assert (form.errors, form["speaks_of"].value(), kept(here.action)) == ({"speaks_of": [says]}, typed, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "day"),
    [("", date(2009, 6, 15)), ("15 6 2009", date(2009, 6, 15)), ("1 3 2008", date(2008, 3, 1))],
)
def test_the_day_it_speaks_of_is_today_unless_another_is_given(typed, day, here, cast, sign_in):
    client = sign_in(cast.officer)
    assert 'value="15 June 2009"' in client.get(path(here.action)).content.decode()
    page = send(client, here.action, speaks_of=typed).content.decode()
    assert here.action.updates.get().speaks_of == day
    assert (", about 1" in page) == (day != date(2009, 6, 15))


def test_several_forms_on_one_page_each_remember_what_their_reader_saw(here, cast, report):
    first = report(here.action, cast.officer)

    def form(**data):
        return UpdateForm(
            {f"a-{name}": value for name, value in data.items()},
            prefix="a",
            action=Action.objects.get(pk=here.action.pk),
            by=cast.officer,
            authorities=[here.police],
        )

    fields = {"status": "on_track", "happened": "Ten locks fitted"}
    assert (form(seen="none", **fields).is_outdated, form(seen=str(first.pk), **fields).is_outdated) == (True, False)
    assert form(seen=str(first.pk), **fields).seen_fingerprint == str(first.pk)
    assert form(seen=str(first.pk), **fields).is_valid()
    assert [e.code for e in form(seen="none", **fields).non_field_errors().as_data()] == ["conflict"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "40% of homes & 3 > 2", "👮‍♀️ done", "مرحبا", "é" * 300])
def test_words_that_people_write_are_kept_and_shown_as_typed(text, here, cast, sign_in):
    page = send(sign_in(cast.officer), here.action, happened=text)
    assert here.action.updates.get().happened == text
    assert "<script>alert" not in page.content.decode()


@pytest.mark.slow
def test_lines_end_as_people_mean_them(here, cast, sign_in):
    send(sign_in(cast.officer), here.action, happened="One\r\n\r\nTwo")
    assert here.action.updates.get().happened == "One\n\nTwo"
