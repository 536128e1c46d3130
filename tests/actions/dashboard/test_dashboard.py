"""The coordinator's tasks: a line for each, what is late first; and the steps of a new partnership."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.dashboard.onboarding import first_steps
from actions.dashboard.todo import todo
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
        tasks = todo(access_of(cast.coordinator, "here"), here.plan)
        found = {task.line: [words for words, *_ in task.items] for task in tasks if task.number}
        return found, [task.title for task in tasks if not task.number]

    return waits


def open_round(here):
    factories.RoundFactory(plan=here.plan, opens_on=clock.today(), due_on=clock.today() + timedelta(days=14))


def test_each_thing_that_waits_is_there_and_goes_when_it_is_done(here, cast, waits, report, published):
    group = factories.GroupFactory(partnership=here.partnership)
    published()
    _, quiet = waits()
    assert {"requests for a new due date", "invitations", "challenges", "changes to publish"} <= set(quiet)
    ask(here.action, by=cast.officer, authority=here.police, to_on=here.plan.ends_on, reason="Late locks")
    factories.InvitationFactory(authority=here.police, name="Ann", sent_at=clock.now())
    held = factories.MeetingFactory(group=group, starts_at=clock.now() - timedelta(days=3))
    factories.RecordFactory(meeting=held, kind="challenge", challenged=here.police, text="When?", action=here.action)
    factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=7))
    open_round(here)
    report(here.action, cast.officer, status="off_track", next="Hurry")
    found, _ = waits()
    assert found["1 request for a new due date"] == ["Fit better locks"]
    assert found["1 invitation not accepted"] == ["Ann, Police"]
    assert found["1 challenge unanswered, oldest 12 June"] == ["When?"]
    assert found["1 action off track or overdue"] == ["Fit better locks"]
    assert found["1 update due by 29 June 2009"] == ["Lead to be agreed"]
    assert next(found[line] for line in found if "Group meets on Monday 22 June" in line) == [
        "No agenda", "No place and no link to join", "Still a draft", "Meeting pack not sent",
    ]  # fmt: skip
    assert any(line.startswith("Since edition 1 of ") for line in found)
    assert any(line.endswith(" gaps in the plan") for line in found)


def test_what_is_late_comes_first_and_says_by_how_many_days(here, cast, report):
    factories.RoundFactory(
        plan=here.plan, opens_on=clock.today() - timedelta(days=20), due_on=clock.today() - timedelta(days=5)
    )
    factories.InvitationFactory(authority=here.police)
    tasks = [task for task in todo(access_of(cast.coordinator, "here"), here.plan) if task.number]
    assert (tasks[0].line, tasks[0].late, tasks[0].verb) == (
        "2 updates outstanding since 10 June 2009", "5 days late", "Chase",
    )  # fmt: skip
    assert [task.late for task in tasks[1:]] == [""] * (len(tasks) - 1)


def test_of_a_meeting_far_off_nothing_is_missing_yet(here, waits):
    group = factories.GroupFactory(partnership=here.partnership)
    factories.MeetingFactory(group=group, starts_at=clock.now() + timedelta(days=29))
    assert [items for line, items in waits()[0].items() if "Group meets on Tuesday 14 July" in line] == [[]]


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
    offered = {task.title: [(text, address) for text, _, address in task.items] for task in page.context["tasks"]}
    assert offered == {
        "the next meeting": [
            ("Minutes of 15 June 2009 to be agreed", f"/here/meetings/{held.pk}/minutes/"),
            ("2 matters arising", f"/here/meetings/{coming.pk}/#matters-arising"),
        ],
        "challenges": [("When?", f"/here/records/{asked.pk}/")],
        "decisions to follow up": [("Buy lamps", f"/here/records/{decided.pk}/")],
        "actions off track or overdue": [("Fit better locks", f"/here/actions/{here.action.pk}/")],
        "the public page": [],
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
        ({"slug": "here"}, "no authority “New Place Council”. Choose one of"),
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


def test_an_imported_partnership_gets_its_first_coordinator_in_the_same_way_and_only_one(here, capsys):
    begin(slug="here", area="", authority=here.council.short_name)
    link = re.search(r"/invitation/\S+", capsys.readouterr().out)[0]
    for _ in range(2):
        with pytest.raises(CommandError, match="has a coordinator already"):
            begin(slug="here", authority=here.council.name, email="somebody.else@example.org")
        Client().post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    coordinator = Membership.objects.get(authority=here.council)
    assert (coordinator.user.email, coordinator.role) == ("ann@example.org", "coordinator")


def test_steps_are_done_by_what_is_there(here, cast, published):
    assert [s.done for s in first_steps(here.partnership, here.plan)] == [True, True, True, True, True, False, False]
    published()
    factories.RoundFactory(plan=here.plan)
    assert all(step.done for step in first_steps(here.partnership, here.plan))
