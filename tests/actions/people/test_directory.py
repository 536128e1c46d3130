"""My actions and the review: what a person sees first."""

from datetime import date

import pytest

from actions.models import ActionPartner
from plans.status import Status
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def action(here):
    def action(name, lead="police", **fields):
        lead = getattr(here, lead) if lead else None
        return factories.ActionFactory(priority=here.priority, wording=name, lead=lead, **fields)

    return action


def test_what_we_lead_comes_first_then_what_we_support_each_by_its_date(here, cast, sign_in, report, action):
    action("Without a date")
    action("Next month", due_on=date(2009, 7, 31))
    action("Last month", due_on=date(2009, 5, 31))
    done = action("Done", due_on=date(2009, 5, 1))
    report(done, cast.officer, status=Status.COMPLETE)
    supported = action("Theirs", lead="fire", due_on=date(2009, 1, 1))
    ActionPartner.objects.create(action=supported, authority=here.police)
    action("Nothing to do with us", lead="council")
    own = sign_in(cast.officer).get("/here/my-actions/").context["own"]
    assert {key: [a["wording"] for a, _ in getattr(own, key)] for key in ("led_open", "supported_open", "closed")} == {
        "led_open": ["Last month", "Next month", "Fit better locks", "Without a date"],
        "supported_open": ["Theirs"],
        "closed": ["Done"],
    }


def test_an_authority_with_nothing_is_told_what_will_be_there(here, cast, sign_in):
    page = sign_in(cast.council_officer).get("/here/my-actions/").content.decode()
    assert "leads and supports no open actions" in page


def test_the_review_puts_exceptions_first_in_each_part(here, cast, sign_in, report, action):
    report(action("On track"), cast.officer)
    report(action("At risk"), cast.officer, status=Status.AT_RISK)
    action("Overdue", due_on=date(2009, 6, 14))
    report(action("Off track"), cast.officer, status=Status.OFF_TRACK)
    action("Silent", added_on=date(2008, 6, 12))
    page = sign_in(cast.chair).get("/here/review/")
    part = page.context["parts"][0]
    assert {key: [a["wording"] for a in part[key]] for key in ("exceptions", "at_risk", "rest")} == {
        "exceptions": ["Off track", "Overdue", "Silent"],
        "at_risk": ["At risk"],
        "rest": ["Fit better locks", "On track"],
    }
    words = page.content.decode()
    places = [words.index(f">{name}</a>") for name in ("Off track", "Overdue", "Silent", "At risk", "On track")]
    assert places == sorted(places)


def test_the_review_by_authority_holds_every_action_once_with_those_without_a_lead_last(here, cast, sign_in, action):
    action("Of nobody", lead=None)
    action("Of the council", lead="council")
    parts = sign_in(cast.chair).get("/here/review/?by=authority").context["parts"]
    held = {p["name"]: [a["wording"] for k in ("exceptions", "at_risk", "rest") for a in p[k]] for p in parts}
    assert list(held.items()) == [
        ("The Constabulary", ["Fit better locks"]),
        ("The Council", ["Of the council"]),
        ("Lead to be agreed", ["Of nobody", "Review our skills"]),
    ]


def test_the_review_has_the_latest_words_and_a_way_into_every_action(here, cast, sign_in, report, action):
    late = action("Overdue", due_on=date(2009, 6, 14))
    report(late, cast.officer, happened="The locks did not come", next="Ask again")
    page = sign_in(cast.chair).get("/here/review/").content.decode()
    assert ("The locks did not come" in page, "Ask again" in page) == (True, True)
    for each in (late, here.action, here.hallmark_action):
        assert f'href="/here/actions/{each.pk}/"' in page


def test_a_partnership_without_a_plan_has_none_to_show(here, cast, sign_in):
    bare = factories.PartnershipFactory(slug="bare")
    chair = factories.MembershipFactory(authority=factories.AuthorityFactory(partnership=bare), role="chair").user
    assert sign_in(None).get("/bare/").status_code == 200
    assert [sign_in(chair).get(f"/bare/{page}/").status_code for page in ("plan", "review")] == [404, 404]
    assert sign_in(chair).get("/bare/my-actions/").status_code == 200
