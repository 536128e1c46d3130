"""The minutes of the last meeting come up at the next, and are agreed there, as they are or with corrections."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.meetings import proceedings as table
from actions.meetings.agreement import agree, take_back_agreement
from actions.meetings.closing import close, correct
from actions.meetings.earlier_minutes import minutes_to_agree
from actions.meetings.minutes import minutes_of
from actions.meetings.pack import pack_of
from actions.meetings.proceedings import NotInProgress
from actions.models import Agreement, Correction
from partners import clock
from tests import factories
from tests.worlds import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(group, cast):
    """A meeting of the group so many weeks before the Monday, begun, minuted with a decision, and closed."""

    def held(weeks_ago, decision="Light the park"):
        with clock.frozen_at(MONDAY - timedelta(weeks=weeks_ago)):
            meeting = factories.MeetingFactory(group=group, starts_at=clock.now(), place="Hitchin")
            meeting.agenda.create(position=1, kind="minutes", title="Minutes of the last meeting")
            table.begin(meeting, by=cast.chair)
            factories.RecordFactory(meeting=meeting, kind="decision", text=decision, by=cast.chair)
            return close(meeting, by=cast.chair)

    return held


@pytest.fixture
def next_one(group, cast):
    """The meeting of this Monday, with the minutes on its agenda, in progress."""
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now())
    meeting.agenda.create(position=1, kind="minutes", title="Minutes of the last meeting")
    return meeting


def begin(meeting, by):
    table.begin(meeting, by=by)
    meeting.refresh_from_db()
    return meeting


def agree_path(meeting):
    return f"/here/meetings/{meeting.pk}/minutes/agree/"


def test_the_last_minutes_are_on_the_screen_and_in_the_pack_and_agreed_there(held, next_one, cast, sign_in):
    minutes = held(4)
    [paper] = pack_of(next_one)["minutes"]
    assert (paper["meeting_id"], paper["agreed"], paper["contents"]) == (minutes.meeting_id, False, minutes.contents)
    begin(next_one, cast.chair)
    chair, observer = sign_in(cast.chair), sign_in(cast.observer)
    screen = f"/here/meetings/{next_one.pk}/run/?at=point-{next_one.agenda.get().pk}"
    text = chair.get(screen).content.decode()
    assert ("Monday 18 May 2009: not yet agreed" in text, "Light the park" in text) == (True, True)
    before = f"/here/meetings/{minutes.meeting_id}/minutes/"
    assert "Not yet agreed." in observer.get(before).content.decode()
    form = {"minutes": minutes.pk, "how": "corrected", "text": "It was the <station>.\n\nAnd on Tuesday."}
    assert chair.post(agree_path(next_one), form).url == screen
    assert chair.post(agree_path(next_one), form).status_code == 302, "a doubled press"
    agreement = Agreement.objects.get()
    assert (agreement.minutes, agreement.meeting, agreement.by) == (minutes, next_one, cast.chair)
    assert [each.text for each in Correction.objects.all()] == ["It was the <station>.", "And on Tuesday."]
    assert agreement.history.get().history_user == cast.chair
    page = observer.get(before).content.decode()
    assert ("Agreed on 15 June 2009, with corrections." in page, "It was the &lt;station&gt;." in page) == (True, True)
    point = next(point for point in minutes_of(next_one)["points"] if point["kind"] == "minutes")
    assert point["earlier"] == [
        {
            "meeting_id": minutes.meeting_id,
            "met_on": (MONDAY - timedelta(weeks=4)).date(),
            "agreed": True,
            "corrections": ["It was the <station>.", "And on Tuesday."],
            "confidential_corrections": [],
        }
    ]
    close(next_one, by=cast.chair)
    assert (
        "agreed as a true record with these corrections"
        in observer.get(f"/here/meetings/{next_one.pk}/minutes/").content.decode()
    )


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, {"how": ["Choose how the minutes were agreed"]}),
        ({"how": "corrected", "text": " "}, {"text": ["Enter the corrections"]}),
        ({"how": "true", "text": "It was Tuesday"}, {"how": [
            "You wrote corrections: choose “With these corrections”, or delete them"
        ]}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_field_and_the_words_stay(form, error, held, next_one, cast, sign_in):
    minutes = held(4)
    begin(next_one, cast.chair)
    page = sign_in(cast.chair).post(agree_path(next_one), {"minutes": minutes.pk} | form)
    assert (page.status_code, page.context["form"].errors) == (200, error)
    assert form.get("text", "") in page.content.decode()
    assert (Agreement.objects.count(), Correction.objects.count()) == (0, 0)


def test_what_was_pressed_by_mistake_is_taken_back_until_the_meeting_is_closed(held, next_one, cast, sign_in):
    minutes = held(4)
    begin(next_one, cast.chair)
    agreement = agree(minutes, at=next_one, by=cast.chair)
    sign_in(cast.coordinator).post(agree_path(next_one), {"minutes": minutes.pk, "take_back": "1"})
    assert (Agreement.objects.count(), minutes_to_agree(next_one)) == (0, [minutes])
    assert agreement.history.latest().history_change_reason == "Undone before the meeting was closed"
    agreement = agree(minutes, at=next_one, by=cast.chair)
    close(next_one, by=cast.chair)
    with pytest.raises(NotInProgress):
        take_back_agreement(agreement, by=cast.chair)
    answer = sign_in(cast.chair).post(agree_path(next_one), {"minutes": minutes.pk, "take_back": "1"})
    assert (answer.status_code, Agreement.objects.count()) == (409, 1)


def test_minutes_that_were_passed_over_come_up_with_the_last_and_agreed_ones_do_not(held, next_one, group, cast):
    first, second = held(12), held(8)
    second.meeting.refresh_from_db()
    # At the second meeting the first minutes were not agreed.
    assert minutes_to_agree(next_one) == [second], "nothing was ever agreed, so the older ones are not brought up"
    third = factories.MeetingFactory(group=group, starts_at=MONDAY - timedelta(weeks=4), begun=True)
    Agreement.objects.create(minutes=first, meeting=third, by=cast.chair)
    fourth = held(2)
    assert minutes_to_agree(next_one) == [fourth, second]
    begin(next_one, cast.chair)
    agree(fourth, at=next_one, by=cast.chair)
    assert minutes_to_agree(next_one) == [fourth, second]


def test_a_correction_after_the_agreement_is_not_part_of_what_was_agreed(held, next_one, cast):
    minutes = held(4)
    begin(next_one, cast.chair)
    agreement = agree(minutes, at=next_one, by=cast.chair)
    with clock.frozen_at(MONDAY + timedelta(hours=1)):
        correct(minutes, by=cast.chair, text="It was a Tuesday")
    assert agreement.corrected is False


@pytest.mark.parametrize("role", ["observer", "officer", "stranger"])
def test_who_does_not_run_meetings_agrees_nothing(role, held, next_one, cast, sign_in):
    minutes = held(4)
    begin(next_one, cast.chair)
    answer = sign_in(getattr(cast, role)).post(agree_path(next_one), {"minutes": minutes.pk, "how": "true"})
    assert (answer.status_code, Agreement.objects.count()) == (404 if role == "stranger" else 403, 0)


def test_a_meeting_asks_no_more_of_the_database_for_many_earlier_minutes(held, next_one, cast):
    held(20)
    begin(next_one, cast.chair)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            minutes_to_agree(next_one)
        return len(asked)

    few = queries()
    for weeks in (16, 12, 8):
        correct(held(weeks), by=cast.chair, text="x")
    assert queries() == few
