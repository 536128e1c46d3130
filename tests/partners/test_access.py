"""What somebody's roles let them do, and for which authorities."""

import pytest

from partners.access import access_of
from partners.permissions import Role, further
from tests import factories

pytestmark = pytest.mark.both_databases


def acts_for(user):
    access = access_of(user, "here")
    return [access.reporting_for, access.asking_for, access.measuring_for, access.answering_for]


def test_only_an_officer_acts_for_an_authority_by_right_of_office(here):
    for role in Role:
        user = factories.MembershipFactory(authority=here.police, role=role).user
        theirs = [here.police] if role in (Role.OFFICER, Role.LIMITED) else []
        # Of success criteria limited officers read nothing.
        assert acts_for(user) == [theirs, theirs, [] if role == Role.LIMITED else theirs, theirs]


def test_who_is_an_officer_of_one_authority_and_observes_or_leads_another_acts_for_the_one(here, next_door):
    for role in (Role.OBSERVER, Role.CHAIR, Role.COORDINATOR):
        user = factories.MembershipFactory(authority=here.fire, role=Role.OFFICER).user
        factories.MembershipFactory(user=user, authority=here.police, role=role)
        factories.MembershipFactory(user=user, authority=next_door.council, role=Role.OFFICER)
        assert acts_for(user) == [[here.fire]] * 4
        assert access_of(user, "here").authorities == [here.fire, here.police]


def test_an_officer_answers_for_whom_their_authority_succeeds_and_reports_for_themselves(here):
    here.fire.succeeds = here.police
    here.fire.save()
    user = factories.MembershipFactory(authority=here.fire, role=Role.OFFICER).user
    assert acts_for(user) == [[here.fire], [here.fire], [here.fire], [here.fire, here.police]]
    chair = factories.MembershipFactory(authority=here.fire, role=Role.CHAIR).user
    assert acts_for(chair) == [[]] * 4


def test_of_several_roles_the_one_that_reaches_furthest_counts():
    assert [further(*Role), further(Role.OBSERVER, Role.OFFICER), further(Role.CHAIR, Role.OFFICER)] == [
        Role.COORDINATOR,
        Role.OFFICER,
        Role.CHAIR,
    ]
