"""Meetings as calendar feeds: each member's own, and everybody's of the meetings in public."""

import io
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from partners import clock
from partners.history import attributed_to
from partners.meetings.icalendar import as_ics, choose_groups, end_address, make_address, plain
from partners.meetings.scheduling import cancel_meeting, change_state, move_meeting, put_back, set_meeting
from partners.models import Calendar, Group, Meeting
from partners.people import memberships
from tests import factories

from . import ics

LONDON = ZoneInfo("Europe/London")
SITE = "https://plan.example.org"
PUBLIC = "/here/public-meetings.ics"


@pytest.fixture
def group(here):
    return factories.GroupFactory(partnership=here.partnership, quorum=2)


@pytest.fixture
def meeting(group):
    return factories.MeetingFactory(
        group=group, starts_at=clock.now() + timedelta(days=30), place="Hitchin Town Hall", state="ready"
    )


@pytest.fixture
def address(here, cast):
    """The address of the officer's calendar."""

    def address():
        calendar = Calendar.objects.get(user=cast.officer)
        return f"/here/calendar/{calendar.pk}/{calendar.signature}/meetings.ics"

    make_address(cast.officer, here.partnership, seen="0", all_groups=True)
    return address


def events(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return ics.read(answer.content)


def told(client, path):
    """{title: where} of a feed's events."""
    return {ics.text(e["SUMMARY"][1]): ics.text(e["LOCATION"][1]) for e in events(client, path)}


def one(**fields):
    """A feed of one meeting that is in no database."""
    group = Group(name=fields.pop("name", "Group"))
    meeting = Meeting(**{"pk": 7, "group": group, "starts_at": datetime(2009, 7, 1, 9, tzinfo=UTC), **fields})
    vars(meeting).update(meeting_saved=1, group_saved=1, meeting_saved_at=meeting.starts_at, group_saved_at=None)
    return as_ics([meeting], name=group.name, site=SITE, page=lambda meeting: f"/here/meetings/{meeting.pk}/")


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (datetime(2009, 3, 22, 10), 0), (datetime(2009, 3, 28, 23, 30), 0), (datetime(2009, 3, 29, 2, 30), 1),
        (datetime(2009, 4, 5, 10), 1), (datetime(2009, 10, 18, 10), 1), (datetime(2009, 10, 24, 23, 30), 1),
        (datetime(2009, 10, 25, 2, 30), 0), (datetime(2009, 11, 1, 10), 0), (datetime(2031, 3, 30, 9), 1),
        (datetime(2031, 3, 23, 9), 0), (datetime(2008, 6, 12, 19), 1), (datetime(2026, 12, 1, 14), 0),
    ],
)  # fmt: skip
def test_a_meeting_is_at_its_instant_across_the_change_of_the_clocks(day, offset):
    starts_at = day.replace(tzinfo=LONDON).astimezone(UTC)
    content = one(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtstart").utcoffset()) == (starts_at, timedelta(hours=offset))
    # A second reader, which knows of the zone only what the feed itself says of it.
    (raw,) = ics.read(content)
    zone = tzical(io.StringIO(content.decode().replace("\r\n", "\n"))).get("Europe/London")
    for name, instant in (("DTSTART", starts_at), ("DTEND", starts_at + timedelta(hours=1))):
        local = datetime.strptime(raw[name][1], "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        assert local.astimezone(UTC) == instant


@pytest.mark.slow
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_any_words_come_back(name, place, about):
    content = one(name=name, place=place, about=about)
    (event,) = ics.read(content)
    assert ics.text(event["SUMMARY"][1]) == plain(name)
    assert ics.text(event["LOCATION"][1] if "LOCATION" in event else "") == plain(place)
    (parsed,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    description = "\n\n".join(filter(None, [about, f"{SITE}/here/meetings/7/"]))
    assert (str(parsed["summary"]), str(parsed["description"])) == (plain(name), plain(description))
    assert ics.text(event["DESCRIPTION"][1]) == plain(description)


def test_a_member_reads_their_meetings_without_signing_in(meeting, address, sign_in):
    (event,) = events(sign_in(None), address())
    assert {name: value for name, (_, value) in event.items()} == {
        "UID": f"meeting-{meeting.pk}@testserver",
        "DTSTAMP": event["LAST-MODIFIED"][1],
        "LAST-MODIFIED": meeting.history.get().history_date.strftime("%Y%m%dT%H%M%SZ"),
        "SEQUENCE": "0",
        "STATUS": "CONFIRMED",
        "DTSTART": "20090715T100000",
        "SUMMARY": "Responsible Authority Group",
        "LOCATION": "Hitchin Town Hall",
        "DESCRIPTION": f"http://testserver/here/meetings/{meeting.pk}/",
        "URL": f"http://testserver/here/meetings/{meeting.pk}/",
    }


def test_each_change_counts_and_the_meeting_stays_itself(meeting, cast, address, sign_in):
    seen = [events(sign_in(None), address())[0]]
    meeting.place = "Royston"
    later = clock.now() + timedelta(hours=1)
    with clock.frozen_at(later):
        set_meeting(meeting, by=cast.chair)
    seen += events(sign_in(None), address())
    with clock.frozen_at(later + timedelta(hours=1)):
        change_state(meeting, "draft", by=cast.chair)
    seen += events(sign_in(None), address())
    meeting.group.name = "The Strategy Group"
    with clock.frozen_at(later + timedelta(hours=2)), attributed_to(by=cast.coordinator):
        meeting.group.save()
    seen += events(sign_in(None), address())
    assert len({event["UID"][1] for event in seen}) == 1
    assert [int(event["SEQUENCE"][1]) for event in seen] == [0, 1, 2, 3]
    moments = [event["LAST-MODIFIED"][1] for event in seen]
    assert moments == sorted(set(moments))
    assert [event["STATUS"][1] for event in seen] == ["CONFIRMED", "CONFIRMED", "TENTATIVE", "TENTATIVE"]


def test_a_meeting_moved_or_cancelled_is_told_as_such(meeting, cast, address, sign_in):
    later = clock.now() + timedelta(hours=1)
    seen = events(sign_in(None), address())
    with clock.frozen_at(later):
        to = meeting.starts_at + timedelta(days=7)
        move_meeting(meeting, by=cast.chair, why="Private", starts_at=to, place="Royston")
    seen += events(sign_in(None), address())
    with clock.frozen_at(later + timedelta(hours=1)):
        cancel_meeting(meeting, by=cast.chair, why="Private")
    seen += events(sign_in(None), address())
    with clock.frozen_at(later + timedelta(hours=2)):
        put_back(meeting, by=cast.chair)
    seen += events(sign_in(None), address())
    assert len({event["UID"][1] for event in seen}) == 1
    names = ("SEQUENCE", "STATUS", "SUMMARY", "DTSTART", "LOCATION")
    title, first, then = "Responsible Authority Group", "20090715T100000", "20090722T100000"
    assert [tuple(event[name][1] for name in names) for event in seen] == [
        ("0", "CONFIRMED", title, first, "Hitchin Town Hall"),
        ("1", "CONFIRMED", title, then, "Royston"),
        ("2", "CANCELLED", f"Cancelled: {title}", then, "Royston"),
        ("3", "CONFIRMED", title, then, "Royston"),
    ]
    moved = ics.text(seen[1]["DESCRIPTION"][1])
    assert ("Moved from 15 July 2009, 10:00, Hitchin Town Hall." in moved, "Private" in moved) == (True, False)


def test_it_shows_the_groups_one_sits_on_or_all(here, cast, meeting, address, sign_in):
    mine = factories.GroupFactory(partnership=here.partnership, name="Joint Action Group", kind="working")
    for authority in (here.police, here.fire):
        factories.GroupMemberFactory(group=mine, authority=authority, user=cast.officer)
    factories.MeetingFactory(group=mine, starts_at=clock.now(), place="Letchworth")
    client = sign_in(None)
    joint, strategy = {"Joint Action Group": "Letchworth"}, {"Responsible Authority Group": "Hitchin Town Hall"}
    assert told(client, address()) == joint | strategy
    choose_groups(cast.officer, here.partnership, all_groups=False)
    assert told(client, address()) == joint
    mine.members.all().delete()
    assert events(client, address()) == []


def test_a_feed_has_nothing_of_the_next_partnership(meeting, next_door, cast, address, sign_in):
    theirs = factories.GroupFactory(partnership=next_door.partnership, name="Theirs")
    factories.MeetingFactory(group=theirs, starts_at=clock.now(), place="Next door", in_public=True, state="ready")
    factories.MembershipFactory(user=cast.officer, authority=next_door.council)
    assert told(sign_in(None), address()) == {"Responsible Authority Group": "Hitchin Town Hall"}
    assert sign_in(None).get(address().replace("/here/", "/next-door/")).status_code == 404


def test_the_page_makes_shows_replaces_and_ends_the_address(here, cast, meeting, sign_in):
    client, public = sign_in(cast.chair), sign_in(None)

    def press(button, seen, groups="all"):
        page = client.post("/here/calendar/", {button: "", "groups": groups, "seen": seen}, follow=True)
        calendar = Calendar.objects.get(user=cast.chair)
        path = f"/here/calendar/{calendar.pk}/{calendar.signature}/meetings.ics"
        return path, f"http://testserver{path}" in page.content.decode(), page.content.decode()

    assert "You have no address yet" in client.get("/here/calendar/").content.decode()
    first, shown, _ = press("make", "0")
    assert (shown, public.get(first).status_code) == (True, 200)
    # Pressed twice, it is made once.
    assert press("make", "0")[:2] == (first, True)
    second, shown, _ = press("make", "1", groups="mine")
    assert (shown, public.get(first).status_code, public.get(second).status_code) == (True, 404, 200)
    assert events(public, second) == []
    assert press("choose", "2")[:2] == (second, True)
    assert len(events(public, second)) == 1
    ended, shown, words = press("end", "2")
    assert (shown, public.get(ended).status_code, "You have no address yet" in words) == (False, 404, True)
    third, shown, _ = press("make", "2")
    assert (shown, len({first, second, third})) == (True, 3)
    assert [public.get(path).status_code for path in (first, second, third)] == [404, 404, 200]


@pytest.mark.parametrize("typed", [{}, {"groups": ""}, {"groups": "theirs"}])
def test_what_is_wrong_is_said_and_makes_nothing(typed, cast, sign_in):
    page = sign_in(cast.officer).post("/here/calendar/", {"make": "", "seen": "0", **typed})
    assert (page.status_code, list(page.context["form"].errors), Calendar.objects.count()) == (200, ["groups"], 0)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 400])
def test_a_form_that_knows_of_no_address_of_ours_makes_none(seen, here, cast, sign_in):
    make_address(cast.officer, here.partnership, seen="0", all_groups=True)
    sign_in(cast.officer).post("/here/calendar/", {"make": "", "groups": "all", "seen": seen})
    assert Calendar.objects.get().number == 1


def test_nobody_guesses_an_address(here, cast, address, sign_in):
    make_address(cast.chair, here.partnership, seen="0", all_groups=True)
    mine, theirs = Calendar.objects.get(user=cast.officer), Calendar.objects.get(user=cast.chair)
    client = sign_in(cast.officer)
    signatures = [theirs.signature, mine.signature[:-1], "x", "é" * 43, f"{mine.signature}=", mine.signature.lower()]
    paths = [f"/here/calendar/{mine.pk}/{signature}/meetings.ics" for signature in signatures]
    paths += [f"/here/calendar/{pk}/{mine.signature}/meetings.ics" for pk in (0, theirs.pk, 10**6, 10**30)]
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    assert client.get(address()).status_code == 200


def test_who_leaves_has_no_calendar_and_who_comes_back_makes_another(here, cast, address, sign_in):
    membership = cast.officer.memberships.get()
    other = factories.MembershipFactory(user=cast.officer, authority=here.fire)
    memberships.end(other, by=cast.coordinator)
    assert sign_in(None).get(address()).status_code == 200
    memberships.end(membership, by=cast.coordinator)
    assert sign_in(None).get(address()).status_code == 404
    memberships.reinstate(membership, by=cast.coordinator)
    assert sign_in(None).get(address()).status_code == 404


def test_an_account_that_is_closed_has_no_calendar(cast, address, sign_in):
    cast.officer.is_active = False
    cast.officer.save()
    assert sign_in(None).get(address()).status_code == 404


def test_the_public_s_calendar_has_the_meetings_in_public_and_no_other(here, cast, group, sign_in, settings):
    settings.SITE_URL = "http://testserver"
    day = timedelta(days=1)
    shown = {
        "ready": {"state": "ready"},
        "closed": {"held": True},
        "running": {"begun": True},
    }
    for n, (place, how) in enumerate(shown.items()):
        factories.MeetingFactory(group=group, starts_at=clock.now() + n * day, in_public=True, place=place, **how)
    factories.MeetingFactory(group=group, starts_at=clock.now() + 4 * day, in_public=True, place="draft")
    for n, how in enumerate([{"state": "ready"}, {"held": True}, {"begun": True}]):
        factories.MeetingFactory(group=group, starts_at=clock.now() + (9 + n) * day, place="private", **how)
    result = events(sign_in(None), PUBLIC)
    assert [event["LOCATION"][1] for event in result] == list(shown)
    pages = [event["URL"][1].removeprefix("http://testserver") for event in result]
    assert [sign_in(None).get(page).status_code for page in pages] == [200] * 3


def test_a_calendar_that_has_it_already_is_told_so(meeting, cast, address, sign_in):
    client = sign_in(None)
    for path in (address(), PUBLIC):
        etag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": etag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    meeting.place = "Royston"
    set_meeting(meeting, by=cast.chair)
    before = client.get(PUBLIC).headers["ETag"]
    assert client.get(address(), headers={"If-None-Match": etag}).status_code == 200
    assert client.get(PUBLIC).headers["ETag"] == before


def test_whose_cache_may_keep_it(address, sign_in):
    client = sign_in(None)
    assert client.get(address()).headers["Cache-Control"] == "private, no-cache"
    assert client.get(PUBLIC).headers["Cache-Control"].startswith("public, max-age=300")


def test_a_feed_takes_as_many_queries_for_many_meetings_as_for_one(meeting, group, address, sign_in, settings):
    settings.SITE_URL = "http://testserver"
    client = sign_in(None)

    def queries(path):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    before = [queries(address()), queries(PUBLIC)]
    for n in range(1, 6):
        factories.MeetingFactory(
            group=factories.GroupFactory(partnership=group.partnership, name=f"Group {n}"),
            starts_at=clock.now() + timedelta(days=n),
            in_public=True,
            state="ready",
        )
    assert [queries(address()), queries(PUBLIC)] == before
    assert len(events(client, PUBLIC)) == 5


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_address(here, cast):
    make_address(cast.officer, here.partnership, seen="0", all_groups=True)
    ready = threading.Barrier(2)

    def press():
        try:
            with clock.frozen_at(datetime(2009, 6, 15, 9, tzinfo=UTC)):
                ready.wait()
                make_address(cast.officer, here.partnership, seen="1", all_groups=True)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Calendar.objects.get().number == 2


def test_an_address_that_was_ended_can_be_ended_again(here, cast, address):
    end_address(cast.officer, here.partnership)
    when = Calendar.objects.get().ended_at
    end_address(cast.officer, here.partnership)
    assert Calendar.objects.get().ended_at == when
