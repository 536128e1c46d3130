"""Groups, who sits on them, and their meetings until they are begun."""

from datetime import UTC, datetime, timedelta

import pytest

from partners import clock
from partners.meetings import scheduling
from partners.meetings.scheduling import AlreadyBegun
from partners.models import Group, GroupMember, Meeting
from plans.history.timetravel import story
from tests import factories


@pytest.fixture
def group(here):
    return factories.GroupFactory(partnership=here.partnership)


@pytest.fixture
def meeting(group):
    return factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=30), place="Hitchin")


NEW = {"base": "new", "day": "21 7 2009", "begins": "10:00", "ends": "12:00", "place": "Council Offices"}


def test_a_chair_sets_a_meeting_in_local_time_with_the_usual_agenda(group, cast, sign_in):
    answer = sign_in(cast.chair).post("/here/meetings/new/", NEW | {"group": group.pk, "in_public": "on"})
    meeting = Meeting.objects.get()
    assert answer.url == f"/here/meetings/{meeting.pk}/agenda/"
    assert (meeting.starts_at, meeting.ends_at) == (
        datetime(2009, 7, 21, 9, tzinfo=UTC),
        datetime(2009, 7, 21, 11, tzinfo=UTC),
    )
    assert (meeting.place, meeting.in_public, meeting.state) == ("Council Offices", True, "draft")
    assert [point.kind for point in meeting.agenda.all()] == ["words", "minutes", "matters", "review", "words"]
    assert {change.by for change in story(meeting)} == {cast.chair}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day": "31 June 2009"}, "day"),
        ({"day": ""}, "day"),
        ({"begins": "ten"}, "begins"),
        ({"ends": "09:00"}, "ends"),
        ({"day": "29 3 2009", "begins": "01:30", "ends": ""}, "begins"),
        ({"day": "25 10 2009", "begins": "01:30", "ends": ""}, "begins"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"group": ""}, "group"),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_the_rest_stays(typed, field, group, cast, sign_in):
    page = sign_in(cast.chair).post("/here/meetings/new/", {**NEW, "group": group.pk, **typed})
    assert (page.status_code, list(page.context["form"].errors), Meeting.objects.count()) == (200, [field], 0)
    assert "Council Offices" in page.content.decode()


def test_a_group_meets_once_at_a_time_and_never_as_the_next_partnership_s(group, next_door, cast, sign_in):
    client, theirs = sign_in(cast.chair), factories.GroupFactory(partnership=next_door.partnership)
    client.post("/here/meetings/new/", NEW | {"group": group.pk})
    for other in (group, theirs):
        assert client.post("/here/meetings/new/", NEW | {"group": other.pk}).status_code == 200
    assert Meeting.objects.count() == 1


def test_two_people_change_a_meeting_and_the_second_is_told(meeting, group, cast, sign_in):
    path, chair, coordinator = f"/here/meetings/{meeting.pk}/edit/", sign_in(cast.chair), sign_in(cast.coordinator)
    base = chair.get(path).context["form"].fingerprint
    chair.post(path, NEW | {"base": base, "group": group.pk, "place": "Royston"})
    page = coordinator.post(path, NEW | {"base": base, "group": group.pk, "place": "Baldock"})
    meeting.refresh_from_db()
    text = page.content.decode()
    assert "Somebody else changed this while you were editing" in text
    assert f"Changed by {cast.chair.name}" in text
    assert (meeting.place, "<dd>Royston</dd><dd><b>You wrote:</b> Baldock</dd>" in text) == ("Royston", True)
    rows = meeting.history.count()
    assert chair.post(path, NEW | {"base": base, "group": group.pk, "place": "Royston"}).status_code == 302
    assert meeting.history.count() == rows, "a second click of the same save"


def test_points_are_added_moved_changed_and_taken_off(meeting, cast, sign_in):
    client, path = sign_in(cast.chair), f"/here/meetings/{meeting.pk}/agenda/"
    for title in ("One", "Two", "Three"):
        client.post(path, {"add": "1", "title": title})
    one, _, three = meeting.agenda.all()
    client.post(path, {"up": three.pk})
    client.post(path, {"down": one.pk})
    client.post(f"/here/agenda/{one.pk}/", {"title": "First", "introduction": "About *it*"})
    assert [p.title for p in meeting.agenda.all()] == ["Three", "First", "Two"]
    client.post(path, {"remove": three.pk})
    assert [p.title for p in meeting.agenda.all()] == ["First", "Two"]
    assert client.post(path, {"add": "1", "title": ""}).context["form"].errors.keys() == {"title"}
    for nonsense in (
        "",
        "x",
        "9" * 30,
        str(factories.AgendaItemFactory(meeting__group=meeting.group, meeting__starts_at=clock.now()).pk),
    ):
        assert client.post(path, {"remove": nonsense}).status_code == 302
    assert meeting.agenda.count() == 2


def test_a_meeting_is_ready_once_it_has_a_place_and_an_agenda(meeting, cast, sign_in):
    client, path = sign_in(cast.chair), f"/here/meetings/{meeting.pk}/state/"
    page = client.post(path, {"state": "ready"}, follow=True)
    assert "it needs an agenda" in page.content.decode()
    factories.AgendaItemFactory(meeting=meeting)
    states = []
    for wanted in ("ready", "draft", "ready", "closed", "deleted"):
        client.post(path, {"state": wanted})
        meeting.refresh_from_db()
        states.append(meeting.state)
    assert states == ["ready", "draft", "ready", "ready", "ready"]


def test_a_draft_is_deleted_unless_something_hangs_on_it(meeting, group, cast, sign_in):
    factories.AgendaItemFactory(meeting=meeting)
    kept = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=60))
    factories.RecordFactory(meeting=kept)
    client = sign_in(cast.chair)
    for one in (meeting, kept):
        client.post(f"/here/meetings/{one.pk}/state/", {"state": "deleted"})
    assert list(Meeting.objects.all()) == [kept]


@pytest.mark.parametrize("state", ["in_progress", "closed"])
def test_what_has_begun_is_not_set_anew(state, group, cast, sign_in):
    trait = {"in_progress": "begun", "closed": "held"}[state]
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now(), place="Hitchin", **{trait: True})
    point, client = factories.AgendaItemFactory(meeting=meeting), sign_in(cast.chair)
    paths = [f"/here/meetings/{meeting.pk}/{name}/" for name in ("edit", "agenda")] + [f"/here/agenda/{point.pk}/"]
    assert [client.post(path, {"add": "1", "title": "More"}).status_code for path in paths] == [409] * 3
    client.post(f"/here/meetings/{meeting.pk}/state/", {"state": "draft"})
    calls = [
        lambda: scheduling.set_meeting(meeting, by=cast.chair),
        lambda: scheduling.change_state(meeting, "draft", by=cast.chair),
        lambda: scheduling.add_point(meeting, by=cast.chair, title="x", introduction=""),
        lambda: scheduling.save_point(point, by=cast.chair),
        lambda: scheduling.move_point(point, by=cast.chair, steps=1),
        lambda: scheduling.remove_point(point, by=cast.chair),
    ]
    for call in calls:
        with pytest.raises(AlreadyBegun):
            call()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.agenda.count()) == (state, 1)


def test_a_coordinator_sets_up_a_group_and_seats_people(here, cast, sign_in):
    client = sign_in(cast.coordinator)
    client.post("/here/groups/new/", {"base": "new", "name": "Joint Action Group", "kind": "working", "quorum": "2"})
    group = Group.objects.get()
    person = cast.officer.memberships.get()
    client.post(f"/here/groups/{group.pk}/members/new/", {"base": "new", "person": person.pk, "senior": "on"})
    other = {
        "base": "new",
        "name": "The Chief",
        "authority": here.fire.pk,
        "email": "chief@example.org",
        "post": "Chief",
    }
    client.post(f"/here/groups/{group.pk}/members/new/", other)
    result = [(m.called, m.authority, m.address, m.post, m.senior) for m in group.members.all()]
    assert result == [
        (cast.officer.name, here.police, cast.officer.email, "", True),
        ("The Chief", here.fire, "chief@example.org", "Chief", False),
    ]
    chief = group.members.get(name="The Chief")
    client.post(f"/here/group-members/{chief.pk}/", {"leave": "1"})
    shown = [(c.happened, c.what, c.by) for c in story(group)]
    assert shown[0] == ("removed", "member", cast.coordinator)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "name"),
        ({"name": "The Chief"}, "authority"),
        ({"name": "The Chief", "authority": "police", "email": "nonsense"}, "email"),
        ({"person": "officer"}, "person"),
        ({"person": "next door"}, "person"),
    ],
)
def test_a_seat_wants_somebody_of_ours_once(typed, field, group, here, next_door, cast, sign_in):
    person = cast.officer.memberships.get()
    group.members.create(user=cast.officer, authority=here.police)
    theirs = next_door.officer.memberships.get()
    ids = {"officer": person.pk, "police": here.police.pk, "next door": theirs.pk}
    form = {"base": "new"} | {name: ids.get(value, value) for name, value in typed.items()}
    page = sign_in(cast.coordinator).post(f"/here/groups/{group.pk}/members/new/", form)
    assert (field in page.context["form"].errors, GroupMember.objects.count()) == (True, 1)


def test_addresses_are_for_those_who_send_to_them(group, here, cast, sign_in):
    group.members.create(name="The Chief", authority=here.police, email="chief@example.org")
    who = (cast.officer, cast.observer, cast.chair, cast.coordinator)
    pages = [sign_in(one).get(f"/here/groups/{group.pk}/").content.decode() for one in who]
    assert [("The Chief" in page, "chief@example.org" in page) for page in pages] == [(True, n > 1) for n in range(4)]


class TestMovedAndCancelled:
    MOVE = {"day": "22 7 2009", "begins": "14:00", "ends": "", "place": "Royston", "link": "", "why": "The hall is let"}

    @pytest.fixture
    def ready(self, group):
        return factories.MeetingFactory(
            group=group, starts_at=datetime(2009, 7, 15, 9, tzinfo=UTC), place="Hitchin", state="ready", in_public=True
        )

    def press(self, client, meeting, what, form):
        path = f"/here/meetings/{meeting.pk}/{what}/"
        page = client.get(path)
        base = {"base": page.context["form"].fingerprint} if what == "move" else {}
        answer = client.post(path, base | form)
        meeting.refresh_from_db()
        return answer

    def pages(self, meeting, cast, sign_in):
        paths = {
            cast.observer: (f"/here/meetings/{meeting.pk}/", "/here/meetings/"),
            None: (f"/here/public-meetings/{meeting.pk}/", "/here/public-meetings/"),
        }
        return [sign_in(who).get(path).content.decode() for who, those in paths.items() for path in those]

    def test_one_that_is_moved_says_from_when_where_and_why(self, ready, cast, sign_in):
        assert self.press(sign_in(cast.chair), ready, "move", self.MOVE).status_code == 302
        assert (ready.starts_at, ready.place) == (datetime(2009, 7, 22, 13, tzinfo=UTC), "Royston")
        assert (ready.moved_from, ready.moved_from_place) == (datetime(2009, 7, 15, 9, tzinfo=UTC), "Hitchin")
        row = story(ready)[0]
        assert (row.by, row.why) == (cast.chair, "The hall is let")
        front = sign_in(None).get("/here/").content.decode()
        assert "Moved from 15 July 2009, 10:00, Hitchin</strong>" in front
        for page in self.pages(ready, cast, sign_in):
            assert ("Moved from 15 July 2009, 10:00, Hitchin.</strong> The hall is let" in page, "Royston" in page) == (
                True,
                True,
            )

    def test_a_move_to_where_it_is_already_is_none(self, ready, cast, sign_in):
        same = self.MOVE | {"day": "15 7 2009", "begins": "10:00", "place": "Hitchin"}
        for form, field in ((same, "day"), (self.MOVE | {"why": ""}, "why"), (self.MOVE | {"day": "x"}, "day")):
            page = self.press(sign_in(cast.chair), ready, "move", form)
            assert (page.status_code, list(page.context["form"].errors)) == (200, [field])
        assert ready.moved_from is None

    def test_the_form_of_one_that_is_ready_leaves_its_day_and_place(self, ready, cast, sign_in):
        client, path = sign_in(cast.chair), f"/here/meetings/{ready.pk}/edit/"
        form = client.get(path).context["form"]
        client.post(path, NEW | {"base": form.fingerprint, "ends": "11:30", "about": "Come along"})
        ready.refresh_from_db()
        assert list(form.fields) == ["ends", "link", "in_public", "about"]
        assert (ready.starts_at.hour, ready.ends_at.hour, ready.place, ready.about) == (9, 10, "Hitchin", "Come along")

    def test_one_that_is_cancelled_stays_and_says_so_everywhere(self, ready, cast, sign_in):
        client = sign_in(cast.chair)
        assert self.press(client, ready, "cancel", {"why": ""}).context["form"].errors.keys() == {"why"}
        assert self.press(client, ready, "cancel", {"why": "The chair is away"}).status_code == 302
        assert (ready.state, story(ready)[0].why) == ("cancelled", "The chair is away")
        assert ["Cancelled.</strong>" in page for page in self.pages(ready, cast, sign_in)] == [True] * 4
        assert ["The chair is away" in page for page in self.pages(ready, cast, sign_in)] == [True] * 4
        assert "<strong>Cancelled</strong>" in sign_in(None).get("/here/").content.decode()
        begin = f"/here/meetings/{ready.pk}/begin/"
        assert [client.get(begin).status_code, client.post(begin, {"sure": "1"}).status_code] == [409, 409]
        paths = [f"/here/meetings/{ready.pk}/{name}/" for name in ("edit", "agenda", "move", "cancel")]
        assert [client.post(path, {"why": "x"}).status_code for path in paths] == [409] * 4

    def test_one_cancelled_as_a_draft_is_not_told_to_the_public(self, group, cast, sign_in):
        draft = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=30), in_public=True)
        self.press(sign_in(cast.chair), draft, "cancel", {"why": "Too early"})
        assert list(Meeting.objects.shown_to_public()) == []

    @pytest.mark.parametrize(
        ("when", "another", "state"),
        [
            (timedelta(days=30), False, "ready"),
            (timedelta(days=30), True, "cancelled"),
            (-timedelta(days=1), False, "cancelled"),
        ],
    )
    def test_it_is_put_back_until_its_day_has_passed_unless_another_meets_then(
        self, when, another, state, group, cast, sign_in
    ):
        meeting = factories.MeetingFactory(group=group, starts_at=clock.now() + when, cancelled=True)
        if another:
            factories.MeetingFactory(group=group, starts_at=meeting.starts_at)
        sign_in(cast.chair).post(f"/here/meetings/{meeting.pk}/put-back/")
        meeting.refresh_from_db()
        assert (meeting.state, bool(meeting.cancelled_why)) == (state, state == "cancelled")

    def test_what_was_set_and_not_begun_is_no_meeting_that_was_held(self, group):
        now = clock.now()
        held, running, cancelled, passed, coming = (
            factories.MeetingFactory(group=group, starts_at=now + timedelta(days=days), **state)
            for days, state in (
                (-30, {"held": True}), (-3, {"begun": True}), (-2, {"cancelled": True}), (-1, {}), (9, {})
            )
        )  # fmt: skip
        later_today = factories.MeetingFactory(group=group, starts_at=now - timedelta(minutes=5))
        assert list(Meeting.objects.held()) == [held, running]
        assert list(Meeting.objects.held(by=now - timedelta(days=9))) == [held]
        assert list(Meeting.objects.running()) == [running]
        assert list(Meeting.objects.not_held(now)) == [passed]
        assert list(Meeting.objects.cancelled()) == [cancelled]
        assert list(Meeting.objects.still_to_come(now)) == [later_today, coming]
