"""Who is reminded of what, and what each of their e-mails says."""

import re
from datetime import date, timedelta

import pytest

from actions.rounds.emails import letters
from partners import clock
from partners.permissions import Role
from plans.status import Status
from tests import factories
from tests.post import text_of
from tests.worlds import MONDAY, member

from .command import run

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

SITE = "https://plan.example.org"
TODAY = MONDAY.date()


def recipients(a_round, **kwargs):
    """{address: [wording]}."""
    return {letter.address: [a.wording for a in letter.actions] for letter in letters(a_round, **kwargs)[0]}


# Who


def test_the_officers_of_the_lead_are_told_and_the_coordinator_of_what_has_no_lead(now, cast):
    assert recipients(now) == {cast.officer.email: ["Fit better locks"], cast.coordinator.email: ["Review our skills"]}


def test_every_active_officer_of_the_lead_is_told(now, here, cast):
    second = member(here.police, Role.OFFICER, "Second of the Constabulary")
    left = member(here.police, Role.OFFICER, "Left the Constabulary")
    left.is_active = False
    left.save()
    member(here.police, Role.OBSERVER, "Observer of the Constabulary")
    assert [*recipients(now)] == [cast.officer.email, second.email, cast.coordinator.email]


def test_where_there_is_no_officer_the_contact_is_told_and_where_there_is_none_the_coordinator(now, here, cast):
    cast.officer.is_active = False
    cast.officer.save()
    assert recipients(now) == {cast.coordinator.email: ["Review our skills", "Fit better locks"]}
    here.police.contact_email = "Desk@Police.example.org"
    here.police.save()
    assert recipients(now) == {
        "desk@police.example.org": ["Fit better locks"],
        cast.coordinator.email: ["Review our skills"],
    }


def test_who_refuses_is_passed_over(now, here, cast):
    here.police.contact_email = "desk@police.example.org"
    here.police.save()
    refused = {cast.officer.email}
    assert recipients(now, refused=refused)["desk@police.example.org"] == ["Fit better locks"]
    refused.add("desk@police.example.org")
    assert recipients(now, refused=refused) == {cast.coordinator.email: ["Review our skills", "Fit better locks"]}


def test_who_cannot_be_told_of_is_named(now, here, cast, office):
    for user in (cast.officer, cast.coordinator):
        user.is_active = False
        user.save()
    assert letters(now) == ([], [here.action, here.hallmark_action])
    assert run()[1].splitlines() == [
        f"Nobody can be e-mailed about: Fit better locks ({here.plan})",
        f"Nobody can be e-mailed about: Review our skills ({here.plan})",
        "2 could not be done",
    ]


def test_a_person_with_several_parts_gets_one_letter_with_all_of_them_soonest_first(now, here, cast):
    factories.MembershipFactory(user=cast.coordinator, authority=here.police, role="officer")
    factories.MembershipFactory(user=cast.coordinator, authority=here.fire, role="officer")
    lead = {"priority": here.priority, "lead": here.fire}
    factories.ActionFactory(wording="Check alarms", due_on=date(2009, 9, 1), **lead)
    factories.ActionFactory(wording="Some day", **lead)
    factories.ActionFactory(wording="Count cars", priority=here.priority, lead=here.police, due_on=date(2009, 8, 1))
    result = next(letter for letter in letters(now)[0] if letter.user == cast.coordinator)
    assert [(why, [a.wording for a in actions]) for why, actions in result.parts] == [
        ("The Constabulary", ["Count cars", "Fit better locks"]),
        ("The Fire Service", ["Check alarms", "Some day"]),
        ("No lead agreed, so sent to you as coordinator", ["Review our skills"]),
    ]
    assert (result.first.wording, result.why) == ("Count cars", "Officer of Police, officer of Fire, coordinator")


def test_a_contact_who_is_an_officer_elsewhere_gets_one_letter(now, here, cast):
    cast.officer.memberships.update(role=Role.OBSERVER)
    here.police.contact_email = cast.fire_officer.email.upper()
    here.police.save()
    factories.ActionFactory(wording="Check alarms", priority=here.priority, lead=here.fire)
    result = [letter for letter in letters(now)[0] if letter.user == cast.fire_officer]
    assert [(letter.why, len(letter.actions)) for letter in result] == [
        ("Officer of Fire, contact of The Constabulary", 2)
    ]


def test_nothing_of_next_door_is_told_here(now, here, next_door, cast):
    here.action.lead = None
    here.action.save()
    factories.MembershipFactory(authority=next_door.council, role="coordinator")
    assert list(recipients(now)) == [cast.coordinator.email]
    theirs = factories.RoundFactory(plan=next_door.plan, opens_on=TODAY - timedelta(days=14), due_on=TODAY)
    assert recipients(theirs) == {next_door.officer.email: ["Their own secret action"]}


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
    shown = "Due 31 December 2009. Last update: at risk, 15 June 2009."
    assert (text.count("* Fit better locks"), text.count(shown), html.count(shown)) == (1, 1, 1)


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
    content = text_of(message) + message.get_body(("html",)).get_content()
    assert (content.count("Fit better locks"), content.count("Due 31 December 2009.")) == (2, 2)
    assert re.findall(r"https?://|Last update|On track|Example of", content, re.IGNORECASE) == []
    assert message["To"].addresses[0].display_name == "Contact of The Constabulary"


def test_a_contact_without_a_sign_in_gets_no_word_of_what_only_members_may_read(now, here, cast, office):
    cast.officer.is_active = False
    cast.officer.save()
    here.police.contact_email = "desk@police.example.org"
    here.police.save()
    secret = {"priority": here.priority, "lead": here.police, "private": True}
    factories.ActionFactory(wording="Watch Mr Example", **secret)
    run()
    mails = {address: text_of(message) for address, message in office.delivered}
    assert [address for address, text in mails.items() if "Watch Mr Example" in text] == [cast.coordinator.email]
    assert "Fit better locks" in mails["desk@police.example.org"]
    why = "For members only, and nobody at The Constabulary can sign in, so sent to you as coordinator:"
    assert why in mails[cast.coordinator.email]
    here.police.contact_email = cast.fire_officer.email
    here.police.save()
    assert recipients(now)[cast.fire_officer.email] == ["Fit better locks", "Watch Mr Example"]


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
