"""Rows of groups, meetings and what is recorded and sent of them that are impossible: {constraint: function}."""

import uuid

from actions.models import (
    Answer,
    Comment,
    Correction,
    DecidedChange,
    Draft,
    FollowUp,
    Minutes,
    Pack,
    PaperLetter,
    Passage,
    Record,
    Sending,
)
from partners import clock
from partners.models import AgendaItem, Attendance, Attendee, Group, GroupMember, Meeting, StandingItem
from tests import factories
from tests.impossible_rows import DAY, MOMENT, TEXT, of, officer, once, twice, value


def a_group(here, cast):
    return here.partnership.groups.first() or factories.GroupFactory(partnership=here.partnership)


def a_meeting(here, cast):
    group = a_group(here, cast)
    return group.meetings.first() or factories.MeetingFactory(group=group, starts_at="2009-06-15T10:00Z")


def an_attendance(here, cast):
    return factories.came(a_meeting(here, cast), here.police)


AGENDA = {"meeting": a_meeting, "position": 1, "title": TEXT}
RECORD = {"meeting": a_meeting, "kind": "note", "text": TEXT, "by": officer}


def a_record(here, cast):
    return factories.RecordFactory(meeting=a_meeting(here, cast), by=cast.officer)


CHANGE = {
    "record": lambda here, cast: Record.objects.create(**value(RECORD | {"kind": "decision"}, here, cast)),
    "kind": "change",
    "decided_on": DAY,
    "action": of("action"),
    "due_on": DAY,
}
PUT_IN = {"outcome": "applied", "settled_by": officer, "settled_at": MOMENT}
FROZEN = {"meeting": a_meeting, "by": officer, "schema": 1, "payload": "{}", "sha256": "0" * 64}


def a_sending(here, cast):
    frozen = {"why": "sent", "made_at": clock.now(), "schema": 1, "payload": "{}", "sha256": "0" * 64}
    pack = Pack.objects.create(meeting=a_meeting(here, cast), number=1, by=cast.chair, **frozen)
    return Sending.objects.create(meeting=pack.meeting, what="pack", pack=pack, token="x")


def some_minutes(here, cast):
    return Minutes.objects.create(**value(FROZEN, here, cast), closed_at=MOMENT)


MEETINGS = {
    "group_name_once": twice(Group, partnership=of("partnership"), name=TEXT, kind="working"),
    "group_kind_known": once(Group, partnership=of("partnership"), name=TEXT, kind="choir"),
    "meeting_once": lambda here, cast: [
        Meeting.objects.create(group=group, starts_at="2009-06-15T10:00Z")
        for group in [factories.GroupFactory(partnership=here.partnership)]
        for _ in range(2)
    ],
    "attendance_once": twice(Attendance, meeting=a_meeting, authority=of("police")),
    "attendance_state_known": once(Attendance, meeting=a_meeting, authority=of("police"), state="asleep"),
    "attendee_has_a_name_or_is_senior": once(Attendee, attendance=an_attendance),
    "attendee_senior_is_one_who_came": once(Attendee, attendance=an_attendance, name=TEXT, senior=True, apologies=True),
    "meeting_ends_after_it_begins": lambda here, cast: factories.MeetingFactory(
        starts_at="2009-06-15T10:00Z", ends_at="2009-06-15T10:00Z"
    ),
    "meeting_cancelled_says_when_and_why": lambda here, cast: factories.MeetingFactory(
        starts_at="2009-06-15T10:00Z", state="cancelled", state_before="ready"
    ),
    "meeting_moved_says_from_when_and_why": lambda here, cast: factories.MeetingFactory(
        starts_at="2009-06-15T10:00Z", moved_from="2009-06-12T10:00Z"
    ),
    "meeting_state_has_its_moments": lambda here, cast: factories.MeetingFactory(
        starts_at="2009-06-15T10:00Z", state="closed"
    ),
    "meeting_pack_schedule_has_its_day": lambda here, cast: factories.MeetingFactory(
        starts_at="2009-06-15T10:00Z", pack_schedule="day"
    ),
    "group_member_once": twice(GroupMember, group=a_group, authority=of("police"), user=officer),
    "group_member_is_a_user_or_has_a_name": once(GroupMember, group=a_group, authority=of("police")),
    "agendaitem_kind_known": once(AgendaItem, **AGENDA | {"kind": "lunch"}),
    "agendaitem_has_a_title": once(AgendaItem, **AGENDA | {"title": ""}),
    "agendaitem_brings_each_thing_once": twice(AgendaItem, **AGENDA, kind="review"),
    "record_once": twice(Record, **RECORD, token=uuid.UUID(int=1)),
    "record_kind_known": once(Record, **RECORD | {"kind": "rumour"}),
    "record_has_text": once(Record, **RECORD | {"text": ""}),
    "record_is_at_one_item": once(Record, **RECORD, action=of("action"), priority=of("priority")),
    "record_challenges_an_authority_about_an_action": once(
        Record, **RECORD | {"kind": "challenge"}, action=of("action")
    ),
    "decided_change_is_of_its_kind": once(DecidedChange, **CHANGE | {"due_on": None}),
    "decided_change_has_made_its_action_once_applied": once(
        DecidedChange, **CHANGE | PUT_IN | {"kind": "add", "action": None, "priority": of("priority"), "wording": TEXT}
    ),
    "decided_change_is_dated": once(DecidedChange, **CHANGE | {"due_on": None, "wording": TEXT, "due_words": TEXT}),
    "decided_change_waits_or_was_settled_by_somebody": once(DecidedChange, **CHANGE | PUT_IN | {"outcome": "dropped"}),
    "record_that_is_followed_up_is_a_decision": once(Record, **RECORD, follow_up=True),
    "answer_has_text": once(Answer, record=a_record, text="", by=officer, authority=of("police")),
    "follow_up_has_text": once(FollowUp, record=a_record, done=True, text="", by=officer),
    "follow_up_done_does_not_return": once(FollowUp, record=a_record, done=True, return_on=DAY, text=TEXT, by=officer),
    "draft_once": twice(Draft, meeting=a_meeting, by=officer, place=TEXT, text=TEXT),
    "pack_number_once": twice(Pack, **FROZEN, made_at=MOMENT, number=1, why="sent"),
    "pack_why_known": once(Pack, **FROZEN, made_at=MOMENT, number=1, why="lost"),
    "pack_sha256_is_hex": once(Pack, **FROZEN | {"sha256": "x"}, made_at=MOMENT, number=1, why="sent"),
    "passage_once": twice(Passage, meeting=a_meeting, place="opening"),
    "passage_place_known": once(Passage, meeting=a_meeting, place="margin"),
    "minutes_sha256_is_hex": once(Minutes, **FROZEN | {"sha256": "x"}, closed_at=MOMENT),
    "comment_has_text": once(Comment, meeting=a_meeting, text="", by=officer),
    "sending_has_its_paper": once(Sending, meeting=a_meeting, what="pack", token="x"),
    "standingitem_kind_known": once(StandingItem, group=a_group, position=1, title="x", kind="lunch"),
    "standingitem_has_a_title": once(StandingItem, group=a_group, position=1, title=""),
    "standingitem_brings_each_thing_once": twice(StandingItem, group=a_group, position=1, title="x", kind="review"),
    "correction_has_text": once(Correction, minutes=some_minutes, text="", by=officer),
    "paper_letter_once": lambda here, cast: [
        PaperLetter.objects.create(sending=sending, name="x", address="a@example.org")
        for sending in [a_sending(here, cast)]
        for _ in range(2)
    ],
    "paper_letter_is_sent_at_a_moment": once(
        PaperLetter, sending=a_sending, name=TEXT, address="a@example.org", state="sent"
    ),
    "paper_letter_sent_again_by_somebody": once(
        PaperLetter, sending=a_sending, name=TEXT, address="a@example.org", again_at=MOMENT
    ),
}
