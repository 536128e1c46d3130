"""The coordinator chases: exactly what the page showed goes, to those chosen, once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions import delivery
from actions.models import Reminder
from actions.rounds.emails import letters
from actions.rounds.reminders import send_chase
from partners import clock
from partners.permissions import Role
from tests import factories
from tests.post import text_of
from tests.worlds import MONDAY, member

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()


@pytest.fixture
def now(here):
    return factories.RoundFactory(plan=here.plan, opens_on=TODAY - timedelta(days=5), due_on=TODAY + timedelta(days=9))


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


def path(a_round, page="chase"):
    return f"/here/rounds/{a_round.pk}/{page}/"


def filled_in(client, a_round, **fields):
    """The form as a person would send it who had just opened the page."""
    form = client.get(path(a_round)).context["form"]
    as_opened = {"seen": form.fingerprint, "token": form["token"].value(), "to": list(form.letters)}
    return as_opened | {"introduction": ""} | fields


def test_the_page_shows_who_gets_what_and_why(now, here, cast, coordinator, office):
    here.police.contact_email = "desk@police.example.org"
    here.police.save()
    cast.officer.is_active = False
    cast.officer.save()
    page = coordinator.get(path(now)).content.decode()
    for line in (
        "desk@police.example.org. Contact of The Constabulary: 1 update.",
        "coordinator@example.org. Coordinator: 1 update.",
        "* Fit better locks",
        "No lead agreed, so sent to you as coordinator",
    ):
        assert page.count(line) == 1, line
    assert (office.accepted, Reminder.objects.count()) == ([], 0)


@pytest.mark.slow
def test_what_is_shown_is_what_goes_with_the_coordinators_sentence_above_it(now, cast, coordinator, office):
    previews = {letter.address: message for letter, message, _ in coordinator.get(path(now)).context["previews"]}
    form = filled_in(coordinator, now, introduction="We meet on Friday.\nPlease.")
    page = coordinator.post(path(now), form, follow=True)
    assert page.redirect_chain == [(path(now, "sent"), 302)]
    assert "Sent to 2 people." in page.content.decode()
    assert office.addresses == [cast.officer.email, cast.coordinator.email] == list(previews)
    for address, message in office.delivered:
        above, _, rest = text_of(message).partition("\n\nDear ")
        assert above == "Coordinator writes:\n\nWe meet on Friday.\nPlease."
        assert f"Dear {rest}".split() == previews[address].body.split()
        assert message["Subject"] == previews[address].subject


def test_it_goes_to_those_chosen_alone(now, cast, coordinator, office):
    coordinator.post(path(now), filled_in(coordinator, now, to=[f"user-{cast.officer.pk}"]))
    assert office.addresses == [cast.officer.email]


@pytest.mark.slow
def test_a_button_pressed_twice_sends_once_and_pressed_anew_sends_again(now, cast, coordinator, office):
    form = filled_in(coordinator, now)
    answers = [coordinator.post(path(now), form).status_code for _ in range(2)]
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        answers.append(coordinator.post(path(now), form).status_code)
    assert (answers, len(office.accepted)) == ([302] * 3, 2)
    coordinator.post(path(now), filled_in(coordinator, now))
    assert len(office.accepted) == 4


def test_who_answered_meanwhile_is_not_chased_and_the_page_is_shown_again(now, here, cast, coordinator, office, report):
    form = filled_in(coordinator, now, introduction="We meet on Friday.", to=[f"user-{cast.coordinator.pk}"])
    report(here.action, cast.officer)
    page = coordinator.post(path(now), form)
    html = page.content.decode()
    assert ("This has changed since you opened the page" in html, "We meet on Friday." in html) == (True, True)
    assert [(letter.user, chosen) for letter, _, chosen in page.context["previews"]] == [(cast.coordinator, True)]
    assert office.accepted == []


def test_nobody_chosen_is_an_error_and_keeps_the_words(now, coordinator, office):
    page = coordinator.post(path(now), filled_in(coordinator, now, to=[], introduction="We meet on Friday."))
    html = page.content.decode()
    assert html.count("Choose at least one recipient") == 2
    assert ("We meet on Friday." in html, [chosen for *_, chosen in page.context["previews"]]) == (True, [False] * 2)
    assert office.accepted == []


@pytest.mark.parametrize(
    "fields",
    [
        {"to": ["user-0"]},
        {"to": ["everybody@example.org"]},
        {"token": "x"},
        {"token": ""},
        {"seen": ""},
        {"introduction": "\x01"},
        {"introduction": "x" * 1001},
    ],
)
def test_a_form_that_was_tampered_with_sends_nothing(fields, now, coordinator, office):
    page = coordinator.post(path(now), filled_in(coordinator, now, **fields))
    assert (page.status_code, "There is a problem" in page.content.decode()) == (200, True)
    assert (office.accepted, Reminder.objects.count()) == ([], 0)


def test_what_the_mail_server_did_not_take_follows_with_send_reminders(
    now, cast, coordinator, office, settings, capsys
):
    settings.SITE_URL = "https://plan.example.org"
    office.moody = lambda address: "451 Later"
    page = coordinator.post(path(now), filled_in(coordinator, now, introduction="Please."), follow=True)
    assert "Sent to 0 people. 2 not sent yet: see the reason below." in page.content.decode()
    office.moody = lambda address: None
    call_command("send_reminders")
    assert office.addresses == [cast.officer.email, cast.coordinator.email]
    assert text_of(office.delivered[0][1]).startswith("Coordinator writes:\n\nPlease.\n\nDear ")
    call_command("send_reminders")
    assert len(office.accepted) == 2


def test_letters_that_take_too_long_for_somebody_at_a_page_follow_with_send_reminders(
    now, cast, coordinator, office, settings, capsys, monkeypatch
):
    settings.SITE_URL = "https://plan.example.org"
    monkeypatch.setattr(delivery, "PATIENCE", -1)
    page = coordinator.post(path(now), filled_in(coordinator, now), follow=True)
    assert "Sent to 0 people. 2 not sent yet" in page.content.decode()
    call_command("send_reminders")
    assert office.addresses == [cast.officer.email, cast.coordinator.email]


def test_a_chase_that_waits_is_not_sent_any_more_once_it_is_answered(now, here, cast, coordinator, office, report):
    office.moody = lambda address: "451 Later"
    coordinator.post(path(now), filled_in(coordinator, now, to=[f"user-{cast.officer.pk}"]))
    office.moody = lambda address: None
    report(here.action, cast.officer)
    send_chase(Reminder.objects.all(), now, site="https://plan.example.org")
    assert (Reminder.objects.get().state, office.accepted) == ("answered", [])


def test_only_a_round_that_runs_and_is_not_answered_has_somebody_to_chase(now, here, cast, coordinator, report):
    over = factories.RoundFactory(plan=here.plan, opens_on=TODAY - timedelta(99), due_on=TODAY - timedelta(80))
    assert "Reminders can be sent only while this round is open" in coordinator.get(path(over)).content.decode()
    report(here.action, cast.officer)
    report(here.hallmark_action, cast.coordinator)
    assert "No updates are outstanding" in coordinator.get(path(now)).content.decode()
    to_come = factories.RoundFactory(plan=here.plan, opens_on=TODAY + timedelta(days=90), due_on=TODAY + timedelta(99))
    assert "Reminders can be sent only while this round is open" in coordinator.get(path(to_come)).content.decode()


@pytest.mark.slow
def test_a_chase_does_not_stand_for_the_schedules_own_reminder(now, cast, coordinator, office, settings, capsys):
    settings.SITE_URL = "https://plan.example.org"
    coordinator.post(path(now), filled_in(coordinator, now))
    with clock.frozen_at(MONDAY + timedelta(days=9)):
        call_command("send_reminders")
    assert office.addresses == [cast.officer.email, cast.coordinator.email] * 2


def test_what_was_sent_stands_in_the_log_and_addresses_are_the_coordinators_business(
    now, cast, coordinator, sign_in, office
):
    office.refuses.add(cast.officer.email)
    coordinator.post(path(now), filled_in(coordinator, now))
    pages = [client.get(path(now, "sent")).content.decode() for client in (coordinator, sign_in(cast.observer))]
    assert [page.count("Officer of the Constabulary") > 0 for page in pages] == [True, True]
    assert [page.count("Refused by the mail server") for page in pages] == [1, 1]
    assert [page.count("Chased by Coordinator") for page in pages] == [2, 2]
    assert [page.count("550 5.1.1") for page in pages] == [1, 0]
    assert [page.count(cast.officer.email) for page in pages] == [1, 0]
    assert [page.count("* Review our skills") for page in pages] == [1, 1]


@pytest.mark.slow
@pytest.mark.parametrize("page", ["chase", "sent"])
def test_the_pages_ask_as_much_for_many_as_for_few(page, now, here, cast, coordinator, office):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert coordinator.get(path(now, page)).status_code == 200
        return len(asked)

    coordinator.post(path(now), filled_in(coordinator, now))
    few = queries()
    for n in range(5):
        member(here.police, Role.OFFICER, f"Officer {n}")
        factories.ActionFactory(priority=here.priority, lead=here.police)
    coordinator.post(path(now), filled_in(coordinator, now))
    assert (len(letters(now)[0]), queries()) == (7, few)
