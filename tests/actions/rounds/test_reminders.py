"""Reminders: each on its day and once, whatever the mail server and the machine do."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Reminder
from actions.rounds.emails import letters
from actions.rounds.reminders import occasion_of, remind
from actions.rounds.rounds import running_round
from partners import clock
from partners.permissions import Role
from tests import factories
from tests.post import DyingBackend, Killed, post_office, text_of
from tests.worlds import MONDAY, member

from .command import run

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

SITE = "https://plan.example.org"
TODAY = MONDAY.date()


# When


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("04-07", None),
        ("04-08", "04-08"),
        ("04-14", "04-08"),
        ("04-15", "04-15"),
        ("04-30", "04-22"),
        ("12-31", "04-22"),
    ],
)
def test_the_newest_day_of_reminding_that_has_come(here, day, expected):
    a_round = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 4, 1), due_on=date(2009, 4, 15))
    result = occasion_of(a_round, date.fromisoformat(f"2009-{day}"))
    assert (result and result.day) == (expected and date.fromisoformat(f"2009-{expected}"))


def test_nobody_is_reminded_before_the_round_opens(here):
    a_round = factories.RoundFactory(plan=here.plan, opens_on=date(2009, 4, 10), due_on=date(2009, 4, 15))
    assert occasion_of(a_round, date(2009, 4, 9)) is None
    assert occasion_of(a_round, date(2009, 4, 10)).day == date(2009, 4, 10)
    a_round.remind_on = []
    assert occasion_of(a_round, date(2009, 4, 20)) is None


def test_only_the_round_that_opened_last_runs(here, now):
    factories.RoundFactory(plan=here.plan, opens_on=TODAY - timedelta(days=90), due_on=TODAY - timedelta(days=70))
    factories.RoundFactory(plan=here.plan, opens_on=TODAY + timedelta(days=1), due_on=TODAY + timedelta(days=9))
    assert running_round(here.partnership) == now


# Once


def test_each_goes_once_however_often_it_is_run(now, here, cast, office):
    first, second = run(), run()
    assert office.addresses == [cast.officer.email, cast.coordinator.email]
    assert (first[0].count("Sent: "), second) == (2, ("", ""))
    row = Reminder.objects.get(user=cast.officer)
    message = dict(office.delivered)[cast.officer.email]
    assert (row.state, row.subject, row.text.split()) == ("sent", message["Subject"], text_of(message).split())
    assert clock.date_of(row.sent_at) == TODAY


@pytest.mark.slow
def test_what_was_missed_is_not_made_up_for(now, here, cast, office):
    now.remind_on = [-7, -3, 0, 30]
    now.save()
    run()
    with clock.frozen_at(MONDAY + timedelta(days=29)):
        run()
    assert office.addresses == [cast.officer.email, cast.coordinator.email]
    with clock.frozen_at(MONDAY + timedelta(days=31)):
        run()
    assert office.addresses == [cast.officer.email, cast.coordinator.email] * 2


def test_nobody_is_reminded_after_answering(now, here, cast, office, report):
    report(here.action, cast.officer)
    run()
    assert office.addresses == [cast.coordinator.email]


def test_not_even_by_a_run_that_had_begun(now, here, cast, office, report):
    """The coordinator's letter comes last; the action without a lead is answered while the officer's goes."""
    a_run = remind(now, site=SITE)
    next(a_run)
    report(here.hallmark_action, cast.coordinator)
    assert list(a_run) == []
    assert office.addresses == [cast.officer.email]


def test_an_answer_in_part_leaves_the_rest(now, here, cast, office, report):
    other = factories.ActionFactory(wording="Count cars", priority=here.priority, lead=here.police)
    report(here.action, cast.officer)
    run()
    text = text_of(dict(office.delivered)[cast.officer.email])
    assert (re.findall(r"(?m)^\* (.*)$", text), f"#action-{other.pk}" in text) == (["Count cars"], True)


@pytest.mark.slow
def test_a_mail_server_that_is_away_loses_nothing(now, cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    shown, complaints = run()
    assert (shown, complaints.count("Not sent:"), complaints.splitlines()[-1]) == ("", 2, "2 could not be done")
    assert "Connection refused" in complaints
    with post_office() as office:
        run()
        assert office.addresses == [cast.officer.email, cast.coordinator.email]


@pytest.mark.slow
def test_one_bad_address_stops_nobody_else_and_goes_to_whoever_comes_after(now, here, cast, office):
    here.police.contact_email = "desk@police.example.org"
    here.police.save()
    office.refuses.add(cast.officer.email)
    complaints = run()[1]
    assert "550 5.1.1 No such mailbox" in complaints
    assert office.addresses == ["desk@police.example.org", cast.coordinator.email]
    assert run() == ("", "")
    office.refuses.clear()
    with clock.frozen_at(MONDAY + timedelta(days=7)):
        run()
    assert office.addresses[2:] == [cast.officer.email, cast.coordinator.email]


def test_the_coordinator_hears_last_of_what_others_refused(now, here, cast, office):
    office.refuses.add(cast.officer.email)
    run()
    ((address, message),) = office.delivered
    assert (address, message["Subject"].split(" due")[0]) == (cast.coordinator.email, "2 updates")
    assert "Nobody at The Constabulary can be e-mailed" in text_of(message)


@pytest.mark.parametrize("address", ["two\nlines@example.org", "ö" * 70 + "@" + "ö" * 70 + ".example"])
def test_an_address_that_is_none_is_passed_over(address, now, cast, office):
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(email=address)
    run()
    assert office.addresses == [cast.coordinator.email]
    assert text_of(office.delivered[0][1]).count("\n* ") == 2


@pytest.mark.slow
def test_a_mood_of_the_mail_server_is_waited_out(now, cast, office):
    moods = iter(["451 4.7.1 Greylisted", "drop"])
    office.moody = lambda address: next(moods, None) if address == cast.officer.email else None
    assert [run()[1].count("Not sent:") for _ in range(3)] == [1, 1, 0]
    assert sorted(office.addresses) == sorted([cast.officer.email, cast.coordinator.email])


@pytest.mark.slow
@pytest.mark.parametrize("fate", ["before", "after"])
def test_the_letter_of_who_was_killed_is_not_sent_again_but_listed_after_a_while(fate, now, cast, monkeypatch):
    fates = iter([fate])
    monkeypatch.setattr(DyingBackend, "fate", staticmethod(lambda: next(fates, None)))
    with post_office("tests.post.DyingBackend") as office:
        with pytest.raises(Killed):
            run()
        run()
        assert Reminder.objects.get(user=cast.officer).state == "sending"
        with clock.frozen_at(MONDAY + timedelta(minutes=31)):
            shown = [run() for _ in range(2)]
    line = f"Not known whether it was sent: {cast.officer.name} <{cast.officer.email}>: "
    assert [(out, complaints.count(line)) for out, complaints in shown] == [("", 1), ("", 0)]
    assert [address for address, _ in office.accepted] == (
        [cast.officer.email, cast.coordinator.email] if fate == "after" else [cast.coordinator.email]
    )
    assert {row.user: row.state for row in Reminder.objects.all()} == {
        cast.officer: "unknown",
        cast.coordinator: "sent",
    }


@pytest.mark.slow
def test_the_same_reminder_is_the_same_message_also_after_a_backup_was_restored(now, cast, office):
    run()
    Reminder.objects.all().delete()
    run()
    assert (len(office.accepted), len(office.delivered)) == (4, 2)


@pytest.mark.slow
def test_a_date_that_is_moved_gets_reminders_of_its_own(now, cast, office):
    run()
    now.due_on = TODAY + timedelta(days=21)
    now.save()
    with clock.frozen_at(MONDAY + timedelta(days=14)):
        run()
    assert office.addresses == [cast.officer.email, cast.coordinator.email] * 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_once(now, here, cast, office, settings):
    for n in range(6):
        member(here.police, Role.OFFICER, f"Officer {n}")

    def work(_):
        try:
            return [reminder.address for reminder in remind(now, site=SITE)]
        finally:
            connection.close()

    # A thread begins without our context: its clock is the machine's, moved by the setting.
    settings.CLOCK_OFFSET_SECONDS = int((MONDAY - timezone.now()).total_seconds())
    with ThreadPoolExecutor(3) as pool:
        sent = [address for each in pool.map(work, range(3)) for address in each]
    expected = sorted(letter.address for letter in letters(now)[0])
    assert (sorted(sent), sorted(address for address, _ in office.accepted)) == (expected, expected)


# The command


def test_a_rehearsal_sends_nothing_and_says_who_would_get_what(now, here, cast, office):
    shown, complaints = run(dry_run=True)
    assert shown.splitlines() == [
        f"Would be sent: {user.name} <{user.email}>: 1 update due by 15 June 2009: {here.plan}"
        for user in (cast.officer, cast.coordinator)
    ]
    assert (complaints, office.accepted, Reminder.objects.count()) == ("", [], 0)
    run()
    assert run(dry_run=True) == ("", "")


def test_without_the_sites_address_it_says_what_to_set(now, cast, office, settings):
    settings.SITE_URL = ""
    assert "SITE_URL is not set" in run()[1]
    assert office.accepted == []


@pytest.mark.slow
def test_a_run_asks_as_much_for_many_actions_as_for_few(now, here, cast, office):
    def queries():
        Reminder.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            run()
        return len(asked)

    run()  # the first makes the next round
    few = queries()
    for _ in range(30):
        factories.ActionFactory(priority=here.priority, lead=here.police)
    assert queries() == few
