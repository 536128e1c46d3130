"""What is held about a person is shown to them and to their coordinator, and their contact details can be removed."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import CharField, JSONField, TextField

from actions.models import Reminder, Update
from actions.personal_data.erasure import NotYetError, is_removed, pseudonym, remove
from actions.personal_data.report import data_about
from partners import clock
from partners.models import Authority, Invitation, Membership, Partnership, Revision, Session, User
from partners.people.memberships import end
from tests import factories


def words(page):
    return " ".join(page.content.decode().split())


def data_of(person):
    return f"/here/people/{Membership.all_objects.get(user=person).pk}/data/"


@pytest.fixture
def officer(here, cast, report):
    """An officer whom many tables name, and who has left; another has the same name."""
    officer = cast.officer
    factories.UserFactory(name=officer.name, email="namesake@example.org")
    report(here.action, officer, happened="Forty locks were fitted")
    EmailAddress.objects.create(user=officer, email=officer.email, primary=True, verified=True)
    factories.InvitationFactory(authority=here.police, name=officer.name, email=officer.email.upper())
    round_ = factories.RoundFactory(plan=here.plan)
    Reminder.objects.create(
        round=round_, day=round_.opens_on, user=officer, name=officer.name, address=officer.email,
        text=f"Dear {officer.name}, ...", failure=f"550 {officer.email}: no such mailbox",
    )  # fmt: skip
    for model, pk in ((Authority, here.police.pk), (Partnership, here.partnership.pk)):
        thing = model.objects.get(pk=pk)
        thing.contact_email = officer.email
        thing.save()
        thing.contact_email = "office@example.org"
        thing.save()
    return officer


@pytest.fixture
def left(officer, cast):
    end(officer.memberships.get(), by=cast.coordinator, why="A new post")
    officer.refresh_from_db()
    return officer


def places_of(text):
    """{table.column} of every table in which these words stand, in any case."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField | JSONField):
                values = model._base_manager.values_list(field.attname, flat=True)
                if any(text.lower() in str(value).lower() for value in values):
                    found.add(f"{model._meta.label}.{field.name}")
    return found


def test_the_file_s_keys_are_the_headings_of_the_export(here, cast, sign_in):
    group = factories.GroupFactory(partnership=here.partnership)
    meeting = factories.MeetingFactory(group=group, starts_at=clock.now())
    factories.RecordFactory(meeting=meeting, by=cast.chair, text="Fit locks")
    meeting.drafts.create(by=cast.chair, place="x", text="Fit more")
    held = json.loads(sign_in(cast.chair).get("/account/data.json").content)["held"]
    rows = [held[label]["rows"][0] for label in ("actions.Record", "actions.Draft")]
    assert [(row["words"], "text" in row) for row in rows] == [("Fit locks", False), ("Fit more", False)]


@pytest.mark.slow
def test_they_see_and_download_all_that_names_them(officer, sign_in, here):
    browser = sign_in(officer)
    page = words(browser.get("/account/data/"))
    assert officer.email in page
    assert '<th scope="row" class="govuk-table__header">Updates</th>' in page
    told = json.loads(browser.get("/account/data.json").content)
    assert told["held"]["actions.Update"]["rows"][0]["happened"] == "Forty locks were fitted"
    assert told["held"]["partners.User"]["rows"][0]["email"] == officer.email
    assert [row["email"] for row in told["held"]["account.EmailAddress"]["rows"]] == [officer.email]
    assert told["held"]["partners.Authority"]["history"][0]["contact_email"] == officer.email
    assert "password" not in json.dumps(told)


def test_what_is_told_of_them_is_theirs_alone(officer, cast, sign_in, report, here):
    report(here.action, cast.fire_officer, happened="The engine was late")
    told = sign_in(officer).get("/account/data.json").content.decode()
    assert ("The engine was late" in told, "namesake@example.org" in told) == (False, False)


@pytest.mark.slow
def test_the_coordinator_sees_what_her_partnership_holds_and_no_other(officer, cast, sign_in, next_door):
    factories.MembershipFactory(user=officer, authority=next_door.council, role="officer")
    next_door.action.report(by=officer, authority=next_door.council, status="on_track", happened="Seen next door")
    path = f"/here/people/{Membership.objects.get(user=officer, authority__partnership__slug='here').pk}/data"
    told = sign_in(cast.coordinator).get(f"{path}.json").content.decode()
    assert ("Forty locks were fitted" in told, "Seen next door" in told, "EmailAddress" in told) == (True, False, False)
    assert "Seen next door" in sign_in(officer).get("/account/data.json").content.decode()


@pytest.mark.slow
def test_who_is_here_still_keeps_their_details_and_it_is_said_why(officer, cast, sign_in):
    browser = sign_in(cast.coordinator)
    page = words(browser.get(data_of(officer)))
    assert "They act for Police in Here Community Safety Partnership." in page
    page = words(browser.post(f"{data_of(officer)}remove/", {"name": "keep", "why": "Asked for it"}))
    assert "They act for Police" in page
    assert User.objects.get(pk=officer.pk).email == officer.email


def test_whom_others_write_to_keeps_their_details(left, here, cast):
    Authority.objects.filter(pk=here.police.pk).update(contact_email=left.email)
    Partnership.objects.filter(pk=here.partnership.pk).update(contact_email=left.email)
    seat = factories.GroupMemberFactory(group__partnership=here.partnership, authority=here.police, user=left)
    with pytest.raises(NotYetError) as refused:
        remove(left, by=cast.coordinator, why="Asked for it")
    assert str(refused.value) == (
        f"They sit on “{seat.group}” for Police. Remove them from it first. They are the contact of Police. "
        "Name another first. Their address is on the public page. Enter another in the settings first."
    )


@pytest.mark.slow
def test_afterwards_the_address_is_in_no_column_of_any_table(left, cast, sign_in):
    old = left.email
    assert len(places_of(old)) > 6
    done = sign_in(cast.coordinator).post(f"{data_of(left)}remove/", {"name": "keep", "why": "He asked for it"})
    assert done.url == data_of(left)
    assert places_of(old) == set()
    left.refresh_from_db()
    assert (left.name, left.is_active, left.has_usable_password(), is_removed(left)) == (
        "Officer of the Constabulary", False, False, True,
    )  # fmt: skip
    assert EmailAddress.objects.filter(user=left).count() == 0
    assert "550" not in Reminder.objects.get().failure


@pytest.mark.slow
def test_their_name_goes_too_if_that_is_wanted_and_nobody_else_s(left, cast, here, sign_in):
    remove(left, by=cast.coordinator, why="He asked for it", name_too=True)
    name = f"Former partner officer {left.pk}, Police"
    assert places_of("Officer of the Constabulary") == {"partners.User.name", "partners.HistoricalUser.name"}
    assert User.objects.get(name="Officer of the Constabulary").email == "namesake@example.org"
    page = words(sign_in(cast.observer).get(f"/here/actions/{here.action.pk}/"))
    assert ("Forty locks were fitted" in page, name in page) == (True, True)


def test_history_says_who_removed_them_and_why_without_the_address(left, cast, sign_in):
    old = left.email
    remove(left, by=cast.coordinator, why="He asked for it")
    membership = Membership.all_objects.get(user=left)
    # The reason is for who keeps the partnership's people.
    for reader, reason_told in ((cast.coordinator, True), (cast.observer, False)):
        page = words(sign_in(reader).get(f"/here/history/membership/{membership.pk}/"))
        told = ("Contact details removed" in page, "He asked for it" in page, old in page)
        assert told == (True, reason_told, False)
    row = left.history.latest()
    assert (row.history_user, row.history_change_reason, row.email) == (
        cast.coordinator, "He asked for it", f"removed-{left.pk}@removed.invalid",
    )  # fmt: skip


def test_what_they_did_stays_as_it_was(left, cast, here):
    before = list(Update.history.values("history_date", "happened", "by_id", "revision__by_id"))
    remove(left, by=cast.coordinator, why="He asked for it", name_too=True)
    assert list(Update.history.values("history_date", "happened", "by_id", "revision__by_id")) == before


def test_it_is_a_revision_of_each_partnership_whose_past_it_rewrites(left, here, next_door, cast, report):
    factories.MembershipFactory(user=left, authority=next_door.council, role="observer", ended_at=clock.now())
    far = factories.AuthorityFactory(contact_name=left.name, contact_email=left.email)
    far.contact_name, far.contact_email = "Somebody else", "office@example.org"
    far.save()
    report(here.action, cast.fire_officer, happened="Ten locks")
    partnerships = [here.partnership, next_door.partnership, far.partnership]
    before = [partnership.revisions.latest("number").number for partnership in partnerships]
    assert not Revision.objects.filter(rewrites_past=True).exists()
    remove(left, by=cast.coordinator, why="He asked for it", name_too=True)
    for partnership, number in zip(partnerships, before, strict=True):
        revisions = partnership.revisions.filter(number__gt=number)
        assert list(revisions.values_list("number", "by", "why", "what", "rewrites_past")) == [
            (number + 1, cast.coordinator.pk, "He asked for it", "removed personal details", True)
        ]
    names = set(Authority.history.filter(id=far.pk).values_list("contact_name", flat=True))
    assert names == {f"Former member {left.pk}", "Somebody else"}


def test_what_was_kept_of_the_past_is_made_anew(officer, here, cast, report, sign_in):
    report(here.action, officer, happened="The fitters left", status="off_track", on_behalf=True)
    end(officer.memberships.get(), by=cast.coordinator, why="A new post")
    client, address = sign_in(cast.observer), f"/here/review/?at={clock.today()}"
    with clock.frozen_at(clock.now() + timedelta(days=2)):
        assert f"by {officer.name}" in words(client.get(address))
        remove(officer, by=cast.coordinator, why="He asked for it", name_too=True)
        assert f"by {pseudonym(officer)}" in words(client.get(address))


def test_what_they_wrote_is_still_their_revision_and_is_told_to_them(left, here, cast, report):
    """Reasons are words of the partnership's: they stay, as what was reported does."""
    wrote = list(here.partnership.revisions.filter(by=left).values_list("number", "why", "what"))
    ended = here.partnership.revisions.get(why="A new post")
    assert wrote
    remove(left, by=cast.coordinator, why="He asked for it", name_too=True)
    assert list(here.partnership.revisions.filter(by=left).values_list("number", "why", "what")) == wrote
    ended.refresh_from_db()
    assert (ended.by, ended.why) == (cast.coordinator, "A new post")
    [part] = [part for part in data_about(left, here.partnership) if part.label == "partners.Revision"]
    assert [(row["number"], row["why"], row["what"]) for row in part.rows] == wrote


def test_their_sessions_end(left, cast, sign_in):
    sign_in(left), sign_in(cast.fire_officer)
    remove(left, by=cast.coordinator, why="He asked for it")
    kept = {session.get_decoded()["_auth_user_id"] for session in Session.objects.all()}
    assert kept == {str(cast.fire_officer.pk)}


def test_pressed_twice_it_is_done_once(left, cast):
    for _ in range(2):
        remove(left, by=cast.coordinator, why="He asked for it")
    assert left.history.filter(revision__why="He asked for it").count() == 1


def test_who_was_removed_does_not_come_back_but_can_be_invited_anew(left, cast, sign_in):
    remove(left, by=cast.coordinator, why="He asked for it")
    browser, membership = sign_in(cast.coordinator), Membership.all_objects.get(user=left)
    page = words(browser.post(f"/here/people/{membership.pk}/return/", follow=True))
    assert "Invite them again instead." in page
    assert "removed.invalid" not in page
    assert Membership.objects.filter(user=left).count() == 0
    form = {"name": "Officer of the Constabulary", "email": "back@example.org", "role": "officer"}
    browser.post("/here/people/invite/", form | {"authority": membership.authority_id})
    assert Invitation.objects.filter(email="back@example.org").count() == 1


@pytest.mark.parametrize("wrong", [{"name": "keep", "why": ""}, {"why": "Asked"}, {"name": "hide", "why": "Asked"}])
def test_without_a_reason_or_a_choice_nothing_is_removed(left, cast, sign_in, wrong):
    page = sign_in(cast.coordinator).post(f"{data_of(left)}remove/", wrong)
    assert (page.status_code, "There is a problem" in words(page)) == (200, True)
    assert User.objects.get(pk=left.pk).email == left.email


@pytest.mark.slow
def test_a_coordinator_reads_nothing_of_what_somebody_is_in_another_partnership(
    officer, here, cast, next_door, sign_in
):
    there = factories.MembershipFactory(user=officer, authority=next_door.council, role="observer")
    other = factories.MembershipFactory(authority=next_door.council, role="coordinator").user
    own = Membership.objects.get(user=officer, authority=here.police)
    browser, path = sign_in(cast.coordinator), f"/here/people/{own.pk}/"
    secrets = ("Next Door", "Other Council", "bserver", "Left the force in anger", other.name)

    def leaked(*pages):
        pages = [
            *pages,
            browser.get(f"{path}data/"),
            browser.get(f"{path}data.json"),
            browser.get(f"{path}data/remove/"),
        ]
        pages += [browser.post(f"{path}data/remove/", {"name": "remove", "why": "Asked for it"})]
        # Here there is an observer too, among those who may take over.
        shown = [words(page).replace(f"{cast.observer.name} ({cast.observer.email})", "") for page in pages]
        shown = [page.rpartition("</header>")[2] for page in shown]
        assert all(officer.name in page or "Former" in page for page in shown[:-1])
        return {(n, secret) for n, page in enumerate(shown) for secret in secrets if secret in page}

    assert leaked(*(browser.get(f"{path}{deed}/") for deed in ("end", "hand-over"))) == set()
    end(own, by=cast.coordinator, why="A new post")
    assert leaked() == set()
    assert "They are still needed outside this partnership." in words(browser.get(f"{path}data/remove/"))
    assert '"role": "observer"' in sign_in(officer).get("/account/data.json").content.decode()
    end(there, by=other, why="Left the force in anger")
    assert leaked() == set()
    officer.refresh_from_db()
    assert officer.name == f"Former member {officer.pk}"
    reasons = User.history.filter(id=officer.pk).values_list("revision__why", flat=True)
    assert "Left the force in anger" in reasons
