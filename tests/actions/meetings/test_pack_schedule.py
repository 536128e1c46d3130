"""Packs are sent by themselves: some working days before a meeting, once, after a notice to the coordinators."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from actions.meetings.pack_schedule import pack_day
from actions.meetings.proceedings import begin
from actions.meetings.sending import send_scheduled
from actions.models import Pack, Sending
from partners import clock
from partners.meetings.scheduling import cancel_meeting, change_state, move_meeting
from partners.models import Meeting
from tests.post import text_of
from tests.worlds import MONDAY

from .packs import ADDRESSES, SITE, go, path, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_url")]

# The meeting is on Monday 29 June; five working days before is Monday 22 June, and the notice goes on Friday 19 June.
FRIDAY, DAY = MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)


@pytest.fixture
def scheduled(coming, group, cast):
    group.pack_days_before = 5
    group.save()
    change_state(coming, "ready", by=cast.coordinator)
    return coming


def run_at(moment):
    with clock.frozen_at(moment):
        return run()


@pytest.mark.slow
def test_the_coordinators_are_told_the_working_day_before_and_then_it_is_sent_each_once(scheduled, cast, office):
    run_at(FRIDAY - timedelta(days=1))
    assert office.accepted == []
    for hours in (0, 1):
        run_at(FRIDAY + timedelta(hours=hours))
    assert office.addresses == [cast.coordinator.email]
    text = text_of(dict(office.delivered)[cast.coordinator.email])
    for part in (
        "Monday 22 June 2009",
        "Nothing is missing.",
        *(SITE + path(scheduled, f"pack/{page}/") for page in ("send", "schedule")),
    ):
        assert text.count(part) == 1, part
    run_at(FRIDAY + timedelta(hours=6))
    assert len(office.accepted) == 1, "not on the day of the notice"
    for hours in (0, 1):
        run_at(DAY + timedelta(hours=hours))
    assert sorted(office.addresses[1:]) == sorted(ADDRESSES)
    pack = scheduled.packs.get()
    assert (pack.why, pack.by) == ("sent", None)
    row = Sending.history.get(what="pack")
    assert (row.history_user, row.history_change_reason) == (
        None, "Packs of the group are sent 5 working days before a meeting",
    )  # fmt: skip


@pytest.mark.slow
def test_the_meeting_says_when_it_goes_and_afterwards_to_whom_it_went(scheduled, cast, coordinator, office):
    page = coordinator.get(path(scheduled, "")).content.decode()
    assert "It will be sent on <strong>Monday 22 June 2009</strong>" in page
    office.refuses.add("grey@trust.example.org")
    run_at(FRIDAY)
    run_at(DAY)
    text = " ".join(coordinator.get(path(scheduled, "")).content.decode().split())
    assert "on Monday 22 June 2009, 10:00 on schedule to Officer of the Constabulary, Chair." in text
    assert "Dr Grey: refused by the mail server; Mr Post, The Fire Service: has no e-mail address" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "what", ["a draft", "cancelled", "begun", "held back", "sent by hand", "moved", "another day", "no place"]
)
def test_it_is_not_sent_when_something_came_between(what, scheduled, cast, office):
    run_at(FRIDAY)
    with clock.frozen_at(FRIDAY + timedelta(hours=1)):
        scheduled.refresh_from_db()
        if what == "a draft":
            change_state(scheduled, "draft", by=cast.chair)
        elif what == "cancelled":
            cancel_meeting(scheduled, by=cast.chair, why="Snow")
        elif what == "begun":
            begin(scheduled, by=cast.chair)
        elif what == "held back":
            Meeting.objects.update(pack_schedule="held")
        elif what == "sent by hand":
            go(scheduled, cast.chair)
        elif what == "moved":
            move_meeting(scheduled, by=cast.chair, why="Snow", starts_at=DAY + timedelta(days=14), place="Hitchin")
        elif what == "another day":
            Meeting.objects.update(pack_schedule="day", pack_on=(DAY + timedelta(days=2)).date())
        else:
            Meeting.objects.update(place="")
    before = Pack.objects.count()
    said = run_at(DAY)[1]
    assert (Pack.objects.count(), Sending.objects.filter(by=None, what="pack").count()) == (before, 0)
    assert ("The meeting needs a place or a link to join first." in said) == (what == "no place")


@pytest.mark.slow
def test_the_notice_says_what_is_missing_and_that_a_draft_is_not_sent(scheduled, cast, office):
    change_state(scheduled, "draft", by=cast.chair)
    Meeting.objects.update(place="")
    run_at(FRIDAY)
    text = text_of(dict(office.delivered)[cast.coordinator.email])
    assert ("- a place or a link to join" in text, "- to be marked as ready" in text) == (True, True)


@pytest.mark.slow
def test_who_set_it_late_is_told_first_and_it_goes_the_day_after(scheduled, cast, office):
    run_at(DAY + timedelta(days=1))
    assert [each.what for each in Sending.objects.all()] == ["notice"]
    run_at(DAY + timedelta(days=2))
    assert {each.what for each in Sending.objects.all()} == {"notice", "pack"}


@pytest.mark.slow
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_timers_at_once_send_one_pack(scheduled, office):
    run_at(FRIDAY)

    def tick(_):
        try:
            with clock.frozen_at(DAY):
                return list(send_scheduled())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(tick, range(2))) == [[], []]
    assert (Pack.objects.count(), Sending.objects.filter(what="pack").count()) == (1, 1)


def test_a_coordinator_holds_it_back_or_chooses_another_day(scheduled, cast, sign_in):
    client, form_path = sign_in(cast.coordinator), path(scheduled, "pack/schedule/")

    def post(**fields):
        base = client.get(form_path).context["form"].fingerprint
        answer = client.post(form_path, {"base": base} | fields)
        scheduled.refresh_from_db()
        return answer

    for day, error in (
        ("", "Enter the day on which the pack is to be sent"),
        ("15 June 2009", "Choose a day after today, and not after the meeting"),
        ("30 June 2009", "Choose a day after today, and not after the meeting"),
    ):
        assert post(pack_schedule="day", pack_on=day).context["form"].errors == {"pack_on": [error]}
    post(pack_schedule="day", pack_on="24 June 2009")
    assert pack_day(scheduled) == date(2009, 6, 24)
    post(pack_schedule="held", pack_on="nonsense")
    assert (pack_day(scheduled), scheduled.pack_on) == (None, None)
    post(pack_schedule="usual")
    assert pack_day(scheduled) == date(2009, 6, 22)
    begin(scheduled, by=cast.chair)
    assert post(pack_schedule="held").status_code == 409


@pytest.mark.parametrize("role", ["observer", "officer", "stranger"])
def test_who_does_not_run_meetings_changes_no_schedule(role, scheduled, cast, sign_in):
    answer = sign_in(getattr(cast, role)).post(path(scheduled, "pack/schedule/"), {"pack_schedule": "held"})
    scheduled.refresh_from_db()
    assert (answer.status_code, scheduled.pack_schedule) == (404 if role == "stranger" else 403, "usual")
