"""Meetings in public: announced on the public page, told of afterwards; of any other, nobody outside hears."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.meetings import proceedings as table
from actions.meetings.closing import close, correct
from actions.meetings.public_record import public_points
from partners import clock
from plans.duties.register import line_of
from tests import factories
from tests.worlds import MONDAY

LIST = "/here/public-meetings/"
FEED = "/here/public-meetings.ics"
PUBLIC_FIELDS = {"place": "Zplace", "link": "https://zlink.example.org/", "about": "Zabout"}


@pytest.fixture
def held(set_up, here, cast):
    """A meeting in public that said a good deal, most of it not for the public."""
    meeting = set_up(0, **PUBLIC_FIELDS)
    table.begin(meeting, by=cast.chair)
    factories.came(meeting, here.police, "Zperson", senior=True)
    factories.came(meeting, here.fire, "Zother")
    meeting.attendances.create(authority=here.council, state="apologies")
    lights = meeting.agenda.create(position=1, title="Street lights", introduction="Which are out")
    secret = meeting.agenda.create(position=2, title="Ztitle", introduction="Zagenda", confidential=True)
    meeting.passages.create(place="opening", text="Zopening")
    meeting.passages.create(place=f"item-{lights.pk}", text="Zpassage")
    hidden = factories.ActionFactory(priority=here.priority, wording="Zhidden", lead=here.police, private=True)

    def record(kind, text, **fields):
        return factories.RecordFactory(kind=kind, text=text, meeting=meeting, by=cast.chair, **fields)

    def challenge(text, **fields):
        return record("challenge", text, action=here.action, challenged=here.police, **fields)

    record("decision", "Light the park", public=True, priority=here.priority)
    record("decision", "Meet in Royston", public=True)
    record("decision", "Zdecision", follow_up=True)
    record("note", "Four lamps are out", public=True, item=lights)
    record("note", "Znote", item=lights)
    record("note", "Zsecret", public=True, item=secret)
    record("note", "Zprivate", public=True, action=hidden)
    asked = challenge("Why so late?", public=True)
    also_asked = challenge("And how much?", public=True)
    unheard = challenge("Zchallenge")
    correct(close(meeting, by=cast.chair), by=cast.chair, text="Zcorrection")
    for question, text, public in ((asked, "Snow", True), (also_asked, "Zanswer", False), (unheard, "Zreply", True)):
        table.answer(question, by=cast.officer, authority=here.police, text=text, public=public)
    return meeting


def test_afterwards_it_is_told_who_was_there_by_authority_and_what_is_marked_for_the_public(held, here, sign_in):
    page = sign_in(None).get(f"{LIST}{held.pk}/")
    held = page.context["held"]
    assert held["attendance"] == [
        {"authority": "The Constabulary", "state": "present", "label": "Present", "senior": True},
        {"authority": "The Fire Service", "state": "present", "label": "Present", "senior": False},
        {"authority": "The Council", "state": "apologies", "label": "Apologies", "senior": False},
    ]
    action = here.action.wording
    told = [
        (point["title"], [(r["about"], r["label"], r["words"]) for r in point["records"]]) for point in held["points"]
    ]
    assert told == [
        ("Street lights", [("", "Note", "Four lamps are out")]),
        (
            "Review of the plan",
            [
                (here.priority.name, "Decision", "Light the park"),
                (action, "Challenge", "Why so late?"),
                (action, "Challenge", "And how much?"),
            ],
        ),
        ("Also recorded", [("", "Decision", "Meet in Royston")]),
    ]
    assert (held["quorum"], held["seniors"]["missing"]) == (
        {"needed": 2, "present": 2, "met": True},
        ["The Fire Service", "The Council"],
    )
    text = page.content.decode()
    for sentence in (
        "Which are out",
        "The Constabulary answered on 15 June 2009: Snow",
        "The Constabulary was asked for an answer.",
        "The Constabulary: present, senior representative",
        "A correction was added to the minutes on 15 June 2009",
        "To be agreed at the next meeting",
    ):
        assert text.count(sentence) == 1, sentence


def test_before_it_the_agenda_and_the_newest_edition_are_there_and_draft_minutes_are_not(
    set_up, published, cast, sign_in
):
    published()
    edition = published("The locks are fitted")
    meeting = set_up(10)
    meeting.agenda.create(position=1, title="Street lights", introduction="Which are *out*")
    meeting.agenda.create(position=2, title="Ztitle", introduction="Zagenda", confidential=True)

    def page():
        return sign_in(None).get(f"{LIST}{meeting.pk}/").content.decode()

    text, base = page(), f"/here/editions/{edition.plan.slug}/{edition.number}/"
    for part in (
        "Street lights",
        "<em>out</em>",
        f'"{base}"',
        f'"{base}plan.pdf"',
        f'"{base}changes/"',
        "locks are fitted",
    ):
        assert text.count(part) == 1, part
    assert [word for word in ("Ztitle", "Zagenda") if word in text] == []
    table.begin(meeting, by=cast.chair)
    factories.RecordFactory(kind="decision", text="Zdraft", public=True, meeting=meeting, by=cast.chair)
    assert ("Zdraft" in page(), "Decisions are published once the minutes are final." in page()) == (False, True)
    assert "Zdraft" in sign_in(cast.chair).get(f"/here/meetings/{meeting.pk}/close/").content.decode()
    close(meeting, by=cast.chair)
    assert "Zdraft" in page()
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        published("After it")
    assert f'"{base}"' in page(), "the papers that the meeting had"


def test_of_minutes_from_when_agendas_were_not_public_only_decisions_are(held):
    contents = held.minutes.contents | {"schema": 1}
    [told] = public_points(contents)
    assert (told["title"], [record["words"] for record in told["records"]]) == (
        "",
        ["Light the park", "Meet in Royston"],
    )


def test_notes_and_challenges_are_told_only_if_that_is_ticked_for_them(set_up, here, cast, sign_in):
    meeting = set_up(0)
    table.begin(meeting, by=cast.chair)
    client, path = sign_in(cast.chair), f"/here/meetings/{meeting.pk}/record/"
    place = f"action-{here.action.pk}"
    forms = [
        {"kind": "note", "text": "A", "public": "on"},
        {"kind": "note", "text": "B", "public_too": "on"},
        {"kind": "challenge", "text": "C", "challenged": here.police.pk, "public_too": "on"},
        {"kind": "decision", "text": "D", "public_too": "on"},
        {"kind": "decision", "text": "E", "public": "on"},
    ]
    for form in forms:
        assert client.post(path, form | {"at": place}).status_code == 302
    assert [record.public for record in meeting.records.order_by("pk")] == [False, True, True, False, True]
    here.action.private = True
    here.action.save()
    client.post(path, {"kind": "note", "text": "F", "public_too": "on", "at": place})
    assert meeting.records.get(text="F").public is False


def test_an_answer_is_told_only_if_its_authority_ticks_that(set_up, here, cast, sign_in):
    meeting = set_up(0)
    table.begin(meeting, by=cast.chair)
    about = {
        "kind": "challenge",
        "action": here.action,
        "challenged": here.police,
        "meeting": meeting,
        "by": cast.chair,
    }
    told, untold = (factories.RecordFactory(text="Why?", public=public, **about) for public in (True, False))
    officer = sign_in(cast.officer)
    for record in (told, untold):
        officer.post(f"/here/records/{record.pk}/answer/", {"text": "Snow", "public": "on"})
    assert [record.answer.public for record in (told, untold)] == [True, False]


PRIVATE = (
    "Zperson", "Zother", "Ztitle", "Zagenda", "Zopening", "Zpassage", "Zdecision", "Znote", "Zsecret", "Zprivate",
    "Zhidden", "Zchallenge", "Zcorrection", "Zanswer", "Zreply",
)  # fmt: skip


@pytest.mark.slow
def test_nothing_else_of_it_is_told(held, cast, published, read, sign_in):
    published()
    minutes = sign_in(cast.observer).get(f"/here/meetings/{held.pk}/minutes/").content.decode()
    assert [word for word in PRIVATE if word not in minutes] == []
    pages = {path: read(path) for path in ("/here/", LIST, f"{LIST}{held.pk}/", FEED, "/here/editions/")}
    assert "Zplace" in pages[FEED]
    assert {path: [word for word in PRIVATE if word in text] for path, text in pages.items()} == {
        path: [] for path in pages
    }


@pytest.mark.slow
def test_a_meeting_not_in_public_shows_nowhere(set_up, group, here, cast, published, read, sign_in):
    other = factories.GroupFactory(partnership=here.partnership, name="Zgroup", kind="working")
    running = set_up(1, group=other, in_public=False, **PUBLIC_FIELDS)
    table.begin(running, by=cast.chair)
    closed = set_up(2, group=other, in_public=False, **PUBLIC_FIELDS)
    table.begin(closed, by=cast.chair)
    factories.RecordFactory(meeting=closed, kind="decision", text="Zdecision", public=True, by=cast.chair)
    close(closed, by=cast.chair)
    private = [
        set_up(3, group=other, in_public=False, **PUBLIC_FIELDS), running, closed,
        set_up(4, group=other, in_public=True, state="draft", **PUBLIC_FIELDS),
    ]  # fmt: skip
    set_up(5, place="Open to all")
    published()
    for path in ("/here/", LIST, FEED):
        text = read(path)
        assert "Open to all" in text
        assert [secret for secret in ("Zgroup", *PUBLIC_FIELDS.values(), "Zdecision") if secret in text] == []
    client = sign_in(cast.coordinator)
    assert [client.get(f"{LIST}{meeting.pk}/").status_code for meeting in private] == [404] * 4
    assert [client.get(f"/here/meetings/{meeting.pk}/").status_code for meeting in private] == [200] * 4


def test_one_of_which_only_the_attendance_was_written_down(group, here, sign_in):
    meeting = factories.MeetingFactory(group=group, starts_at=MONDAY, in_public=True, held=True)
    factories.came(meeting, here.police, "Zperson", senior=True)
    text = sign_in(None).get(f"{LIST}{meeting.pk}/").content.decode()
    assert "The Constabulary: present, senior representative" in text
    assert "No minutes of this meeting are published." in text
    assert "Zperson" not in text


def test_the_list_takes_as_many_queries_for_many_meetings_as_for_one(set_up, sign_in):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert sign_in(None).get(LIST).status_code == 200
        return len(captured)

    set_up(10)
    set_up(-10)
    before = queries()
    for days in (11, 12, 13, -11, -12, -13):
        set_up(days)
    assert queries() == before


def test_the_next_partnership_s_stay_there(next_door, set_up, published, read, sign_in):
    published()
    theirs = set_up(10, group=factories.GroupFactory(partnership=next_door.partnership), **PUBLIC_FIELDS)
    assert ["Zplace" in read(path) for path in ("/here/", LIST, FEED, "/next-door/public-meetings/")] == [
        False, False, False, True,
    ]  # fmt: skip
    assert sign_in(None).get(f"{LIST}{theirs.pk}/").status_code == 404


@pytest.mark.slow
def test_holding_it_fulfils_the_duties_by_itself(set_up, here, cast):
    """From set to closed, with nobody writing into the register of duties."""
    duties = [
        factories.DutyFactory(partnership=here.partnership, knows=knows) for knows in ("public_meeting", "seniors")
    ]

    def known():
        lines = [line_of(duty) for duty in duties]
        return [line.last and line.last.meeting for line in lines]

    first, second = set_up(0), set_up(1)
    assert known() == [None, None]
    table.begin(first, by=cast.chair)
    for authority in (here.police, here.fire):
        factories.came(first, authority, senior=True)
    close(first, by=cast.chair)
    assert known() == [first, None]
    with clock.frozen_at(second.starts_at):
        table.begin(second, by=cast.chair)
        for authority in (here.police, here.fire, here.council):
            factories.came(second, authority, senior=True)
        close(second, by=cast.chair)
        assert known() == [second, second]
