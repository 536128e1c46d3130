"""Matters arising come up by themselves until they are done."""

from datetime import timedelta

import pytest
from django.urls import reverse

from actions.meetings.matters_arising import matters_arising, matters_of, number_of_open_matters, open_matters
from actions.models import Answer, FollowUp
from actions.reporting.undo import undo
from partners import clock
from plans.soft_delete import retire
from plans.status import Status
from tests import factories
from tests.page_words import words_of
from tests.worlds import MONDAY


@pytest.fixture
def decided(cast):
    def decided(meeting, text="Fix the lights", **fields):
        return factories.RecordFactory(
            meeting=meeting, kind="decision", text=text, by=cast.chair, **{"follow_up": True} | fields
        )

    return decided


@pytest.fixture
def challenged(cast, here):
    def challenged(meeting, text="Why so late?"):
        at = {"action": here.action, "challenged": here.police}
        return factories.RecordFactory(meeting=meeting, kind="challenge", text=text, by=cast.chair, **at)

    return challenged


def what_waits(matters):
    return [(m["words"], m["waits_for"]) for m in matters]


def test_what_was_left_open_comes_up_the_oldest_first(group, meeting, decided, challenged, here):
    newer, older = meeting(13), meeting(26)
    challenged(newer)
    decided(older)
    decided(newer, "Fit locks", made=here.action)
    decided(newer, "Noted only", follow_up=False)
    decided(newer, "Made all the same", follow_up=False, made=here.hallmark_action)
    factories.RecordFactory(meeting=newer, text="A note")
    assert what_waits(open_matters(group)) == [
        ("Fix the lights", "not yet confirmed as done"),
        ("Why so late?", "an answer from The Constabulary"),
        ("Fit locks", "its action to be complete"),
        ("Made all the same", "its action to be complete"),
    ]


def test_a_matter_says_who_has_to_act_and_by_when(group, meeting, decided, challenged, here):
    held = meeting(13)
    decided(held)
    decided(held, made=here.action)
    challenged(held)
    lights, locks, why = matters_of(group)
    assert (lights.lead, lights.due_on, lights.action, lights.about) == (None, None, None, None)
    assert (locks.lead, locks.due_on, locks.action) == (here.police, here.action.due_on, here.action)
    assert (why.lead, why.due_on, why.about, why.meeting) == (here.police, None, here.action, held)


def test_another_group_s_matters_are_its_own(group, meeting, decided, here):
    others = factories.GroupFactory(partnership=here.partnership, name="Another group")
    decided(meeting(13, of=others))
    assert (len(open_matters(group)), len(open_matters(others))) == (0, 1)


def test_a_meeting_has_what_earlier_ones_left_and_nothing_of_later_ones_or_its_own(group, meeting, decided):
    first, second, third = meeting(26), meeting(13), meeting(1, begun=True)
    for held in (first, second, third):
        decided(held, f"Of {held.starts_at:%B}")
    assert [m["words"] for m in open_matters(group, before=second)] == ["Of December"]
    assert [m["words"] for m in open_matters(group, before=third)] == ["Of December", "Of March"]
    assert [number_of_open_matters(group, before=meeting) for meeting in (second, third)] == [1, 2]
    assert [m["words"] for m in open_matters(group)] == ["Of December", "Of March", "Of June"]


def test_what_a_draft_was_prepared_with_is_no_matter_yet(group, meeting, decided):
    decided(meeting(1, state="draft"))
    assert open_matters(group) == []


def test_a_settled_decision_comes_up_no_more(group, meeting, decided, cast):
    decision = decided(meeting(13))
    FollowUp.objects.create(done=True, record=decision, text="Lit", by=cast.chair)
    assert open_matters(group) == []


def test_an_answered_challenge_comes_up_no_more(group, meeting, challenged, cast, here):
    Answer.objects.create(record=challenged(meeting(13)), text="Snow", by=cast.officer, authority=here.police)
    assert open_matters(group) == []


@pytest.mark.parametrize(
    ("status", "is_open"),
    [(Status.ON_TRACK, True), (Status.OFF_TRACK, True), (Status.COMPLETE, False), (Status.WITHDRAWN, False)],
)
def test_a_decision_comes_up_until_the_action_made_from_it_is_closed(
    status, is_open, group, meeting, decided, report, cast, here
):
    decided(meeting(13), made=here.action)
    report(here.action, cast.officer, status=status)
    assert bool(open_matters(group)) == is_open


def test_an_action_that_turns_out_not_to_be_complete_comes_up_again(group, meeting, decided, report, cast, here):
    decided(meeting(13), made=here.action)
    update = report(here.action, cast.officer, status=Status.COMPLETE)
    assert open_matters(group) == []
    undo(update, by=cast.officer)
    assert len(open_matters(group)) == 1


def test_a_decision_whose_action_has_left_the_plan_comes_up_until_it_is_settled(
    group, meeting, decided, cast, here, sign_in
):
    decision, later = decided(meeting(13), made=here.action), meeting(1)
    retire([here.action], by=cast.coordinator, why="Done elsewhere")
    assert [m["made"]["wording"] for m in open_matters(group)] == [here.action.wording]
    assert sign_in(cast.chair).get(f"/here/meetings/{later.pk}/").status_code == 200
    FollowUp.objects.create(done=True, record=decision, text="Done by the council alone", by=cast.chair)
    assert open_matters(group) == []


def test_a_meeting_is_told_what_became_of_what_ended_since_the_last_one(
    group, meeting, decided, challenged, report, cast, here
):
    first, _, third = meeting(26), meeting(13), meeting(0, begun=True)
    for text, moment in (("Before the last", first.starts_at), ("Since the last", clock.now())):
        with clock.frozen_at(moment):
            FollowUp.objects.create(done=True, record=decided(first, text), text="Done", by=cast.chair)
    decided(first, "Made", made=here.action)
    report(here.action, cast.officer, status=Status.COMPLETE)
    Answer.objects.create(record=challenged(first), text="Snow", by=cast.officer, authority=here.police)
    decided(first, "Open")
    assert [(m.record.text, m.became) for m in matters_arising(third)] == [
        ("Since the last", "Done"),
        ("Made", "Action complete"),
        ("Why so late?", "Answered"),
        ("Open", ""),
    ]
    assert [m["words"] for m in open_matters(group, before=third)] == ["Open"]
    assert number_of_open_matters(group, before=third) == 1


def test_a_group_s_first_meeting_has_no_matters(meeting):
    assert matters_arising(meeting(1, begun=True)) == []


def test_a_matter_knows_at_which_meetings_it_came_up(group, meeting, decided, cast):
    first, second, third, _ = meeting(39), meeting(26), meeting(13), meeting(-13, state="ready")
    decided(second, "Later one")
    decision = decided(first, "Older one")
    with clock.frozen_at(third.starts_at - timedelta(days=1)):
        FollowUp.objects.create(done=True, record=decision, text="Done", by=cast.chair)
    decided(first, "Oldest")
    after = meeting(0, begun=True)
    assert {m.record.text: m.meetings for m in matters_of(group) if m.is_open} == {
        "Later one": (third, after),
        "Oldest": (second, third, after),
    }
    with clock.frozen_at(MONDAY - timedelta(weeks=20)):
        came_up = {m.record.text: m.meetings for m in matters_arising(third)}
    assert came_up == {"Older one": (second,), "Later one": (), "Oldest": (second,)}


def test_the_number_of_queries_does_not_grow_with_the_matters(
    group, meeting, decided, challenged, report, cast, here, django_assert_max_num_queries
):
    def more(weeks_ago):
        held = meeting(weeks_ago)
        action = factories.ActionFactory(priority=here.priority, lead=here.police)
        report(action, cast.officer)
        decided(held, made=action)
        Answer.objects.create(record=challenged(held), text="Snow", by=cast.officer, authority=here.police)
        challenged(held)

    def read():
        for m in matters_of(group):
            status = m.action and m.action.effective_status
            str((m.meeting.group, m.waits_for, m.about and m.about.serves, m.lead, status))

    more(13)
    with django_assert_max_num_queries(7):
        read()
    for weeks in range(14, 20):
        more(weeks)
    with django_assert_max_num_queries(7):
        read()


def test_each_action_lists_the_meetings_that_discussed_it_the_newest_first(
    meeting, decided, challenged, here, cast, sign_in
):
    older, newer, elsewhere = meeting(26), meeting(13), meeting(20)
    decided(older, "Fit locks", action=here.action)
    challenged(newer)
    decided(newer, "It begins here", made=here.action)
    decided(elsewhere, "Of another action", action=here.hallmark_action)
    page = sign_in(cast.observer).get(reverse("action_detail", args=["here", here.action.pk]))
    assert [(one.meeting, one.text) for one in page.context["records"]] == [
        (newer, "It begins here"),
        (newer, "Why so late?"),
        (older, "Fit locks"),
    ]
    text = words_of(page)
    assert text.index("It begins here Added by this decision") < text.index("Decision: Fit locks")
    assert "Of another action" not in text


def test_an_action_that_no_meeting_discussed_does_not_speak_of_meetings(here, cast, sign_in):
    page = sign_in(cast.observer).get(reverse("action_detail", args=["here", here.action.pk]))
    assert "At meetings" not in page.content.decode()
