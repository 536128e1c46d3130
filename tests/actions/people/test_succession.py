"""A Primary Care Trust ends and its successor begins."""

from datetime import date

import pytest

from actions.date_changes import ask
from actions.models import Action
from actions.questions.answering import publish_answer
from partners import clock
from partners.models import Authority, Invitation, Membership
from plans.outline.build import PARTNERSHIP, outline
from tests import factories
from tests.actions.people.test_handover import columns


@pytest.fixture
def path(here):
    return f"/here/authorities/{here.police.pk}/succeed/"


def sent(client, path, **fields):
    form = {"ends_on": "14 6 2009", "name": "The New Police", "short_name": "New Police", "why": "By law"}
    return client.post(path, form | {"seen": client.get(path).context["work"].fingerprint} | fields)


@pytest.mark.slow
def test_what_is_open_goes_over_and_what_is_done_stays(here, cast, sign_in, report, path):
    done = factories.ActionFactory(priority=here.priority, wording="Done", lead=here.police)
    report(done, cast.officer, status="complete", achieved="All of it")
    supported = factories.ActionFactory(priority=here.priority, wording="Supported", lead=here.council)
    supported.partners.create(authority=here.police)
    here.criterion.reporter = here.police
    here.criterion.save()
    client = sign_in(cast.coordinator)
    page = client.get(path).content.decode()
    for line in ("Actions led: 1", "Actions supported: 1", "Success criteria reported: 1", "Members: 1"):
        assert line in page
    assert sent(client, path).status_code == 302
    new = Authority.objects.get(name="The New Police")
    here.police.refresh_from_db()
    assert (new.succeeds, new.starts_on, here.police.ends_on) == (here.police, date(2009, 6, 15), date(2009, 6, 14))
    leads = {a.wording: a.lead for a in Action.objects.filter(priority=here.priority)}
    assert leads == {"Fit better locks": new, "Done": here.police, "Supported": here.council}
    assert Action.objects.get(pk=supported.pk).supporting == [new]
    here.criterion.refresh_from_db()
    assert here.criterion.reporter == new
    assert [m.authority for m in Membership.objects.filter(user=cast.officer)] == [new]
    for thing in (here.action, new, here.criterion):
        row = thing.history.latest()
        assert (row.history_user, row.history_change_reason) == (cast.coordinator, "By law")
    assert "Fit better locks" in sign_in(cast.officer).get("/here/my-actions/").content.decode()


@pytest.mark.slow
def test_the_past_keeps_the_old_one(here, cast, sign_in, path):
    whole = outline(here.plan, audience=PARTNERSHIP)
    sent(sign_in(cast.coordinator), path)
    then = outline(here.plan, audience=PARTNERSHIP, as_at=whole["made_at"])
    assert then["priorities"][0]["actions"][0]["lead"]["name"] == "The Constabulary"
    now = outline(here.plan, audience=PARTNERSHIP)
    assert now["priorities"][0]["actions"][0]["lead"]["name"] == "The New Police"


def test_one_that_is_there_already_takes_over_and_leads_and_supports_nothing_twice(here, cast, sign_in, path):
    sent(sign_in(cast.coordinator), path, successor=here.fire.pk, name="", short_name="")
    action = Action.objects.get(pk=here.action.pk)
    assert (action.lead, action.supporting) == (here.fire, [])


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("ends_on", "16 6 2009", "Enter a date that is today or in the past"),
        ("ends_on", "never", "Enter a real date"),
        ("name", "", "Enter a name, or choose a successor"),
        ("name", "The Fire Service", "This authority exists already"),
        ("short_name", "", "Enter a short name"),
        ("why", "", "Enter a reason"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_goes_over(field, typed, says, here, cast, sign_in, path):
    page = sent(sign_in(cast.coordinator), path, **{field: typed})
    assert says in str(page.context["form"].errors[field])
    assert Action.objects.get(pk=here.action.pk).lead == here.police


def test_it_is_not_handed_over_unseen(here, cast, sign_in, path):
    client = sign_in(cast.coordinator)
    seen = client.get(path).context["work"].fingerprint
    factories.ActionFactory(priority=here.priority, lead=here.police)
    assert sent(client, path, seen=seen).status_code == 409
    assert Action.objects.get(pk=here.action.pk).lead == here.police


def test_it_happens_once(here, cast, sign_in, path):
    client = sign_in(cast.coordinator)
    seen = client.get(path).context["work"].fingerprint
    form = {"ends_on": "14 6 2009", "name": "The New Police", "short_name": "New Police", "why": "By law"}
    for _ in range(2):
        assert client.post(path, form | {"seen": seen}).status_code == 302
    assert Authority.objects.filter(succeeds=here.police).count() == 1


def test_seats_invitations_requests_duties_unanswered_questions_and_the_contact_go_over(here, cast, sign_in, path):
    group = factories.GroupFactory(partnership=here.partnership)
    seat = factories.GroupMemberFactory(group=group, authority=here.police, user=cast.officer)
    asked = factories.InvitationFactory(authority=here.police)
    duty = factories.DutyFactory(partnership=here.partnership, authority=here.police)
    move = ask(here.action, by=cast.officer, authority=here.police, to_on=date(2010, 3, 31), reason="Late locks")
    question, answered = (factories.QuestionFactory(partnership=here.partnership, assigned_to=here.police)
                          for _ in range(2))  # fmt: skip
    publish_answer(answered, by=cast.coordinator, said="When?", answer="In June.")
    here.police.contact_name, here.police.contact_email = "The desk", "desk@example.org"
    here.police.save()
    sent(sign_in(cast.coordinator), path)
    new = Authority.objects.get(name="The New Police")
    for thing in (seat, asked, duty, move):
        thing.refresh_from_db()
        row = thing.history.latest()
        assert (thing.authority, row.history_user, row.history_change_reason) == (new, cast.coordinator, "By law")
    question.refresh_from_db()
    answered.refresh_from_db()
    assert (question.assigned_to, answered.assigned_to) == (new, here.police)
    row = question.history.latest()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "By law")
    assert question.reference in sign_in(cast.officer).get("/here/my-actions/").text
    assert (new.contact_name, new.contact_email) == ("The desk", "desk@example.org")


def test_who_is_with_the_successor_already_stays_there_once(here, cast, sign_in, path):
    factories.MembershipFactory(user=cast.officer, authority=here.fire, role="chair")
    group = factories.GroupFactory(partnership=here.partnership)
    for authority in (here.police, here.fire):
        factories.GroupMemberFactory(group=group, authority=authority, user=cast.officer)
        factories.InvitationFactory(authority=authority, email="ann@example.org")
    sent(sign_in(cast.coordinator), path, successor=here.fire.pk, name="", short_name="")
    assert [(m.authority, m.role) for m in cast.officer.memberships.all()] == [(here.fire, "chair")]
    assert [(seat.authority, seat.user) for seat in group.members.all()] == [(here.fire, cast.officer)]
    assert [i.authority for i in Invitation.objects.pending()] == [here.fire]


def test_what_the_old_one_was_asked_is_the_new_one_s_to_answer(here, cast, sign_in, path):
    meeting = factories.MeetingFactory(group__partnership=here.partnership, begun=True, starts_at=clock.now())
    asked = {"kind": "challenge", "action": here.action, "challenged": here.police}
    challenge = factories.RecordFactory(meeting=meeting, text="Why are they late?", **asked)
    sent(sign_in(cast.coordinator), path)
    client = sign_in(cast.officer)
    assert "Why are they late?" in client.get("/here/my-actions/").content.decode()
    assert client.post(f"/here/records/{challenge.pk}/answer/", {"text": "Snow"}).status_code == 302
    assert sign_in(cast.fire_officer).get(f"/here/records/{challenge.pk}/answer/").status_code == 403
    challenge.refresh_from_db()
    assert (challenge.answer.text, challenge.answer.on_behalf) == ("Snow", False)


def test_of_each_column_that_names_an_authority_it_is_known_whether_it_goes_over():
    goes = {
        *("actions.Action.lead", "actions.ActionPartner.authority", "priorities.SuccessCriterion.reporter"),
        *("partners.Membership.authority", "partners.GroupMember.authority", "partners.Invitation.authority"),
        *("actions.DateMove.authority", "plans.Duty.authority", "actions.Question.assigned_to"),
    }
    past = {
        *("actions.Update.authority", "actions.Answer.authority", "partners.Attendance.authority"),
        *("partners.ProtocolSignature.authority", "partners.Authority.succeeds"),
        *("actions.DecidedChange.lead", "actions.DecidedChange.was_lead"),  # a decision's own; an ended lead is refused
        "actions.Record.challenged",  # it may be in closed minutes; see Standing.answering_for
    }
    assert columns(lambda field: field.related_model is Authority) == goes | past


def test_what_has_ended_is_offered_only_where_it_is_already(here, cast, sign_in):
    here.police.ends_on = here.fire.ends_on = date(2009, 6, 1)
    here.fire.save()
    here.police.save()
    client = sign_in(cast.coordinator)

    def offered(path, field):
        return list(client.get(path).context["form"].fields[field].queryset)

    action = factories.ActionFactory(priority=here.priority, lead=here.police)
    assert offered(f"/here/actions/{action.pk}/edit/", "lead") == [here.police, here.council]
    action = factories.ActionFactory(priority=here.priority)
    action.partners.create(authority=here.fire)
    assert offered(f"/here/actions/{action.pk}/edit/", "supporting") == [here.fire, here.council]
    assert offered(f"/here/criteria/{here.criterion.pk}/edit/", "reporter") == [here.council]
