"""A letter of which nobody knows whether it was sent: it is listed, and goes again when somebody presses the button."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from actions.delivery import deliver
from actions.meetings import sending
from actions.models import PaperLetter, Reminder
from actions.rounds.emails import Message, letters
from actions.rounds.reminders import remind
from partners import clock
from partners.models import Meeting
from partners.permissions import Role
from partners.processes import has_died, this_process
from tests import factories
from tests.actions.test_concurrency import Browser
from tests.worlds import MONDAY, member

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

SITE = "https://plan.example.org"
LIST = "It is not known whether this e-mail was sent"


@pytest.fixture
def now(here):
    return factories.RoundFactory(
        plan=here.plan, opens_on=MONDAY.date() - timedelta(days=14), due_on=MONDAY.date(), remind_on=[0]
    )


@pytest.fixture
def lost(now, cast, office):
    """The officer's reminder, which the mail server took without a word. The coordinator's arrived."""
    office.silent = lambda address: address == cast.officer.email
    assert len(list(remind(now, site=SITE))) == 2
    office.silent = lambda address: False
    return Reminder.objects.get(user=cast.officer)


@pytest.fixture
def pack_lost(here, cast, office):
    """The same of the pack's letter to the officer."""
    group = factories.GroupFactory(partnership=here.partnership)
    for authority, user in ((here.council, cast.chair), (here.police, cast.officer)):
        group.members.create(authority=authority, user=user)
    meeting = factories.MeetingFactory(group=group, starts_at=MONDAY + timedelta(days=7), state="draft", place="Hall")
    meeting.agenda.create(position=1, title="The plan")
    office.silent = lambda address: address == cast.officer.email
    sent = sending.send_paper(sending.PACK, meeting, by=cast.coordinator, token="0" * 32)
    sending.send_letters(sent.letters.to_send(), site=SITE)
    office.silent = lambda address: False
    return PaperLetter.objects.get(user=cast.officer)


def page_of(letter):
    """Where it is listed."""
    if isinstance(letter, Reminder):
        return f"/here/rounds/{letter.round_id}/sent/"
    return f"/here/meetings/{letter.sending.pack.meeting_id}/pack/"


def button_of(letter):
    if isinstance(letter, Reminder):
        return f"{page_of(letter)}{letter.pk}/again/"
    return f"/here/meetings/{letter.sending.meeting_id}/letters/{letter.pk}/again/"


@pytest.fixture(params=["lost", "pack_lost"])
def letter(request):
    return request.getfixturevalue(request.param)


@pytest.mark.slow
def test_it_is_listed_with_who_and_when_and_goes_once_more_when_the_button_is_pressed(letter, cast, sign_in, office):
    coordinator, observer = sign_in(cast.coordinator), sign_in(cast.observer)
    assert letter.state == "unknown"
    page = coordinator.get(page_of(letter)).content.decode()
    assert page.count("<strong>Not known whether it was sent</strong>") == 1
    assert (cast.officer.name in page, "15 June 2009, 10:00" in page) == (True, True)
    assert page.count(f'action="{button_of(letter)}"') == 1
    to_read = observer.get(page_of(letter)).content.decode()
    assert (to_read.count("Not known whether it was sent"), "again/" in to_read) == (
        page.count("Not known whether it was sent"),
        False,
    )
    assert cast.officer.email not in to_read
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        answers = [coordinator.post(button_of(letter), follow=True).content.decode() for _ in range(2)]
    assert f"E-mail to {cast.officer.name}: sent." in answers[0]
    assert "Nothing was sent: its outcome is known now" in answers[1]
    assert "Sent again by Coordinator, <time" in answers[0]
    assert "The attempt of 15 June 2009, 10:00 may have arrived too." in answers[0]
    copies = [message["Message-ID"] for address, message in office.accepted if address == cast.officer.email]
    assert (len(copies), len(set(copies))) == (2, 1), "the same message, so that a mail program can know it again"
    letter.refresh_from_db()
    assert (letter.state, letter.again_by, letter.again_at > letter.doubted_at) == ("sent", cast.coordinator, True)


@pytest.mark.parametrize("role", ["observer", "officer", "chair", "stranger"])
def test_only_who_may_write_to_people_presses_it(role, letter, cast, sign_in, office):
    before = len(office.accepted)
    allowed = role == "chair" and isinstance(letter, PaperLetter)  # who may send packs
    answer = sign_in(getattr(cast, role)).post(button_of(letter)).status_code
    assert answer == (302 if allowed else 404 if role == "stranger" else 403)
    letter.refresh_from_db()
    assert (letter.state, len(office.accepted) - before) == (("sent", 1) if allowed else ("unknown", 0))


@pytest.mark.slow
def test_nobody_sends_a_letter_of_next_door_or_of_another_round(
    lost, pack_lost, here, next_door, cast, sign_in, office
):
    theirs = member(next_door.council, Role.COORDINATOR, "Their coordinator")
    other = factories.RoundFactory(plan=here.plan, opens_on=MONDAY.date() - timedelta(days=90), due_on=MONDAY.date())
    meeting = factories.MeetingFactory(group=pack_lost.sending.pack.meeting.group, starts_at=MONDAY)
    paths = [button_of(each) for each in (lost, pack_lost)]
    wrong = [path.replace("/here/", "/next-door/") for path in paths]
    wrong += [f"/here/rounds/{other.pk}/sent/{lost.pk}/again/"]
    wrong += [f"/here/meetings/{meeting.pk}/letters/{pack_lost.pk}/again/"]
    before = len(office.accepted)
    assert [sign_in(theirs).post(path).status_code for path in paths + wrong[:2]] == [404] * 4
    assert [sign_in(cast.coordinator).post(path).status_code for path in wrong[2:]] == [404] * 2
    assert len(office.accepted) == before


@pytest.mark.slow
def test_what_is_not_wanted_any_more_is_listed_and_has_no_button(lost, pack_lost, here, cast, sign_in, office):
    factories.RoundFactory(plan=here.plan, opens_on=MONDAY.date(), due_on=MONDAY.date() + timedelta(days=9))
    meeting = pack_lost.sending.pack.meeting
    Meeting.objects.filter(pk=meeting.pk).update(state="in_progress", state_before="ready", started_at=clock.now())
    before, coordinator = len(office.accepted), sign_in(cast.coordinator)
    for letter, why in ((lost, "this round is over"), (pack_lost, "it is too late for the pack")):
        page = coordinator.get(page_of(letter)).content.decode()
        assert ("Not known whether it was sent" in page, "again/" in page) == (True, False)
        assert f"Nothing was sent: {why}" in coordinator.post(button_of(letter), follow=True).content.decode()
        letter.refresh_from_db()
        assert (letter.state, letter.again_by) == ("unknown", None)
    assert len(office.accepted) == before


def test_a_letter_to_send_again_that_the_server_puts_off_goes_with_send_reminders(letter, cast, sign_in, office):
    office.moody = lambda address: "451 Later"
    page = sign_in(cast.coordinator).post(button_of(letter), follow=True).content.decode()
    assert f"E-mail to {cast.officer.name}: not sent." in page
    office.moody = lambda address: None
    before = len(office.accepted)
    run = remind(letter.round, site=SITE) if isinstance(letter, Reminder) else sending.send_unfinished(site=SITE)
    assert [(each.pk, each.state) for each in run] == [(letter.pk, "sent")]
    assert [address for address, _ in office.accepted[before:]] == [cast.officer.email]


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        ({"hangs_up": "DATA"}, "failed"),
        ({"verdict": "451 4.3.0 Try later"}, "failed"),
        ({"verdict": "554 5.6.0 No"}, "failed"),
        ({"moody": lambda address: "drop"}, "failed"),
        ({"moody": lambda address: "421 4.3.2 Closing"}, "failed"),
        ({"silent": lambda address: True}, "unknown"),
        ({"goodbye": "no answer that anybody knows"}, "sent"),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, dict) else each,
)
def test_what_certainly_did_not_go_is_tried_again_and_what_may_have_gone_is_not(trouble, state, now, cast, office):
    vars(office).update(trouble)
    assert {each.state for each in remind(now, site=SITE)} == {state}
    went = len(office.accepted)
    assert went == (0 if state == "failed" else 2)
    office.__init__()
    tried = list(remind(now, site=SITE))
    assert (len(tried), len(office.accepted)) == ((2, 2) if state == "failed" else (0, 0))


def test_a_letter_whose_process_is_gone_is_in_doubt_at_once_and_one_that_is_at_it_is_not(now, cast, sign_in):
    """Another process claims the letter of the coordinator and ends; we have the officer's in hand."""
    name = "from partners.processes import this_process; print(this_process())"
    ended = subprocess.run(
        [sys.executable, "-c", name], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    gone = ended.stdout.strip()
    assert [has_died(each) for each in (gone, this_process(), "", "elsewhere 1 1")] == [True, False, False, False]
    assert has_died(this_process().replace(f" {os.getpid()} ", " 1 ")), "a number that another process has by now"
    for user, process in ((cast.coordinator, gone), (cast.officer, this_process()), (cast.chair, "elsewhere 1 1")):
        now.reminders.create(
            user=user, day=MONDAY.date(), state="sending", claimed_at=clock.now(), process=process, name=user.name
        )
    page = sign_in(cast.coordinator).get(f"/here/rounds/{now.pk}/sent/")
    assert [row.user for row in page.context["in_doubt"]] == [cast.coordinator]
    assert LIST in page.content.decode()
    with clock.frozen_at(MONDAY + timedelta(minutes=31)):
        assert len(sign_in(cast.coordinator).get(f"/here/rounds/{now.pk}/sent/").context["in_doubt"]) == 3


def test_a_claim_that_was_given_up_on_sends_nothing_and_what_came_late_is_still_noted(now, cast, office):
    """A process that was suspended for an hour goes on: before it has handed the letter over, and after."""
    early, late = (now.reminders.create(user=u, day=MONDAY.date(), name=u.name) for u in (cast.officer, cast.chair))
    assert early.claim()
    assert late.claim()
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        assert {each.state for each in Reminder.objects.all().give_up()} == {"unknown"}
    message = Message(letters(now)[0][0], now, site=SITE, stamp="x")
    assert deliver(early, message).state == "unknown"
    assert office.accepted == []
    late.end("sent")
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state, late.sent_at is not None) == ("unknown", "sent", True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_same_moment_send_it_once(lost, cast, office):
    browsers = [Browser(cast.coordinator) for _ in range(3)]
    before = len(office.accepted)

    def press(browser):
        try:
            with clock.frozen_at(MONDAY + timedelta(hours=1)):
                return browser.post(button_of(lost), {}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(press, browsers)) == [302] * 3
    assert len(office.accepted) == before + 1
