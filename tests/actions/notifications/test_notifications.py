"""What members are told by e-mail: to whom, what it says, together what falls together, and nothing that is settled."""

import re
from datetime import date, timedelta

import pytest

from actions.date_changes import ask, decide, withdraw_request
from actions.meetings import proceedings
from actions.models import NotificationLetter, Reminder
from actions.notifications import sending
from actions.notifications.sending import notify
from actions.questions.answering import publish_answer
from partners import clock
from plans import soft_delete
from plans.editions.publishing import publish, withdraw
from plans.verification.receipts import read_receipts
from tests import factories
from tests.actions.questions.test_answering import send
from tests.actions.test_tick import tick
from tests.post import DyingBackend, Killed, post_office, text_of
from tests.worlds import MONDAY, member

from .conftest import QUARTER, SITE

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

# What and to whom


def test_the_coordinators_and_who_published_or_withdrew_an_edition_get_a_receipt_once(here, cast, tell, office):
    edition = publish(here.plan, by=cast.chair, note="What is new")
    subject = "Edition 1 is published: your receipt"
    assert sorted(tell()) == [("chair@example.org", subject), ("coordinator@example.org", subject)]
    for _, message in office.accepted:
        [attached] = [part for part in message.walk() if part.get_filename()]
        assert attached.get_filename() == "receipt-here-2009-06-15.txt"
        [receipt] = read_receipts(attached.get_payload(decode=True).decode())
        assert receipt.things["edition 2008-2011/1"].file == edition.sha256
        assert f"Fingerprint: {edition.sha256}" in text_of(message)
        assert f"{SITE}/here/editions/2008-2011/1/check/" in text_of(message)
    assert tell(2 * QUARTER) == []
    withdraw(edition, by=cast.coordinator, reason="It named a victim.")
    assert tell(3 * QUARTER) == [("coordinator@example.org", "Edition 1 is withdrawn: your receipt")]
    message = office.accepted[-1][1]
    [receipt] = read_receipts(message.get_payload()[-1].get_payload(decode=True).decode())
    assert "withdrawal 2008-2011/1" in receipt.things
    assert "Reason: It named a victim." in text_of(message)
    assert f"{SITE}/here/editions/" in text_of(message)


def test_a_challenge_is_told_to_the_officers_of_its_authority_once(cast, challenge, tell, office):
    record = challenge()
    assert tell(timedelta(minutes=14)) == []
    assert tell() == [(cast.officer.email, "Question for Police: Fit better locks")]
    assert [tell(QUARTER * n) for n in range(2, 5)] == [[], [], []]
    message = dict(office.delivered)[cast.officer.email]
    text, html = text_of(message), message.get_body(("html",)).get_content()
    links = [f"{SITE}/here/records/{record.pk}/answer/", f"{SITE}/account/emails/"]
    assert re.findall(r"https?://\S+", text) == re.findall(r'href="([^"]*)"', html) == links
    assert (text.count("“Why so few locks?”"), html.count("“Why so few locks?”")) == (1, 1)
    assert (message["List-Unsubscribe"], message["Auto-Submitted"]) == (f"<{SITE}/account/emails/>", "auto-generated")


def test_a_question_assigned_to_an_authority_is_told_to_its_officers_without_who_asked_what(
    here, cast, sign_in, tell, office
):
    question = factories.QuestionFactory(
        partnership=here.partnership, action=here.action, text="Ring Ann Smith", name="Ann", email="ann@example.org"
    )
    assert tell() == []
    address, client = f"/here/inbox/{question.pk}/assign/", sign_in(cast.coordinator)

    def assign(authority):
        assert send(client, address, assigned_to=authority.pk).status_code == 302

    with clock.frozen_at(MONDAY + QUARTER):
        assign(here.police)
    assert tell(3 * QUARTER) == [(cast.officer.email, "Question from the public for Police: Fit better locks")]
    message = office.delivered[0][1]
    whole = text_of(message) + message.get_body(("html",)).get_content() + message["Subject"]
    assert [word for word in ("Ann", "Smith", "ann@example.org") if word in whole] == []
    assert f"{SITE}/here/inbox/{question.pk}/" in text_of(message)
    assert "About: Fit better locks" in text_of(message)
    assert tell(4 * QUARTER) == []
    with clock.frozen_at(MONDAY + 5 * QUARTER):
        assign(here.fire)
    assert tell(7 * QUARTER) == [(cast.fire_officer.email, "Question from the public for Fire: Fit better locks")]


def test_a_question_that_was_answered_or_that_an_officer_wants_no_e_mail_of_is_not_told(here, cast, tell):
    answered, question = (factories.QuestionFactory(assigned_to=here.police, partnership=here.partnership)
                          for _ in range(2))  # fmt: skip
    publish_answer(answered, by=cast.coordinator, said="When?", answer="In June.")
    second = member(here.police, "officer", "Second")
    cast.officer.email_opt_outs.create(kind="question")
    assert tell() == [(second.email, "Question from the public for Police: the plan as a whole")]
    assert question.is_open


def test_an_action_made_at_a_meeting_is_told_to_its_lead_once_it_is_in_the_plan_without_the_words_of_the_decision(
    here, cast, make_action, tell, office
):
    apply_it = make_action()
    assert tell() == []
    with clock.frozen_at(MONDAY + timedelta(days=10)):
        apply_it()
    assert tell(timedelta(days=10, minutes=16)) == [(cast.fire_officer.email, "New action for Fire: Count the locks")]
    text = text_of(office.delivered[0][1])
    assert "Decided by the Responsible Authority Group on 15 June 2009." in text
    assert "Confidential" not in text


def test_a_lead_that_a_decision_gives_is_told_to_the_new_lead(here, cast, make_action, tell):
    make_action(wording="", kind="change", action=here.action, priority=None)()
    assert tell() == [(cast.fire_officer.email, "Action for Fire: Fit better locks")]


def test_a_date_decided_is_told_to_who_asked_and_the_officers_of_their_authority(here, cast, tell, office):
    second = member(here.police, "officer", "Second")
    move = ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="No locks")
    decide(move, by=cast.coordinator, approve=False, why="Buy some")
    assert tell() == [(user.email, "Date not changed: Fit better locks") for user in (cast.officer, second)]
    text = text_of(office.delivered[0][1])
    assert "requested 31 March 2010: No locks" in text
    assert "Still due: 31 December 2009" in text
    assert "Coordinator wrote: Buy some" in text
    move = ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="No locks")
    decide(move, by=cast.officer, approve=True)
    assert tell(QUARTER * 2) == [(second.email, "Date approved: Fit better locks")]
    move = ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 4, 30), reason="No locks")
    withdraw_request(move, by=second)
    assert tell(QUARTER * 3) == []


@pytest.mark.parametrize(
    ("today", "due", "told"),
    [
        (date(2009, 6, 15), date(2009, 6, 16), "Due tomorrow: Fit better locks"),
        (date(2009, 6, 15), date(2009, 6, 17), None),
        (date(2009, 6, 15), date(2009, 6, 15), "Due today: Fit better locks"),
        (date(2009, 6, 15), date(2009, 6, 14), None),
        (date(2009, 6, 12), date(2009, 6, 15), "Due on Monday 15 June 2009: Fit better locks"),
        (date(2009, 6, 11), date(2009, 6, 12), "Due tomorrow: Fit better locks"),
    ],
)
def test_what_is_due_by_the_next_working_day_is_told_the_day_before(here, cast, tell, today, due, told):
    here.action.due_on = due
    here.action.save()
    assert tell(today - MONDAY.date()) == ([(cast.officer.email, told)] if told else [])
    assert tell(today - MONDAY.date() + timedelta(hours=1)) == []


def test_a_due_date_that_moves_is_told_again_and_what_is_complete_is_not(here, cast, tell, report):
    here.action.due_on = date(2009, 6, 16)
    here.action.save()
    assert len(tell()) == 1
    here.action.due_on = date(2009, 6, 19)
    here.action.revise(by=cast.coordinator)
    assert [len(tell(timedelta(days=n))) for n in (1, 2, 3, 4)] == [0, 0, 1, 0]
    report(here.action, cast.officer, status="complete")
    here.action.due_on = date(2009, 6, 24)
    here.action.revise(by=cast.coordinator)
    assert tell(timedelta(days=8)) == []


def test_where_nobody_of_the_authority_signs_in_the_coordinator_is_told_and_never_its_contact(
    here, cast, challenge, tell, office
):
    here.police.contact_email = "desk@police.example.org"
    here.police.save()
    cast.officer.memberships.update(ended_at=MONDAY)
    challenge()
    assert tell() == [(cast.coordinator.email, "Question for Police: Fit better locks")]
    why = "Nobody at The Constabulary signs in, so this comes to you as coordinator."
    assert why in text_of(office.delivered[0][1])


def test_nobody_is_told_of_what_they_did_themselves_nor_of_what_is_next_door(here, cast, next_door, challenge, office):
    challenge(by=cast.officer)
    cast.chair.email_opt_outs.create(kind="week")
    with clock.frozen_at(MONDAY + QUARTER):
        assert [*notify(here.partnership, site=SITE), *notify(next_door.partnership, site=SITE)] == []


# Together, and nothing that is settled


def test_what_falls_within_a_quarter_of_an_hour_comes_in_one_letter(cast, challenge, make_action, here, tell, office):
    challenge("One?")
    with clock.frozen_at(MONDAY + timedelta(minutes=10)):
        challenge("Two?")
        make_action(lead=here.police)()
    assert tell(timedelta(minutes=20)) == [], "the newest is not a quarter of an hour old"
    assert tell(timedelta(minutes=26)) == [(cast.officer.email, "Question for Police: Fit better locks (and 2 more)")]
    assert re.findall("One[?]|Two[?]|Count the locks", text_of(office.delivered[0][1])) == [
        "One?", "Two?", "Count the locks",
    ]  # fmt: skip


def test_a_letter_waits_for_two_hours_at_the_most(cast, challenge, tell):
    for minutes in range(0, 120, 10):
        with clock.frozen_at(MONDAY + timedelta(minutes=minutes)):
            challenge(f"And after {minutes}?")
        assert tell(timedelta(minutes=minutes + 5)) == []
    assert tell(timedelta(hours=2)) == [(cast.officer.email, "Question for Police: Fit better locks (and 11 more)")]


@pytest.mark.parametrize("how", ["answered", "struck", "complete", "retired"])
@pytest.mark.parametrize("when", ["at once", "before a retry"])
def test_none_after_it_is_settled(here, cast, challenge, tell, office, report, how, when):
    record = challenge()
    if when == "before a retry":
        office.moody = lambda address: "451 4.7.1 Later"
        assert tell() == []
        assert [letter.outcome for letter in tell.tried] == ["Not sent"]
        office.moody = lambda address: None
    settle = {
        "answered": lambda: proceedings.answer(record, by=cast.officer, authority=here.police, text="Because"),
        "struck": lambda: proceedings.strike(record, by=cast.chair),
        "complete": lambda: report(here.action, cast.officer, status="complete"),
        "retired": lambda: soft_delete.retire([here.action], by=cast.coordinator, why="x"),
    }
    settle[how]()
    assert tell(QUARTER * 2) == []
    states = [*NotificationLetter.objects.values_list("state", flat=True)]
    assert states == ([] if when == "at once" else ["answered"])


def test_who_has_left_before_a_retry_is_not_told_but_the_coordinator(here, cast, challenge, tell, office):
    challenge()
    office.moody = lambda address: "451 4.7.1 Later"
    tell()
    cast.officer.is_active = False
    cast.officer.save()
    office.moody = lambda address: None
    assert tell(QUARTER * 2) == [(cast.coordinator.email, "Question for Police: Fit better locks")]
    assert [letter.outcome for letter in tell.tried] == ["Not sent: no longer needed", "Sent"]


def test_an_address_that_refuses_is_on_the_coordinators_first_page_for_a_week(cast, challenge, tell, office, sign_in):
    challenge()
    office.refuses = {cast.officer.email}
    assert tell() == []
    client, words = sign_in(cast.coordinator), "Officer of the Constabulary: Refused by the mail server"
    with clock.frozen_at(MONDAY + QUARTER):
        assert words in client.get("/here/desk/").content.decode()
        assert "550 5.1.1 No such mailbox" in client.get("/here/notifications/").content.decode()
    with clock.frozen_at(MONDAY + timedelta(days=8)):
        assert words not in client.get("/here/desk/").content.decode()


def test_what_is_more_than_a_week_old_is_not_told_any_more(challenge, tell):
    challenge()
    assert tell(timedelta(days=8)) == []


# Once


def test_two_ticks_at_once_tell_once(here, cast, challenge, tell, office, monkeypatch):
    """The other tick notes and sends all between this one's look and its own note."""
    challenge()
    note, other = sending._note, []

    def noted(*args):
        if not other:
            other.append(True)
            assert tell() == [(cast.officer.email, "Question for Police: Fit better locks")]
        note(*args)

    monkeypatch.setattr(sending, "_note", noted)
    tell()
    assert office.addresses == [cast.officer.email]
    assert len(office.accepted) == NotificationLetter.objects.count() == 1


@pytest.mark.parametrize(("fate", "came"), [("before", 0), ("after", 1)])
def test_who_is_killed_leaves_a_letter_in_doubt_that_the_coordinator_sends_again(
    here, cast, challenge, sign_in, monkeypatch, fate, came
):
    challenge()
    cast.chair.email_opt_outs.create(kind="week")
    fates = [fate]
    monkeypatch.setattr(DyingBackend, "fate", staticmethod(lambda: fates.pop() if fates else None))
    with post_office("tests.post.DyingBackend") as office:
        with clock.frozen_at(MONDAY + QUARTER), pytest.raises(Killed):
            [*notify(here.partnership, site=SITE)]
        with clock.frozen_at(MONDAY + timedelta(hours=1)):
            assert [each.outcome for each in notify(here.partnership, site=SITE)] == ["Not known whether it was sent"]
            assert [*notify(here.partnership, site=SITE)] == []
            assert len(office.accepted) == came
            client = sign_in(cast.coordinator)
            page = client.get("/here/notifications/").content.decode()
            assert page.count("Send again") == 1
            letter = NotificationLetter.objects.get()
            answer = client.post(f"/here/notifications/{letter.pk}/again/", follow=True).content.decode()
            assert f"E-mail to {cast.officer.name}: sent." in answer
            client.post(f"/here/notifications/{letter.pk}/again/")
        assert len(office.accepted) == came + 1
        assert len(office.delivered) == 1, "the same Message-ID"


# The clock


def test_the_timer_tells_in_working_hours_alone(here, cast, challenge, office):
    challenge()
    cast.chair.email_opt_outs.create(kind="week")
    with clock.frozen_at(MONDAY.replace(hour=20)):
        assert tick() == ("", "")
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        assert f"Sent: {cast.officer.name}" in tick()[0]
    assert office.addresses == [cast.officer.email]
    assert Reminder.objects.count() == 0
