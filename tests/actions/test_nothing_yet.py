"""A partnership without a plan, and one with an empty plan: no page of theirs is a dead end."""

from datetime import date

import pytest
from django.urls import URLPattern, get_resolver, reverse

from actions.plan_editor.plan_forms import begin_plan
from tests import factories
from tests.volume import some

# They take a POST alone, or are for machines, or nothing leads there until somebody has made it.
NO_PAGE = {"second_factor", "duties_start", "write_preview", "spreadsheet_save", "decided_changes_apply", "sitemap"}
NO_PAGE |= {"easy_read"}


def of_a_partnership(resolver=None):
    """The names of the pages whose address needs nothing but a partnership."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLPattern):
            yield from of_a_partnership(pattern)
        elif pattern.pattern.converters.keys() == {"partnership"} and pattern.name not in NO_PAGE:
            yield pattern.name


@pytest.fixture(params=["no plan", "an empty plan"])
def empty(request, db):
    partnership = factories.PartnershipFactory(slug="empty", area="Empty")
    factories.AuthorityFactory(partnership=partnership)
    if request.param == "an empty plan":
        days = {"starts_on": date(2009, 4, 1), "ends_on": date(2012, 3, 31)}
        begin_plan(partnership, by=factories.UserFactory(), title="Plan", **days)
    return partnership


@pytest.fixture
def visit(empty, sign_in):
    """{page: outcome} of all pages that are neither shown, nor refused by role, nor say that there is no plan yet."""

    def visit(role):
        user = factories.UserFactory() if role else None
        if role:
            factories.MembershipFactory(user=user, authority=empty.authorities.get(), role=role)
        client = sign_in(user)
        answers = {}
        for name in set(of_a_partnership()):
            answers[name] = client.get(reverse(name, args=["empty"]), follow=True)
            if answers[name].streaming:
                assert b"".join(answers[name].streaming_content)
        assert len(answers) > 50
        return {
            name: answer.status_code
            for name, answer in answers.items()
            if answer.status_code not in (200, 403) and b"No plan yet" not in answer.content
        }

    return visit


@pytest.mark.slow
@pytest.mark.parametrize("role", some(["coordinator", None], ["officer", "coordinator", None]))
def test_every_page_is_there_or_says_what_is_not_yet(role, visit):
    assert visit(role) == {}


def test_the_public_is_told_that_nothing_is_published_and_of_no_partnership_that_is_not_there(empty, sign_in):
    public = sign_in(None)
    assert "has not published its plan yet" in public.get("/empty/").content.decode()
    assert public.get("/emptier/").status_code == 404
