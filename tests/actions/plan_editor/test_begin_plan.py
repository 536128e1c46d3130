"""A partnership's first plan: its dates, the authorities in one box, and straight on to the import."""

import pytest

from partners.models import Authority
from partners.permissions import Role
from plans.models import Plan
from tests import factories

pytestmark = pytest.mark.both_databases

DATES = {"title": "Community Safety Plan", "starts_on": "1 4 2026", "ends_on": "31 3 2029"}


@pytest.fixture
def begin(db, sign_in):
    council = factories.AuthorityFactory(name="Westmere District Council", partnership__slug="west", position=1)
    browser = sign_in(factories.MembershipFactory(authority=council, role=Role.COORDINATOR).user)

    def begin(**more):
        return browser.post("/west/plan/new/", {**DATES, **more})

    return begin


def test_authorities_are_named_in_one_box_and_none_of_them_twice(begin):
    begin(authorities="Caldshire Constabulary\r\n\r\nwestmere district council\r\n Caldshire ICB \r\ncaldshire icb")
    assert [(a.name, a.kind, a.position) for a in Authority.objects.order_by("position")] == [
        ("Westmere District Council", "responsible", 1),
        ("Caldshire Constabulary", "responsible", 2),
        ("Caldshire ICB", "responsible", 3),
    ]


def test_their_history_says_when_they_came(begin):
    begin(authorities="Caldshire Constabulary")
    added = Authority.objects.get(name="Caldshire Constabulary").history.get()
    assert added.revision.why == "The plan was started"


def test_too_long_a_name_is_refused_and_nothing_is_begun(begin):
    refused = begin(authorities="x" * 201)
    assert "200 characters" in refused.context["form"].errors["authorities"][0]
    assert not Plan.objects.exists()


def test_the_plan_is_begun_and_the_import_comes_next(begin):
    assert begin(**{"import": "1"}).url == "/west/plan/import/"
    assert Plan.objects.count() == 1
