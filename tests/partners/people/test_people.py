"""The coordinator looks after the partnership's people; what a leaver wrote stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from partners import clock
from partners.models import Membership, Partnership, User
from tests.factories import (
    ActionFactory,
    AuthorityFactory,
    CriterionFactory,
    GroupFactory,
    InvitationFactory,
    MembershipFactory,
    RecordFactory,
    RoundFactory,
)
from tests.partners.accounts.test_second_factor import with_app
from tests.worlds import member

PASSWORD = "correct horse battery staple"


@pytest.fixture
def coordinator(cast, sign_in):
    return sign_in(cast.coordinator)


def path_of(user, deed):
    return f"/here/people/{user.memberships.get().pk}/{deed}/"


def test_a_leaver_can_no_longer_sign_in_and_their_words_stay(here, cast, coordinator, report, sign_in):
    update = report(here.action, cast.officer, happened="Ten locks fitted")
    open_page = sign_in(cast.officer)
    membership = cast.officer.memberships.get()
    answer = coordinator.post(path_of(cast.officer, "end"), {"why": "A new post elsewhere"})
    assert (answer.status_code, answer.url) == (302, "/here/people/")
    cast.officer.refresh_from_db()
    assert (cast.officer.is_active, cast.officer.memberships.count()) == (False, 0)
    assert open_page.get("/here/plan/").status_code == 302
    refused = Client().post("/account/login/", {"login": cast.officer.email, "password": PASSWORD})
    assert "_auth_user_id" not in refused.client.session
    update.refresh_from_db()
    assert (update.by, update.happened) == (cast.officer, "Ten locks fitted")
    assert cast.officer.name in coordinator.get(f"/here/actions/{here.action.pk}/").content.decode()
    row = membership.history.first()
    assert (row.history_user, row.history_change_reason) == (cast.coordinator, "A new post elsewhere")
    assert coordinator.get(f"/here/history/membership/{membership.pk}/").status_code == 200


def test_the_operator_who_leaves_everywhere_can_still_sign_in(here, cast, coordinator):
    cast.officer.is_superuser = True
    cast.officer.save()
    coordinator.post(path_of(cast.officer, "end"), {"why": "The site is set up"})
    cast.officer.refresh_from_db()
    assert (cast.officer.memberships.count(), cast.officer.is_active) == (0, True)


def test_a_leaver_is_let_in_again_in_the_role_they_had(here, cast, coordinator, sign_in):
    membership = cast.officer.memberships.get()
    coordinator.post(f"/here/people/{membership.pk}/end/")
    coordinator.post(f"/here/people/{membership.pk}/return/")
    cast.officer.refresh_from_db()
    assert (cast.officer.is_active, cast.officer.memberships.get()) == (True, membership)
    assert sign_in(cast.officer).get("/here/my-actions/").status_code == 200


def test_who_leaves_here_but_not_next_door_still_signs_in_there(here, next_door, cast, coordinator, sign_in):
    MembershipFactory(user=cast.observer, authority=next_door.council, role="observer")
    ours = cast.observer.memberships.get(authority=here.council)
    coordinator.post(f"/here/people/{ours.pk}/end/")
    client = sign_in(cast.observer)
    assert [client.get(path).status_code for path in ("/next-door/plan/", "/here/plan/")] == [200, 404]
    page = client.get("/", follow=True)
    assert page.request["PATH_INFO"] == "/next-door/plan/"


def test_a_role_is_changed_and_history_says_by_whom_and_why(here, cast, coordinator, sign_in):
    path = path_of(cast.observer, "role")
    assert coordinator.post(path, {"role": "chair", "why": "Elected in June"}).status_code == 302
    row = cast.observer.memberships.get().history.first()
    assert (row.role, row.history_user, row.history_change_reason) == ("chair", cast.coordinator, "Elected in June")
    assert sign_in(cast.observer).get("/here/publish/").status_code == 200
    coordinator.post(path, {"role": "chair", "why": "Again"})
    assert cast.observer.memberships.get().history.count() == 2


@pytest.mark.parametrize("role", ["", "king"])
def test_a_role_that_there_is_not_is_refused(role, cast, coordinator):
    page = coordinator.post(path_of(cast.observer, "role"), {"role": role})
    assert list(page.context["form"].errors) == ["role"]


def test_somebody_of_an_observing_body_stays_an_observer(here, cast, coordinator):
    here.council.kind = "observing"
    here.council.save()
    page = coordinator.post(path_of(cast.observer, "role"), {"role": "officer"})
    assert page.context["form"].errors["role"] == ["The Council is an observing body: its people can only be observers"]


@pytest.mark.parametrize(("deed", "form"), [("end", {}), ("role", {"role": "observer"})])
def test_the_last_coordinator_cannot_be_lost(deed, form, here, cast, coordinator):
    left = MembershipFactory(authority=here.fire, role="coordinator", ended_at=clock.now())
    MembershipFactory(authority=here.fire, role="coordinator", user__is_active=False)
    page = coordinator.post(path_of(cast.coordinator, deed), form)
    assert (page.status_code, "only coordinator" in page.content.decode()) == (200, True)
    assert cast.coordinator.memberships.get().role == "coordinator"
    assert cast.coordinator.memberships.get().history.count() == 1
    coordinator.post(f"/here/people/{left.pk}/return/")
    assert coordinator.post(path_of(cast.coordinator, deed), form).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_remove_each_other_at_once_one_stays(here, cast):
    other = member(here.fire, "coordinator", "Other Coordinator")
    paths = {cast.coordinator: path_of(other, "end"), other: path_of(cast.coordinator, "end")}
    clients = {user: Client() for user in paths}
    for user, client in clients.items():
        client.force_login(user)

    def remove(user):
        try:
            return clients[user].post(paths[user]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(remove, paths))
    # The second is refused, or was signed out by the first: 302 as well.
    assert 302 in answers
    assert Membership.objects.in_partnership(here.partnership).coordinating().count() == 1


def test_the_page_says_who_is_here_who_was_invited_and_who_left(here, cast, coordinator):
    InvitationFactory(authority=here.fire, name="Open")
    InvitationFactory(authority=here.fire, name="Unsent", sent_at=None)
    InvitationFactory(authority=here.fire, name="Old", made_at=clock.now() - timedelta(days=15))
    InvitationFactory(authority=here.fire, name="Revoked", revoked_at=clock.now())
    InvitationFactory(authority=here.fire, name="In", accepted_at=clock.now(), accepted_by=cast.fire_officer)
    gone = MembershipFactory(authority=here.fire, ended_at=clock.now())
    page = coordinator.get("/here/people/").context
    assert {i.name: i.state for i in page["waiting"]} == {"Open": "open", "Unsent": "unsent", "Old": "expired"}
    assert {i.name: i.state for i in page["settled"]} == {"Revoked": "revoked", "In": "accepted"}
    assert page["left"] == [gone]
    assert [m.user for m in page["members"]] == [
        cast.officer,
        cast.fire_officer,
        cast.chair,
        cast.coordinator,
        cast.observer,
        cast.council_officer,
    ]


def test_nobody_of_next_door_is_on_our_page(here, next_door, coordinator):
    InvitationFactory(authority=next_door.council, name="Guest Next Door")
    MembershipFactory(authority=next_door.council, user__name="Leaver Next Door", ended_at=clock.now())
    page = coordinator.get("/here/people/").content.decode()
    assert [name for name in ("Guest Next Door", "Leaver Next Door", next_door.officer.name) if name in page] == []


def test_a_sign_in_is_dated_by_the_site_s_clock(cast):
    Client().post("/account/login/", {"login": cast.officer.email, "password": PASSWORD})
    cast.officer.refresh_from_db()
    assert clock.date_of(cast.officer.last_login) == clock.today()


def test_the_rule_of_the_second_factor_is_kept_with_who_set_it(here, cast, coordinator):
    with_app(cast.coordinator)
    for chosen in ({"require_second_factor": "on"}, {"require_second_factor": "on"}, {}):
        coordinator.post("/here/people/second-factor/", chosen)
    rows = here.partnership.history.values_list("require_second_factor", "revision__by")
    assert list(rows)[:2] == [(False, cast.coordinator.pk), (True, cast.coordinator.pk)]
    assert (len(rows), Partnership.objects.get(pk=here.partnership.pk).require_second_factor) == (3, False)


@pytest.mark.slow
def test_the_number_of_queries_does_not_grow_with_the_people(
    here, coordinator, django_assert_max_num_queries, django_assert_num_queries
):
    RoundFactory(plan=here.plan)
    CriterionFactory(priority=here.priority, reporter=here.police, frequency="quarter")
    coordinator.get("/here/people/")
    with django_assert_max_num_queries(16) as few:
        coordinator.get("/here/people/")
    for n in range(20):
        MembershipFactory(authority=(here.police, here.fire)[n % 2])
        InvitationFactory(authority=here.fire)
        MembershipFactory(authority=here.fire, ended_at=clock.now())
        authority = AuthorityFactory(partnership=here.partnership)
        ActionFactory(priority=here.priority, lead=authority, due_on=date(2009, 1, 1))
        CriterionFactory(priority=here.priority, reporter=authority, frequency="quarter")
    with django_assert_num_queries(len(few)):
        coordinator.get("/here/people/")


def owes(page):
    """{an authority's name: what the page says that it owes}."""
    result = {m.authority.name: [(n, what) for n, what, _ in m.authority.owes] for m in page.context["members"]}
    return {name: parts for name, parts in result.items() if parts}


def test_the_page_says_what_each_authority_owes(here, cast, coordinator, report):
    RoundFactory(plan=here.plan)
    here.action.due_on = date(2009, 5, 1)
    here.action.save()
    here.criterion.reporter, here.criterion.frequency, here.criterion.placeholder = here.fire, "quarter", False
    here.criterion.save()
    meeting = GroupFactory(partnership=here.partnership).meetings.create(starts_at="2009-06-01T10:00Z")
    RecordFactory(meeting=meeting, kind="challenge", action=here.action, challenged=here.police, text="Why?")
    late = "update due 15 April 2009"
    police = [(1, late), (1, "action overdue"), (1, "challenge to answer")]
    assert owes(coordinator.get("/here/people/")) == {"The Constabulary": police, "The Fire Service": [(1, "figure")]}
    report(here.action, cast.officer)
    assert owes(coordinator.get("/here/people/"))["The Constabulary"] == police[1:]


def test_an_authority_that_owes_something_and_has_nobody_is_told_of(here, cast, coordinator):
    RoundFactory(plan=here.plan)
    lonely = AuthorityFactory(partnership=here.partnership, name="The Lonely Board")
    ActionFactory(priority=here.priority, lead=lonely)
    assert coordinator.get("/here/people/").context["without"] == [lonely]
    assert coordinator.get("/here/people/?role=chair").context["without"] == []


@pytest.mark.slow
def test_the_page_is_filtered_by_link(here, cast, coordinator):
    RoundFactory(plan=here.plan)
    gone = MembershipFactory(authority=here.fire, ended_at=clock.now())
    asked = InvitationFactory(authority=here.fire)
    for user, days in ((cast.officer, 91), (cast.fire_officer, 89), (cast.coordinator, 0)):
        User.objects.filter(pk=user.pk).update(last_login=clock.now() - timedelta(days=days))

    def seen(query):
        page = coordinator.get(f"/here/people/?{query}").context
        return [m.user for m in page["members"]], page["left"], page["waiting"]

    assert seen("role=chair") == ([cast.chair], [], [])
    assert seen(f"authority={here.fire.pk}") == ([cast.fire_officer], [gone], [asked])
    assert seen(f"authority={here.council.pk}&role=observer") == ([cast.observer], [], [])
    assert seen("show=left") == ([], [gone], [])
    assert seen("show=invited") == ([], [], [asked])
    assert seen("show=owing")[0] == [cast.officer]
    assert seen("show=unseen")[0] == [cast.officer, cast.chair, cast.observer, cast.council_officer]
    assert seen("show=king&role=king&authority=999999999999999999999x") == seen("")


def test_an_ended_role_is_in_no_list_of_roles(here, cast):
    membership = cast.officer.memberships.get()
    membership.ended_at = clock.now()
    membership.save()
    assert list(cast.officer.memberships.all()) == []
    assert not Partnership.objects.visible_to(cast.officer).exists()
    assert Partnership.objects.visible_to(cast.observer).get() == here.partnership
    assert User.objects.filter(pk=cast.officer.pk).exists()
