"""Each letter of a pack goes once, whatever happens meanwhile: two clicks, a crash, a mail server that is away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from actions import delivery
from actions.meetings import sending
from actions.meetings.pack import pack_of
from actions.meetings.proceedings import begin
from actions.meetings.sending import PACK, paper_fingerprint, send_letters, send_paper
from actions.models import Pack, Sending
from partners import clock
from partners.models import Meeting
from plans.jobs.turns import turn
from plans.status import Status
from tests.actions.at_once import Browser
from tests.post import DyingBackend, Killed, post_office, text_of
from tests.worlds import MONDAY

from .packs import ADDRESSES, SITE, TOKEN, filled_in, go, path, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_url")]


@pytest.mark.slow
def test_while_another_long_work_is_done_a_letter_with_the_pack_attached_waits_for_the_timer(coming, cast, mailoutbox):
    """Whoever presses the button does not wait for the PDF's turn; who is written to with a link is not held up."""
    with turn("costly"):
        sent = go(coming, cast.chair)
    assert [letter.state for letter in sent.letters.exclude(user=None)] == ["sent", "sent"]
    assert len(mailoutbox) == 2
    assert [letter.state for letter in sent.letters.filter(user=None)] == ["waiting"]
    assert run()[1] == ""
    assert [letter.state for letter in sent.letters.filter(user=None)] == ["sent"]
    assert len(mailoutbox) == 3


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_the_same_moment_one_sends_and_the_other_is_told(coming, cast, office):
    browsers = [Browser(user) for user in (cast.coordinator, cast.chair)]
    seen = paper_fingerprint(PACK, coming, pack_of(coming))

    def press(n):
        form = {"seen": seen, "token": str(n) * 32, "introduction": ""}
        try:
            with clock.frozen_at(MONDAY + timedelta(hours=1)):  # each thread has a clock of its own
                return browsers[n].post(path(coming), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [200, 302]
    assert (Pack.objects.count(), Sending.objects.count()) == (1, 1)
    assert sorted(address for address, _ in office.accepted) == sorted(ADDRESSES)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_same_button_pressed_twice_at_the_same_moment_sends_once(coming, cast, office):
    browsers = [Browser(cast.coordinator) for _ in range(2)]
    seen = paper_fingerprint(PACK, coming, pack_of(coming))

    def press(browser):
        try:
            with clock.frozen_at(MONDAY + timedelta(hours=1)):
                return browser.post(path(coming), {"seen": seen, "token": TOKEN, "introduction": ""}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, browsers)) == [302, 302]
    assert (Pack.objects.count(), Sending.objects.count()) == (1, 1)
    assert sorted(address for address, _ in office.accepted) == sorted(ADDRESSES)


@pytest.mark.slow
@pytest.mark.parametrize("fate", ["before", "after"])
def test_who_is_killed_in_the_middle_leaves_one_letter_in_doubt_and_nobody_gets_two(
    fate, coming, cast, office, monkeypatch
):
    fates = iter([None, fate])
    monkeypatch.setattr(DyingBackend, "fate", staticmethod(lambda: next(fates, None)))
    sent = send_paper(PACK, coming, by=cast.coordinator, token=TOKEN)
    with post_office("tests.post.DyingBackend") as other:
        with pytest.raises(Killed):
            send_letters(sent.letters.to_send(), site=SITE)
        assert [each.state for each in sent.letters.to_send()] == ["sent", "sending", "waiting"]
        run()
        with clock.frozen_at(MONDAY + timedelta(minutes=31)):
            assert run()[1].count("Not known whether it was sent: ") == 1
            assert run() == ("", "")
    doubtful = sent.letters.get(state="unknown")
    gone = [address for address, _ in other.accepted]
    assert sorted(gone) == sorted(a for a in ADDRESSES if fate == "after" or a != doubtful.address)
    assert sorted(each.state for each in sent.letters.all()) == ["sent", "sent", "unknown"]


def test_who_is_killed_before_it_is_all_written_down_has_sent_nothing(coming, cast, office, monkeypatch):
    def die(*args, **kwargs):
        raise Killed

    monkeypatch.setattr(sending.PaperLetter.objects, "bulk_create", die)
    with pytest.raises(Killed):
        send_paper(PACK, coming, by=cast.coordinator, token=TOKEN)
    coming.refresh_from_db()
    assert (coming.state, Pack.objects.count(), Sending.objects.count()) == (Meeting.State.DRAFT, 0, 0)


@pytest.mark.slow
def test_what_the_mail_server_did_not_take_follows_with_send_reminders_in_the_same_words(
    coming, here, cast, coordinator, office, report
):
    office.moody = lambda address: "451 Later"
    previews = {each.address: message for each, message in coordinator.get(path(coming)).context["letters"]}
    page = coordinator.post(path(coming), filled_in(coordinator, coming), follow=True)
    assert "Pack 1 was sent to 0 people. 3 not sent yet: see the reason below." in page.content.decode()
    office.moody = lambda address: None
    cast.chair.email_opt_outs.create(kind="week")
    report(here.action, cast.officer, Status.OFF_TRACK)
    assert run()[1] == ""
    assert {a: text_of(m).split() for a, m in office.delivered} == {a: m.body.split() for a, m in previews.items()}
    run()
    assert len(office.accepted) == 3


@pytest.mark.slow
def test_letters_that_take_too_long_for_somebody_at_a_page_follow_with_send_reminders(
    coming, coordinator, office, monkeypatch
):
    monkeypatch.setattr(delivery, "PATIENCE", -1)
    coordinator.post(path(coming), filled_in(coordinator, coming))
    assert office.accepted == []
    run()
    assert sorted(office.addresses) == sorted(ADDRESSES)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["a newer pack", "the meeting began", "they left the group"])
def test_a_letter_that_waits_is_not_sent_any_more_once_it_is_overtaken(what, coming, group, cast, office):
    office.moody = lambda address: "451 Later" if "grey" in address else None
    first = go(coming, cast.coordinator)
    office.moody = lambda address: None
    if what == "a newer pack":
        go(coming, cast.coordinator, token="1" * 32, because="The figures came in")
    elif what == "the meeting began":
        begin(coming, by=cast.chair)
    else:
        group.members.filter(name="Dr Grey").delete()
    before = len(office.accepted)
    run()
    assert (first.letters.get(name="Dr Grey").state, len(office.accepted)) == ("overtaken", before)
