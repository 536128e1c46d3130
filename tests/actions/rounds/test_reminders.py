"""Reminders: who is told of what, once, whatever the mail server and the machine do."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Reminder
from actions.rounds.emails import letters
from actions.rounds.reminders import occasion_of, remind
from actions.rounds.rounds import running_round
from partners import clock
from partners.permissions import Role
from plans.status import Status
from tests import factories
from tests.post import DyingBackend, Killed, post_office, text_of
from tests.worlds import MONDAY, member

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

SITE = "https://plan.example.org"
TODAY = MONDAY.date()


@pytest.fixture
def now(here):
    """A round whose answers are due today; so a reminder is."""
    return factories.RoundFactory(plan=here.plan, opens_on=TODAY - timedelta(days=14), due_on=TODAY)


def told(a_round, **kwargs):
    """{address: [wording]}."""
    return {letter.address: [a.wording for a in letter.actions] for letter in letters(a_round, **kwargs)[0]}


def run(**options):
    """What send_reminders says, and its complaints."""
    out, err = StringIO(), StringIO()
    try:
        call_command("send_reminders", stdout=out, stderr=err, **options)
        return out.getvalue(), ""
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"


# Who


def test_the_officers_of_the_lead_are_told_and_the_coordinator_of_what_has_no_lead(now, cast):
    assert told(now) == {cast.officer.email: ["Fit better locks"], cast.coordinator.email: ["Review our skills"]}


def test_every_active_officer_of_the_lead_is_told(now, here, cast):
    second = member(here.police, Role.OFFICER, "Second of the Constabulary")
    left = member(here.police, Role.OFFICER, "Left the Constabulary")
    left.is_active = False
    left.save()
    member(here.police, Role.OBSERVER, "Observer of the Constabulary")
    assert [*told(now)] == [cast.officer.email, second.email, cast.coordinator.email]


def test_where_there_is_no_officer_the_contact_is_told_and_where_there_is_none_the_coordinator(now, here, cast):
    cast.officer.is_active = False
    cast.officer.save()
    assert told(now) == {cast.coordinator.email: ["Review our skills", "Fit better locks"]}
    here.police.contact_email = "Desk@Police.example.org"
    here.police.save()
    assert told(now) == {
        "desk@police.example.org": ["Fit better locks"],
        cast.coordinator.email: ["Review our skills"],
    }


def test_who_refuses_is_passed_over(now, here, cast):
    here.police.contact_email = "desk@police.example.org"
    here.police.save()
    refused = {cast.officer.email}
    assert told(now, refused=refused)["desk@police.example.org"] == ["Fit better locks"]
    refused.add("desk@police.example.org")
    assert told(now, refused=refused) == {cast.coordinator.email: ["Review our skills", "Fit better locks"]}


def test_who_cannot_be_told_of_is_named(now, here, cast, office):
    for user in (cast.officer, cast.coordinator):
        user.is_active = False
        user.save()
    assert letters(now) == ([], [here.action, here.hallmark_action])
    assert run()[1].splitlines() == [
        f"Nobody can be told of: Fit better locks ({here.plan})",
        f"Nobody can be told of: Review our skills ({here.plan})",
        "2 could not be done",
    ]


def test_a_person_with_several_parts_gets_one_letter_with_all_of_them_soonest_first(now, here, cast):
    factories.MembershipFactory(user=cast.coordinator, authority=here.police, role="officer")
    factories.MembershipFactory(user=cast.coordinator, authority=here.fire, role="officer")
    lead = {"priority": here.priority, "lead": here.fire}
    factories.ActionFactory(wording="Check alarms", due_on=date(2009, 9, 1), **lead)
    factories.ActionFactory(wording="Some day", **lead)
    factories.ActionFactory(wording="Count cars", priority=here.priority, lead=here.police, due_on=date(2009, 8, 1))
    found = next(letter for letter in letters(now)[0] if letter.user == cast.coordinator)
    assert [(why, [a.wording for a in actions]) for why, actions in found.parts] == [
        ("The Constabulary", ["Count cars", "Fit better locks"]),
        ("The Fire Service", ["Check alarms", "Some day"]),
        ("The lead is to be agreed, so these come to you as coordinator", ["Review our skills"]),
    ]
    assert (found.first.wording, found.why) == ("Count cars", "Officer of Police, officer of Fire, coordinator")


def test_a_contact_who_is_an_officer_elsewhere_gets_one_letter(now, here, cast):
    cast.officer.memberships.update(role=Role.OBSERVER)
    here.police.contact_email = cast.fire_officer.email.upper()
    here.police.save()
    factories.ActionFactory(wording="Check alarms", priority=here.priority, lead=here.fire)
    found = [letter for letter in letters(now)[0] if letter.user == cast.fire_officer]
    assert [(letter.why, len(letter.actions)) for letter in found] == [
        ("Officer of Fire, contact of The Constabulary", 2)
    ]


def test_nothing_of_next_door_is_told_here(now, here, next_door, cast):
    here.action.lead = None
    here.action.save()
    factories.MembershipFactory(authority=next_door.council, role="coordinator")
    assert list(told(now)) == [cast.coordinator.email]
    theirs = factories.RoundFactory(plan=next_door.plan, opens_on=TODAY - timedelta(days=14), due_on=TODAY)
    assert told(theirs) == {next_door.officer.email: ["Their own secret action"]}


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
    found = occasion_of(a_round, date.fromisoformat(f"2009-{day}"))
    assert (found and found.day) == (expected and date.fromisoformat(f"2009-{expected}"))


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


# What


def test_a_reminder_says_what_is_wanted_by_when_and_where_to_answer(now, here, cast, office, report):
    report(here.action, cast.officer, status=Status.AT_RISK)
    now.opens_on = TODAY + timedelta(days=1)
    with clock.frozen_at(MONDAY + timedelta(days=7)):
        now.due_on = TODAY + timedelta(days=7)
        now.save()
        run()
    message = dict(office.delivered)[cast.officer.email]
    assert message["Subject"] == f"1 update due by 22 June 2009: {here.plan}"
    assert (message["Reply-To"], message["Auto-Submitted"]) == ("plan@example.org", "auto-generated")
    assert [(to.display_name, to.addr_spec) for to in message["To"].addresses] == [
        (cast.officer.name, cast.officer.email)
    ]
    assert message["Date"].datetime.date() == TODAY + timedelta(days=7)
    link = f"{SITE}/here/my-updates/#action-{here.action.pk}"
    text, html = text_of(message), message.get_body(("html",)).get_content()
    assert re.findall(r"https?://\S+", text) == [link]
    assert re.findall(r'href="([^"]*)"', html) == [link]
    said = "Due 31 December 2009. Last said: at risk, 15 June 2009."
    assert (text.count("* Fit better locks"), text.count(said), html.count(said)) == (1, 1, 1)


def test_after_the_day_it_says_that_it_was_due(now, here, cast, office):
    with clock.frozen_at(MONDAY + timedelta(days=8)):
        run()
    message = dict(office.delivered)[cast.officer.email]
    assert message["Subject"] == f"1 update was due on 15 June 2009: {here.plan}"


def test_a_contact_without_a_sign_in_gets_wording_and_date_and_no_more(now, here, cast, office, report):
    with clock.frozen_at(MONDAY - timedelta(days=50)):
        report(here.action, cast.officer, happened="Mrs Example of 1 High Street")
    cast.officer.is_active = False
    cast.officer.save()
    here.police.contact_email = "desk@police.example.org"
    here.police.save()
    run()
    message = dict(office.delivered)["desk@police.example.org"]
    words = text_of(message) + message.get_body(("html",)).get_content()
    assert (words.count("Fit better locks"), words.count("Due 31 December 2009.")) == (2, 2)
    assert re.findall(r"https?://|Last said|On track|Example of", words, re.IGNORECASE) == []
    assert message["To"].addresses[0].display_name == "Contact of The Constabulary"


def test_words_with_marks_are_words_in_either_part(now, here, cast, office):
    here.action.wording = "Locks <b>& bolts</b>"
    here.action.save()
    here.plan.title = "Plan\nBcc: everybody@example.org"
    here.plan.save()
    run()
    message = dict(office.delivered)[cast.officer.email]
    assert "* Locks <b>& bolts</b>" in text_of(message)
    assert "Locks &lt;b&gt;&amp; bolts&lt;/b&gt;" in message.get_body(("html",)).get_content()
    assert (message["Bcc"], office.addresses) == (None, [cast.officer.email, cast.coordinator.email])


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
    said, complaints = run()
    assert (said, complaints.count("Not sent:"), complaints.splitlines()[-1]) == ("", 2, "2 could not be done")
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
    assert "Nobody at The Constabulary can be written to" in text_of(message)


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
            said = [run() for _ in range(2)]
    line = f"Not known whether it was sent: {cast.officer.name} <{cast.officer.email}>: "
    assert [(out, complaints.count(line)) for out, complaints in said] == [("", 1), ("", 0)]
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
    said, complaints = run(dry_run=True)
    assert said.splitlines() == [
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
