"""The coordinator's desk: what waits for them, each named with its number; and what comes first."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.dashboard.onboarding import first_steps
from actions.dashboard.todo import todo_groups
from actions.date_changes import ask
from actions.meetings import closing, proceedings
from partners import clock
from partners.access import access_of
from partners.models import Authority, Membership, Partnership, User
from plans.outline import kept
from tests import factories

PASSWORD = "correct horse battery"


@pytest.fixture
def waits(here, cast):
    def waits():
        groups = todo_groups(access_of(cast.coordinator, "here"), here.plan)
        found = {one.title: (one.number, [words for words, *_ in one.items]) for one in groups if one.number}
        return found, [one.title for one in groups if not one.number]

    return waits


def open_round(here):
    factories.RoundFactory(plan=here.plan, opens_on=clock.today(), due_on=clock.today() + timedelta(days=14))


def test_each_thing_that_waits_is_there_and_goes_when_it_is_done(here, cast, waits, report, published):
    group = factories.GroupFactory(partnership=here.partnership)
    published()
    _, quiet = waits()
    assert "Requests to move a date" in quiet
    assert "Invitations not accepted" in quiet
    assert "Challenges not answered" in quiet
    assert "Changed since the last edition" in quiet
    ask(here.action, by=cast.officer, authority=here.police, to_on=here.plan.ends_on, reason="Late locks")
    factories.InvitationFactory(authority=here.police, name="Ann", sent_at=clock.now())
    held = factories.MeetingFactory(group=group, starts_at=clock.now() - timedelta(days=3))
    factories.RecordFactory(meeting=held, kind="challenge", challenged=here.police, text="When?", action=here.action)
    factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=7))
    open_round(here)
    report(here.action, cast.officer, status="off_track", next="Hurry")
    found, _ = waits()
    assert found["Requests to move a date"] == (1, ["Fit better locks"])
    assert found["Invitations not accepted"] == (1, ["Ann, Police"])
    assert found["Challenges not answered"] == (1, ["When?"])
    assert found["Off track or overdue"] == (1, ["Fit better locks"])
    assert found["Updates outstanding"] == (1, ["Lead to be agreed"])
    assert found["Next meeting: Responsible Authority Group"][1] == [
        "No agenda", "No place and no link to join", "Still a draft: mark it as ready",
        "Meeting pack not sent",
    ]  # fmt: skip
    assert found["Changed since the last edition"][0] == 1
    assert found["Still to be agreed"][0] > 0


def test_of_a_meeting_far_off_nothing_is_missing_yet(here, waits):
    group = factories.GroupFactory(partnership=here.partnership)
    factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=29))
    assert waits()[0]["Next meeting: Responsible Authority Group"] == (1, [])


def test_a_chair_has_the_next_meeting_with_what_arises_and_what_is_to_be_decided(here, cast, report, sign_in):
    group = factories.GroupFactory(partnership=here.partnership)
    held = factories.MeetingFactory(group=group, starts_at=clock.now(), state="ready")
    proceedings.begin(held, by=cast.chair)
    challenge = {"kind": "challenge", "challenged": here.police, "action": here.action}
    asked = factories.RecordFactory(meeting=held, text="When?", **challenge)
    decided = factories.RecordFactory(meeting=held, kind="decision", text="Buy lamps", follow_up=True)
    closing.close(held, by=cast.chair)
    coming = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=40))
    report(here.action, cast.officer, status="off_track", next="Hurry")
    chair = sign_in(cast.chair)
    assert chair.get("/").url == "/here/desk/"
    page = chair.get("/here/desk/")
    offered = {one.title: [(text, address) for text, _, address in one.items] for one in page.context["groups"]}
    assert offered == {
        "Next meeting: Responsible Authority Group": [
            ("Minutes of 15 June 2009 to be agreed", f"/here/meetings/{held.pk}/minutes/"),
            ("2 matters arising", f"/here/meetings/{coming.pk}/#matters-arising"),
        ],
        "Challenges not answered": [("When?", f"/here/records/{asked.pk}/")],
        "Decisions to follow up": [("Buy lamps", f"/here/records/{decided.pk}/")],
        "Off track or overdue": [("Fit better locks", f"/here/actions/{here.action.pk}/")],
        "The public page": [],
    }
    assert "/here/write/" not in page.content.decode()


def test_next_door_s_business_is_not_on_it(here, cast, next_door, waits):
    before = waits()
    ask(next_door.action, by=next_door.officer, authority=next_door.council, to_on=here.plan.ends_on, reason="Late")
    factories.InvitationFactory(authority=next_door.council)
    group = factories.GroupFactory(partnership=next_door.partnership)
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=3))
    factories.RecordFactory(meeting=meeting, kind="challenge", challenged=next_door.council, action=next_door.action)
    assert waits() == before


@pytest.mark.slow
def test_every_line_leads_somewhere(here, cast, sign_in, report):
    ask(here.action, by=cast.officer, authority=here.police, to_on=here.plan.ends_on, reason="Late locks")
    open_round(here)
    client = sign_in(cast.coordinator)
    page = client.get("/here/desk/").content.decode()
    main = page[page.index("<main") : page.index("</main")]
    addresses = set(re.findall(r'href="(/here/[^"#]*)"', main))
    assert {a: client.get(a.replace("&amp;", "&")).status_code for a in addresses} == dict.fromkeys(addresses, 200)


@pytest.mark.slow
def test_it_asks_no_more_of_a_larger_plan(here, cast, sign_in, report):
    client = sign_in(cast.coordinator)
    open_round(here)
    group = factories.GroupFactory(partnership=here.partnership)

    def more():
        factories.ActionFactory(priority=here.priority, lead=here.fire)
        factories.CriterionFactory(priority=here.priority)
        factories.InvitationFactory(authority=here.fire)
        factories.DutyFactory(partnership=here.partnership)
        number = group.meetings.count() + 1
        meeting = factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=number))
        about = {"action": here.action, "challenged": here.fire}
        factories.RecordFactory(meeting=meeting, kind="challenge", **about)

    def asked():
        kept.forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/here/desk/").status_code == 200
        return len(queries)

    more()
    asked()
    more()  # each is a revision, and the page is made anew
    before = asked()
    for _ in range(4):
        more()
    assert asked() == before > asked()


# First run


def begin(**more):
    said = {"slug": "new-place", "area": "New Place", "authority": "New Place Council", "name": "Ann Example"}
    call_command("first_coordinator", **(said | {"email": "ann@example.org"} | more))


def test_one_command_makes_the_first_coordinator_who_comes_in_by_its_link(db, capsys, settings):
    settings.SITE_URL = "https://plan.example.org"
    begin()
    link = re.search(r"https://plan[.]example[.]org(\S+)", capsys.readouterr().out)[1]
    client = Client()
    assert client.get("/").status_code == 200
    page = client.get(link).content.decode()
    assert "New Place" in page
    client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    landed = client.get("/", follow=True)
    assert landed.request["PATH_INFO"] == "/new-place/desk/"
    assert [step.done for step in landed.context["steps"]] == [False] * 7
    assert landed.context["next_step"].title == "Add your details"
    (member,) = Membership.objects.all()
    assert (member.user.email, member.role, member.authority.name) == (
        "ann@example.org", "coordinator", "New Place Council",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"slug": "here"}, "already exists"),
        ({"slug": "account"}, "violated"),
        ({"slug": "New Place"}, "valid .slug."),
        ({"email": "ann"}, "valid email"),
        ({"area": ""}, "cannot be blank"),
    ],
)
def test_the_command_refuses_what_cannot_be_and_makes_nothing(more, says, here):
    before = [model.objects.count() for model in (Partnership, Authority, User)]
    with pytest.raises(CommandError, match=says):
        begin(**more)
    assert [model.objects.count() for model in (Partnership, Authority, User)] == before


def test_steps_are_done_by_what_is_there(here, cast, published):
    assert [s.done for s in first_steps(here.partnership)] == [True, True, True, True, True, False, False]
    published()
    factories.RoundFactory(plan=here.plan)
    assert all(step.done for step in first_steps(here.partnership))
