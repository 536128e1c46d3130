"""A decision, note or challenge after its meeting: marked as done, followed up and corrected wherever it is seen."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from actions.meetings import proceedings
from actions.meetings.closing import close
from actions.meetings.matters_arising import matters_arising, number_of_open_matters, open_matters
from actions.meetings.outcomes import IN_STATE, outcome_of, with_outcome
from actions.models import Answer, Correction, FollowUp, Record
from partners import clock
from plans.status import Status
from tests import factories
from tests.page_words import words_of

pytestmark = pytest.mark.both_databases


def state_of(record):
    """The state that a record's page says, which a query must find as well."""
    read = with_outcome(Record.objects.filter(pk=record.pk))
    state = outcome_of(read.get()).state
    found = [name for name, condition in IN_STATE.items() if read.filter(condition).exists()]
    assert found == [state] * bool(state)
    return state


@pytest.fixture
def later():
    """Let an hour pass, and then do something."""

    def later(hours, do, *args, **fields):
        with clock.frozen_at(clock.now() + timedelta(hours=hours)):
            return do(*args, **fields)

    return later


@pytest.mark.parametrize("kind", ["decision", "note", "challenge"])
def test_it_is_followed_up_and_marked_as_done_after_its_meeting_was_closed(
    kind, running, record, here, cast, sign_in, meeting
):
    challenge = {"action": here.action, "challenged": here.police} if kind == "challenge" else {}
    one, chair = record(kind, "Light the park", **challenge), sign_in(cast.chair)
    close(running, by=cast.chair)
    path = f"/here/records/{one.pk}"
    assert chair.post(f"{path}/follow-up/", {"text": "Ask again"}).url == f"{path}/"
    assert (state_of(one), [m["words"] for m in open_matters(running.group)]) == ("open", ["Light the park"])
    assert chair.post(f"{path}/settle/", {"text": "It is lit"}).url == f"{path}/"
    assert (state_of(one), open_matters(running.group)) == ("settled", [])
    assert chair.post(f"{path}/settle/", {"text": "Twice"}).status_code == 409
    page = words_of(chair.get(f"{path}/"))
    assert "Done on 15 June 2009: It is lit" in page
    assert page.index("Followed up Ask again") < page.index("Marked as done It is lit")
    assert [f.text for f in one.follow_ups.all()] == ["Ask again", "It is lit"]


def test_what_was_ended_comes_up_again_once_it_is_followed_up(running, record, here, cast, report, later):
    asked = record("challenge", "Why?", action=here.action, challenged=here.police)
    made = record("decision", "Fit locks", made=here.action)
    Answer.objects.create(record=asked, text="Snow", by=cast.officer, authority=here.police)
    report(here.action, cast.officer, status=Status.COMPLETE)
    assert (state_of(asked), state_of(made)) == ("answered", "settled")
    for one in (asked, made):
        later(1, proceedings.follow_up, one, by=cast.chair, text="That is no answer")
    assert (state_of(asked), state_of(made)) == ("open", "open")
    assert later(2, proceedings.settle, asked, by=cast.chair, text="Said at the table")
    later(2, report, here.action, cast.officer, status=Status.COMPLETE)
    assert (state_of(asked), state_of(made)) == ("answered", "settled")


def test_a_challenge_that_was_answered_at_the_table_is_owed_no_more(record, here, cast):
    asked = record("challenge", "Why?", action=here.action, challenged=here.police)
    assert list(Record.objects.unanswered()) == [asked]
    proceedings.settle(asked, by=cast.chair, text="They said so")
    assert list(Record.objects.unanswered()) == []


def test_it_comes_up_again_from_the_day_that_is_written(running, record, cast, meeting, sign_in):
    one, chair = record("note", "Ask the county"), sign_in(cast.chair)
    path = f"/here/records/{one.pk}/follow-up/"
    page = chair.post(path, {"text": "In autumn", "return_on": "1 6 2009"})
    assert ("Enter a future date, or leave blank" in words_of(page), "In autumn" in words_of(page)) == (True, True)
    assert chair.post(path, {"text": "In autumn", "return_on": "1 9 2009"}).status_code == 302
    july, september = meeting(-4, state="ready"), meeting(-12, state="ready")
    assert [[m.record for m in matters_arising(each)] for each in (july, september)] == [[], [one]]
    assert [number_of_open_matters(running.group, before=each) for each in (july, september)] == [0, 1]
    assert [m["return_on"] for m in open_matters(running.group)] == [date(2009, 9, 1)]
    assert "comes up again from 1 September 2009" in words_of(chair.get(f"/here/groups/{running.group_id}/matters/"))


def test_a_second_press_follows_it_up_once(record, cast):
    one = record("decision", "Light it")
    for _ in range(2):
        proceedings.follow_up(one, by=cast.chair, text="Ask again")
    assert FollowUp.objects.count() == 1


def test_a_correction_is_shown_with_the_record_wherever_it_is_seen(running, record, here, cast, sign_in):
    one = record("decision", "Spend 300", action=here.action, follow_up=True)
    record("decision", "Spend 400", action=here.action)
    close(running, by=cast.chair)
    chair, path = sign_in(cast.chair), f"/here/records/{one.pk}"
    assert chair.get(f"{path}/edit/").status_code == 409
    for words in (" ", "Three " * 1000):
        page = chair.post(f"{path}/correct/", {"text": words})
        assert (page.status_code, "text" in page.context["form"].errors, words.strip() in words_of(page)) == (
            200,
            True,
            True,
        )
    for _ in range(2):
        assert chair.post(f"{path}/correct/", {"text": "It was 3,000"}).url == f"{path}/"
    assert [(c.record, c.text) for c in Correction.objects.all()] == [(one, "It was 3,000")]
    one.refresh_from_db()
    assert one.text == "Spend 300"
    places = [
        f"{path}/", f"/here/meetings/{running.pk}/minutes/", f"/here/groups/{running.group_id}/matters/",
        "/here/decisions/", reverse("action_detail", args=["here", here.action.pk]), f"/here/meetings/{running.pk}/",
    ]  # fmt: skip
    for place in places:
        page = sign_in(cast.observer).get(place)
        text = words_of(page)
        assert (place, "Spend 300" in text, text.count("Corrected on 15 June 2009: It was 3,000")) == (place, True, 1)
        assert (place, f'href="{path}/"' in page.content.decode()) == (place, place != f"{path}/")
        offered = [
            f'href="{path}/{deed}/"' in chair.get(place).content.decode() for deed in ("settle", "follow-up", "correct")
        ]
        assert (place, offered) == (place, [not place.endswith("/minutes/")] * 3)


def test_only_those_who_run_meetings_are_offered_what_only_they_may_do(running, record, here, cast, sign_in):
    one = record("challenge", "Why?", action=here.action, challenged=here.police)
    offered = {
        who: [word for word in ("Answer", "Mark as done", "Follow up", "Change it") if f"> {word}" in page]
        for who in ("chair", "coordinator", "officer", "observer")
        for page in [sign_in(getattr(cast, who)).get(f"/here/records/{one.pk}/").content.decode().replace(">", "> ")]
    }
    assert offered == {
        "chair": ["Mark as done", "Follow up", "Change it"],
        "coordinator": ["Answer", "Mark as done", "Follow up", "Change it"],
        "officer": ["Answer"],
        "observer": [],
    }


def test_from_the_screen_of_a_meeting_one_returns_to_it(running, record, meeting, cast, sign_in, packed):
    old = factories.RecordFactory(meeting=meeting(13), kind="decision", follow_up=True, text="Old", by=cast.chair)
    chair, matters = sign_in(cast.chair), running.agenda.get(kind="matters")
    screen = f"/here/meetings/{running.pk}/run/?at=point-{matters.pk}"
    link = f"/here/records/{old.pk}/settle/?from={running.pk}&amp;at=point-{matters.pk}"
    assert link in chair.get(screen).content.decode()
    assert chair.post(link.replace("&amp;", "&"), {"text": "Done"}).url == screen
    elsewhere = f"/here/records/{old.pk}/follow-up/?from=999999999999999999999999"
    assert chair.post(elsewhere, {"text": "Again"}).url == f"/here/records/{old.pk}/"
