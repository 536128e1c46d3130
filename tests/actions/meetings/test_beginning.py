"""A meeting is begun once, asks when that may be a mistake, and is taken back while nothing is recorded."""

import re
import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from actions.meetings import proceedings
from plans.history.timetravel import story
from plans.serialization import sha256_of
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.mark.slow
def test_beginning_freezes_the_plan_once(planned, cast, here, sign_in):
    chair, coordinator = sign_in(cast.chair), sign_in(cast.coordinator)
    path = f"/here/meetings/{planned.pk}/begin/"
    assert [c.post(path, {"sure": "1"}).status_code for c in (chair, coordinator)] == [302, 302]
    planned.refresh_from_db()
    pack = planned.packs.get()
    assert (planned.state, pack.why, pack.by) == ("in_progress", "begun", cast.chair)
    assert sha256_of(pack.payload) == pack.sha256
    assert pack.contents["outline"]["priorities"][0]["actions"][0]["wording"] == "Fit better locks"
    row = story(planned)[0]
    assert (row.by, row.why) == (cast.chair, "The meeting began")


@pytest.mark.parametrize(
    ("state", "days", "asks"),
    [
        ("ready", 0, []),
        ("ready", 84, ["Its day is Monday 7 September 2009, 84 days from now."]),
        ("ready", -1, ["Its day was Sunday 14 June 2009, 1 day ago."]),
        ("draft", 0, ["It is still a draft."]),
    ],
)
def test_beginning_asks_unless_it_is_the_day_and_all_is_ready(state, days, asks, planned, cast, sign_in):
    planned.state, planned.place = state, "Hitchin"
    planned.starts_at += timedelta(days=days)
    planned.save()
    client, path = sign_in(cast.chair), f"/here/meetings/{planned.pk}/begin/"
    page = client.get(f"/here/meetings/{planned.pk}/").content.decode()
    assert ("Begin the meeting</button>" in page, "Begin the meeting now</a>" in page) == (not asks, bool(asks))
    answer = client.post(path)
    planned.refresh_from_db()
    assert (answer.status_code, planned.is_begun) == ((200, False) if asks else (302, True))
    if asks:
        assert answer.context["unusual"] == asks
        assert client.post(path, {"sure": "1"}).status_code == 302


@pytest.mark.parametrize("state", ["draft", "ready"])
def test_what_was_begun_by_mistake_is_as_before_once_it_is_taken_back(state, planned, cast, sign_in):
    planned.state = state
    planned.save()
    assert proceedings.begin(planned, by=cast.chair)
    client, path = sign_in(cast.chair), f"/here/meetings/{planned.pk}"
    for page in (f"{path}/", f"{path}/run/", f"{path}/run/?at=closing"):
        assert "Undo the beginning</button>" in client.get(page).content.decode()
    assert client.post(f"{path}/take-back/").url == f"{path}/"
    planned.refresh_from_db()
    assert (planned.state, planned.started_at, planned.state_before) == (state, None, "")
    assert (story(planned)[0].by, story(planned)[0].why) == (cast.chair, "It was begun by mistake")
    pack = client.get(f"{path}/pack/").content.decode()
    assert ("It has not been sent" in pack, "the plan as the meeting began by mistake" in pack) == (True, True)
    # It can be changed again, and begun when it is time.
    assert client.get(f"{path}/agenda/").status_code == 200
    assert client.post(f"{path}/take-back/").status_code == 409
    assert proceedings.begin(planned, by=cast.chair)
    assert [pack.number for pack in planned.packs.all()] == [1, 2]


RECORDED = {
    "attendances": lambda meeting, here, cast: proceedings.attend(meeting, here.police, by=cast.chair, state="absent"),
    "records": lambda meeting, here, cast: proceedings.record(
        meeting, by=cast.chair, token=uuid.uuid4(), target={}, kind="note", text="Hello"
    ),
    "drafts": lambda meeting, here, cast: proceedings.keep_draft(meeting, by=cast.chair, place="", text="We agr"),
    "parts of the minutes": lambda meeting, here, cast: meeting.passages.create(place="opening", text="Hello"),
    "evidence": lambda meeting, here, cast: factories.DutyDoneFactory(
        duty__partnership=here.partnership, meeting=meeting
    ),
}


@pytest.mark.parametrize("what", RECORDED)
def test_it_is_not_taken_back_once_anything_is_recorded(what, begun, path, here, cast, sign_in):
    RECORDED[what](begun, here, cast)
    assert proceedings.recorded_at(begun) == [what]
    client = sign_in(cast.chair)
    assert "Undo the beginning" not in client.get(f"{path}/").content.decode()
    answer = client.post(f"{path}/take-back/")
    begun.refresh_from_db()
    assert (answer.status_code, begun.state) == (409, "in_progress")
    assert f"recorded at it: {what}." in answer.content.decode()


def test_a_meeting_in_progress_stands_first_where_people_come_in(begun, path, cast, sign_in):
    begins = {"/here/desk/": cast.coordinator, "/here/review/": cast.chair, "/here/my-actions/": cast.officer}
    for page, who in begins.items():
        main = sign_in(who).get(page).content.decode().partition("<main")[2]
        assert re.search(r'<a class="govuk-link" href="([^"]+)"', main)[1] == f"{path}/run/", page


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_many_who_begin_it_at_once_one_does_and_all_of_them_record(planned, cast, here):
    """Each begins it, writes down who is here and records a note: one pack, every note, every authority."""
    people, gate = [cast.chair, cast.coordinator] * 2, threading.Barrier(4)
    authorities, began = [here.police, here.fire, here.council, here.police], []

    def take_part(number):
        try:
            gate.wait()
            began.append(proceedings.begin(planned, by=people[number]))
            who = [("Somebody", False, False)]
            proceedings.attend(planned, authorities[number], by=people[number], state="present", people=who)
            said = {"kind": "note", "text": f"Note {number}"}
            proceedings.record(planned, by=people[number], token=uuid.uuid4(), target={}, **said)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_part, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(began), planned.packs.count()) == ([False, False, False, True], 1)
    assert sorted(planned.records.values_list("text", flat=True)) == ["Note 0", "Note 1", "Note 2", "Note 3"]
    assert sorted(planned.attendances.values_list("authority__short_name", flat=True)) == ["Council", "Fire", "Police"]
