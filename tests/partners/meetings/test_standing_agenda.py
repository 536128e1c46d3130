"""The standing agenda of a group: what each new meeting gets."""

import pytest

from partners import clock
from partners.meetings.scheduling import set_meeting
from partners.meetings.standing_agenda import USUAL_AGENDA
from partners.models import Meeting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(here):
    return factories.GroupFactory(partnership=here.partnership)


def agenda_of_a_new_meeting(group, cast):
    meeting = Meeting(group=group, starts_at=clock.now())
    set_meeting(meeting, by=cast.chair)
    agenda = [(point.kind, point.title, point.introduction, point.confidential) for point in meeting.agenda.all()]
    for point in meeting.agenda.all():
        point.delete()
    meeting.delete()
    return agenda


def test_a_coordinator_writes_it_and_a_new_meeting_gets_it(group, cast, sign_in):
    client, path = sign_in(cast.coordinator), f"/here/groups/{group.pk}/agenda/"
    usual = [(kind, title, "", False) for kind, title in USUAL_AGENDA]
    assert agenda_of_a_new_meeting(group, cast) == usual
    client.post(path, {"add": "1", "title": "Lunch"})
    assert group.standing_agenda.count() == 0, "it has to become the group's own first"
    for _ in range(2):
        client.post(path, {"own": "1"})
    welcome, _, matters, review, _ = group.standing_agenda.all()
    client.post(path, {"remove": matters.pk})
    client.post(path, {"down": welcome.pk})
    edit = f"/here/standing-agenda/{review.pk}/"
    client.post(edit, {"title": "How the plan goes", "introduction": "Exceptions *first*", "confidential": "on"})
    client.post(path, {"add": "1", "kind": "matters", "title": ""})
    refused = client.post(path, {"add": "1", "title": " "})
    assert refused.context["form"].errors == {"title": ["Enter a title"]}
    assert agenda_of_a_new_meeting(group, cast) == [
        ("minutes", "Minutes of the last meeting", "", False),
        ("words", "Welcome and apologies", "", False),
        ("review", "How the plan goes", "Exceptions *first*", True),
        ("words", "Any other business", "", False),
        ("matters", "Matters arising", "", False),
    ]
    assert group.standing_agenda.first().history.latest().history_user == cast.coordinator
    client.post(path, {"usual": "1"})
    assert agenda_of_a_new_meeting(group, cast) == usual


@pytest.mark.parametrize("role", ["chair", "officer", "observer", "stranger"])
def test_others_do_not(role, group, cast, sign_in):
    point = group.standing_agenda.create(position=1, title="Welcome")
    client = sign_in(getattr(cast, role))
    expected = 404 if role == "stranger" else 403
    for path in (f"/here/groups/{group.pk}/agenda/", f"/here/standing-agenda/{point.pk}/"):
        assert [client.get(path).status_code, client.post(path, {"usual": "1"}).status_code] == [expected] * 2
    assert group.standing_agenda.count() == 1


@pytest.mark.parametrize(("typed", "wrong"), [("0", True), ("21", True), ("five", True), ("5", False), ("", False)])
def test_the_days_before_a_meeting_are_a_number_of_days(typed, wrong, group, cast, sign_in):
    client, path = sign_in(cast.coordinator), f"/here/groups/{group.pk}/edit/"
    form = {"base": client.get(path).context["form"].fingerprint, "name": group.name, "kind": group.kind}
    page = client.post(path, form | {"pack_days_before": typed})
    assert (
        ((page.status_code, list(page.context["form"].errors)) == (200, ["pack_days_before"]))
        if wrong
        else (page.status_code == 302)
    )
