"""All that hangs on a leaver goes to a successor in one step; what they wrote stays."""

import re

import pytest
from django.apps import apps
from django.core import mail
from django.db.models import EmailField
from django.test import Client

from actions.models import Action, Record
from partners.models import Authority, GroupMember, Invitation, Membership, Partnership, User
from tests.factories import (
    ActionFactory,
    AuthorityFactory,
    FormatRequestFactory,
    GroupFactory,
    GroupMemberFactory,
    InvitationFactory,
    MembershipFactory,
)
from tests.worlds import member

WHY = "She has a new post"


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


@pytest.fixture
def seat(here, cast):
    group = GroupFactory(partnership=here.partnership)
    return GroupMemberFactory(group=group, authority=here.police, user=cast.officer, post="Inspector", senior=True)


def path_of(user):
    return f"/here/people/{user.memberships.order_by('pk').first().pk}/hand-over/"


def handed_over(client, path, **form):
    """Looked at, then done. Returns (the page with the look, the answer)."""
    form = {"why": WHY} | form
    look = client.post(path, form)
    seen = (look.context or {}).get("seen")
    return look, client.post(path, form | {"hand_over": "1", "seen": seen or ""})


def last_word(item):
    row = item.history.latest()
    return row.history_user, row.history_change_reason


def test_roles_seats_and_contacts_go_over_and_what_was_written_stays(here, cast, seat, coordinator, report, sign_in):
    MembershipFactory(user=cast.officer, authority=here.fire, role="observer")
    here.action.name_officers(by=None, lead_officer=cast.officer.memberships.get(authority=here.police), deputy=None)
    here.police.contact_name, here.police.contact_email = "The officer", cast.officer.email.upper()
    here.police.save()
    Partnership.objects.filter(pk=here.partnership.pk).update(contact_email=cast.officer.email)
    asked = FormatRequestFactory(partnership=here.partnership, handled_by=cast.officer)
    update = report(here.action, cast.officer, authority=here.police)
    after = member(here.council, "observer", "Successor")
    path = path_of(cast.officer)
    look, answer = handed_over(coordinator, path, successor=after.pk, actions_too="on")
    assert look.context["lines"] == [
        ("Roles", ["Partner officer for The Constabulary", "Observer for The Fire Service"]),
        ("Seats on groups", ["Responsible Authority Group, for Police, as Inspector"]),
        ("Actions", ["Lead officer of “Fit better locks”"]),
        ("Requests for another format", ["Large print, 15 June 2009"]),
        ("Contact for", ["Contact for The Constabulary", "The address on the public page"]),
    ]
    assert (answer.status_code, answer.url) == (302, "/here/people/")
    roles = dict(after.memberships.values_list("authority__name", "role"))
    assert roles == {"The Council": "observer", "The Constabulary": "officer", "The Fire Service": "observer"}
    seat.refresh_from_db()
    assert (seat.user, seat.post, seat.senior) == (after, "Inspector", True)
    police, partnership = Authority.objects.get(pk=here.police.pk), Partnership.objects.get(pk=here.partnership.pk)
    assert (police.contact_name, police.contact_email) == ("Successor", after.email)
    assert partnership.contact_email == after.email
    cast.officer.refresh_from_db()
    assert (cast.officer.is_active, cast.officer.memberships.count()) == (False, 0)
    update.refresh_from_db()
    assert update.by == cast.officer
    attribution = (cast.coordinator, f"Officer of the Constabulary hands over to Successor: {WHY}")
    ended = Membership.all_objects.filter(user=cast.officer)
    here.action.refresh_from_db()
    assert [officer.user for officer in here.action.officers] == [after]
    asked.refresh_from_db()
    assert asked.handled_by == after
    items = [seat, police, partnership, here.action, asked, *after.memberships.exclude(authority=here.council), *ended]
    assert {last_word(item) for item in items} == {attribution}
    assert "Fit better locks" in sign_in(after).get("/here/my-actions/").content.decode()


def test_actions_go_over_to_a_member_only_and_only_if_wanted(here, cast, coordinator):
    """Who is their deputy already does not become it twice; somebody new has no membership that could be named."""
    leaver, deputy = cast.officer.memberships.get(), member(here.police, "officer", "Deputy")
    another = ActionFactory(priority=here.priority, wording="Light the alleys", lead=here.police)
    for action in (here.action, another):
        action.name_officers(by=None, lead_officer=leaver, deputy=deputy.memberships.get())
    handed_over(coordinator, path_of(cast.officer), successor=deputy.pk, actions_too="on")
    for action in (here.action, another):
        action.refresh_from_db()
        assert (action.lead_officer.user, action.deputy) == (deputy, None)
    new = {"name": "Ann", "email": "ann@example.org", "why": WHY, "actions_too": "on"}
    for form in (new, {"successor": cast.fire_officer.pk, "why": WHY}):
        lines = dict(coordinator.post(path_of(deputy), form).context["lines"])
        assert len(lines["Actions that are not transferred"]) == 2
    handed_over(coordinator, path_of(deputy), successor=cast.fire_officer.pk)
    another = Action.objects.with_officers().get(pk=another.pk)
    assert (another.officers, another.lost_officer.user) == ([], deputy)


def test_nothing_goes_over_before_it_was_looked_at(here, cast, seat, coordinator):
    path, form = path_of(cast.officer), {"successor": cast.fire_officer.pk, "why": WHY}
    look = coordinator.post(path, form)
    assert look.status_code == 200
    assert coordinator.post(path, form | {"hand_over": "1"}).status_code == 409
    seen = look.context["seen"]
    other = form | {"successor": cast.observer.pk, "hand_over": "1", "seen": seen}
    assert coordinator.post(path, other).status_code == 409
    seat.post = "Chief inspector"
    seat.save()
    page = coordinator.post(path, form | {"hand_over": "1", "seen": seen})
    words = page.content.decode()
    assert (page.status_code, "This has changed since you opened the page" in words) == (409, True)
    assert cast.officer.memberships.count() == 1


def test_a_second_click_does_nothing_more(cast, coordinator):
    path, form = path_of(cast.officer), {"successor": cast.fire_officer.pk, "why": WHY}
    seen = coordinator.post(path, form).context["seen"]
    for _ in range(2):
        assert coordinator.post(path, form | {"hand_over": "1", "seen": seen}).status_code == 302
    assert Membership.all_objects.get(user=cast.officer).history.count() == 2
    page = coordinator.get(path, follow=True).content.decode()
    assert "has already left. There is nothing to hand over" in page


@pytest.mark.parametrize(
    ("before", "gets", "words"),
    [("observer", "officer", "is Observer there and becomes Partner officer"), ("chair", "chair", "stays Chair")],
)
def test_who_acts_for_the_authority_already_has_the_role_that_reaches_further(
    before, gets, words, here, cast, seat, coordinator
):
    after = member(here.police, before, "Successor")
    GroupMemberFactory(group=seat.group, authority=here.police, user=after)
    look, _ = handed_over(coordinator, path_of(cast.officer), successor=after.pk)
    assert look.context["lines"][0] == ("Roles", [f"Partner officer for The Constabulary: Successor {words}"])
    assert after.memberships.get().role == gets
    assert [one.user for one in seat.group.members.all()] == [after]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_somebody_new_is_invited_and_has_the_seat_at_once(here, cast, seat, coordinator):
    new = {"name": "Ann", "email": "ann@example.org"}
    look, answer = handed_over(coordinator, path_of(cast.officer), **new)
    assert "ann@example.org will get an invitation" in look.content.decode()
    assert answer.status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.authority, invitation.role) == ("Ann", here.police, "officer")
    seat.refresh_from_db()
    assert (seat.user, seat.name, seat.email) == (None, "Ann", "ann@example.org")
    link = re.search(r"/invitation/\S+/", mail.outbox[0].body)[0]
    password = "three plain words here"
    Client().post(link, {"new_password1": password, "new_password2": password})
    seat.refresh_from_db()
    assert (seat.called, seat.user, seat.name, seat.email) == ("Ann", User.objects.get(name="Ann"), "", "")


def test_the_last_coordinator_hands_over_to_a_member_and_not_to_somebody_who_is_not_here_yet(here, cast, coordinator):
    path = path_of(cast.coordinator)
    _, answer = handed_over(coordinator, path, name="Ann", email="ann@example.org")
    assert (answer.status_code, "only coordinator" in answer.content.decode()) == (200, True)
    assert (Invitation.objects.count(), mail.outbox) == (0, [])
    assert cast.coordinator.memberships.count() == 1
    _, answer = handed_over(coordinator, path, successor=cast.officer.pk)
    assert (answer.status_code, answer.url) == (302, "/")
    assert dict(cast.officer.memberships.values_list("authority__name", "role"))["The Council"] == "coordinator"


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({}, "successor", "Choose a successor, or enter"),
        ({"successor": "stranger"}, "successor", "Choose a person with a role in this partnership"),
        ({"successor": "officer"}, "successor", "Choose a person with a role in this partnership"),
        ({"successor": "x"}, "successor", "Choose a person with a role in this partnership"),
        ({"successor": "observer", "name": "Ann"}, "successor", "not both"),
        ({"name": "Ann"}, "email", "Enter the e-mail address"),
        ({"name": "Ann", "email": "ann"}, "email", "Enter a full e-mail address"),
        ({"email": "ann@example.org"}, "name", "Enter the successor’s name"),
        ({"name": "Ann", "email": "Observer@example.org"}, "email", "has a role here already"),
        ({"name": "Ann", "email": "asked@example.org"}, "email", "has been invited already"),
        ({"name": "Ann", "email": "officer.of.the.constabulary@example.org"}, "email", "this is the leaver’s"),
        ({"successor": "observer", "why": ""}, "why", "Enter a reason"),
    ],
)
def test_what_cannot_be_is_told_by_the_field(form, field, words, here, cast, coordinator):
    InvitationFactory(authority=here.police, email="asked@example.org")
    form = {"why": WHY} | form
    form["successor"] = getattr(getattr(cast, form.get("successor", ""), None), "pk", form.get("successor", ""))
    page = coordinator.post(path_of(cast.officer), form | {"hand_over": "1", "seen": ""})
    assert words in str(page.context["form"].errors.get(field))
    assert cast.officer.memberships.count() == 1


def test_that_somebody_has_a_sign_in_next_door_is_not_given_away(cast, next_door, coordinator):
    new = {"why": WHY, "name": "Ann", "email": next_door.officer.email}
    page = coordinator.post(path_of(cast.officer), new)
    assert f"{next_door.officer.email} will get an invitation" in page.content.decode()


def test_what_hangs_on_them_next_door_stays_with_them(here, next_door, cast, coordinator):
    MembershipFactory(user=cast.officer, authority=next_door.council)
    group = GroupFactory(partnership=next_door.partnership)
    seat = GroupMemberFactory(group=group, authority=next_door.council, user=cast.officer)
    path = path_of(cast.officer)
    handed_over(coordinator, path, successor=cast.observer.pk)
    seat.refresh_from_db()
    cast.officer.refresh_from_db()
    assert (seat.user, cast.officer.is_active) == (cast.officer, True)
    assert [m.authority for m in cast.officer.memberships.all()] == [next_door.council]


# Of each column that names a person: whether it goes over with their work, and if not, why.
GOES_OVER = {"partners.Membership.user", "partners.GroupMember.user", "plans.FormatRequest.handled_by"}
WHO_DID_IT = {
    *("actions.Update.by", "actions.Undoing.by", "plans.DutyDone.by", "plans.DutyDone.taken_back_by"),
    *("actions.Record.by", "actions.Answer.by", "actions.FollowUp.by", "actions.Pack.by", "actions.Minutes.by"),
    *("actions.Agreement.by", "actions.Comment.by", "actions.Sending.by"),
    *("actions.Correction.by", "actions.Reminder.by", "actions.Reminder.again_by", "actions.PaperLetter.again_by"),
    "actions.QuestionLetter.again_by",
    *(
        "priorities.SuccessCriterion.override_by",
        "priorities.Measurement.by",
        "priorities.CrimeFile.by",
        "plans.Edition.by",
        "plans.EasyReadText.checked_by",
        "plans.Translation.checked_by",
        "plans.TranslationSet.by",
        "plans.Withdrawal.by",
    ),
    *("partners.Invitation.invited_by", "partners.Invitation.accepted_by", "partners.Protocol.taken_back_by"),
    *("partners.ProtocolSignature.taken_back_by", "actions.DateMove.decided_by", "actions.DecidedChange.settled_by"),
    "actions.ImportDraft.by",  # a draft is gone on with by anybody who writes the plan
    "actions.NotificationLetter.again_by",
    "partners.Revision.by",
    "partners.Rewriting.by",
    "partners.FileRemoval.by",
    "actions.DateMove.asked_by",  # waiting or not: it is the authority's request, and its officers may take it back
}
OWN = {
    "actions.Draft.by",  # words that nobody else may read until they are recorded
    "partners.AccessEvent.user",  # how they themselves came in
    "partners.Session.user",  # where they are signed in
    "actions.EmailOptOut.user",  # which e-mails they want
    "partners.Calendar.user",  # an address that is secret, and ends with their part
    *("account.EmailAddress.user", "mfa.Authenticator.user", "socialaccount.SocialAccount.user"),
}
# Whom a letter goes to is asked anew when it goes; the row says to whom it went.
ASKED_ANEW = {"actions.Reminder.user", "actions.PaperLetter.user", "actions.NotificationLetter.user"}
# What somebody was told; who comes after is told of what is still open by their own row.
TOLD = {"actions.Notification.user"}


def columns(wanted):
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.concrete_fields
        if wanted(field)
    }


def test_of_each_column_that_names_a_person_it_is_known_whether_it_goes_over():
    assert columns(lambda f: f.related_model is User) == GOES_OVER | WHO_DID_IT | OWN | ASKED_ANEW | TOLD


def test_of_each_column_with_an_address_it_is_known_whether_it_goes_over():
    goes = {"partners.GroupMember.email", "partners.Authority.contact_email", "partners.Partnership.contact_email"}
    own = {"partners.User.email", "account.EmailAddress.email"}
    past = {"actions.Reminder.address", "actions.PaperLetter.address", "partners.Invitation.email"}
    past |= {"actions.NotificationLetter.address", "actions.QuestionLetter.address", "actions.QuestionDetails.email"}
    residents = {"actions.Follower.address", "actions.FollowRequest.address", "plans.FormatRequestContact.email"}
    assert columns(lambda f: isinstance(f, EmailField)) == goes | own | past | residents


def test_a_challenge_is_answered_by_who_comes_after(here, cast, coordinator, sign_in):
    """It is put to an authority, so it comes with the role."""
    meeting = GroupFactory(partnership=here.partnership).meetings.create(starts_at="2009-06-01T10:00Z")
    meeting.state, meeting.state_before, meeting.started_at = "in_progress", "ready", meeting.starts_at
    meeting.save()
    challenge = Record.objects.create(
        meeting=meeting, kind="challenge", action=here.action, challenged=here.police, text="Why?", by=cast.chair
    )
    handed_over(coordinator, path_of(cast.officer), successor=cast.observer.pk)
    client = sign_in(cast.observer)
    assert client.post(f"/here/records/{challenge.pk}/answer/", {"text": "Because"}).status_code == 302


def test_the_number_of_queries_does_not_grow_with_what_goes_over(
    here, cast, seat, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    path, form = path_of(cast.officer), {"successor": cast.observer.pk, "why": WHY}
    coordinator.get(path)
    with django_assert_max_num_queries(20) as few:
        coordinator.post(path, form)
    for n in range(10):
        member(here.fire, "officer", f"Another {n}")
        group = GroupFactory(partnership=here.partnership, name=f"Group {n}")
        GroupMember.objects.create(group=group, authority=here.police, user=cast.officer)
        MembershipFactory(user=cast.officer, authority=AuthorityFactory(partnership=here.partnership))
    with django_assert_num_queries(len(few)):
        coordinator.post(path, form)
